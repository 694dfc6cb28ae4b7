"""Checking in, rule by rule: early, in time, late, not at all; and what follows from not coming."""

from __future__ import annotations

from typing import Literal

import pytest

from link import commands as c
from server.hall import booking
from server.hall import events as e
from server.hall.internal import Actor
from server.hall.outlook import Outlook
from tests.server.hall.booking_kit import TODAY, TOMORROW, BookingDesk, booking_plan
from tests.support.halls import MINUTE, at, refused, with_queue

Late = Literal["later", "ordinary", "refused"]


@pytest.fixture
def desk() -> BookingDesk:
    return BookingDesk()


def test_in_time_it_gives_a_number_due_by_the_booked_time(desk: BookingDesk) -> None:
    booked = desk.book("wang", matter="refund")
    desk.clock("09:55")
    ticket = desk.check_in(booked.code)
    assert (ticket.number, ticket.cls, ticket.matter) == ("Y001", "booked", "refund")
    assert ticket.booked == booked.start == at(f"{TODAY} 10:00")
    assert ticket.due == booked.start + 10 * MINUTE
    assert desk.state(booked) == "here"
    with refused("already_here", number="Y001"):
        desk.check_in(booked.code)


def test_early_people_are_sorted_by_the_booked_time(desk: BookingDesk) -> None:
    first, second = desk.book("wang", "10:00"), desk.book("li", "09:30")
    desk.clock("09:30")
    late_slot, early_slot = desk.check_in(first.code), desk.check_in(second.code)
    desk.sign_in("2")
    assert [desk.next("2"), desk.next("2")] == [early_slot.number, late_slot.number]


def test_too_early_is_told_how_long_to_wait(desk: BookingDesk) -> None:
    booked = desk.book("wang", "10:00")
    desk.clock("09:12")
    with refused("too_early", time="10:00", wait_min=18):
        desk.check_in(booked.code)
    with refused("other_day", day=TOMORROW, time="10:00"):
        desk.check_in(desk.book("li", "10:00", TOMORROW).code)
    with refused("unknown_booking"):
        desk.check_in("22222222")


@pytest.mark.parametrize(("late", "cls", "target"), [("later", "booked", 10), ("ordinary", "ordinary", 30)])
def test_late_goes_where_the_hall_says(late: Late, cls: str, target: int) -> None:
    desk = BookingDesk(late=late)
    booked = desk.book("wang", "10:00")
    desk.clock("10:16")
    desk.look()
    assert desk.state(booked) == "missed"
    ticket = desk.check_in(booked.code)
    assert (ticket.cls, ticket.due) == (cls, desk.ms + target * MINUTE)
    assert desk.state(booked) == "here"
    assert desk.hall.records["wang"].missed == ()


def test_late_is_refused_where_the_hall_says_so() -> None:
    desk = BookingDesk(late="refused")
    booked = desk.book("wang", "10:00")
    desk.clock("10:15")
    assert desk.look() == []
    desk.clock("10:16")
    with refused("too_late", time="10:00"):
        desk.check_in(booked.code)


def test_a_booking_given_back_checks_nobody_in(desk: BookingDesk) -> None:
    booked = desk.book("wang", "11:00")
    desk.web(c.CancelBooking, code=booked.code)
    desk.clock("11:00")
    with refused("booking_over", state="cancelled"):
        desk.check_in(booked.code)


def test_by_the_tail_of_the_phone_only_what_can_check_in_now_is_found(desk: BookingDesk) -> None:
    now, later = desk.book("wang", "10:00"), desk.book("wang", "15:00", queue="homes")
    desk.book("li", "10:00")
    desk.clock("09:45")
    assert booking.can_check_in(desk.hall, ["wang", "nobody"], desk.now()) == [now]
    desk.check_in(now.code)
    desk.clock("14:30")
    assert booking.can_check_in(desk.hall, ["wang"], desk.now()) == [later]


def test_a_closed_hall_checks_nobody_in_and_holds_it_against_nobody(desk: BookingDesk) -> None:
    booked = desk.book("wang", "10:00")
    desk.clock("09:45")
    desk.manager(c.CloseDay)
    with refused("day_closed"):
        desk.check_in(booked.code)
    desk.clock("10:30")
    assert desk.look() == []


def test_a_server_that_was_off_holds_it_against_nobody(desk: BookingDesk) -> None:
    desk.book("wang", "10:00")
    desk.clock("09:00", TOMORROW)
    assert desk.look() == []
    assert desk.hall.records == {}


def test_who_had_to_come_while_the_server_was_off_did_not_miss_it(desk: BookingDesk) -> None:
    before, after = desk.book("wang", "10:00"), desk.book("li", "11:00")
    desk.clock("11:10")
    desk.up_since = desk.ms
    desk.clock("11:16")
    assert [event.code for event in desk.look() if isinstance(event, e.AppointmentMissed)] == [after.code]
    assert Outlook(desk.hall, desk.ms).booked("tax") == []
    assert desk.check_in(before.code).number == "Y001"


def test_who_is_still_to_come_counts_for_the_estimate_until_the_last_minute(desk: BookingDesk) -> None:
    booked = desk.book("wang", "10:00")
    for time, expected in (("09:00", [booked.start]), ("10:15", [booked.start]), ("10:16", [])):
        desk.clock(time)
        assert Outlook(desk.hall, desk.ms).booked("tax") == expected


def test_no_shows_close_booking_and_the_manager_pardons() -> None:
    desk = BookingDesk(no_shows=2, closed_days=30, no_show_days=90)
    for day in (TODAY, TOMORROW):
        desk.book("wang", "10:00", day)
        desk.clock("10:16", day)
        [event] = desk.look()
        assert isinstance(event, e.AppointmentMissed)
        until = event.closed_until
    assert until == "2026-12-25"
    desk.clock("09:00", "2026-12-25")
    with refused("booking_closed", until="2026-12-25"):
        desk.book("wang", day="2026-12-26")
    desk.book("li", day="2026-12-26")
    desk.person = "wang"
    assert desk.manager(c.Pardon, phone="13800138000") == ["person_pardoned"]
    with refused("nothing_to_pardon"):
        desk.manager(c.Pardon, phone="13800138000")
    desk.book("wang", day="2026-12-26")


def test_somebody_who_was_pardoned_may_still_come_late(desk: BookingDesk) -> None:
    booked = desk.book("wang", "10:00")
    desk.clock("10:16")
    desk.look()
    desk.manager(c.Pardon, code=booked.code)
    desk.check_in(booked.code)
    assert (desk.state(booked), desk.hall.records["wang"].missed) == ("here", ())


def test_booking_opens_again_by_itself_and_old_misses_are_forgotten() -> None:
    desk = BookingDesk(no_shows=1, closed_days=2, no_show_days=5)
    desk.book("wang", "10:00")
    desk.clock("10:16")
    desk.look()
    desk.clock("09:00", "2026-11-26")
    with refused("booking_closed", until="2026-11-26"):
        desk.book("wang", day="2026-11-27")
    desk.clock("09:00", "2026-11-27")
    desk.book("wang", "12:00", "2026-11-27")
    assert desk.hall.records["wang"].missed == (TODAY,)
    desk.clock("09:00", "2026-11-29")
    assert "wang" not in desk.hall.records


def test_two_misses_at_once_count_as_two() -> None:
    desk = BookingDesk(no_shows=2)
    desk.book("wang", "10:00")
    desk.book("wang", "10:00", queue="homes")
    desk.clock("10:20")
    closed = [event.closed_until for event in desk.look() if isinstance(event, e.AppointmentMissed)]
    assert closed == [None, "2026-12-24"]


def test_coming_late_takes_back_what_the_miss_led_to() -> None:
    desk = BookingDesk(no_shows=1)
    booked = desk.book("wang", "10:00")
    desk.clock("10:20")
    desk.look()
    assert desk.hall.records["wang"].closed_until is not None
    desk.check_in(booked.code)
    assert desk.hall.records["wang"].closed_until is None


def test_walking_away_after_the_call_is_counted_apart(desk: BookingDesk) -> None:
    booked = desk.book("wang", "10:00")
    desk.clock("10:00")
    desk.check_in(booked.code)
    desk.sign_in("2")
    desk.at("2", c.CallNext)
    desk.give_up_on("2")
    desk.clock("09:00", TOMORROW)
    record = desk.hall.records["wang"]
    assert (record.missed, record.left) == ((), (TODAY,))


def test_a_person_has_one_open_ticket_for_a_queue(desk: BookingDesk) -> None:
    desk.person = "wang"
    guide = Actor("web", "guide")
    desk.give(c.TakeTicket(desk.id(), "tax", clerk="1009", phone="13800138000"), guide)
    with refused("one_ticket", number="A001"):
        desk.give(c.TakeTicket(desk.id(), "tax", clerk="1009", phone="13800138000"), guide)
    desk.give(c.TakeTicket(desk.id(), "homes", clerk="1009", phone="13800138000"), guide)
    desk.person = None
    booked = desk.book("wang", "10:00")
    desk.clock("10:00")
    with refused("one_ticket", number="A001"):
        desk.check_in(booked.code)
    desk.manager(c.Cancel, number="A001")
    assert desk.check_in(booked.code).number == "Y001"


def test_the_daily_limit_stops_nobody_who_booked_and_counts_them_all_the_same() -> None:
    desk = BookingDesk(with_queue(booking_plan(), "tax", daily_limit=2))
    first, second = desk.book("wang", "09:30"), desk.book("li", "09:30")
    desk.check_in(first.code)
    desk.take("tax")
    with refused("queue_full", queue="tax", limit=2):
        desk.take("tax")
    assert desk.check_in(second.code).state == "waiting"
