"""Bookings, rule by rule: which times there are, who may have them, and until when they can be changed."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from link import commands as c
from link.plan import Calendar, Opening
from server.hall import booking
from server.hall import events as e
from server.hall.internal import SERVER, Configure
from tests.server.hall.booking_kit import TODAY, TOMORROW, BookingDesk, booking_plan
from tests.support.halls import at, refused

HOURS = (Opening(("mon", "tue", "wed", "thu", "fri"), "09:00", "11:15"),)


@pytest.fixture
def desk() -> BookingDesk:
    return BookingDesk()


def test_slots_begin_with_the_opening_and_end_before_it_closes() -> None:
    desk = BookingDesk(booking_plan(opening=HOURS))
    desk.clock("08:00")
    assert desk.slots() == {"09:00": 2, "09:30": 2, "10:00": 2, "10:30": 2}


def test_what_has_begun_cannot_be_booked_any_more() -> None:
    desk = BookingDesk(booking_plan(opening=HOURS))
    desk.clock("09:30")
    assert list(desk.slots()) == ["10:00", "10:30"]
    with refused("no_such_slot", day=TODAY, time="09:30"):
        desk.book("wang", "09:30")


def test_a_slot_has_so_many_places_and_no_more(desk: BookingDesk) -> None:
    desk.book("wang")
    desk.book("li")
    assert desk.slots()["10:00"] == 0
    with refused("slot_full", day=TODAY, time="10:00"):
        desk.book("zhao")
    assert desk.book("zhao", "10:30").time == "10:30"


def test_a_matter_has_a_quota_within_its_queues(desk: BookingDesk) -> None:
    desk.book("wang", matter="refund")
    assert desk.slots(matter="refund")["10:00"] == 0
    assert desk.slots(matter="invoice")["10:00"] == 1
    with refused("slot_full", day=TODAY, time="10:00"):
        desk.book("li", matter="refund")
    desk.book("li", matter="invoice")
    assert desk.slots(matter="refund")["10:30"] == 1


def test_walk_in_queues_and_matters_cannot_be_booked(desk: BookingDesk) -> None:
    for fields in ({"queue": "cars"}, {"matter": "market"}):
        with refused("not_bookable"):
            desk.book("wang", **fields)
    with refused("unknown_matter", matter="fishing"):
        desk.book("wang", matter="fishing")
    with refused("unknown_queue", queue="fishing"):
        desk.book("wang", queue="fishing")
    with refused("name_one_target"):
        desk.book("wang", queue="homes", matter="refund")


def test_a_hall_without_bookings_takes_none() -> None:
    desk = BookingDesk(replace(booking_plan(), booking=None))
    with refused("not_bookable"):
        desk.book("wang")


def test_days_are_released_one_by_one() -> None:
    desk = BookingDesk(days_ahead=2, release="08:30")
    desk.clock("08:29")
    assert booking.bookable_days(desk.hall, desk.now()) == [TODAY, TOMORROW]
    with refused("day_not_bookable", day="2026-11-26", last=TOMORROW):
        desk.book("wang", day="2026-11-26")
    desk.clock("08:30")
    assert desk.book("wang", day="2026-11-26").day == "2026-11-26"
    with refused("day_not_bookable", day="2026-11-23", last="2026-11-26"):
        desk.book("li", day="2026-11-23")


def test_a_day_that_was_closed_is_not_booked_any_more(desk: BookingDesk) -> None:
    desk.manager(c.CloseDay)
    assert booking.bookable_days(desk.hall, desk.now())[0] == TOMORROW
    with refused("day_not_bookable", day=TODAY, last="2026-12-01"):
        desk.book("wang")
    assert desk.book("wang", day=TOMORROW).day == TOMORROW
    moved = BookingDesk(days_ahead=0)
    moved.manager(c.CloseDay)
    with refused("day_not_bookable", day=TODAY, last=TODAY):
        moved.book("wang")


def test_the_calendar_closes_days_and_opens_weekends() -> None:
    calendar = Calendar(closed=(TOMORROW,), open=("2026-11-29",))
    desk = BookingDesk(booking_plan(opening=HOURS, calendar=calendar))
    assert desk.slots(day=TOMORROW) == {}
    assert desk.slots(day="2026-11-28") == {}  # a Saturday
    assert next(iter(desk.slots(day="2026-11-29"))) == "09:00"  # a Sunday that is worked
    desk.clock("09:30", TOMORROW)
    with refused("queue_closed", queue="tax"):
        desk.take("tax")
    desk.clock("09:30", "2026-11-29")
    assert desk.take("tax").number == "A001"


def test_one_open_booking_for_a_person_and_matter(desk: BookingDesk) -> None:
    desk.book("wang", matter="refund")
    with refused("already_booked", day=TODAY, time="10:00"):
        desk.book("wang", "15:00", TOMORROW, matter="refund")
    desk.book("wang", "11:00", matter="invoice")
    desk.book("li", "11:00", matter="refund")


def test_a_person_books_so_often_on_a_day() -> None:
    desk = BookingDesk(per_day=2)
    desk.book("wang", matter="refund")
    desk.book("wang", matter="invoice", time="11:00")
    with refused("too_many_bookings", day=TODAY, limit=2):
        desk.book("wang", queue="homes", time="12:00")
    desk.book("wang", queue="homes", time="12:00", day=TOMORROW)


def test_a_booking_given_back_frees_its_place(desk: BookingDesk) -> None:
    first = desk.book("wang", matter="refund")
    desk.web(c.CancelBooking, code=first.code)
    assert desk.state(first) == "cancelled"
    assert desk.slots(matter="refund")["10:00"] == 1
    desk.book("wang", matter="refund")
    with refused("booking_over", state="cancelled"):
        desk.web(c.CancelBooking, code=first.code)


def test_a_booking_moves_with_its_place(desk: BookingDesk) -> None:
    first = desk.book("wang", matter="refund")
    desk.web(c.Rebook, code=first.code, day=TOMORROW, time="15:30")
    moved = desk.hall.appointments[first.code]
    assert (moved.day, moved.time, moved.start) == (TOMORROW, "15:30", at(f"{TOMORROW} 15:30"))
    assert desk.slots(matter="refund")["10:00"] == 1
    assert desk.slots(matter="refund", day=TOMORROW)["15:30"] == 0
    with refused("same_place"):
        desk.web(c.Rebook, code=first.code, day=TOMORROW, time="15:30")


def test_a_full_slot_takes_nobody_who_moves_and_the_old_place_stays(desk: BookingDesk) -> None:
    desk.book("li", "11:00")
    desk.book("zhao", "11:00")
    first = desk.book("wang")
    with refused("slot_full", day=TODAY, time="11:00"):
        desk.web(c.Rebook, code=first.code, day=TODAY, time="11:00")
    assert desk.slots()["10:00"] == 1


def test_until_the_deadline_and_no_longer_but_the_manager_may(desk: BookingDesk) -> None:
    first = desk.book("wang", "11:00")
    desk.clock("10:00")
    desk.web(c.Rebook, code=first.code, day=TODAY, time="11:30")
    desk.clock("10:31")
    with refused("too_late_to_change", time="11:30", minutes=60):
        desk.web(c.Rebook, code=first.code, day=TOMORROW, time="11:30")
    with refused("too_late_to_change", time="11:30", minutes=60):
        desk.web(c.CancelBooking, code=first.code)
    desk.manager(c.CancelBooking, code=first.code)
    with refused("booking_over", state="cancelled"):
        desk.manager(c.CancelBooking, code=first.code)
    with refused("unknown_booking"):
        desk.web(c.CancelBooking, code="22222222")


def test_bookings_go_over_into_the_next_days(desk: BookingDesk) -> None:
    today, later = desk.book("wang"), desk.book("li", "10:30", "2026-11-26")
    desk.clock("09:00", TOMORROW)
    assert later.code in desk.hall.appointments
    assert today.code not in desk.hall.appointments
    opened = next(event for event in reversed(desk.events) if isinstance(event, e.DayOpened))
    assert [appointment.code for appointment in opened.appointments] == [later.code]
    assert desk.slots(day="2026-11-26")["10:30"] == 1


def test_a_changed_plan_keeps_what_is_booked(desk: BookingDesk) -> None:
    old = booking_plan()
    desk.book("wang", queue="homes", day=TOMORROW)
    for field, gone in (
        ("booking", replace(old, booking=None)),
        ("classes", replace(old, classes=old.classes[:2] + old.classes[3:])),
    ):
        with refused(
            "plan_in_use", field=field, id="booked" if field == "classes" else "", number=f"{TOMORROW} 10:00"
        ):
            desk.give(Configure(gone), SERVER)


def test_a_changed_plan_keeps_what_somebody_late_may_still_check_in_for(desk: BookingDesk) -> None:
    late = desk.book("wang", "10:00", queue="homes")
    desk.clock("10:16")
    desk.look()
    assert desk.state(late) == "missed"
    old = booking_plan()
    gone = replace(
        old,
        queues=tuple(queue for queue in old.queues if queue.id != "homes"),
        matters=tuple(matter for matter in old.matters if matter.queue != "homes"),
        counters=tuple(
            replace(counter, serves=tuple(one for one in counter.serves if one != "homes") or ("tax",))
            for counter in old.counters
        ),
    )
    with refused("plan_in_use", field="queues", id="homes", number=f"{TODAY} 10:00"):
        desk.give(Configure(gone), SERVER)
    desk.check_in(late.code)
    desk.clock("09:00", TOMORROW)
    desk.give(Configure(gone), SERVER)
    assert "homes" not in desk.hall.index.queues
