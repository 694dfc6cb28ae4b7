"""The limit at closing time: whoever would be called only after it is refused, warned, or taken."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from link import commands as c
from link.plan import Booking, Opening
from link.words import QueueStatus
from server.hall.decide import New, decide
from server.hall.estimate import newcomer, statuses
from server.hall.events import AppointmentBooked, Event, TicketTaken
from server.hall.internal import Actor, AnyCommand
from server.hall.spread import Estimate
from tests.support.halls import WEEK, Desk, at, code, plan, refused, with_queue

KIOSK = Actor("kiosk", "hall-1")
HOURS = (Opening(WEEK, "09:00", "12:00"), Opening(WEEK, "14:00", "17:00"))


class Telling(Desk):
    """A desk at which newcomers are told how long they will wait, as the engine does."""

    def _decide(self, command: AnyCommand, by: Actor) -> list[Event]:
        def wait(queue: str, cls: str) -> Estimate | None:
            return newcomer(self.hall, queue, cls, self.now())

        new = New(lambda: f"key {len(self.events)}", lambda: code(len(self.events)), wait, self.person)
        return decide(self.hall, command, by, self.now(), new)

    def comes(self) -> TicketTaken:
        """Somebody takes a number for tax."""
        [event] = self.give(c.TakeTicket(self.id(), "tax"), KIOSK)
        assert isinstance(event, TicketTaken)
        return event

    def tax(self) -> QueueStatus:
        """How the queue stands half a second later."""
        self.later(500)
        return statuses(self.hall, self.now())[0]


def busy(time: str, people: int, past_closing: str) -> Telling:
    """One window, busy; so many wait who came long before."""
    desk = Telling(plan(HOURS, past_closing=past_closing), at("2026-11-24 09:00"))
    desk.sign_in("1")
    desk.comes()
    desk.next("1")
    for _ in range(people):
        desk.comes()
    desk.ms = at(f"2026-11-24 {time}")
    return desk


def test_whoever_would_be_called_after_closing_is_refused_where_the_hall_says_so() -> None:
    desk = busy("16:30", 9, "refuse")
    assert desk.tax().taking == "no_time"
    with refused("no_time", queue="tax"):
        desk.comes()
    desk.sign_in("2")
    for _ in range(3):
        desk.next("2")
    assert desk.tax().taking == "open"
    assert desk.comes().wait is not None


@pytest.mark.parametrize(("rule", "taking"), [("warn", "open"), ("take", "open")])
def test_the_hall_may_take_them_with_or_without_a_warning(rule: str, taking: str) -> None:
    desk = busy("16:30", 9, rule)
    status = desk.tax()
    assert (status.taking, status.late) == (taking, rule == "warn")
    assert desk.comes().late is (rule == "warn")


def test_before_they_are_refused_they_are_warned() -> None:
    desk = busy("16:15", 3, "refuse")
    status = desk.tax()
    assert (status.taking, status.late) == ("open", True)
    wait = status.wait
    assert wait is not None
    assert wait.median < 45 * 60 < wait.high
    assert desk.comes().late


def test_with_time_left_nobody_is_warned() -> None:
    desk = busy("09:30", 3, "refuse")
    assert (desk.tax().taking, desk.tax().late) == ("open", False)
    assert not desk.comes().late


def test_a_break_at_noon_is_no_closing() -> None:
    desk = busy("11:45", 9, "refuse")
    wait = desk.tax().wait
    assert wait is not None
    assert wait.median > 15 * 60
    assert not desk.comes().late


def test_each_queue_has_its_own_closing() -> None:
    desk = busy("11:30", 9, "refuse")
    own = with_queue(plan(HOURS, past_closing="refuse"), "tax", opening=(Opening(WEEK, "09:00", "12:00"),))
    desk.hall.set_plan(own)
    with refused("no_time", queue="tax"):
        desk.comes()


def test_while_no_window_is_open_nobody_is_refused() -> None:
    desk = Telling(plan(HOURS, past_closing="refuse"), at("2026-11-24 16:59"))
    assert desk.tax().taking == "open"
    assert desk.comes().wait is None


def test_a_better_class_still_has_time() -> None:
    desk = busy("16:30", 9, "refuse")
    desk.hall.set_plan(plan(HOURS, past_closing="refuse", policy="strict"))
    [event] = desk.give(c.TakeTicket(desk.id(), "tax", cls="green"), KIOSK)
    assert isinstance(event, TicketTaken)
    assert event.wait is not None
    assert event.wait.median < 30 * 60


def test_whoever_booked_is_let_in_however_long_it_takes() -> None:
    booking = with_queue(plan(HOURS, past_closing="refuse"), "tax", quota=3)
    desk = Telling(replace(booking, booking=Booking("case")), at("2026-11-24 09:00"))
    desk.person = "p"
    book = c.Book(desk.id(), "2026-11-24", "16:30", phone="13800000000", queue="tax")
    [booked] = desk.give(book, Actor("web", "w"))
    assert isinstance(booked, AppointmentBooked)
    desk.person = None
    desk.sign_in("1")
    desk.comes()
    desk.next("1")
    for _ in range(9):
        desk.comes()
    desk.ms = at("2026-11-24 16:30")
    with refused("no_time", queue="tax"):
        desk.comes()
    [event] = desk.give(c.CheckIn(desk.id(), booked.code), KIOSK)
    assert isinstance(event, TicketTaken)
    assert event.wait is not None
