"""A hall that takes bookings, and people who book there.

The desk at which commands are given is in `tests/support/halls.py`.
"""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from link import commands as c
from link.plan import Booking, Calendar, Matter, Opening, Plan, PriorityClass
from link.words import Appointment, Ticket
from server.hall import booking, records
from server.hall import events as e
from server.hall.decide import roll_day
from server.hall.internal import Actor
from tests.support.halls import ALWAYS, MINUTE, Desk, at, plan, text, with_queue

WEB, KIOSK = Actor("web", "public"), Actor("kiosk", "hall-1")
TODAY, TOMORROW = "2026-11-24", "2026-11-25"
HOUR = 60 * MINUTE
BOOKED = PriorityClass("booked", text("预约"), 10.0, letter="Y", at_kiosk=False, granted_by=())


def booking_plan(
    *, quota: int = 2, calendar: Calendar | None = None, opening: tuple[Opening, ...] = ALWAYS, **rules: Any
) -> Plan:
    """Tax and homes can be booked, cars not; one tax matter has a quota of its own, one is walk-in only."""
    base = plan(opening)
    matters = (
        *base.matters,
        Matter("refund", text("退税"), "bureau", "tax", quota=1),
        Matter("market", text("市监"), "bureau", "tax", walk_in=True),
    )
    base = replace(
        base,
        classes=(*base.classes[:-1], BOOKED, base.classes[-1]),
        matters=matters,
        booking=Booking("booked", **rules),
        calendar=calendar or Calendar(),
    )
    return with_queue(with_queue(base, "tax", quota=quota), "homes", quota=quota)


class BookingDesk(Desk):
    """A desk where people book. `begin` is Tuesday the 24th, 09:00."""

    def __init__(self, the_plan: Plan | None = None, **rules: Any) -> None:
        super().__init__(the_plan or booking_plan(**rules))
        self.up_since = self.ms

    def book(self, person: str, time: str = "10:00", day: str = TODAY, **fields: Any) -> Appointment:
        """Somebody books; the booking. Raises Refused."""
        if "matter" not in fields:
            fields.setdefault("queue", "tax")
        self.person = person
        [event] = self.give(c.Book(id=self.id(), day=day, time=time, phone="13800138000", **fields), WEB)
        self.person = None
        assert isinstance(event, e.AppointmentBooked)
        return self.hall.appointments[event.code]

    def web(self, kind: type[c.Command], **fields: Any) -> list[e.Event]:
        """A command from a phone. Raises Refused."""
        return self.give(kind(id=self.id(), **fields), WEB)

    def check_in(self, code: str, by: Actor = KIOSK) -> Ticket:
        """Somebody who booked takes the number. Raises Refused."""
        [event] = self.give(c.CheckIn(id=self.id(), code=code), by)
        assert isinstance(event, e.TicketTaken)
        return self.hall.tickets[event.ticket]

    def look(self) -> list[e.Event]:
        """The server looks for missed bookings, as it does each minute."""
        return self.happens(records.missed(self.hall, self.now(), self.up_since))

    def clock(self, text: str, day: str = TODAY) -> None:
        """It is this time now; a new day opens as it does by itself."""
        self.ms = at(f"{day} {text}")
        self.happens(roll_day(self.hall, self.now()))

    def slots(self, queue: str | None = "tax", matter: str | None = None, day: str = TODAY) -> dict[str, int]:
        """The free places of a day by time."""
        what = booking.target(self.hall, queue, matter)
        return {slot.time: slot.left for slot in booking.slots(self.hall, what, day, self.now())}

    def state(self, appointment: Appointment) -> str:
        """How a booking stands now."""
        return self.hall.appointments[appointment.code].state
