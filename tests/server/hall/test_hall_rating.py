"""Ratings: who may rate what and once, by when a bad one is answered, and how long it is remembered."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from link import commands as c
from link.plan import Calendar, Opening, Plan, RatingRules
from link.words import Rating
from server.hall import events as e
from server.hall.internal import Actor
from server.hall.rating import open_ratings
from tests.support.halls import DAY_MS, MINUTE, Desk, plan, refused

SCREEN, PAD, WEB = Actor("display", "front-1"), Actor("devices", "desk-1"), Actor("web", "public")
WEEKDAYS = (Opening(("mon", "tue", "wed", "thu", "fri"), "00:00", "24:00"),)
FIRST = "20261124-A001"


def rating_plan(base: Plan | None = None, **rules: Any) -> Plan:
    """A hall that asks for ratings."""
    return replace(base or plan(), rating=RatingRules(**rules))


class RatingDesk(Desk):
    """A desk where people rate. `begin` is Tuesday the 24th, 09:00."""

    def __init__(self, the_plan: Plan | None = None) -> None:
        super().__init__(the_plan or rating_plan())
        self.sign_in("1", "2")

    def serve(self, window: str = "1") -> str:
        """Somebody comes, is served, and goes; the ticket's id."""
        self.take()
        self.next(window)
        self.at(window, c.Start)
        ticket = self.hall.windows[window].ticket or ""
        self.at(window, c.Finish)
        return ticket

    def rate(self, ticket: str, level: int, by: Actor = SCREEN, on: str = "screen", **fields: Any) -> Rating:
        """Somebody rates. Raises Refused."""
        command = c.Rate(id=self.id(), ticket=ticket, level=level, on=on, **fields)  # type: ignore[arg-type]
        self.give(command, by)
        return self.hall.ratings[ticket].rating

    def answer(self, ticket: str, text: str = "对不起 Sorry", by: Actor | None = None, **who: Any) -> Rating:
        """The hall answers. Raises Refused."""
        self.give(c.AnswerRating(self.id(), ticket, text, **who), by or Actor("manager", "m"))
        return self.hall.ratings[ticket].rating


@pytest.fixture
def desk() -> RatingDesk:
    return RatingDesk()


@pytest.mark.parametrize(("by", "on"), [
    (SCREEN, "screen"), (PAD, "pad"), (WEB, "phone"), (WEB, "tablet"),
])  # fmt: skip
def test_a_visit_is_rated_where_the_person_is(desk: RatingDesk, by: Actor, on: str) -> None:
    rating = desk.rate(desk.serve(), 5, by, on)
    assert (rating.number, rating.window, rating.clerk, rating.on) == ("A001", "1", "101", on)
    assert (rating.level, rating.due, rating.at) == (5, None, desk.ms)


@pytest.mark.parametrize(("by", "on"), [
    (SCREEN, "pad"), (SCREEN, "phone"), (PAD, "screen"), (PAD, "tablet"), (WEB, "screen"), (WEB, "pad"),
])  # fmt: skip
def test_nothing_speaks_for_another_device(desk: RatingDesk, by: Actor, on: str) -> None:
    ticket = desk.serve()
    with refused("not_rated_on", on=on):
        desk.rate(ticket, 5, by, on)


def test_no_clerk_and_no_manager_rates() -> None:
    assert c.Rate.roles == {"display", "devices", "web"}


def test_once_a_visit(desk: RatingDesk) -> None:
    ticket = desk.serve()
    desk.rate(ticket, 2)
    with refused("already_rated", number="A001"):
        desk.rate(ticket, 5, WEB, "phone")
    assert desk.hall.ratings[ticket].rating.level == 2


def test_not_before_the_service_is_done(desk: RatingDesk) -> None:
    desk.take()
    for kind in (c.CallNext, c.Start):
        with refused("not_finished", number="A001"):
            desk.rate(FIRST, 5)
        desk.at("1", kind)
    with refused("not_finished", number="A001"):
        desk.rate(FIRST, 5)
    desk.at("1", c.Finish)
    desk.rate(FIRST, 5)


def test_whoever_gave_the_turn_up_was_not_served(desk: RatingDesk) -> None:
    desk.take()
    desk.manager(c.Cancel, number="A001")
    with refused("not_finished", number="A001"):
        desk.rate(FIRST, 1)


@pytest.mark.parametrize("ticket", ["20261124-A777", "20261123-A001", "A001", "", "20261124-"])
def test_a_number_that_was_not_given(desk: RatingDesk, ticket: str) -> None:
    with refused("unknown_number", number=ticket.rpartition("-")[2]):
        desk.rate(ticket, 5)


def test_a_hall_that_does_not_ask() -> None:
    desk = RatingDesk(plan())
    ticket = desk.serve()
    with refused("not_rated_here"):
        desk.rate(ticket, 5)


def test_several_windows_are_one_visit_and_the_last_one_counts(desk: RatingDesk) -> None:
    desk.take()
    desk.next("1")
    desk.at("1", c.Start)
    desk.at("1", c.Transfer, counter="2")
    with refused("not_finished", number="A001"):
        desk.rate(FIRST, 5)
    desk.next("2")
    desk.at("2", c.Start)
    desk.at("2", c.Finish)
    rating = desk.rate(FIRST, 3)
    assert (rating.window, rating.clerk) == ("2", "102")
    with refused("already_rated", number="A001"):
        desk.rate(FIRST, 1)


def test_the_clerk_of_the_service_counts_also_when_another_one_sits_there_by_now(desk: RatingDesk) -> None:
    ticket = desk.serve()
    desk.at("1", c.SignOut)
    assert desk.rate(ticket, 1).clerk == "101"


def test_after_closing_it_can_be_rated_at_home(desk: RatingDesk) -> None:
    ticket = desk.serve()
    desk.manager(c.CloseDay)
    assert desk.rate(ticket, 4, WEB, "phone").level == 4


@pytest.mark.parametrize(
    ("bad", "level", "is_bad"), [(2, 2, True), (2, 3, False), (1, 2, False), (4, 4, True)]
)
def test_what_is_bad_is_the_halls_choice(bad: int, level: int, is_bad: bool) -> None:
    desk = RatingDesk(rating_plan(bad=bad))
    rating = desk.rate(desk.serve(), level, reasons=["skill", "skill", "waiting"])
    assert (rating.due is not None) == is_bad
    assert rating.reasons == ("skill", "waiting"), "each reason once"


@pytest.mark.parametrize(("days", "calendar", "due"), [
    (1, Calendar(), "2026-11-25"),
    (3, Calendar(), "2026-11-27"),
    (4, Calendar(), "2026-11-30"),  # over a weekend
    (4, Calendar(closed=("2026-11-30",)), "2026-12-01"),
    (4, Calendar(open=("2026-11-28",)), "2026-11-28"),
    (15, Calendar(), "2026-12-15"),
])  # fmt: skip
def test_the_deadline_counts_days_on_which_the_hall_opens(days: int, calendar: Calendar, due: str) -> None:
    base = replace(plan(WEEKDAYS), calendar=calendar)
    desk = RatingDesk(rating_plan(base, answer_days=days))
    assert desk.rate(desk.serve(), 1).due == due


def test_a_bad_one_is_answered_once(desk: RatingDesk) -> None:
    ticket = desk.serve()
    desk.rate(ticket, 1)
    desk.later()
    rating = desk.answer(ticket, "  我们已经改进。We are sorry.\n")
    assert (rating.answer, rating.answered) == ("我们已经改进。We are sorry.", desk.ms)
    assert open_ratings(desk.hall, desk.hall.day) == []
    with refused("already_answered", number="A001"):
        desk.answer(ticket)


def test_only_bad_ones_are_answered(desk: RatingDesk) -> None:
    ticket = desk.serve()
    with refused("no_bad_rating", number="A001"):
        desk.answer(ticket)
    desk.rate(ticket, 3)
    with refused("no_bad_rating", number="A001"):
        desk.answer(ticket)


@pytest.mark.parametrize("text", ["Call 13800138000", "办件12345", "全角１２３４５"])
def test_an_answer_holds_no_long_numbers(desk: RatingDesk, text: str) -> None:
    ticket = desk.serve()
    desk.rate(ticket, 1)
    with refused("digits_in_answer"):
        desk.answer(ticket, text)
    desk.answer(ticket, "2026-11-24, window 3")


def test_who_answers_on_the_guides_page(desk: RatingDesk) -> None:
    ticket = desk.serve()
    desk.rate(ticket, 1)
    with refused("not_signed_in"):
        desk.answer(ticket, by=WEB)
    with refused("own_rating", number="A001"):
        desk.answer(ticket, by=WEB, clerk="101")
    desk.answer(ticket, by=WEB, clerk="2001")
    assert isinstance(desk.events[-1], e.RatingAnswered)
    assert desk.events[-1].clerk == "2001"


def test_a_new_day_keeps_what_is_bad_and_forgets_the_rest(desk: RatingDesk) -> None:
    bad, good, silent = desk.serve(), desk.serve(), desk.serve()
    key = desk.hall.keys[bad]
    desk.rate(bad, 1)
    desk.rate(good, 5)
    desk.later(DAY_MS)
    desk.take()
    assert list(desk.hall.ratings) == [bad]
    assert desk.hall.ratings[bad].key == key
    for ticket in (silent, good):
        with refused("unknown_number", number=ticket.rpartition("-")[2]):
            desk.rate(ticket, 5)
    with refused("already_rated", number="A001"):
        desk.rate(bad, 5)
    assert desk.answer(bad).answered == desk.ms


def test_an_open_one_stays_and_an_answered_one_goes_after_a_month(desk: RatingDesk) -> None:
    answered, waiting = desk.serve(), desk.serve()
    desk.rate(answered, 1)
    desk.rate(waiting, 2)
    desk.answer(answered)
    for days, still in ((29, {answered, waiting}), (1, {waiting}), (400, {waiting})):
        desk.later(days * DAY_MS)
        desk.take()
        assert set(desk.hall.ratings) == still


def test_the_most_urgent_come_first_and_overdue_begins_after_the_last_day() -> None:
    desk = RatingDesk(rating_plan(answer_days=2))
    for _ in range(2):
        desk.rate(desk.serve(), 1)
        desk.later(DAY_MS)
        desk.take("homes")
        desk.sign_in("1")
    found = open_ratings(desk.hall, "2026-11-26")
    assert [(one.day, one.rating.due, one.overdue) for one in found] == [
        ("2026-11-24", "2026-11-26", False),
        ("2026-11-25", "2026-11-27", False),
    ]
    assert [one.overdue for one in open_ratings(desk.hall, "2026-11-27")] == [True, False]


def test_what_one_day_hands_to_the_next_is_enough(desk: RatingDesk) -> None:
    """A replay that begins with the newest day knows the open ratings, and their deadlines stay."""
    ticket = desk.serve()
    due = desk.rate(ticket, 1).due
    desk.later(DAY_MS + MINUTE)
    desk.take()
    [opened] = [event for event in desk.events if isinstance(event, e.DayOpened) and event.ratings]
    assert [(one.rating.ticket, one.rating.due) for one in opened.ratings] == [(ticket, due)]
