"""The virtual clock: people come, are called by the real rules, are served and go; the hall is a real one.

All that happens is an event through `apply`, and who is next says `pick`; nothing is decided here but what
happens first at one instant. Opening hours mean nothing here, and midnight expires no tickets.

At one instant: first windows get free, then those leave whose patience is over, then people come, then free
windows call, the one that has been idle longest first (of equals, the first in the plan).
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Sequence
from datetime import datetime
from heapq import heappop, heappush
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from link.plan import Plan
from link.words import Ticket
from server.hall import events as e
from server.hall.apply import apply
from server.hall.discipline import pick
from server.hall.spread import Estimate
from server.hall.state import Hall
from simulation.people import Outcome, Person

FREE, LEAVE = 0, 1


class Observer:
    """Sees everything that happens, in its order, with the hall as it is then. Does nothing by itself."""

    def comes(self, hall: Hall, person: Person, now_ms: int) -> Estimate | None:
        """Somebody is about to take a ticket, and finds the hall like this. What they are told, if any."""
        return None

    def joined(self, hall: Hall, ticket: Ticket, now_ms: int) -> None:
        """The ticket waits; no window has looked at it yet."""

    def called(self, hall: Hall, ticket: Ticket, now_ms: int) -> None:
        """The ticket was called, and its service has begun."""

    def left(self, hall: Hall, ticket: Ticket, now_ms: int) -> None:
        """The ticket was given up: its owner's patience was over."""


def run(plan: Plan, people: Sequence[Person], observer: Observer | None = None) -> list[Outcome]:
    """What becomes of each of the people (in their order), who come in order of `arrived`."""
    simulation = Simulation(plan, people, observer or Observer())
    simulation.run()
    return [simulation.outcomes[n] for n in range(len(people))]


class Simulation:
    """One hall, its clock, and everybody who comes."""

    def __init__(self, plan: Plan, people: Sequence[Person], observer: Observer) -> None:
        self.people, self.observer, self.hall = people, observer, Hall()
        self.outcomes: dict[int, Outcome] = {}
        self._waiting: dict[str, int] = {}
        """By ticket: which of the people it is."""
        self._due: list[tuple[int, int, int]] = []
        """(when, FREE or LEAVE, which window or person), as a heap."""
        self._windows = [counter.id for counter in plan.counters]
        self._serving: dict[int, str] = {}
        self._came = 0
        begin = people[0].arrived if people else 0
        self._idle = [(begin, n) for n in range(len(self._windows))]
        """(since when, which window), sorted."""
        self._open(plan, begin)

    def _open(self, plan: Plan, at: int) -> None:
        day = datetime.fromtimestamp(at // 1000, tz=ZoneInfo(plan.timezone)).date().isoformat()
        apply(self.hall, e.DayOpened(at, day, plan))
        for n, window in enumerate(self._windows):
            apply(self.hall, e.ClerkSignedIn(at, window, str(n + 1)))

    def run(self) -> None:
        """Until everybody was served or has left."""
        people, due = self.people, self._due
        while due or self._came < len(people):
            now = due[0][0] if due else people[self._came].arrived
            if self._came < len(people):
                now = min(now, people[self._came].arrived)
            while due and due[0][0] == now:
                _, what, which = heappop(due)
                if what == FREE:
                    self._free(which, now)
                else:
                    self._leave(which, now)
            while self._came < len(people) and people[self._came].arrived == now:
                self._come(now)
            self._call(now)

    def _come(self, now: int) -> None:
        person, n = self.people[self._came], self._came
        self._came += 1
        told = self.observer.comes(self.hall, person, now)
        number = f"A{n + 1:03}"
        id_ = self.hall.ticket_id(number)
        due = now + self.hall.index.target_ms[person.cls]
        taken = e.TicketTaken(now, id_, number, "", person.queue, person.cls, due, "simulation")
        if told is not None:
            taken = replace(taken, wait=told.wait, turns=told.turns)
        apply(self.hall, taken)
        self._waiting[id_] = n
        if person.patience is not None:
            heappush(self._due, (now + person.patience, LEAVE, n))
        self.observer.joined(self.hall, self.hall.tickets[id_], now)

    def _leave(self, n: int, now: int) -> None:
        id_ = self.hall.ticket_id(f"A{n + 1:03}")
        if self._waiting.pop(id_, None) is None:
            return  # called before
        ticket = self.hall.tickets[id_]
        apply(self.hall, e.TicketCancelled(now, id_))
        person = self.people[n]
        self.outcomes[n] = Outcome(person, now - person.arrived, left=True)
        self.observer.left(self.hall, ticket, now)

    def _call(self, now: int) -> None:
        for idle in list(self._idle):
            if not self._waiting:
                return
            window = self._windows[idle[1]]
            why = pick(self.hall, window, now)
            if why is not None:
                self._idle.remove(idle)
                ticket = self.hall.tickets[self.hall.ticket_id(why.number)]
                apply(self.hall, e.TicketCalled(now, ticket.id, window, 1, why))
                apply(self.hall, e.ServiceStarted(now, ticket.id, window))
                self._serve(ticket, idle[1], now)

    def _serve(self, ticket: Ticket, window: int, now: int) -> None:
        n = self._waiting.pop(ticket.id)
        person = self.people[n]
        self.outcomes[n] = Outcome(person, now - person.arrived, left=False, window=self._windows[window])
        self._serving[window] = ticket.id
        heappush(self._due, (now + person.service, FREE, window))
        self.observer.called(self.hall, ticket, now)

    def _free(self, window: int, now: int) -> None:
        apply(self.hall, e.TicketFinished(now, self._serving.pop(window), self._windows[window]))
        insort(self._idle, (now, window))
