"""The rules beside queueing theory: real lanes and the real `pick` under a virtual clock, and the formulas.

The hall is a real one; round it is a loop without events, since millions of people are many. At a load of
0.95 a plain run is off by 1 % even after 10 million, so other means of the same run, whose truth is known,
take out the luck of the draw (`controls.py`): the times between arrivals, of service, the shares of the
classes; the wait at one window that is as quick as all together, from the same draws (Lindley's recursion).
For the classes also the wait of all: whatever the order it is that of Erlang's formula, since service times
are drawn when service begins. That it is so has a line of its own, which is estimated without it.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from heapq import heappop, heappush
from multiprocessing import get_context
from pathlib import Path
from random import Random
from typing import Literal, NamedTuple

import msgspec
from msgspec import Struct
from msgspec.structs import replace
from rich.console import Console
from rich.table import Table

from benchmarks.controls import Control, Estimate, controlled
from benchmarks.formulas import cobham, erlang_c, kleinrock, one_window
from link.plan import Counter, Opening, Plan, Policy, PriorityClass, Queue, Rules, Text
from link.words import Ticket
from server.hall.apply import apply
from server.hall.discipline import pick
from server.hall.events import DayOpened
from server.hall.lanes import join, leave
from server.hall.state import Hall, entry_of

SERVICE_MS = 300_000
WITHIN = 0.03
"""Of the formula: so near each class's mean has to be."""
WARM_UP = 10
"""One batch more for each so many is run first and not looked at: the hall begins empty."""
FILE_WIDTH = 120
QUEUE, DAY = "all", "2026-11-24"


class Case(NamedTuple):
    """A hall and the formula for it."""

    policy: Policy
    formula: Literal["Erlang C", "Cobham", "Kleinrock"]
    windows: int
    load: float
    shares: tuple[float, ...] = (1.0,)
    weights: tuple[int, ...] = (1,)
    targets_min: tuple[float, ...] = (0.0,)


class Size(NamedTuple):
    """How much is run: every seed for so many batches of so many people."""

    seeds: int
    batches: int
    people: int


class Line(Struct, frozen=True):
    """One mean beside its formula."""

    policy: str
    formula: str
    windows: int
    load: float
    cls: str
    """ "all", or the class's number from 1, the best."""
    theory_s: float
    measured_s: float
    difference_pct: float
    error_pct: float
    """Standard error of `measured_s`, in percent of the formula."""
    ok: bool
    """Within 3 % of the formula."""
    arrivals: int = 0


CASES = (
    Case("due", "Erlang C", 2, 0.8),
    Case("due", "Erlang C", 8, 0.9),
    Case("due", "Erlang C", 31, 0.95),
    Case("due", "Erlang C", 8, 0.9, (0.3, 0.7), (1, 1), (20.0, 20.0)),
    Case("strict", "Cobham", 3, 0.8, (0.3, 0.7), (1, 1), (5.0, 30.0)),
    Case("strict", "Cobham", 12, 0.9, (0.1, 0.3, 0.6), (1, 1, 1), (5.0, 10.0, 30.0)),
    Case("strict", "Cobham", 31, 0.95, (0.2, 0.8), (1, 1), (5.0, 30.0)),
    Case("due", "Cobham", 12, 0.9, (0.2, 0.8), (1, 1), (0.0, 1e6)),
    Case("accumulating", "Kleinrock", 4, 0.85, (0.4, 0.6), (3, 1), (5.0, 30.0)),
    Case("accumulating", "Kleinrock", 12, 0.9, (0.1, 0.3, 0.6), (6, 3, 1), (5.0, 10.0, 30.0)),
    Case("accumulating", "Kleinrock", 31, 0.95, (0.2, 0.8), (5, 2), (5.0, 30.0)),
    Case("accumulating", "Erlang C", 8, 0.9, (0.3, 0.7), (2, 2), (5.0, 30.0)),
)
SHORT_CASES = (
    Case("due", "Erlang C", 3, 0.7, (0.3, 0.7), (1, 1), (20.0, 20.0)),
    Case("strict", "Cobham", 3, 0.7, (0.3, 0.7), (1, 1), (5.0, 30.0)),
    Case("accumulating", "Kleinrock", 3, 0.7, (0.3, 0.7), (5, 2), (5.0, 30.0)),
)
LONG, SHORT = Size(4, 30, 30_000), Size(1, 40, 5_000)


def expected(case: Case) -> list[float]:
    """The formula's mean wait of each class, in milliseconds."""
    if case.formula == "Cobham":
        return cobham(case.windows, case.load, SERVICE_MS, case.shares)
    if case.formula == "Kleinrock":
        return kleinrock(case.windows, case.load, SERVICE_MS, case.shares, case.weights)
    return [erlang_c(case.windows, case.load, SERVICE_MS)] * len(case.shares)


def hall_of(case: Case) -> Hall:
    """A hall with one queue that all windows serve."""
    word = Text("厅", "Hall")
    classes = tuple(
        PriorityClass(str(n + 1), word, target, weight=weight)
        for n, (target, weight) in enumerate(zip(case.targets_min, case.weights, strict=True))
    )
    days: Opening = Opening(("mon", "tue", "wed", "thu", "fri", "sat", "sun"), "00:00", "24:00")
    counters = tuple(Counter(str(n + 1), (QUEUE,)) for n in range(case.windows))
    plan = Plan(
        "theory", word, "UTC", ("en",), (days,), classes, (Queue(QUEUE, "A", word),), counters,
        rules=Rules(policy=case.policy),
    )  # fmt: skip
    hall = Hall()
    apply(hall, DayOpened(0, DAY, plan))
    return hall


class Batch(NamedTuple):
    """What was seen of the people whose service began one after the other."""

    waits: list[int]
    """By class, summed up."""
    people: list[int]
    """By class."""
    between: float
    """Mean time between arrivals."""
    service: float
    """Mean service time."""
    lindley: float
    """Mean wait at one window as quick as all together, with the same draws."""


def batches(case: Case, size: Size, seed: int) -> list[Batch]:
    """One run from an empty hall; what comes before it has settled is not among the batches."""
    calls, draws = _calls(case, seed), _lindley(case, seed)
    found = []
    for _ in range(size.batches + size.batches // WARM_UP):
        waits, people = [0] * len(case.shares), [0] * len(case.shares)
        between = service = lindley = 0.0
        for _ in range(size.people):
            cls, wait = next(calls)
            waits[cls] += wait
            people[cls] += 1
            gap, length, alone = next(draws)
            between += gap
            service += length
            lindley += alone
        n = size.people
        found.append(Batch(waits, people, between / n, service / n, lindley / n))
    return found[-size.batches :]


def _lindley(case: Case, seed: int) -> Iterator[tuple[int, int, float]]:
    """The draws once more, with the wait of each person at one window as quick as all together.

    D. V. Lindley, "The theory of queues with a single server", Mathematical Proceedings of the Cambridge
    Philosophical Society 48 (1952), 277-289.
    """
    wait = 0.0
    gaps, services = _draws(case, seed, "between"), _draws(case, seed, "service")
    for gap, service in zip(gaps, services, strict=False):
        wait = max(0.0, wait - gap)
        yield gap, service, wait
        wait += service / case.windows


def _between(case: Case) -> float:
    return SERVICE_MS / (case.windows * case.load)


def _draws(case: Case, seed: int, what: Literal["between", "service"]) -> Iterator[int]:
    """Exponential times in whole milliseconds; the same words give the same ones again."""
    rate = 1 / (_between(case) if what == "between" else SERVICE_MS)
    draw = Random(f"{case} {seed} {what}").expovariate
    while True:
        yield round(draw(rate))


def _calls(case: Case, seed: int) -> Iterator[tuple[int, int]]:
    """The class (from 0) and wait of each person, in the order in which service begins."""
    hall = hall_of(case)
    gaps, services = _draws(case, seed, "between"), _draws(case, seed, "service")
    draw = Random(f"{case} {seed} class").choices
    numbers = range(len(case.shares))
    ends: list[int] = []
    now = came = 0
    while True:
        now += next(gaps)
        while ends and ends[0] <= now:
            end = heappop(ends)
            called = _call(hall, end)
            if called is not None:
                heappush(ends, end + next(services))
                yield int(called.cls) - 1, end - called.taken
        [cls] = draw(numbers, case.shares)
        came += 1
        _join(hall, str(cls + 1), came, now)
        if len(ends) < case.windows and _call(hall, now) is not None:
            heappush(ends, now + next(services))
            yield cls, 0


def _join(hall: Hall, cls: str, order: int, now: int) -> None:
    number = f"A{order}"
    ticket = Ticket(hall.ticket_id(number), number, QUEUE, cls, now, now + hall.index.target_ms[cls], order)
    hall.tickets[ticket.id] = ticket
    join(hall.lane_of(ticket), entry_of(ticket))


def _call(hall: Hall, now: int) -> Ticket | None:
    why = pick(hall, "1", now)
    if why is None:
        return None
    ticket = hall.tickets.pop(hall.ticket_id(why.number))
    leave(hall.lane_of(ticket), entry_of(ticket))
    return ticket


def lines(case: Case, found: Sequence[Batch]) -> list[Line]:
    """The means of all and of each class, with the controls, beside the formulas."""
    everybody = [sum(batch.waits) / sum(batch.people) for batch in found]
    drawn = [
        Control([batch.lindley for batch in found], one_window(case.load, SERVICE_MS / case.windows)),
        Control([batch.between for batch in found], _between(case)),
        Control([batch.service for batch in found], SERVICE_MS),
    ]
    in_order = erlang_c(case.windows, case.load, SERVICE_MS)
    made = [_line(case, "Erlang C", "all", in_order, controlled(everybody, drawn))]
    if len(case.shares) > 1:
        drawn.append(Control(everybody, in_order))
        for cls, share in enumerate(case.shares[:-1]):
            drawn.append(Control([batch.people[cls] / sum(batch.people) for batch in found], share))
        for cls, theory in enumerate(expected(case)):
            means = [batch.waits[cls] / batch.people[cls] for batch in found]
            made.append(_line(case, case.formula, str(cls + 1), theory, controlled(means, drawn)))
    people = sum(sum(batch.people) for batch in found)
    return [replace(line, arrivals=people) for line in made]


def _line(case: Case, formula: str, cls: str, theory: float, measured: Estimate) -> Line:
    off = measured.mean / theory - 1
    return Line(
        case.policy,
        formula,
        case.windows,
        case.load,
        cls,
        theory_s=round(theory / 1000, 3),
        measured_s=round(measured.mean / 1000, 3),
        difference_pct=round(off * 100, 3),
        error_pct=round(measured.error / theory * 100, 3),
        ok=abs(off) <= WITHIN,
    )


def run(json: Path, *, short: bool = False) -> int:
    """Run all cases on all cores, show a table, write the lines. Returns 0, or 1 where one is off by more."""
    if json.is_dir() or not json.parent.is_dir():
        sys.stderr.write(f"tingxu bench: {json}: --json names a file in a folder that exists\n")
        return 2
    cases, size = (SHORT_CASES, SHORT) if short else (CASES, LONG)
    found: list[Line] = []
    console = Console(width=None if sys.stdout.isatty() else FILE_WIDTH)
    with ProcessPoolExecutor(os.cpu_count(), mp_context=get_context("spawn")) as pool:
        runs = [[pool.submit(batches, case, size, seed) for seed in range(size.seeds)] for case in cases]
        for n, (case, seeds) in enumerate(zip(cases, runs, strict=True)):
            console.print(f"{n + 1} of {len(cases)}: {case.policy}, {case.windows} windows, load {case.load}")
            found += lines(case, [batch for seed in seeds for batch in seed.result()])
    console.print(table(found))
    json.write_bytes(msgspec.json.format(msgspec.json.encode(found), indent=1) + b"\n")
    return 0 if all(line.ok for line in found) else 1


def table(found: Sequence[Line]) -> Table:
    """The lines as people read them."""
    made = Table("policy", "formula", "class")
    for name in ("windows", "load", "theory", "measured", "off by", "standard error", "arrivals"):
        made.add_column(name, justify="right")
    made.add_column("")
    for line in found:
        made.add_row(
            line.policy, line.formula, line.cls, str(line.windows), str(line.load), f"{line.theory_s:.2f} s",
            f"{line.measured_s:.2f} s", f"{line.difference_pct:+.2f} %", f"{line.error_pct:.2f} %",
            f"{line.arrivals:,}", "ok" if line.ok else "not within 3 %", style="green" if line.ok else "red",
        )  # fmt: skip
    return made
