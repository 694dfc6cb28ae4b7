"""The guides' desk names devices that are not well, as soon as they are, and no longer than they are."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from server.gateway import hub
from tests.server.web.pages.pages_kit import CLERK, PIN, Phones, know_clerk
from tests.support.serving import Wire
from tests.support.web import Site, Web

TABLET = {"width": 820, "height": 1180}


def kiosk(place: Site) -> Wire:
    """A kiosk that has joined."""

    async def join(inside: Web) -> Wire:
        return await inside.served.join("kiosk", "door")

    return place.call(join)


def tell(place: Site, wire: Wire, state: str) -> None:
    """Its printer fares so."""

    async def say(_: Web) -> None:
        await wire.say(do="status", devices=[{"id": "door", "kind": "printer", "state": state}])

    place.call(say)


SAYS = {
    "en": ("Printer door has no paper", "Put in a new roll of paper", "All devices of the hall work."),
    "zh": ("打印机 door 缺纸", "请换上新纸卷", "大厅设备一切正常。"),
}


@pytest.mark.parametrize("language", SAYS)
def test_no_paper_is_seen_on_the_floor(
    phone: Phones, place: Site, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    what, mend, well = SAYS[language]
    monkeypatch.setattr(hub, "HEALTH_EVERY_S", 0.05)
    know_clerk(place)
    wire = kiosk(place)
    desk = phone("about:blank", viewport=TABLET, language=language)
    desk.request.post("/guide", form={"clerk": CLERK, "pin": PIN}, max_redirects=0)
    desk.goto("/guide/desk")
    expect(desk.get_by_text(well)).to_be_visible()
    tell(place, wire, "out")
    expect(desk.get_by_text(what)).to_be_visible()
    expect(desk.get_by_text(mend)).to_be_visible()
    expect(desk.get_by_text(well)).to_be_hidden()
    assert "09:00" in desk.locator("[data-live=where0]").inner_text()
    tell(place, wire, "ok")
    expect(desk.get_by_text(what)).to_be_hidden()
    expect(desk.get_by_text(well)).to_be_visible()


def test_without_scripts_it_stands_there_too(phone: Phones, place: Site) -> None:
    know_clerk(place)
    tell(place, kiosk(place), "cover")
    desk = phone("about:blank", viewport=TABLET, javascript=False)
    desk.request.post("/guide", form={"clerk": CLERK, "pin": PIN}, max_redirects=0)

    def look() -> bool:
        desk.goto("/guide/desk")
        return desk.get_by_text("Printer door: the cover is open").is_visible()

    assert any(look() for _ in range(50)), "it is told within a second"


def test_nobody_else_sees_it(phone: Phones, place: Site) -> None:
    page = phone("/guide/devices")
    expect(page.get_by_label("Staff number")).to_be_visible()
