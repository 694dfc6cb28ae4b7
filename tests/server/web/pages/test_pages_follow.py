"""Following a ticket on a real phone: its place, the call as it comes, the server gone and back."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Route, expect

from link import commands as c
from tests.server.web.pages.pages_kit import (
    Phones,
    at_window,
    events,
    miss,
    open_window,
    take,
    take_with_phone,
)
from tests.support.web import Site, Web

VIBRATIONS = "navigator.vibrate = (pattern) => { (window.felt ||= []).push(pattern); return true; }"


async def end_streams(web: Web) -> None:
    """As when the program ends."""
    web.public.stopping.set()
    web.replica.news()


async def let_streams_in(web: Web) -> None:
    web.public.stopping.clear()


def test_the_call_comes_to_the_phone(phone: Phones, place: Site) -> None:
    open_window(place)
    first, second = take(place), take(place)
    page = phone(f"/t/{second.key}")
    page.add_init_script(VIBRATIONS)
    page.reload()
    expect(page.get_by_role("heading", name=second.number)).to_be_visible()
    expect(page.get_by_role("status").filter(has_text="1 person is before you")).to_be_visible()
    page.get_by_role("button", name="Switch the sound on").click()
    expect(page.get_by_role("button", name="It will ring")).to_have_attribute("aria-pressed", "true")

    at_window(place, c.CallTicket, number=first.number)
    expect(page.get_by_text("Nobody is before you")).to_be_visible()
    expect(page.get_by_text("You are next")).to_be_visible()
    assert page.evaluate("window.felt") is None

    at_window(place, c.Start)
    at_window(place, c.CallNext)
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("Please come to")
    expect(alert).to_contain_text("Window 1")
    expect(page.locator(".turn")).to_have_attribute("data-value", "called")
    expect(page).to_have_title(re.compile(f"{second.number} → Window 1"))
    assert page.evaluate("window.felt.length") == 1
    expect(page.get_by_role("link", name="Give up my turn")).to_have_count(0)

    at_window(place, c.Recall)
    expect(page.get_by_text("Called 2 times")).to_be_visible()
    assert page.evaluate("window.felt.length") == 2

    at_window(place, c.Start)
    expect(page.get_by_text("You are being served")).to_be_visible()
    at_window(place, c.Finish)
    expect(page.get_by_text("Your visit is done")).to_be_visible()
    expect(page.locator(".turn")).to_have_attribute("data-value", "over")
    expect(page.get_by_text("Ring when I am called")).to_be_hidden()
    expect(page.get_by_text("If you miss the call")).to_be_hidden()


def test_a_call_between_the_page_and_its_stream_still_rings(phone: Phones, place: Site) -> None:
    open_window(place)
    mine = take(place)
    page = phone("/")
    page.add_init_script(VIBRATIONS)
    calls = iter((c.CallNext, c.Recall))

    def call_first(route: Route) -> None:
        at_window(place, next(calls))
        route.continue_()

    page.route("**/t/*/events*", call_first)
    page.goto(f"/t/{mine.key}")
    expect(page.get_by_text("Window 1", exact=True)).to_be_visible()
    assert page.evaluate("window.felt.length") == 1
    page.goto(f"/t/{mine.key}")  # called already, and once more before the stream is there
    expect(page.get_by_text("Called 2 times")).to_be_visible()
    assert page.evaluate("window.felt") is None


def test_a_missed_call_says_what_to_do(phone: Phones, place: Site) -> None:
    open_window(place)
    mine = take(place)
    page = phone(f"/t/{mine.key}", language="zh")
    miss(place, mine.number)
    expect(page.get_by_text("您已过号")).to_be_visible()
    expect(page.get_by_text("请到导办台恢复排队，将排在后面3人之后。", exact=True)).to_be_visible()


@pytest.mark.parametrize("javascript", [True, False])
def test_the_turn_is_given_up_only_after_a_question(phone: Phones, place: Site, javascript: bool) -> None:
    mine = take(place)
    page = phone(f"/t/{mine.key}", javascript=javascript)
    page.get_by_role("link", name="Give up my turn").click()
    page.get_by_role("link", name="Keep it").click()
    assert place.inside.ticket(mine.number).state == "waiting"
    page.get_by_role("link", name="Give up my turn").click()
    page.get_by_role("button", name="Give it up").click()
    expect(page.get_by_text("The turn was given up")).to_be_visible()
    assert '"ticket_cancelled"' in events(place)[-1]


def test_whoever_is_called_meanwhile_does_not_lose_the_turn(phone: Phones, place: Site) -> None:
    open_window(place)
    mine = take(place)
    page = phone(f"/t/{mine.key}")
    page.get_by_role("link", name="Give up my turn").click()
    at_window(place, c.CallTicket, number=mine.number)
    page.get_by_role("button", name="Give it up").click()
    expect(page.get_by_text(f"{mine.number} is still at window 1")).to_be_visible()
    expect(page.get_by_text("Window 1", exact=True)).to_be_visible()


def test_a_phone_without_scripts_sees_the_same(phone: Phones, place: Site) -> None:
    open_window(place)
    mine = take(place)
    page = phone(f"/t/{mine.key}", javascript=False)
    expect(page.get_by_text("Nobody is before you")).to_be_visible()
    assert 'http-equiv="refresh" content="15"' in page.content()
    at_window(place, c.CallNext)
    page.reload()
    expect(page.get_by_text("Window 1", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name="Switch the sound on")).to_have_count(0)


def test_a_lost_server_is_said_and_comes_back_by_itself(phone: Phones, place: Site) -> None:
    open_window(place)
    mine = take(place)
    page = phone(f"/t/{mine.key}")
    lost = page.get_by_text("No connection to the hall at the moment. This is how it stood at")
    expect(page.get_by_text("Nobody is before you")).to_be_visible()
    expect(lost).to_be_hidden()
    place.call(lambda web: web.lose_server())
    expect(lost).to_be_visible()
    place.call(lambda web: web.find_server())
    expect(lost).to_be_hidden()
    at_window(place, c.CallNext)
    expect(page.get_by_text("Window 1", exact=True)).to_be_visible()


def test_a_page_that_is_cut_off_says_so_and_joins_again(phone: Phones, place: Site) -> None:
    mine = take(place)
    page = phone(f"/t/{mine.key}")
    lost = page.get_by_text("The connection is lost. This is how it stood at")
    expect(page.get_by_text("Nobody is before you")).to_be_visible()
    place.call(end_streams)
    expect(lost).to_be_visible()
    place.call(let_streams_in)
    expect(lost).to_be_hidden()


def test_an_unknown_key_is_no_number(phone: Phones) -> None:
    page = phone("/t/0000000000000000")
    expect(page.get_by_text("This number is not known today")).to_be_visible()


def test_the_page_holds_nothing_that_is_not_on_the_paper(phone: Phones, place: Site) -> None:
    mine, other = take_with_phone(place, "13800138000"), take(place)
    text = phone(f"/t/{mine.key}").content()
    assert mine.number in text
    for secret in ("13800138000", other.number, other.key):
        assert secret not in text
