"""No page has a fault that axe-core finds, in both languages, by day and by night; and the keyboard's way."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from link import commands as c
from tests.server.web.pages.pages_kit import (
    CLERK,
    PIN,
    Phones,
    at_window,
    book,
    know_clerk,
    miss,
    open_window,
    take,
)
from tests.support.web import Site

EVERYTHING: dict[str, object] = {"resultTypes": ["violations"]}
CONTRAST = {**EVERYTHING, "runOnly": ["color-contrast"]}
"""What the other language and the night may change; the rest was looked at by day."""
SMALL = {"width": 320, "height": 568}


def busy(place: Site) -> dict[str, str]:
    """Somebody in every state; the addresses of all pages by name."""
    open_window(place)
    waits, missed = take(place), take(place)
    miss(place, missed.number)
    called = take(place)
    at_window(place, c.CallTicket, number=called.number)
    code, gone = book(place, "2026-11-25", "10:00"), book(place, "2026-11-26", "09:30", "13900139000")
    for phone in ("13900000001", "13900000002"):
        book(place, "2026-11-25", "09:30", phone)
    return {
        "status": "/",
        "matter": "/book?q=z",
        "nothing found": "/book?q=xxxx",
        "time": "/book/when?queue=tax&day=2026-11-25",
        "walk-in": "/book/when?queue=homes",
        "phone": "/book/who?queue=tax&day=2026-11-25&time=10:30",
        "booking": f"/b/{code}?done=booked",
        "other times": f"/b/{code}/move",
        "moved": f"/b/{code}/move?day=2026-11-26&time=10:00",
        "cancel": f"/b/{gone}/cancel",
        "find": "/find",
        "waiting": f"/t/{waits.key}",
        "called": f"/t/{called.key}",
        "missed": f"/t/{missed.key}",
        "give up": f"/t/{waits.key}/give-up",
        "not here": "/t/nothing",
        "guide": "/guide/desk",
        "guide chooses": "/guide/take?q=z",
        "guide takes": "/guide/take/for?queue=tax",
        "guide shows": f"/guide/taken/{waits.key}",
        "guide finds": f"/guide/number/{waits.number}",
        "guide brings back": f"/guide/number/{missed.number}",
        "guide checks in": "/guide/arrive",
    }


def faults(page: Page, name: str, rules: dict[str, object] = EVERYTHING) -> list[str]:
    """What axe finds, and what is too small for a finger or too wide for a small phone."""
    found = Axe().run(page, options=rules).response["violations"]
    said = [
        f"{name}: {one['id']} at {node['target']}: {node['failureSummary']}"
        for one in found
        for node in one["nodes"]
    ]
    for small in page.evaluate(TOO_SMALL):
        said.append(f"{name}: too small for a finger: {small}")
    if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
        said.append(f"{name}: wider than the screen")
    return said


TOO_SMALL = """() => [...document.querySelectorAll("a, button, input:not([type=hidden]), select")]
    .map((one) => one.closest(".choice") || one)
    .filter((one) => !one.closest("p") || one.matches(".button, .back"))
    .filter((one) => !one.matches(".skip"))
    .map((one) => [one, one.getBoundingClientRect()])
    .filter(([_, box]) => box.width && (box.height < 43.5 || box.width < 43.5))
    .map(([one]) => one.outerHTML.slice(0, 90))"""


@pytest.mark.parametrize(
    ("language", "scheme", "large"),
    [("zh", "light", False), ("en", "dark", True)],
    ids=["zh", "en-dark-large"],
)
def test_no_page_has_a_fault(phone: Phones, place: Site, language: str, scheme: str, large: bool) -> None:
    know_clerk(place)
    addresses = busy(place)
    page = phone("/guide", language=language, color_scheme=scheme, viewport=SMALL, reduced_motion="reduce")
    rules = CONTRAST if large else EVERYTHING
    said = faults(page, "guide signs in", rules)
    page.locator("#clerk").fill(CLERK)
    page.locator("#pin").fill(PIN)
    page.locator("main button").click()
    page.wait_for_url("**/guide/desk")
    if large:
        page.goto("/?type=large")
    for name, address in addresses.items():
        page.goto(address)
        said += faults(page, name, rules)
    assert said == []


def test_forms_that_complain_have_no_fault_either(phone: Phones, place: Site) -> None:
    page = phone("/book/who?queue=tax&day=2026-11-25&time=09:30", viewport=SMALL)
    page.locator("main button").click()
    expect(page.locator("[aria-invalid=true]")).to_be_visible()
    said = faults(page, "phone")
    for number in ("13900000001", "13900000002"):
        book(place, "2026-11-25", "09:30", number)
    page.get_by_label("Mobile number").fill("13800138000")
    page.locator("main button").click()
    expect(page.get_by_role("radio").first).to_be_visible()
    said += faults(page, "other times")
    page.goto("/find")
    page.locator("main button").click()
    assert said + faults(page, "find") == []


def test_the_keyboard_goes_from_the_top_to_the_content(phone: Phones) -> None:
    page = phone("/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Go to the content")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Book a time").first).to_be_focused()
