"""The range around an expected wait, by the points that were learned, and what newcomers to a lane are told.

The expected wait itself is in `line.py`; how the points are learned, in `learning.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from link.words import Wait
from server.hall.lanes import Lane
from server.hall.learning import BUCKETS, PPM, bucket
from server.hall.line import Expected

NO_WAIT = Wait(0, 0, 0)
Points = Sequence[Sequence[int]]
PER_SECOND = 1000 * PPM
"""Millionths of a millisecond."""


class Estimate(NamedTuple):
    """What a newcomer is told, and what the hall learns from it when they are called."""

    wait: Wait
    turns: int


def spread(points: Points, expected: Expected) -> Wait:
    """The range around an expected wait."""
    turns = expected.turns
    if turns == 0 or expected.ms <= 0:
        return NO_WAIT
    row = bucket(turns)
    return _between(expected.ms, points[row], floors(points, expected, row))


def floors(points: Points, expected: Expected, row: int) -> tuple[float, float, float]:
    """The most that the last one of each row before would get: one more person never makes it shorter."""
    low = median = high = 0.0
    for lower in range(row):
        last_ms = expected.ms - (expected.turns - BUCKETS[lower + 1] + 1) * expected.each_ms
        last_low, last_median, last_high = points[lower]
        low, median = max(low, last_ms * last_low), max(median, last_ms * last_median)
        high = max(high, last_ms * last_high)
    return low, median, high


def _between(ms: float, points: Sequence[int], least: tuple[float, float, float]) -> Wait:
    low = max(ms * points[0], least[0])
    median = max(ms * points[1], least[1], low)
    high = max(ms * points[2], least[2], median)
    return Wait(round(low / PER_SECOND), round(median / PER_SECOND), round(high / PER_SECOND))


class Newcomers:
    """Those who come to one lane within a moment: each is told of those who joined it meanwhile."""

    def __init__(self, end: Expected, points: Points, lanes: list[Lane]) -> None:
        """`lanes`: whoever joins these goes before a later newcomer."""
        self.end, self._points, self._lanes = end, points, lanes
        self._stood = sum(map(len, lanes))
        self._row, self._least = -1, (0.0, 0.0, 0.0)

    def estimate(self) -> Estimate:
        """What the next one is told."""
        more = sum(map(len, self._lanes)) - self._stood
        end = self.end
        expected = end.with_people(end.people + more) if more else end
        turns, ms = expected.turns, expected.ms
        if turns == 0 or ms <= 0:
            return Estimate(NO_WAIT, turns)
        row = bucket(turns)
        if row != self._row:
            self._row, self._least = row, floors(self._points, expected, row)
        return Estimate(_between(ms, self._points[row], self._least), turns)
