"""Arrivals drawn at random where no file has any: a Poisson stream over the hours of one day.

The same seed gives the same people.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from random import Random
from typing import Literal, NamedTuple

from link.plan import Plan
from server.hall.calendar import add_days, at, spans
from server.hall.state import Index
from simulation.people import Person, Wrong

Service = Literal["exponential", "lognormal"]
SPREAD = 1.0
"""Of lognormal service times: sigma of their logarithm, as often measured at service desks."""
MINUTE_MS = 60_000
DAYS_LOOKED_AT = 14


class Drawing(NamedTuple):
    """What a drawn day is like."""

    tickets: int
    load: float
    """The share of the windows' time that service takes, 1 is all of it."""
    service: Service
    shares: tuple[float, ...] = ()
    """Of the classes, best first, in any unit. None: 80 % are of the last class, the others are equal."""
    day: str = "2026-11-23"


def draw(plan: Plan, drawing: Drawing, seed: int) -> list[Person]:
    """The people of a day, in the order in which they come. Raises Wrong."""
    random, hours = Random(seed), _hours(plan, drawing.day)
    open_ms = sum(end - begin for begin, end in hours)
    mean = drawing.load * open_ms * len(plan.counters) / drawing.tickets
    service = _service(random, drawing.service, mean)
    queues, queue_shares = _queues(plan)
    classes, class_shares = [cls.id for cls in plan.classes], _shares(plan, drawing)
    moments = sorted(random.randrange(open_ms) for _ in range(drawing.tickets))
    return [
        Person(
            _moment(hours, moment),
            random.choices(queues, queue_shares)[0],
            random.choices(classes, class_shares)[0],
            round(service()),
        )
        for moment in moments
    ]


def _shares(plan: Plan, drawing: Drawing) -> Sequence[float]:
    better = len(plan.classes) - 1
    if not drawing.shares:
        return [0.2 / max(1, better)] * better + [0.8]
    if len(drawing.shares) != better + 1:
        names = ", ".join(cls.id for cls in plan.classes)
        says = f"{len(drawing.shares)} for {better + 1} classes"
        raise Wrong(f"--shares: {says}; give one for each, in this order: {names}")
    return drawing.shares


def _hours(plan: Plan, begin: str) -> Sequence[tuple[int, int]]:
    """The opening hours of the hall's longest queue on its first day with any, from the given one."""
    index = Index(plan)
    for later in range(DAYS_LOOKED_AT):
        day = add_days(begin, later)
        hours = [list(spans(index, queue, day)) for queue in index.queues]
        longest = max(hours, key=lambda found: sum(end - start for start, end in found))
        if longest:
            return [(at(day, start, index.zone), at(day, end, index.zone)) for start, end in longest]
    raise Wrong(f"the hall is closed for {DAYS_LOOKED_AT} days from {begin}")


def _moment(hours: Sequence[tuple[int, int]], open_ms: int) -> int:
    """When so much of the open time has passed."""
    for begin, end in hours:
        if open_ms < end - begin:
            return begin + open_ms
        open_ms -= end - begin
    raise ValueError(open_ms)


def _queues(plan: Plan) -> tuple[list[str], list[float]]:
    """Queues with their shares of the people, as if each window divided its time evenly."""
    shares = {queue.id: 0.0 for queue in plan.queues}
    for counter in plan.counters:
        for queue in counter.serves:
            shares[queue] += 1 / len(counter.serves)
    return list(shares), list(shares.values())


def _service(random: Random, kind: Service, mean: float) -> Callable[[], float]:
    if kind == "exponential":
        return lambda: random.expovariate(1 / mean)
    return lambda: random.lognormvariate(math.log(mean) - SPREAD**2 / 2, SPREAD)
