"""Bookings: which times are free, booking, moving, giving back, and checking in.

What a booking needs that no rule can make (its code, whose it is) comes in from outside. Who did not come is
in `records.py`; what happens to a ticket after check-in is the same as for every other ticket.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from link import commands as c
from link.plan import Booking, Matter, Queue
from link.words import Appointment
from server.hall import events as e
from server.hall.calendar import Moment, add_days, at, hour_minute, spans
from server.hall.internal import Actor
from server.hall.refused import Refused
from server.hall.state import Hall

Events = list[e.Event]
MINUTE_MS = 60_000
SHOWN_AFTER_MS = 10 * MINUTE_MS
"""Whoever comes too late to a hall that refuses them is still found for so long, to be told why."""


class Slot(NamedTuple):
    """A time that can be booked."""

    time: str
    start: int
    left: int
    """Free places; 0: full."""


class Target(NamedTuple):
    """What a booking is for."""

    queue: Queue
    matter: Matter | None
    booking: Booking
    quota: int
    """Places of the queue in a slot."""


def target(hall: Hall, queue: str | None, matter: str | None) -> Target:
    """What is to be booked, by queue or matter. Raises Refused where that is not possible."""
    found = None
    if matter is not None:
        found = hall.index.matters.get(matter)
        if found is None:
            raise Refused("unknown_matter", matter=matter)
        if queue is not None and queue != found.queue:
            raise Refused("name_one_target")
        queue = found.queue
    line = hall.index.queues.get(queue or "")
    if line is None:
        raise Refused("unknown_queue", queue=queue or "")
    booking = _booking(hall)
    if line.quota is None or (found is not None and found.walk_in):
        raise Refused("not_bookable")
    return Target(line, found, booking, line.quota)


def _booking(hall: Hall) -> Booking:
    assert hall.plan is not None  # noqa: S101 - the engine takes commands only with a plan
    if hall.plan.booking is None:
        raise Refused("not_bookable")
    return hall.plan.booking


def bookable_days(hall: Hall, now: Moment) -> list[str]:
    """The days that can be booked now, from today (unless it was closed) to the last one released."""
    booking = _booking(hall)
    ahead = booking.days_ahead if hour_minute(now.minute) >= booking.release else booking.days_ahead - 1
    first = 1 if hall.closed and hall.day == now.day else 0
    return [add_days(now.day, days) for days in range(first, ahead + 1)]


def slots(hall: Hall, what: Target, day: str, now: Moment) -> list[Slot]:
    """The slots of a day that have not begun, with the places that are left in each."""
    found = []
    for begin, end in spans(hall.index, what.queue.id, day):
        for minute in range(begin, end - what.booking.slot_min + 1, what.booking.slot_min):
            time = hour_minute(minute)
            start = at(day, minute, hall.index.zone)
            if start > now.ms:
                found.append(Slot(time, start, left(hall, what, day, time)))
    return found


def left(hall: Hall, what: Target, day: str, time: str) -> int:
    """How many places are left in one slot."""
    free = what.quota - hall.booked[what.queue.id, day, time]
    if what.matter is not None and what.matter.quota is not None:
        free = min(free, what.matter.quota - hall.booked_matter[what.matter.id, day, time])
    return max(0, free)


def left_today(hall: Hall, queue: Queue, now: Moment) -> int | None:
    """How many places of a queue can still be booked for today; None: walk-in only."""
    booking = hall.plan.booking if hall.plan else None
    if booking is None or queue.quota is None:
        return None
    what = Target(queue, None, booking, queue.quota)
    return 0 if hall.closed else sum(slot.left for slot in slots(hall, what, now.day, now))


def book(hall: Hall, command: c.Book, now: Moment, code: str, person: str) -> Events:
    """A place in a slot. Raises Refused."""
    what = target(hall, command.queue, command.matter)
    record = hall.records.get(person)
    if record is not None and record.closed_until is not None and record.closed_until >= now.day:
        raise Refused("booking_closed", until=record.closed_until)
    _may_book(hall, what, command.day, person)
    slot = _free(hall, what, command.day, command.time, now)
    appointment = Appointment(
        code,
        person,
        what.queue.id,
        command.day,
        command.time,
        slot.start,
        now.ms,
        what.booking.cls,
        command.matter,
        partner=command.partner,
        reference=command.reference,
    )
    return [e.AppointmentBooked(now.ms, code, appointment)]


def _may_book(hall: Hall, what: Target, day: str, person: str, *, moving: str | None = None) -> None:
    """One open booking for a matter (or for a queue without one), and not too many on a day."""
    matter = what.matter.id if what.matter else None
    of_day = 0
    for other in of_person(hall, person):
        if other.code == moving or other.state not in ("booked", "here"):
            continue
        of_day += other.day == day
        if other.state == "booked" and (other.queue, other.matter) == (what.queue.id, matter):
            raise Refused("already_booked", day=other.day, time=other.time)
    if of_day >= what.booking.per_day:
        raise Refused("too_many_bookings", day=day, limit=what.booking.per_day)


def of_person(hall: Hall, person: str) -> Iterator[Appointment]:
    """A person's bookings."""
    return (hall.appointments[code] for code in hall.codes_of.get(person, ()))


def _free(hall: Hall, what: Target, day: str, time: str, now: Moment) -> Slot:
    days = bookable_days(hall, now)
    if day not in days:
        raise Refused("day_not_bookable", day=day, last=days[-1] if days else now.day)
    slot = next((slot for slot in slots(hall, what, day, now) if slot.time == time), None)
    if slot is None:
        raise Refused("no_such_slot", day=day, time=time)
    if slot.left < 1:
        raise Refused("slot_full", day=day, time=time)
    return slot


def find(hall: Hall, code: str) -> Appointment:
    """The booking with this code. Raises Refused."""
    found = hall.appointments.get(code)
    if found is None:
        raise Refused("unknown_booking")
    return found


def _changeable(hall: Hall, code: str, now: Moment) -> Appointment:
    found = find(hall, code)
    if found.state != "booked":
        raise Refused("booking_over", state=found.state)
    minutes = _booking(hall).change_until_min
    if now.ms > found.start - minutes * MINUTE_MS:
        raise Refused("too_late_to_change", time=found.time, minutes=minutes)
    return found


def rebook(hall: Hall, command: c.Rebook, by: Actor, now: Moment) -> Events:
    """To another time, as long as it may be changed; the old place is free then. Raises Refused."""
    found = _changeable(hall, command.code, now)
    if (found.day, found.time) == (command.day, command.time):
        raise Refused("same_place")
    what = target(hall, found.queue, found.matter)
    _may_book(hall, what, command.day, found.person, moving=found.code)
    slot = _free(hall, what, command.day, command.time, now)
    return [e.AppointmentMoved(now.ms, found.code, command.day, command.time, slot.start)]


def cancel_booking(hall: Hall, command: c.CancelBooking, by: Actor, now: Moment) -> Events:
    """Give a booking back; the manager may at any time. Raises Refused."""
    if by.role != "manager":
        _changeable(hall, command.code, now)
    elif (found := find(hall, command.code)).state != "booked":
        raise Refused("booking_over", state=found.state)
    return [e.AppointmentCancelled(now.ms, command.code)]


class Arrival(NamedTuple):
    """How somebody who booked joins a lane."""

    appointment: Appointment
    cls: str
    due: int


def arrive(hall: Hall, code: str, now: Moment) -> Arrival:
    """The class and due time of somebody who checks in now. Raises Refused.

    Who comes early is sorted by the booked time all the same; where who comes late goes, the hall says.
    """
    found, booking = find(hall, code), _booking(hall)
    if found.state == "cancelled":
        raise Refused("booking_over", state=found.state)
    if found.state == "here":
        raise Refused("already_here", number=(found.ticket or "").rpartition("-")[2])
    if found.day != now.day:
        raise Refused("other_day", day=found.day, time=found.time)
    opens = found.start - booking.early_min * MINUTE_MS
    if now.ms < opens:
        raise Refused("too_early", time=found.time, wait_min=-(-(opens - now.ms) // MINUTE_MS))
    if now.ms <= found.start + booking.late_min * MINUTE_MS:
        return Arrival(found, found.cls, found.start + hall.index.target_ms[found.cls])
    if booking.late == "refused":
        raise Refused("too_late", time=found.time)
    cls = found.cls if booking.late == "later" else hall.index.ordinary
    return Arrival(found, cls, now.ms + hall.index.target_ms[cls])


def can_check_in(hall: Hall, persons: Iterable[str], now: Moment) -> list[Appointment]:
    """Today's open bookings of these people for which it is time, the earliest first."""
    booking = _booking(hall)
    found = [
        appointment
        for person in persons
        for appointment in of_person(hall, person)
        if appointment.day == now.day
        and appointment.state in ("booked", "missed")
        and appointment.start - booking.early_min * MINUTE_MS <= now.ms
        and (booking.late != "refused" or now.ms <= last_minute(appointment, booking) + SHOWN_AFTER_MS)
    ]
    return sorted(found, key=lambda appointment: (appointment.start, appointment.code))


def last_minute(appointment: Appointment, booking: Booking) -> int:
    """Until when the person is in time, in milliseconds since the epoch."""
    return appointment.start + booking.late_min * MINUTE_MS
