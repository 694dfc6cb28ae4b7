"""The hall in memory: today's open tickets, lanes and windows, and quick ways into the plan.

Nothing here decides or changes anything by itself: `decide.py` reads it, `apply.py` changes it.
"""

from __future__ import annotations

from collections import Counter as Counts
from collections import deque
from dataclasses import dataclass, field
from typing import NamedTuple
from zoneinfo import ZoneInfo

from link.plan import Counter, Listed, Matter, Plan, Policy, PriorityClass, Queue, Text
from link.words import Appointment, Call, Ticket, Window
from server.hall.calendar import Hours, hours
from server.hall.events import OpenRating, Record
from server.hall.lanes import Lane, LaneKey, join, place_of
from server.hall.learning import Given, Learned

RECENT_CALLS = 50


class Index:
    """The plan, looked up by id."""

    def __init__(self, plan: Plan) -> None:
        self.rules = plan.rules
        self.zone = ZoneInfo(plan.timezone)
        self.queues: dict[str, Queue] = {queue.id: queue for queue in plan.queues}
        self.classes: dict[str, PriorityClass] = {cls.id: cls for cls in plan.classes}
        self.weights: dict[str, int] = {cls.id: cls.weight for cls in plan.classes}
        self.ranks: dict[str, int] = {cls.id: rank for rank, cls in enumerate(plan.classes)}
        self.counters: dict[str, Counter] = {counter.id: counter for counter in plan.counters}
        self.matters: dict[str, Matter] = {matter.id: matter for matter in plan.matters}
        self.hours: dict[str, Hours] = {queue.id: hours(plan, queue) for queue in plan.queues}
        self.ordinary = plan.classes[-1].id
        self.target_ms: dict[str, int] = {cls.id: round(cls.target_min * 60_000) for cls in plan.classes}
        self.closed_days = frozenset(plan.calendar.closed)
        self.open_days = frozenset(plan.calendar.open)
        self.listed: dict[str, Listed] = {entry.id: entry for entry in plan.listed}


class Place(NamedTuple):
    """Where people wait for a window: a queue, or the window itself. One policy picks among its lanes."""

    id: str
    policy: Policy
    rota: tuple[str, ...]
    """For policy "pattern": the classes in the order of their turns, each at least once."""
    lanes: list[Lane]


class Served(NamedTuple):
    """A visit that ended: where, with whom, and when."""

    window: str
    clerk: str | None
    at: int


@dataclass(slots=True)
class Hall:
    """The state of one hall. Two halls that went through the same events are equal."""

    position: int = 0
    """Number of the last event applied; the journal counts from 1."""
    day: str = ""
    closed: bool = False
    plan: Plan | None = None
    notice: Text | None = None
    tickets: dict[str, Ticket] = field(default_factory=dict)
    """Open tickets by id: waiting, called, serving, parked or passed."""
    windows: dict[str, Window] = field(default_factory=dict)
    lanes: dict[LaneKey, Lane] = field(default_factory=dict)
    last_number: dict[str, int] = field(default_factory=dict)
    taken_today: dict[str, int] = field(default_factory=dict)
    learned: Learned = field(default_factory=Learned)
    """What today and the days before taught the estimate."""
    given: dict[str, Given] = field(default_factory=dict)
    """By ticket: the estimate that a person got who was not called yet."""
    moved: dict[str, int] = field(default_factory=dict)
    """By window: when it last became free or was taken, or opened."""
    at: int = 0
    """When the last event happened."""
    turns: dict[str, int] = field(default_factory=dict)
    """By place: which turn of its rota is next, from 0; a place whose rota never moved is absent."""
    calls: deque[Call] = field(default_factory=lambda: deque(maxlen=RECENT_CALLS))
    persons: dict[str, str] = field(default_factory=dict)
    """By ticket: whose it is, where that is known."""
    appointments: dict[str, Appointment] = field(default_factory=dict)
    """By code: the bookings for today and later days."""
    records: dict[str, Record] = field(default_factory=dict)
    """By person: missed bookings, and what follows from them."""
    keys: dict[str, str] = field(default_factory=dict)
    """By ticket of today: the secret on its paper."""
    served: dict[str, Served] = field(default_factory=dict)
    """By ticket: today's visits that ended at a window, as the one they can be rated for."""
    asked: dict[str, set[str]] = field(default_factory=dict)
    """By ticket of today: the programs that were asked to print it once more."""
    ratings: dict[str, OpenRating] = field(default_factory=dict)
    """By ticket: what was rated today, and of the days before the bad ones (`rating.py`)."""
    booked: Counts[tuple[str, str, str]] = field(default_factory=Counts, compare=False, repr=False)
    """How many places are taken, by queue, day and time."""
    booked_matter: Counts[tuple[str, str, str]] = field(default_factory=Counts, compare=False, repr=False)
    """The same by matter, day and time."""
    codes_of: dict[str, set[str]] = field(default_factory=dict, compare=False, repr=False)
    """By person: the codes of their bookings."""
    index: Index = field(init=False, compare=False, repr=False)
    places_of: dict[str, list[Place]] = field(default_factory=dict, compare=False, repr=False)
    """By window: where those wait whom it may call, as its discipline looks at them."""
    places: dict[str, Place] = field(default_factory=dict, compare=False, repr=False)
    """By id: every queue, and "@" and the window's id for people sent to that one window."""
    outlook: object = field(default=None, compare=False, repr=False)
    """What the estimate has worked out already (`outlook.py`); None when it must look anew."""

    def set_plan(self, plan: Plan) -> None:
        """Take over a plan: windows that are in it stay as they are, lanes are laid out anew."""
        self.plan, self.index = plan, Index(plan)
        self.windows = {c.id: self.windows.get(c.id, Window(c.id)) for c in plan.counters}
        places = [queue.id for queue in plan.queues] + [f"@{counter.id}" for counter in plan.counters]
        self.lanes = {(place, cls.id): [] for place in places for cls in plan.classes}
        for ticket in self.tickets.values():
            if ticket.state == "waiting":
                join(self.lane_of(ticket), entry_of(ticket))
        self.places = {place: self._place(place) for place in places}
        self.places_of = {counter.id: self._places(counter) for counter in plan.counters}
        self.outlook = None

    def _places(self, counter: Counter) -> list[Place]:
        """The places of a window; one for all of them where one policy rules within and between them.

        Then the best of all heads is the best of the bests of each place, and is found more quickly.
        """
        places = [self.places[id_] for id_ in (*counter.serves, f"@{counter.id}")]
        policy = self.index.rules.policy
        if policy == "pattern" or counter.prefers or any(place.policy != policy for place in places):
            return places
        return [Place("", policy, (), [lane for place in places for lane in place.lanes])]

    def _place(self, id_: str) -> Place:
        rules, queue = self.index.rules, self.index.queues.get(id_)
        policy = (queue and queue.policy) or rules.policy
        pattern = (queue and queue.pattern) or rules.pattern
        named = tuple(cls for cls in pattern if cls in self.index.classes)
        rota = named + tuple(cls for cls in self.index.classes if cls not in named)
        return Place(id_, policy, rota, [self.lanes[id_, cls] for cls in self.index.classes])

    def put_appointment(self, appointment: Appointment) -> None:
        """Take over a booking as it is now, in place of what it was."""
        self.take_out_appointment(appointment.code)
        self.appointments[appointment.code] = appointment
        self.codes_of.setdefault(appointment.person, set()).add(appointment.code)
        self._count(appointment, 1)

    def take_out_appointment(self, code: str) -> None:
        """Forget a booking; its place is free."""
        before = self.appointments.pop(code, None)
        if before is not None:
            self._count(before, -1)

    def _count(self, appointment: Appointment, by: int) -> None:
        if appointment.state == "cancelled":
            return
        self.booked[appointment.queue, appointment.day, appointment.time] += by
        if appointment.matter is not None:
            self.booked_matter[appointment.matter, appointment.day, appointment.time] += by

    def lane_of(self, ticket: Ticket) -> Lane:
        """The lane in which a waiting ticket waits."""
        return self.lanes[place_of(ticket.queue, ticket.counter), ticket.cls]

    def ticket_id(self, number: str) -> str:
        """The id of today's ticket with this number, whether it exists or not."""
        return f"{self.day.replace('-', '')}-{number}"

    def waiting(self, queue: str) -> int:
        """How many people wait in a queue."""
        return sum(len(self.lanes[queue, cls]) for cls in self.index.classes)


def entry_of(ticket: Ticket) -> tuple[int, int, str]:
    """A ticket's entry in its lane."""
    return ticket.due, ticket.order, ticket.id
