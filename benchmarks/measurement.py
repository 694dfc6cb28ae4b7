"""One measurement as it stands in the JSON, and the arithmetic that judges it.

How it is measured is in the scenarios; this module has no clock.
"""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace


class Measurement(Struct, frozen=True):
    """A line of the result. docs/benchmarks.md explains each."""

    measure: str
    unit: str
    value: float | None
    """None: it could not be measured, and `note` says why."""
    bare: float | None = None
    """The same on the bare server, in the same unit."""
    ratio: float | None = None
    """Median over the rounds of value to bare; not exactly the quotient of the two medians."""
    reach: float | None = None
    """What `ratio` (or where there is no bare limit, `value`) has to reach; None: only reported."""
    ok: bool | None = None
    short: bool = False
    """From a short run: it shows that the measure works, too little for a verdict about speed."""
    note: str = ""


Sense = Literal["at least", "at most"]


def reaches(number: float, sense: Sense, reach: float) -> bool:
    """Whether a number is good enough."""
    return number >= reach if sense == "at least" else number <= reach


def compared(
    measure: str,
    unit: str,
    ours: Sequence[float],
    bare: Sequence[float],
    *,
    sense: Sense = "at most",
    reach: float | None,
) -> Measurement:
    """A measure beside the bare limit, from rounds in which both were measured one right after the other."""
    ratio = median(one / other for one, other in zip(ours, bare, strict=True))
    ok = None if reach is None else reaches(ratio, sense, reach)
    return Measurement(measure, unit, median(ours), median(bare), ratio, reach, ok)


def alone(measure: str, unit: str, value: float, reach: float | None = None, note: str = "") -> Measurement:
    """A measure without a bare limit; where it must reach something, at most so much."""
    ok = None if reach is None else reaches(value, "at most", reach)
    return Measurement(measure, unit, value, reach=reach, ok=ok, note=note)


def grown(measure: str, now: Sequence[float], before: Sequence[float], reach: float) -> Measurement:
    """How many times as long something takes as it did without, from rounds of both."""
    times = median(one / other for one, other in zip(now, before, strict=True))
    return alone(measure, "times", times, reach)


def failed(measure: str, why: str) -> Measurement:
    """A measure that could not be made: not good, and no number."""
    return Measurement(measure, "", None, ok=False, note=why)


def unjudged(one: Measurement) -> Measurement:
    """A measure of a short run: a number that shows that it works; only one that failed is not good."""
    return replace(one, short=True, ok=one.ok if one.value is None else None)


def all_good(measurements: Sequence[Measurement]) -> bool:
    """Whether everything that has to reach something does."""
    return all(one.ok is not False for one in measurements)
