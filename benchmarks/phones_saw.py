"""What the phones saw, beside what had happened; and what is judged of it.

How it is measured is in `phones.py`; this module has no clock.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from statistics import median
from typing import Any, NamedTuple

from benchmarks.hall import QUEUES
from benchmarks.load import percentile
from benchmarks.measurement import Measurement, alone
from benchmarks.programs import NOT_TOLD

REACH_P99 = 2.0


class Taken(NamedTuple):
    """A ticket in the hall."""

    key: str
    queue: str
    ahead: int


class Round(NamedTuple):
    """What one round measured. Times are in seconds, moments in seconds since the epoch."""

    issuing: list[float]
    calls: list[tuple[float, str]]
    """When a call was durable, and its queue."""
    notices: list[tuple[float, int]]


Seen = Sequence[tuple[float, int]]


class Lags:
    """How long after each change a phone showed it, in seconds; `missed` were never shown in the round.

    A phone on its ticket's page counts down: after so many calls in its queue so many fewer are before it,
    and then it is called itself. On the hall's page every notice has a number that grows.
    """

    def __init__(self, people: Sequence[Taken]) -> None:
        self.own_call: list[float] = []
        self.place: list[float] = []
        self.notice: list[float] = []
        self.missed = 0
        self._people = {f"/t/{one.key}": one for one in people}
        self._called = dict.fromkeys(QUEUES, 0)

    @property
    def all(self) -> list[float]:
        """Of every change."""
        return self.own_call + self.place + self.notice

    def add(self, one: Round, seen: Mapping[str, Seen], *, counts: bool) -> None:
        """Take over a round. One that does not count only says how far the queues are."""
        calls: dict[str, list[tuple[float, int]]] = {queue: [] for queue in QUEUES}
        for moment, queue in sorted(one.calls):
            self._called[queue] += 1
            calls[queue].append((moment, self._called[queue]))
        if counts:
            for name, shown in seen.items():
                person = self._people.get(name.partition("#")[0])
                if person is None:
                    self._look(shown, [(moment, -number, self.notice) for moment, number in one.notices], -1)
                else:
                    self._look(shown, list(self._due(person, calls[person.queue])), 1)

    def _due(self, person: Taken, calls: Seen) -> Iterator[tuple[float, int, list[float]]]:
        """The changes that a phone has to show: when, what it shows then at most, and what kind it is."""
        for moment, call in calls:
            if call <= person.ahead:
                yield moment, person.ahead - call, self.place
            elif call == person.ahead + 1:
                yield moment, -1, self.own_call

    def _look(self, shown: Seen, due: Sequence[tuple[float, int, list[float]]], sign: int) -> None:
        """What is shown never grows (with its sign), so the first that is small enough shows the change."""
        at = 0
        for moment, most, kind in due:
            while at < len(shown) and sign * shown[at][1] > most:
                at += 1
            if at == len(shown):
                self.missed += 1
            else:
                kind.append(max(0.0, shown[at][0] - moment))


class Result:
    """Everything that was measured."""

    def __init__(self, arrival_s: float, lags: Lags) -> None:
        self.arrival_s, self.lags = arrival_s, lags
        self.with_phones: list[list[float]] = []
        self.without: list[list[float]] = []
        self.busy: list[float] = []
        self.lost = 0
        self.weight: float | None = None

    def add(self, one: Round, busy: float, told: dict[str, Any], *, counts: bool) -> None:
        """Take over a round with phones."""
        self.lags.add(one, told["seen"], counts=counts)
        self.lost = len(told["lost"])
        if counts:
            self.with_phones.append(one.issuing)
            self.busy.append(busy)


def judged(name: str, result: Result) -> Iterator[Measurement]:
    """The lines of the result; percentiles are those of all rounds together."""
    both = _together(result.with_phones), _together(result.without)
    for share in (0.5, 0.99):
        with_phones, without = (percentile(values, share) * 1000 for values in both)
        what = f"issuing a ticket, p{share * 100:.0f}"
        yield alone(f"{name}: {what}", "ms", with_phones)
        yield alone(f"{name}: {what} without any", "ms", without)
        reach = REACH_P99 if share == 0.99 else None
        yield alone(f"{name}: {what}, to without", "times", with_phones / without, reach)
    halves = _together(result.without[::2]), _together(result.without[1::2] or result.without)
    noise = percentile(halves[0], 0.99) / percentile(halves[1], 0.99)
    yield alone(f"{name}: p99 of half of the rounds without, to the other half", "times", noise)
    lags = result.lags
    changes = sorted(lags.all)
    yield alone(
        f"{name}: changes that were shown", "%", 100 * len(changes) / max(1, len(changes) + lags.missed)
    )
    for what, values in (("the own call", lags.own_call), ("a change", changes)):
        for share in (0.5, 0.99):
            yield alone(
                f"{name}: {what} on the phone, p{share * 100:.0f}", "s", percentile(sorted(values), share)
            )
    yield alone(f"{name}: cut off", "phones", result.lost)
    yield alone(f"{name}: until all had arrived", "s", result.arrival_s)
    yield alone(f"{name}: processor of the public plane", "%", 100 * median(result.busy))
    if result.weight is None:
        yield Measurement(f"{name}: memory of the public plane", "MB", None, note=NOT_TOLD)
    else:
        yield alone(f"{name}: memory of the public plane", "MB", result.weight)


def _together(rounds: Sequence[Sequence[float]]) -> list[float]:
    return sorted(value for one in rounds for value in one)
