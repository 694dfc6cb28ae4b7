"""Halls full of people for the tests of the discipline: plans with any policy, arrivals, windows that call.

What must be true of the calls is in `test_hall_discipline.py`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import get_args

from hypothesis import strategies as st
from msgspec.structs import replace

from link.plan import Counter, Plan, Policy
from link.words import Ticket, Why
from server.hall import events as e
from server.hall.apply import apply
from server.hall.discipline import pick
from server.hall.lanes import place_of
from server.hall.state import Hall
from tests.support.halls import MINUTE, TUESDAY, plan, with_queue

WEIGHTS = {"green": 6, "case": 3, "ordinary": 1}
ROTA = ("green", "ordinary", "green", "case", "ordinary")
QUEUES, CLASSES, WINDOWS = ("tax", "homes", "cars"), tuple(WEIGHTS), ("1", "2", "3")


def weighted(policy: Policy = "due", pattern: tuple[str, ...] = ROTA) -> Plan:
    """The small hall with weights and a rota."""
    made = plan(policy=policy, pattern=pattern)
    classes = tuple(replace(one, weight=WEIGHTS[one.id]) for one in made.classes)
    return replace(made, classes=classes)


def two_stages(made: Plan) -> Plan:
    """The plan with one more queue, empty and under another policy: no window looks at all lanes at once."""
    other: Policy = "strict" if made.rules.policy != "strict" else "due"
    empty = replace(made.queues[0], id="empty", letter="Z", policy=other)
    counters = tuple(replace(one, serves=(*one.serves, "empty")) for one in made.counters)
    return replace(made, queues=(*made.queues, empty), counters=counters)


@dataclass
class Crowd:
    """A hall, its clock, and who was called."""

    plan: Plan
    ms: int = TUESDAY
    hall: Hall = field(default_factory=Hall)
    events: list[e.Event] = field(default_factory=list)
    numbers: int = 0

    def __post_init__(self) -> None:
        self.happen(e.DayOpened(self.ms, "2026-11-24", self.plan))

    def happen(self, event: e.Event) -> None:
        self.events.append(event)
        apply(self.hall, event)

    def take(self, queue: str, cls: str, due: int | None = None) -> str:
        """Somebody takes a number; it may be due at another time than the class says, as by a booking."""
        self.numbers += 1
        number = f"A{self.numbers:03}"
        due = self.ms + self.hall.index.target_ms[cls] if due is None else due
        self.happen(
            e.TicketTaken(self.ms, self.hall.ticket_id(number), number, "key", queue, cls, due, "hall-1")
        )
        return number

    def pick(self, window: str) -> Why | None:
        return pick(self.hall, window, self.ms)

    def call(self, window: str) -> Why | None:
        """Call whoever is next; service takes no time."""
        why = self.pick(window)
        if why is not None:
            ticket = self.hall.ticket_id(why.number)
            self.happen(e.TicketCalled(self.ms, ticket, window, 1, why))
            self.happen(e.TicketFinished(self.ms, ticket, window))
        return why

    def waiting(self, window: str) -> list[Ticket]:
        """Everybody whom a window may call."""
        places = (*self.hall.index.counters[window].serves, f"@{window}")
        return [t for t in self.hall.tickets.values() if place_of(t.queue, t.counter) in places]


Come = tuple[str, str, int, int]
"""(queue, class, due so much later than its class says, ms until then)"""
Step = Come | str
"""Somebody comes, or a window calls."""


def live(crowd: Crowd, steps: list[Step]) -> list[tuple[Why, list[Ticket], int]]:
    """What happens: every call, with everybody who waited for the window then, and when."""
    calls = []
    for step in steps:
        if isinstance(step, str):
            there = [replace(ticket) for ticket in crowd.waiting(step)]
            why = crowd.call(step)
            assert (why is None) == (not there), "a window idles exactly when nobody it serves waits"
            if why is not None:
                calls.append((why, there, crowd.ms))
        else:
            queue, cls, later, gap = step
            crowd.ms += gap
            crowd.take(queue, cls, crowd.ms + crowd.hall.index.target_ms[cls] + later)
    return calls


GAPS = st.sampled_from([0, 1, 1000, MINUTE, 7 * MINUTE])


def comes(later: st.SearchStrategy[int] | None = None) -> st.SearchStrategy[Come]:
    return st.tuples(
        st.sampled_from(QUEUES), st.sampled_from(CLASSES), st.just(0) if later is None else later, GAPS
    )


def lives(later: st.SearchStrategy[int] | None = None) -> st.SearchStrategy[list[Step]]:
    """More people come than are called, so that many wait."""
    return st.lists(st.one_of(comes(later), comes(later), st.sampled_from(WINDOWS)), min_size=12, max_size=60)


EARLY_OR_LATE = st.sampled_from([0, 0, -MINUTE, 20 * MINUTE])
POLICIES = st.sampled_from(get_args(Policy))


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    """Any policy of the hall, queues with their own ones, windows with their preference."""
    made = weighted(draw(POLICIES), pattern=draw(st.sampled_from([(), ROTA])))
    for queue in QUEUES:
        rota = draw(st.sampled_from([(), ("ordinary", "green", "case"), ("ordinary",)]))
        made = with_queue(made, queue, policy=draw(st.none() | POLICIES), pattern=rota)
    return replace(made, counters=tuple(preferring(draw, one) for one in made.counters))


def preferring(draw: st.DrawFn, counter: Counter) -> Counter:
    chosen = draw(st.lists(st.sampled_from(counter.serves), unique=True)) if draw(st.booleans()) else []
    return replace(counter, prefers=tuple(chosen))
