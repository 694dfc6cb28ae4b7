"""What the hall learns from its own events for the estimate: how long turns last, who comes, who leaves, and
how right the estimates were that people got.

All of it is whole numbers, so that a replay learns the same to the bit; `estimate.py` makes use of it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from msgspec import Struct, field

from link.words import Wait

MEAN_TURN_MS = 8 * 60_000
"""What a turn at a window is taken to last before anybody was served in the queue."""
LONGEST_TURN_MS = 4 * 3_600_000
"""A longer one, or one of less than no time, comes from a clock that was put right meanwhile."""
LONGEST_GAP_MS = 3_600_000
"""A longer time without anybody is taken for a break, or a night without a new day."""
LONGEST_BREATH_MS = 120_000
"""Whoever calls nobody for longer has not just drawn breath between two people."""
MEMORY = 256
"""A mean is that of about so many, fewer at the beginning: single turns differ widely."""
MEMORY_COMING = 32
"""How often people come changes within the day."""
PRIOR = 3
"""So many the first guess counts as."""
PPM = 1_000_000
BUCKETS = (1, 2, 3, 5, 8, 13, 25)
"""The estimate is put right for so many turns to come or more, each by itself: few turns vary more."""
GAMMA = ((105_000, 693_000, 2_303_000), (266_000, 839_000, 1_945_000), (400_000, 900_000, 1_700_000),
         (520_000, 950_000, 1_520_000), (610_000, 970_000, 1_400_000), (690_000, 980_000, 1_310_000),
         (770_000, 990_000, 1_230_000))  # fmt: skip
"""Where it begins: the 10, 50 and 90 % points of that many random turns, in millionths of their mean."""
POINTS = (100, 500, 900)
"""In thousandths: which share of the people is called before the low, the median and the high end."""
STEP = 48
"""In thousandths: how far one person who was called moves the points."""
DELAY = 250
"""In thousandths: less by how many turns passed before the answer came, or the points would swing."""
MOST, LEAST = 20 * PPM, PPM // 50


class Mean(Struct, omit_defaults=True):
    """A moving mean in whole numbers."""

    value: int
    of: int = PRIOR
    """How many it is the mean of, up to what is remembered."""

    def learn(self, new: int, memory: int = MEMORY) -> None:
        """One more."""
        self.of = min(self.of + 1, memory)
        self.value += (new - self.value) // self.of


class Coming(Struct):
    """How often somebody comes."""

    gap_ms: Mean
    last: int | None
    """None: nobody yet today."""


class Leaving(Struct):
    """How waiting ends, of those who really waited."""

    waited_ms: Mean = field(default_factory=lambda: Mean(10 * 60_000))
    left: Mean = field(default_factory=lambda: Mean(0))
    """The share who gave up, in millionths."""


class Learned(Struct, omit_defaults=True):
    """All that one day hands to the next for the estimate."""

    turns: dict[str, Mean] = {}
    """By queue: how long a called ticket occupies a window, whatever the end, in milliseconds."""
    breath: Mean = field(default_factory=lambda: Mean(0))
    """How long a window stays free while somebody waits for it, in milliseconds."""
    coming: dict[str, dict[str, Coming]] = {}
    """By queue and class: those who come without a booking."""
    leaving: Leaving = field(default_factory=Leaving)
    points: dict[str, list[list[int]]] = {}
    """By class and bucket: where the low, median and high ends lie, in millionths of the expected wait."""

    def turn_ms(self, queue: str) -> int:
        """How long a turn in the queue is expected to last."""
        mean = self.turns.get(queue)
        return MEAN_TURN_MS if mean is None else max(1, mean.value)

    def turn(self, queue: str, took_ms: int) -> None:
        """A called ticket has left its window."""
        mean = self.turns.get(queue)
        if mean is None:
            mean = self.turns[queue] = Mean(MEAN_TURN_MS)
        mean.learn(min(max(0, took_ms), LONGEST_TURN_MS))

    def came(self, queue: str, cls: str, at: int) -> None:
        """Somebody took a number without a booking."""
        classes = self.coming.setdefault(queue, {})
        coming = classes.get(cls)
        if coming is None:
            coming = classes[cls] = Coming(Mean(LONGEST_GAP_MS, 1), None)
        if coming.last is not None:
            coming.gap_ms.learn(min(max(0, at - coming.last), LONGEST_GAP_MS), MEMORY_COMING)
        coming.last = at

    def new_day(self) -> None:
        """The night is no gap between two people."""
        for classes in self.coming.values():
            for coming in classes.values():
                coming.last = None

    def waited(self, waited_ms: int, *, left: bool) -> None:
        """Somebody has stopped waiting, called or not."""
        if waited_ms >= 1000:
            self.leaving.waited_ms.learn(min(waited_ms, LONGEST_TURN_MS))
            self.leaving.left.learn(PPM if left else 0)

    def points_of(self, cls: str) -> Sequence[Sequence[int]]:
        """By bucket: the points of a class; before anything is learned, those of turns of random length."""
        return self.points.get(cls, GAMMA)

    def judged(self, cls: str, given: Given, waited_ms: int) -> None:
        """Somebody was called for the first time: the points move towards what was right."""
        if cls not in self.points:
            self.points[cls] = [list(row) for row in GAMMA]
        row, wait = self.points[cls][bucket(given.turns)], given.wait
        step = STEP * 1000 // (1000 + given.turns * DELAY)
        for index, ends_s in enumerate((wait.low, wait.median, wait.high)):
            share = POINTS[index] if waited_ms > ends_s * 1000 else POINTS[index] - 1000
            row[index] = min(max(row[index] + row[index] * share * step // PPM, LEAST), MOST)


class Given(Struct, frozen=True):
    """The estimate that somebody got with the ticket."""

    wait: Wait
    turns: int
    """So many turns at the windows were to end before, with people of the queue."""


def bucket(turns: int) -> int:
    """Which row of the points is for so many turns (at least one)."""
    return bisect_right(BUCKETS, turns) - 1
