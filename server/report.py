"""What the journal says about grants and bookings, day by day; and who is closed to online booking now.

It only reads. How a report looks is in `cli/report.py`; what a person may do is decided in `server/hall/`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from msgspec.structs import replace

from link.words import Appointment
from server.hall import events as e
from server.hall.classes import IDENTITY_CARD
from server.hall.records import recent
from server.hall.state import Hall
from server.journal import Record
from server.replay import decode

How = Literal["declared", "card", "guide", "clerk", "manager"]
HOW: dict[str, How] = {"kiosk": "declared", "web": "guide", "counter": "clerk", "manager": "manager"}
"""By the role of the device: declared at a kiosk, or granted by whom."""


class Grant(NamedTuple):
    """Somebody got a priority class."""

    day: str
    how: How
    who: str
    """Staff number of the guide or clerk; name of the kiosk, or of the manager's device."""
    cls: str
    evidence: str | None
    """Which paper was seen."""
    listed: str | None
    """The entry of the hall's list."""


def grants(records: Iterable[Record]) -> Iterator[Grant]:
    """Every grant in the journal, in order. A class by booking is none. Raises JournalError."""
    day, ordinary = "", ""
    for record in records:
        if record.what not in ("day_opened", "plan_changed", "ticket_taken", "class_granted"):
            continue
        match event := decode(record):
            case e.DayOpened() | e.PlanChanged():
                day = event.day if isinstance(event, e.DayOpened) else day
                ordinary = event.plan.classes[-1].id
            case e.TicketTaken() if event.cls != ordinary and event.appointment is None:
                yield _grant(day, record, event)
            case e.ClassGranted():
                yield _grant(day, record, event)


def _grant(day: str, record: Record, event: e.TicketTaken | e.ClassGranted) -> Grant:
    role, _, device = record.by.partition("/")
    how: How = "card" if role == "kiosk" and event.evidence == IDENTITY_CARD else HOW[role]
    return Grant(day, how, event.clerk or device, event.cls, event.evidence, event.listed)


@dataclass
class Tally:
    """The bookings of one queue for one day."""

    booked: int = 0
    """All of them; each is one of the following."""
    here: int = 0
    """Checked in, and did not walk away."""
    missed: int = 0
    walked_away: int = 0
    """Checked in, called, and gone."""
    cancelled: int = 0
    open: int = 0
    """Still to come; or the server was off at that time, so that nobody knows."""


Fate = Literal["here", "missed", "walked_away", "cancelled", "open"]
Tallies = dict[tuple[str, str], Tally]
"""By day and queue."""


@dataclass
class Bookings:
    """What became of each booking, as the events tell one after the other."""

    settled: Tallies = field(default_factory=dict)
    """Of the days that are over: their codes may be drawn again."""
    appointments: dict[str, Appointment] = field(default_factory=dict)
    """By code, with its latest time: for today and later days."""
    fates: dict[str, Fate] = field(default_factory=dict)
    tickets: dict[str, str] = field(default_factory=dict)
    """By the ticket of whoever checked in: the code."""
    passed: set[str] = field(default_factory=set)
    """Of these tickets those that were called in vain."""

    def happened(self, event: e.Event) -> None:
        """Take an event in."""
        if act := ACTS.get(type(event)):
            act(self, event)

    def tallies(self) -> Tallies:
        """What became of all of them, in the order of days and queues."""
        self._settle(list(self.appointments))
        return dict(sorted(self.settled.items()))

    def _settle(self, codes: Iterable[str]) -> None:
        for code in codes:
            appointment, fate = self.appointments.pop(code), self.fates.pop(code)
            tally = self.settled.setdefault((appointment.day, appointment.queue), Tally())
            tally.booked += 1
            setattr(tally, fate, getattr(tally, fate) + 1)

    def _opened(self, event: e.DayOpened) -> None:
        self._settle([code for code, found in self.appointments.items() if found.day < event.day])
        self.tickets.clear()
        self.passed.clear()

    def _booked(self, event: e.AppointmentBooked) -> None:
        self.appointments[event.code], self.fates[event.code] = event.appointment, "open"

    def _moved(self, event: e.AppointmentMoved) -> None:
        found = self.appointments[event.code]
        found = replace(found, day=event.day, time=event.time, start=event.start)
        self.appointments[event.code] = found

    def _cancelled(self, event: e.AppointmentCancelled) -> None:
        self.fates[event.code] = "cancelled"

    def _missed(self, event: e.AppointmentMissed) -> None:
        self.fates[event.code] = "missed"

    def _taken(self, event: e.TicketTaken) -> None:
        if event.appointment is not None:
            self.fates[event.appointment] = "here"
            self.tickets[event.ticket] = event.appointment

    def _passed(self, event: e.TicketPassed) -> None:
        self.passed.add(event.ticket)

    def _back(self, event: e.TicketReturned) -> None:
        self.passed.discard(event.ticket)

    def _expired(self, event: e.TicketExpired) -> None:
        if event.ticket in self.passed and event.ticket in self.tickets:
            self.fates[self.tickets[event.ticket]] = "walked_away"


ACTS: dict[type[e.Event], Callable[[Bookings, Any], None]] = {
    e.DayOpened: Bookings._opened,
    e.AppointmentBooked: Bookings._booked,
    e.AppointmentMoved: Bookings._moved,
    e.AppointmentCancelled: Bookings._cancelled,
    e.AppointmentMissed: Bookings._missed,
    e.TicketTaken: Bookings._taken,
    e.TicketPassed: Bookings._passed,
    e.TicketReturned: Bookings._back,
    e.TicketExpired: Bookings._expired,
}
NAMES = frozenset(str(kind.__struct_config__.tag) for kind in ACTS)


def bookings(records: Iterable[Record]) -> Tallies:
    """What became of the bookings in a whole journal. Raises JournalError."""
    found = Bookings()
    for record in records:
        if record.what in NAMES:
            found.happened(decode(record))
    return found.tallies()


class NoShow(NamedTuple):
    """A person who missed bookings, or walked away."""

    person: str
    """The opaque key."""
    missed: tuple[str, ...]
    """The days that still count."""
    walked_away: tuple[str, ...]
    closed_until: str | None
    """The last day on which online booking is closed to them."""


def no_shows(hall: Hall) -> list[NoShow]:
    """Those to whom booking is closed first, then whoever missed most; as of the hall's day."""
    booking = hall.plan.booking if hall.plan else None
    found = []
    for person, record in hall.records.items():
        missed = recent(record.missed, booking, hall.day) if booking else record.missed
        left = recent(record.left, booking, hall.day) if booking else record.left
        closed = record.closed_until if (record.closed_until or "") >= hall.day else None
        if missed or left or closed:
            found.append(NoShow(person, missed, left, closed))
    return sorted(found, key=lambda one: (one.closed_until is None, -len(one.missed), -len(one.walked_away)))
