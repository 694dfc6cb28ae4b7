"""People's records: bookings that were missed, what follows from that, and what one day hands to the next.

Whether somebody may book is decided in `booking.py`, with what is known here.
"""

from __future__ import annotations

import msgspec

from link.plan import Booking
from link.words import Appointment
from server.hall import events as e
from server.hall.booking import last_minute
from server.hall.calendar import Moment, add_days
from server.hall.refused import Refused
from server.hall.state import Hall

Events = list[e.Event]


def missed(hall: Hall, now: Moment, up_since: int) -> Events:
    """Whoever booked for today and did not come in time, found now.

    Not after the hall was closed, and not who had to come before `up_since` (milliseconds): the
    server was off, nobody could check in, and that is not their fault.
    """
    booking = hall.plan.booking if hall.plan else None
    if booking is None or hall.closed:
        return []
    gone: dict[str, int] = {}
    events: Events = []
    for found in hall.appointments.values():
        if found.day != now.day or found.state != "booked":
            continue
        if up_since <= last_minute(found, booking) < now.ms:
            gone[found.person] = gone.get(found.person, 0) + 1
            closed = _closed_until(hall, booking, found.person, gone[found.person], now)
            events.append(e.AppointmentMissed(now.ms, found.code, closed))
    return events


def _closed_until(hall: Hall, booking: Booking, person: str, more: int, now: Moment) -> str | None:
    """Until when booking is closed to somebody who has just missed `more` times."""
    record = hall.records.get(person, e.Record())
    if len(recent(record.missed, booking, now.day)) + more < booking.no_shows:
        return None
    return add_days(now.day, booking.closed_days)


def recent(days: tuple[str, ...], booking: Booking, today: str) -> tuple[str, ...]:
    """Those of the days that still count."""
    since = add_days(today, -booking.no_show_days)
    return tuple(day for day in days if day > since)


def pardon(hall: Hall, person: str, now: Moment) -> Events:
    """Missed bookings are forgotten. Raises Refused when there are none."""
    record = hall.records.get(person)
    if record is None or not (record.missed or record.closed_until):
        raise Refused("nothing_to_pardon")
    return [e.PersonPardoned(now.ms, person)]


def _with_walkers(hall: Hall) -> dict[str, e.Record]:
    """The records with those who checked in today, were called, and had gone when the day ends."""
    records = dict(hall.records)
    for ticket in hall.tickets.values():
        person = hall.persons.get(ticket.id)
        if person is not None and ticket.booked is not None and ticket.state == "passed":
            record = records.get(person, e.Record())
            records[person] = msgspec.structs.replace(record, left=(*record.left, hall.day))
    return records


def carried(hall: Hall, day: str) -> tuple[tuple[Appointment, ...], dict[str, e.Record]]:
    """What of the bookings and of people's records goes over into a new day: nothing that was given back."""
    booking = hall.plan.booking if hall.plan else None
    appointments = tuple(
        found for found in hall.appointments.values() if found.day >= day and found.state != "cancelled"
    )
    records = {}
    for person, record in _with_walkers(hall).items():
        closed = record.closed_until if (record.closed_until or "") >= day else None
        kept = recent(record.missed, booking, day) if booking else ()
        left = recent(record.left, booking, day) if booking else ()
        if kept or left or closed:
            records[person] = msgspec.structs.replace(record, missed=kept, left=left, closed_until=closed)
    return appointments, records
