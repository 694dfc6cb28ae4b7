"""What simulated days come to: how long each class waited, and whether a better one waited longer.

How it is shown is in `report.py` and `picture.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from statistics import median

from msgspec import Struct

from link.plan import Plan
from simulation.people import Outcome


class Figures(Struct, frozen=True):
    """The waits of one class, in seconds. Over those who were served; without any the times are None."""

    n: int
    mean_s: float | None
    median_s: float | None
    p95_s: float | None
    """By linear interpolation between the two nearest."""
    max_s: float | None
    over_target: float | None
    """The share, 0 to 1, that waited longer than the target."""
    left: int
    """How many went without being served; they count in nothing else."""


def figures(plan: Plan, outcomes: Iterable[Outcome]) -> dict[str, Figures]:
    """By class, best first."""
    served: dict[str, list[int]] = {cls.id: [] for cls in plan.classes}
    left = dict.fromkeys(served, 0)
    for outcome in outcomes:
        if outcome.left:
            left[outcome.person.cls] += 1
        else:
            served[outcome.person.cls].append(outcome.waited)
    return {
        cls.id: _of(sorted(served[cls.id]), round(cls.target_min * 60_000), left[cls.id])
        for cls in plan.classes
    }


def _of(waits: Sequence[int], target: int, left: int) -> Figures:
    """From sorted waits in milliseconds."""
    n = len(waits)
    if n == 0:
        return Figures(0, None, None, None, None, None, left)
    return Figures(
        n,
        sum(waits) / n / 1000,
        median(waits) / 1000,
        quantile(waits, 0.95) / 1000,
        waits[-1] / 1000,
        sum(wait > target for wait in waits) / n,
        left,
    )


def quantile(ordered: Sequence[int], share: float) -> float:
    """The value below which this share of the sorted numbers lies, interpolated linearly."""
    place = (len(ordered) - 1) * share
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)


def upside_down(found: dict[str, Figures]) -> Iterator[tuple[str, str]]:
    """Each better class that waits longer on average than a worse one, and that one."""
    for better, worse in combinations(found, 2):
        one, other = found[better].mean_s, found[worse].mean_s
        if one is not None and other is not None and one > other:
            yield better, worse
