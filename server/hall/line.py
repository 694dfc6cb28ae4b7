"""One person in a lane, and all that must happen before they are called: on average that is their wait.

What is the same for everybody is in `outlook.py`; how waits lie around the average, in `estimate.py`.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from math import log1p
from typing import TYPE_CHECKING, NamedTuple

from link.plan import Policy
from server.hall.ahead import Person, ahead_in, limits, overtaken_for, rota_turns, within
from server.hall.learning import PPM
from server.hall.state import Hall

if TYPE_CHECKING:
    from server.hall.outlook import Outlook

ROUNDS = 4
"""Of looking for the moment at which scores are compared: each halves the distance, or does better."""
MOST_SHARE = 0.5
"""Of the windows' time, for people who are still to come: how many will is known too badly for more."""


class Expected(NamedTuple):
    """When somebody will be called, on average."""

    ms: float
    each_ms: float
    """What one more person of the same place would add."""
    people: int
    """So many of the same place are before them."""
    beside: float
    """So many of other places too, by what share of their windows is the same."""
    free: int
    """So many of their windows are free."""

    @property
    def turns(self) -> int:
        """So many turns at their windows must end before; none: they are called at once."""
        return max(0, self.people + round(self.beside) + 1 - self.free)

    def with_people(self, people: int) -> Expected:
        """The same with another number of people before."""
        ms = max(0.0, self.ms + (people - self.people) * self.each_ms)
        return Expected(ms, self.each_ms, people, self.beside, self.free)


def between(front: Expected, end: Expected, people: int) -> Expected:
    """Of somebody in a lane with so many people before: between its front and its end."""
    if end.people <= front.people:
        return end.with_people(people)
    behind = (end.people - people) / (end.people - front.people)
    each = max(0.0, end.ms - front.ms) / (end.people - front.people)
    beside = max(0.0, end.beside - behind * (end.beside - front.beside))
    ms = max(0.0, end.ms - (end.people - people) * each)
    return Expected(ms, each, people, beside, end.free)


class Line:
    """One person, and all that must happen before they are called."""

    def __init__(self, outlook: Outlook, place: str, who: Person) -> None:
        self.outlook, self.place, self.who = outlook, place, who
        self.around = outlook.around(place)
        self.policy = outlook.hall.places[place].policy
        between = outlook.hall.index.rules.policy
        self.between: Policy = "due" if between == "pattern" else between
        self.turn_ms = outlook.turn_ms(place)
        self.free = 0.0
        """So many free windows are left for this person's place."""
        self.still = 1.0
        """The share of the people of other places who find none of these free."""
        self._count(who.at)

    def expected(self) -> Expected:
        """The wait on average."""
        people, free = self.people, self.around.free
        beside = sum(count * self.around.beside[other] for other, count in self.others.items() if count)
        self.free = max(0.0, free - beside)
        self.still = max(0.0, beside - free) / beside if beside else 1.0
        if people + beside + 1 <= free:
            return Expected(0.0, self.turn_ms / self.around.windows, people, beside, free)
        wait, each = self._settled()
        return Expected(*_some_leave(self.outlook.hall, wait, each), people, beside, free)

    def _settled(self) -> tuple[float, float]:
        """The wait that is as long as it makes itself: the longer it is, the more people come who go before.

        Each round adds a share of what the round before added, so two rounds tell where it ends.
        """
        if "accumulating" in (self.policy, self.between):
            return self._settled_by_scores()
        first, _ = self._filled(0.0)
        second, _ = self._filled(first)
        third, each = self._filled(second)
        if third - second > 1000:
            share = min((third - second) / (second - first), MOST_SHARE)
            return self._filled(second + (third - second) / (1 - share))
        return third, each

    def _settled_by_scores(self) -> tuple[float, float]:
        """Who is ahead is decided when the turn comes: until then scores overtake each other."""
        wait, each = self._filled(0.0)
        for _ in range(ROUNDS):
            self._count(round(self.who.at + wait))
            again, each = self._filled(wait)
            if abs(again - wait) < max(1000, wait / 50):
                break
            wait = (wait + again) / 2
        return wait, each / 2  # one more ahead means a longer wait, in which scores overtake others

    def _count(self, at: int) -> None:
        """Who is ahead at a moment."""
        hall, who = self.outlook.hall, self.who._replace(at=at)
        self.people = ahead_in(hall, self.place, self.policy, who)
        first = limits(hall.index, self.between, who)
        self.others = {other: within(hall, other, first, who) for other in self.around.beside}

    def _filled(self, wait_ms: float) -> tuple[float, float]:
        """Each window does first what others have ahead; the rest of its time is for this person's place.

        When will that be enough? Like water that fills vessels with unequal bottoms.
        """
        turns = max(0.0, self.people + self._to_come(wait_ms) - self.free)
        work = turns * self.turn_ms + self.around.rest_ms
        bottoms = sorted(self._bottoms(wait_ms))
        windows, below = 0, 0.0
        for bottom, count in bottoms:
            if windows and below + work <= bottom * windows:
                break
            windows, below = windows + count, below + bottom * count
        return (below + work) / windows, self.turn_ms / windows

    def _bottoms(self, wait_ms: float) -> Iterator[tuple[float, int]]:
        """The work that people of other places have for each window of a kind, before this person."""
        outlook, work, hall = self.outlook, dict[str, float](), self.outlook.hall
        spans = _spans(hall, self.between, self.who, wait_ms)
        for other, people in self.others.items():
            to_come = outlook.to_come(other, spans, self.who.at) if spans else 0.0
            work[other] = (people * self.still + to_come) * outlook.turn_ms(other) / outlook.open[other]
        for kind, preferred in self.around.kinds:
            if preferred is None:
                total = sum([work.get(place, 0.0) for place in kind.places])
            else:
                total = sum(
                    self._by_preference(preferred, other) * outlook.turn_ms(other) / outlook.open[other]
                    for other in kind.places
                    if other != self.place
                )
            yield total, len(kind.windows)

    def _by_preference(self, preferred: dict[str, int], other: str) -> int:
        last = len(preferred)
        ours, theirs = preferred.get(self.place, last), preferred.get(other, last)
        if ours == theirs:
            return self.others[other]
        return sum(map(len, self.outlook.hall.places[other].lanes)) if theirs < ours else 0

    def _to_come(self, wait_ms: float) -> float:
        """How many will come to this place within the wait and go before."""
        if self.policy == "pattern":
            return self._to_come_by_rota(self.place, wait_ms)
        spans = _spans(self.outlook.hall, self.policy, self.who, wait_ms)
        return self.outlook.to_come(self.place, spans, self.who.at)

    def _to_come_by_rota(self, place: str, wait_ms: float) -> float:
        hall, cls = self.outlook.hall, self.who.cls
        lane = hall.lanes[place, cls]
        before = bisect_left(lane, self.who.entry)
        count = 0.0
        turns = rota_turns(hall, place, cls, before + 1)
        for other, rate in self.outlook.coming(place).items():
            if other != cls:
                room = max(0, turns.get(other, 0) - len(hall.lanes[place, other]))
                count += min(room, wait_ms * rate)
        return count


def _some_leave(hall: Hall, wait_ms: float, each_ms: float) -> tuple[float, float]:
    """The wait, and what one more person adds to it, where some of those ahead give up.

    Whoever leaves does so early: of a long line never more leave than the share that is known to.
    """
    leaving = hall.learned.leaving
    share = leaving.left.value / PPM
    left = share / max(1, leaving.waited_ms.value) * wait_ms
    if left <= 0:
        return wait_ms, each_ms
    stay = max(log1p(left) / left, 1 - share)
    return wait_ms * stay, each_ms * min(stay, 1 / (1 + left))


def _spans(hall: Hall, policy: Policy, who: Person, wait_ms: float) -> dict[str, float]:
    """By class: for how long newcomers still go before; classes that do not are absent."""
    if wait_ms <= 0:
        return {}
    spans = {cls: overtaken_for(hall.index, policy, who, cls, wait_ms) for cls in hall.index.classes}
    return {cls: span for cls, span in spans.items() if span > 0}
