"""A floor guide with a tablet: sign in, take a ticket, grant a class, check somebody in, bring one back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from msgspec.structs import replace
from playwright.sync_api import Page, expect

from link.commands import Status
from link.frames import PrintOrder
from link.identity import Identity
from link.plan import Listed, Plan, PriorityClass, Text
from link.words import DeviceState
from tests.link.client_kit import Kept, joining
from tests.server.web.pages.pages_kit import (
    CLERK,
    PIN,
    Phones,
    book,
    events,
    know_clerk,
    miss,
    open_window,
    take,
)
from tests.support.halls import at, text
from tests.support.serving import eventually
from tests.support.web import Site, Web, bookable

TABLET = {"width": 820, "height": 1180}


@pytest.fixture
def hall() -> Plan:
    """The small hall with papers for its green channel, and a class for those on its list."""
    plan = bookable()
    green = replace(
        plan.classes[0], evidence=Text("请带：军人证、残疾人证", "Bring: military card, disability card")
    )
    key = PriorityClass("key", text("Key project"), 5.0, listed=True, evidence=text("the project's approval"))
    listed = (
        Listed("P-7", text("Harbour tunnel"), "key"),
        Listed("P-8", text("Harbour bridge"), "key"),
    )
    return replace(plan, classes=(green, key, *plan.classes[1:]), listed=listed)


@pytest.fixture
def guide(phone: Phones, place: Site) -> Page:
    """A tablet on which the guide has signed in."""
    know_clerk(place)
    page = phone("about:blank", viewport=TABLET, javascript=False)
    page.request.post("/guide", form={"clerk": CLERK, "pin": PIN}, max_redirects=0)
    return page


def test_sign_in_and_take_a_ticket_for_somebody(phone: Phones, place: Site) -> None:
    know_clerk(place)
    guide = phone("/guide", viewport=TABLET, javascript=False)
    guide.get_by_label("Staff number").fill(CLERK)
    guide.get_by_label("PIN").fill(PIN)
    guide.get_by_role("button", name="Sign in").click()
    expect(guide.get_by_text(f"Signed in: {CLERK}")).to_be_visible()
    guide.get_by_role("link", name="Take a ticket for somebody").click()
    guide.get_by_label("What does the person want to do?").fill("fp")
    guide.get_by_role("button", name="Search").click()
    guide.get_by_role("link", name="Invoice").click()
    guide.get_by_label("绿色通道").check()
    guide.get_by_label("Paper that was seen").select_option("disability card")
    guide.get_by_label("Phone number").fill("138 0013 8000")
    guide.get_by_role("button", name="Take a number").click()
    expect(guide.get_by_role("heading", name="V001")).to_be_visible()
    assert guide.locator("img.qr").evaluate("qr => qr.naturalWidth") > 0
    taken = events(place)[-1]
    for fact in ('"cls":"green"', '"evidence":"disability card"', f'"clerk":"{CLERK}"', '"matter":"invoice"'):
        assert fact in taken
    assert "13800138000" not in "".join(events(place))


def test_an_ordinary_ticket_needs_nothing(guide: Page, place: Site) -> None:
    guide.goto("/guide/take/for?queue=homes")
    guide.get_by_role("button", name="Take a number").click()
    expect(guide.get_by_role("heading", name="B001")).to_be_visible()
    assert place.inside.ticket("B001").cls == "ordinary"


def test_what_is_not_right_is_said_and_what_was_typed_stays(guide: Page, place: Site) -> None:
    guide.goto("/guide/take/for?queue=tax")
    guide.get_by_label("绿色通道").check()
    guide.get_by_role("button", name="Take a number").click()
    paper = guide.get_by_label("Or another paper")
    expect(paper).to_have_accessible_description(re.compile("Say which paper was seen"))
    expect(guide.get_by_label("绿色通道")).to_be_checked()
    paper.fill("ID card 440301199001011234")
    guide.get_by_role("button", name="Take a number").click()
    expect(paper).to_have_value("ID card 440301199001011234")
    expect(paper).to_have_accessible_description(re.compile("Leave the number of the paper out"))
    guide.get_by_label("Phone number").fill("none")
    paper.fill("ID card")
    guide.get_by_role("button", name="Take a number").click()
    expect(guide.get_by_label("Phone number")).to_have_value("none")
    expect(guide.get_by_label("Phone number")).to_have_attribute("aria-invalid", "true")
    assert place.inside.served.engine.hall.tickets == {}


def test_those_on_the_list_are_found(guide: Page, place: Site) -> None:
    guide.goto("/guide/take/for?queue=tax")
    guide.get_by_label("Key project").check()
    guide.get_by_label("Or another paper").fill("approval")
    guide.get_by_label("Enterprise or project").fill("airport")
    guide.get_by_role("button", name="Take a number").click()
    expect(guide.get_by_text("Not on the hall's list")).to_be_visible()
    guide.get_by_label("Enterprise or project").fill("harbour")
    guide.get_by_role("button", name="Take a number").click()
    guide.get_by_label("Harbour bridge").check()
    guide.get_by_role("button", name="Take a number").click()
    expect(guide.get_by_role("heading", name="A001")).to_be_visible()
    assert '"listed":"P-8"' in events(place)[-1]


def test_grant_a_class_to_a_number_that_waits(guide: Page, place: Site) -> None:
    take(place)
    mine = take(place)
    guide.goto("/guide/desk")
    guide.get_by_label("Find a number").fill(mine.number.lower())
    guide.get_by_role("button", name="Search").click()
    guide.get_by_role("button", name="Give this priority").click()
    expect(guide.get_by_text("Choose a kind of priority")).to_be_visible()
    guide.get_by_label("绿色通道").check()
    guide.get_by_label("Paper that was seen").select_option("military card")
    guide.get_by_role("button", name="Give this priority").click()
    expect(guide.get_by_role("status")).to_contain_text("The priority was given")
    expect(guide.get_by_text("Nobody is before you")).to_be_visible()
    granted = events(place)[-1]
    assert '"class_granted"' in granted
    assert f'"clerk":"{CLERK}"' in granted
    guide.get_by_label("绿色通道").check()
    guide.get_by_label("Paper that was seen").select_option("military card")
    guide.get_by_role("button", name="Give this priority").click()
    expect(guide.get_by_role("alert")).to_contain_text(f"{mine.number} has this kind of priority already")


def test_bring_a_missed_number_back(guide: Page, place: Site) -> None:
    open_window(place)
    mine = take(place)
    miss(place, mine.number)
    guide.goto("/guide/desk")
    line = guide.get_by_role("row").filter(has_text=mine.number)
    expect(line).to_contain_text("Passed")
    line.get_by_role("link").click()
    guide.get_by_role("button", name="Let the number wait again").click()
    expect(guide.get_by_role("status")).to_contain_text("The number waits again")
    assert place.inside.ticket(mine.number).state == "waiting"


@contextmanager
def with_printer(place: Site, name: str) -> Iterator[Kept]:
    """A kiosk that has joined and says that it has a printer."""

    async def enter(inside: Web) -> Kept:
        kept = await kiosk.__aenter__()
        await kept.client.tell(Status(devices=[DeviceState(f"{name}-printer", "printer", "ok")]))
        return kept

    async def leave(_: Web) -> None:
        await kiosk.__aexit__(None, None, None)

    async def identity(inside: Web) -> Identity:
        return inside.served.identity("kiosk", name)

    kiosk = joining(place.inside.served.url, place.call(identity))
    yield place.call(enter)
    place.call(leave)


def orders(kept: Kept) -> list[PrintOrder]:
    return [frame for frame in kept.frames if isinstance(frame, PrintOrder)]


def printers_known(place: Site) -> int:
    """How many programs with a printer the pages know."""
    programs = place.inside.public.replica.programs
    return sum(any(device.kind == "printer" for device in one.devices) for one in programs if one.joined)


def test_a_lost_ticket_is_printed_again_where_the_guide_wants_it(guide: Page, place: Site) -> None:
    mine = take(place)
    guide.goto(f"/guide/number/{mine.number}")
    guide.get_by_role("button", name="Print the ticket again").click()
    expect(guide.get_by_role("alert")).to_contain_text("kiosk/hall-1 is not connected")
    with with_printer(place, "door") as door, with_printer(place, "back") as back:
        place.call(lambda _: eventually(lambda: printers_known(place) == 2))
        guide.goto(f"/guide/number/{mine.number}")
        guide.get_by_label("Printer").select_option("back")
        guide.get_by_role("button", name="Print the ticket again").click()
        expect(guide.get_by_role("status")).to_contain_text("being printed once more")
        place.call(lambda _: eventually(lambda: bool(orders(back))))
        assert [order.layout for order in orders(back)] == ["reprint"]
        assert orders(door) == []
    [asked] = [event for event in events(place) if '"reprint_asked"' in event]
    assert '"program":"kiosk/back"' in asked
    assert f'"clerk":"{CLERK}"' in asked


@pytest.mark.parametrize("by", ["code", "tail"])
def test_check_somebody_in(guide: Page, place: Site, by: str) -> None:
    code = book(place, "2026-11-24", "09:30", "13800138000")
    place.inside.served.ms = at("2026-11-24 09:10")
    guide.goto("/guide/arrive")
    field = guide.get_by_label("Booking code, or the last four digits")
    field.fill("12")
    guide.get_by_role("button", name="Check in").click()
    expect(field).to_have_attribute("aria-invalid", "true")
    field.fill("0000")
    guide.get_by_role("button", name="Check in").click()
    expect(guide.get_by_text("No booking with these four digits can check in now")).to_be_visible()
    field.fill(code.lower() if by == "code" else "8000")
    guide.get_by_role("button", name="Check in").first.click()
    if by == "tail":
        guide.get_by_role("button", name="Check in: 09:30").click()
    expect(guide.get_by_role("status")).to_contain_text("Checked in")
    assert place.inside.served.engine.hall.appointments[code].state == "here"


def test_a_wrong_pin_and_a_stranger_get_nowhere(phone: Phones, place: Site) -> None:
    know_clerk(place)
    page = phone("/guide/desk")
    assert page.url.endswith("/guide")
    page.get_by_label("Staff number").fill(CLERK)
    page.get_by_label("PIN").fill("0000")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_text("Staff number or PIN is wrong")).to_be_visible()
    expect(page.get_by_label("Staff number")).to_have_value(CLERK)
    expect(page.get_by_label("PIN")).to_have_value("")
    page.goto("/guide/take/for?queue=tax")
    assert page.url.endswith("/guide")


def test_the_cookie_is_closed_to_scripts_and_other_sites_and_ends_with_signing_out(guide: Page) -> None:
    [cookie] = [one for one in guide.context.cookies() if one["name"] == "guide"]
    assert (cookie["httpOnly"], cookie["sameSite"], cookie["path"]) == (True, "Strict", "/guide")
    guide.goto("/guide/desk")
    guide.get_by_role("button", name="Sign out").click()
    assert [one for one in guide.context.cookies() if one["name"] == "guide"] == []
    guide.goto("/guide/desk")
    assert guide.url.endswith("/guide")


def test_another_sites_form_does_nothing_and_nobodys_number_is_a_sentence(guide: Page, place: Site) -> None:
    answer = guide.request.post("/guide/take/for?queue=tax", form={"csrf": "guessed"}, max_redirects=0)
    assert (answer.status, answer.headers["location"]) == (303, "/guide")
    assert place.inside.served.engine.hall.tickets == {}
    guide.goto("/guide/number/A999")
    expect(guide.get_by_text("There is no number A999 today")).to_be_visible()
