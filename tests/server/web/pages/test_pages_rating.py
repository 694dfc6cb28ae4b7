"""Rating on the phone and on a window's tablet, and the hall's answer on the guides' page."""

from __future__ import annotations

import re

import httpx
import pytest
from msgspec.structs import replace
from playwright.sync_api import Page, expect

from link import commands as c
from link.client import new_id
from link.plan import Plan, RatingRules
from link.words import Rating
from server.web.tablets import key_of
from tests.server.web.pages.pages_kit import (
    CLERK,
    PIN,
    Phones,
    Taken,
    at_window,
    know_clerk,
    open_window,
    take,
)
from tests.server.web.pages.test_pages_for_everybody import faults
from tests.support.halls import DAY_MS
from tests.support.web import Site, bookable

TABLET = {"width": 1280, "height": 800}


@pytest.fixture
def hall() -> Plan:
    """The small hall, which asks for ratings."""
    return replace(bookable(), rating=RatingRules())


@pytest.fixture(autouse=True)
def short_thanks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("server.web.pages.tablet.THANKS_S", 1)


def served(place: Site) -> Taken:
    """Somebody comes to window 1, is served, and goes."""
    mine = take(place)
    at_window(place, c.CallTicket, number=mine.number)
    at_window(place, c.Start)
    at_window(place, c.Finish)
    return mine


def ratings(place: Site) -> list[Rating]:
    """All that the hall knows."""
    return [found.rating for found in place.inside.served.engine.hall.ratings.values()]


def tablet(place: Site, window: str = "1") -> str:
    """The address of a window's tablet."""
    return f"/rate/{window}/{key_of(place.inside.public.token, window)}"


def bad_one(place: Site) -> Taken:
    """Somebody who was not satisfied."""
    mine = served(place)
    ticket = place.inside.replica.ticket(mine.key)
    assert ticket is not None
    rate = c.Rate(new_id(), ticket.id, 1, "screen", ["waiting"])
    assert place.do("display", "front-1", rate)["is"] == "reply"
    return mine


# ---------------------------------------------------------------------- on the phone


def test_the_page_that_followed_the_ticket_asks_when_the_visit_is_over(phone: Phones, place: Site) -> None:
    open_window(place)
    mine = take(place)
    page = phone(f"/t/{mine.key}")
    expect(page.get_by_text("How was our service?")).to_be_hidden()
    at_window(place, c.CallNext)
    at_window(place, c.Start)
    at_window(place, c.Finish)
    expect(page.get_by_role("heading", name="How was our service?")).to_be_visible()
    page.get_by_role("button", name="Very satisfied").click()
    expect(page.get_by_role("heading", name="Your rating: Very satisfied")).to_be_visible()
    expect(page.get_by_text("How was our service?")).to_be_hidden()
    assert [(one.level, one.on, one.number) for one in ratings(place)] == [(5, "phone", mine.number)]


@pytest.mark.parametrize("javascript", [True, False])
def test_with_a_bad_one_the_reasons_are_asked_for(phone: Phones, place: Site, javascript: bool) -> None:
    open_window(place)
    mine = served(place)
    page = phone(f"/t/{mine.key}", javascript=javascript)
    page.get_by_role("button", name="Not satisfied").click()
    assert ratings(place) == []
    page.get_by_label("How long it took").check()
    page.get_by_label("The papers asked for").check()
    page.get_by_role("button", name="Send the rating").click()
    expect(page.get_by_role("heading", name="Your rating: Not satisfied")).to_be_visible()
    expect(page.get_by_text("The hall answers by Thu, 10 Dec")).to_be_visible()
    [rating] = ratings(place)
    assert (rating.level, rating.reasons, rating.on) == (2, ("waiting", "papers"), "phone")
    page.go_back()  # once a visit
    expect(page.get_by_role("heading", name="Your rating: Not satisfied")).to_be_visible()
    assert len(ratings(place)) == 1


def test_the_answer_is_read_days_later(phone: Phones, place: Site) -> None:
    open_window(place)
    mine = bad_one(place)
    place.inside.served.ms += DAY_MS
    take(place)
    page = phone(f"/t/{mine.key}", language="zh")
    expect(page.get_by_role("heading", name="您的评价：非常不满意")).to_be_visible()
    ticket = ratings(place)[0].ticket
    place.do("manager", "m", c.AnswerRating(new_id(), ticket, "已增开窗口。\n抱歉让您久等 <b>"))
    page.reload()
    expect(page.get_by_text("抱歉让您久等 <b>")).to_be_visible()


def test_a_hall_that_does_not_ask_shows_nothing(phone: Phones, place: Site) -> None:
    async def no_ratings(_: object) -> None:
        place.inside.served.engine.configure(bookable())

    place.call(no_ratings)
    open_window(place)
    mine = served(place)
    page = phone(f"/t/{mine.key}")
    expect(page.get_by_text("Your visit is done")).to_be_visible()
    expect(page.get_by_text("How was our service?")).to_be_hidden()


# ---------------------------------------------------------------------- on the window's tablet


def test_the_tablet_asks_after_each_service_and_thanks(phone: Phones, place: Site) -> None:
    open_window(place)
    page = phone(tablet(place), viewport=TABLET)
    expect(page.get_by_role("heading", name="Window 1")).to_be_visible()
    mine = served(place)
    expect(page.get_by_role("heading", name="How was our service?")).to_be_visible()
    expect(page.get_by_text(f"{mine.number} · Window 1")).to_be_visible()
    assert faults(page, "tablet") == []
    page.get_by_role("button", name="Fairly satisfied").click()
    expect(page.get_by_role("status")).to_contain_text("Thank you for your rating")
    expect(page.get_by_role("heading", name="Window 1")).to_be_visible()
    second = served(place)
    expect(page.get_by_text(f"{second.number} · Window 1")).to_be_visible()
    page.get_by_role("button", name="No, thank you").click()
    expect(page.get_by_role("heading", name="Window 1")).to_be_visible()
    assert [(one.number, one.level, one.on) for one in ratings(place)] == [(mine.number, 3, "tablet")]


def test_whoever_walks_away_from_the_reasons_is_counted(phone: Phones, place: Site) -> None:
    open_window(place)
    served(place)
    page = phone("about:blank", viewport=TABLET)
    page.clock.install()
    page.goto(tablet(place))
    page.get_by_role("button", name="Very dissatisfied").click()
    page.get_by_label("How I was treated").check()
    assert faults(page, "reasons on a tablet") == []
    assert ratings(place) == []
    page.clock.run_for(15_000)
    expect(page.get_by_role("status")).to_contain_text("Thank you")
    assert [(one.level, one.reasons) for one in ratings(place)] == [(1, ("attitude",))]


def test_the_next_person_is_not_asked_about_the_one_before(phone: Phones, place: Site) -> None:
    open_window(place)
    served(place)
    page = phone(tablet(place), viewport=TABLET)
    expect(page.get_by_role("heading", name="How was our service?")).to_be_visible()
    take(place)
    at_window(place, c.CallNext)
    at_window(place, c.Start)
    expect(page.get_by_role("heading", name="Window 1")).to_be_visible()


def test_the_tablet_says_that_the_hall_is_not_there_and_goes_on(phone: Phones, place: Site) -> None:
    open_window(place)
    served(place)
    page = phone(tablet(place), viewport=TABLET)
    button = page.get_by_role("button", name="Very satisfied")
    expect(button).to_be_visible()
    place.call(lambda inside: inside.lose_server())
    expect(page.get_by_text("No connection to the hall at the moment")).to_be_visible()
    button.click()
    expect(page.get_by_role("alert")).to_contain_text("There is no connection to the hall")
    place.call(lambda inside: inside.find_server())
    page.get_by_role("button", name="Very satisfied").click()
    expect(page.get_by_role("status")).to_contain_text("Thank you")
    assert [one.level for one in ratings(place)] == [5]


def test_without_its_secret_there_is_no_tablet(place: Site) -> None:
    open_window(place)
    mine = served(place)
    ticket = place.inside.replica.ticket(mine.key)
    assert ticket is not None
    with httpx.Client(base_url=place.url, trust_env=False) as http:
        for address in ("/rate/1/x", f"/rate/1/{'0' * 32}", tablet(place, "2").replace("/2/", "/1/")):
            assert http.get(address).status_code == 404
            assert http.post(address, data={"ticket": ticket.id, "level": "5"}).status_code == 404
        for form in ({"ticket": ticket.id, "level": "5"}, {"ticket": "x", "level": "5"}, {"level": "9"}):
            other = http.post(tablet(place, "2"), data=form)
            assert (other.status_code, other.headers["location"]) == (303, tablet(place, "2"))
    assert ratings(place) == [], "who was served at window 1 is not rated at window 2"


# ---------------------------------------------------------------------- the guides' page


@pytest.fixture
def guide(phone: Phones, place: Site) -> Page:
    """A tablet on which the guide has signed in."""
    know_clerk(place)
    page = phone("about:blank", viewport={"width": 820, "height": 1180})
    page.request.post("/guide", form={"clerk": CLERK, "pin": PIN}, max_redirects=0)
    return page


def test_a_guide_answers_what_is_bad(guide: Page, place: Site) -> None:
    open_window(place)
    mine = bad_one(place)
    guide.goto("/guide/desk")
    guide.get_by_role("link", name=re.compile("1 bad rating to be answered")).click()
    row = guide.get_by_role("row").filter(has_text=mine.number)
    expect(row).to_contain_text("Very dissatisfied")
    expect(row).to_contain_text("How long it took")
    assert faults(guide, "ratings") == []
    row.get_by_role("link").click()
    assert faults(guide, "rating") == []
    field = guide.get_by_label("The hall's answer")
    guide.get_by_role("button", name="Give the answer").click()
    expect(field).to_have_accessible_description(re.compile("Please write an answer"))
    field.fill("Call us: 13800138000")
    guide.get_by_role("button", name="Give the answer").click()
    expect(field).to_have_accessible_description(re.compile("no five digits in a row"))
    expect(field).to_have_value("Call us: 13800138000")
    field.fill("We have opened a second window.")
    guide.get_by_role("button", name="Give the answer").click()
    expect(guide.get_by_role("status")).to_contain_text("The answer was given")
    expect(guide.get_by_text("Every bad rating is answered.")).to_be_visible()
    assert [one.answer for one in ratings(place)] == ["We have opened a second window."]
    guide.goto("/guide/desk")
    expect(guide.get_by_text("bad rating")).to_have_count(0)


def test_what_is_overdue_is_marked(guide: Page, place: Site) -> None:
    open_window(place)
    bad_one(place)
    place.inside.served.ms += 40 * DAY_MS
    take(place)
    guide.goto("/guide/desk")
    expect(guide.get_by_role("link", name=re.compile("1 bad rating .*Overdue"))).to_be_visible()


def test_nobody_sees_or_answers_those_of_their_own_service(phone: Phones, place: Site) -> None:
    open_window(place)  # by clerk 101
    place.inside.served.access.set_clerk("101", PIN)
    bad_one(place)
    page = phone("about:blank", javascript=False)
    page.request.post("/guide", form={"clerk": "101", "pin": PIN}, max_redirects=0)
    page.goto("/guide/desk")
    expect(page.get_by_text("bad rating")).to_have_count(0)
    found = page.goto(f"/guide/ratings/{ratings(place)[0].ticket}")
    assert found is not None
    assert found.status == 404


def test_the_phones_pages_have_no_fault(phone: Phones, place: Site) -> None:
    open_window(place)
    mine, bad = served(place), bad_one(place)
    page = phone(f"/t/{mine.key}", viewport={"width": 320, "height": 568})
    said = faults(page, "asks")
    page.get_by_role("button", name="Not satisfied").click()
    said += faults(page, "reasons")
    page.goto(f"/t/{bad.key}")
    said += faults(page, "rated")
    page.goto(f"/t/{mine.key}?type=large&lang=zh")
    assert said + faults(page, "asks, large") == []
