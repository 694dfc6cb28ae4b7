"""What the events about bookings and people's records do to the hall; they never refuse.

What happens to tickets and windows is in `apply.py`, which hands these events on to here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from msgspec.structs import replace

from link.words import Appointment
from server.hall import events as e
from server.hall.records import recent
from server.hall.state import Hall


def begin_with(hall: Hall, appointments: Iterable[Appointment], records: dict[str, e.Record]) -> None:
    """A day begins with what is booked and remembered."""
    for store in (hall.appointments, hall.booked, hall.booked_matter, hall.codes_of):
        store.clear()
    for appointment in appointments:
        hall.put_appointment(appointment)
    hall.records = dict(records)


def checked_in(hall: Hall, code: str, ticket: str) -> Appointment:
    """The person came after all: a booking that counted as missed does so no more."""
    found = hall.appointments[code]
    if found.state == "missed":
        _forgive(hall, found)
    found = replace(found, state="here", ticket=ticket)
    hall.put_appointment(found)
    return found


def _forgive(hall: Hall, appointment: Appointment) -> None:
    record = hall.records[appointment.person]
    days = list(record.missed)
    if appointment.day not in days:  # the manager pardoned it meanwhile
        return
    days.remove(appointment.day)
    booking = hall.plan.booking if hall.plan else None
    still = booking is not None and len(recent(tuple(days), booking, hall.day)) >= booking.no_shows
    closed = record.closed_until if still else None
    hall.records[appointment.person] = replace(record, missed=tuple(days), closed_until=closed)


def walked_away(hall: Hall, ticket: str) -> None:
    """Somebody who booked was called, and had gone."""
    person = hall.persons.get(ticket)
    if person is not None:
        record = hall.records.get(person, e.Record())
        hall.records[person] = replace(record, left=(*record.left, hall.day))


def _booked(hall: Hall, event: e.AppointmentBooked) -> Appointment:
    hall.put_appointment(event.appointment)
    return event.appointment


def _moved(hall: Hall, event: e.AppointmentMoved) -> Appointment:
    found = replace(hall.appointments[event.code], day=event.day, time=event.time, start=event.start)
    hall.put_appointment(found)
    return found


def _cancelled(hall: Hall, event: e.AppointmentCancelled) -> Appointment:
    found = replace(hall.appointments[event.code], state="cancelled")
    hall.put_appointment(found)
    return found


def _missed(hall: Hall, event: e.AppointmentMissed) -> Appointment:
    found = replace(hall.appointments[event.code], state="missed")
    hall.put_appointment(found)
    record = hall.records.get(found.person, e.Record())
    closed = max(filter(None, (record.closed_until, event.closed_until)), default=None)
    hall.records[found.person] = replace(record, missed=(*record.missed, found.day), closed_until=closed)
    return found


def _pardoned(hall: Hall, event: e.PersonPardoned) -> None:
    record = hall.records[event.person]
    hall.records[event.person] = replace(record, missed=(), closed_until=None)


APPLY_BOOKING: dict[type[e.Event], Callable[[Hall, Any], Appointment | None]] = {
    e.AppointmentBooked: _booked,
    e.AppointmentMoved: _moved,
    e.AppointmentCancelled: _cancelled,
    e.AppointmentMissed: _missed,
    e.PersonPardoned: _pardoned,
}
