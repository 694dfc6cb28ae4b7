"""The expected wait of somebody in a lane: the work ahead, spread over the windows that are open.

How a person's wait varies around it, and what is said of it, is in `estimate.py`.
"""

from __future__ import annotations

from bisect import bisect_left
from math import log1p
from typing import NamedTuple

from link.plan import Policy
from link.words import Window
from server.hall.ahead import Person, ahead_in, overtaken_for, rota_turns
from server.hall.lanes import due_at_end
from server.hall.learning import PPM, Learned
from server.hall.state import Hall

FRESH_MS = 500
"""So long what was worked out is used again, corrected for whoever came since."""
UNATTENDED_MS = 120_000
"""A window that is free for longer while somebody waits for it is not counted as open."""
ROUNDS = 5
MOST_SHARE = 0.95
"""Of an hour, so much may be taken by people who come and go before; with more the wait would never end."""
NEWCOMER = 1 << 62


class Kind(NamedTuple):
    """Open windows that call from the same places."""

    places: tuple[str, ...]
    prefers: tuple[str, ...]
    windows: list[Window]


class Expected(NamedTuple):
    """When somebody will be called, on average."""

    ms: float
    people: int
    """So many of the same place are before them."""
    beside: float
    """So many of other places too, by what share of their windows is the same."""
    free: int
    """So many of their windows are free."""
    each_ms: float
    """What one more of these people would add."""

    @property
    def turns(self) -> int:
        """So many turns at their windows must end before; none: they are called at once."""
        return max(0, self.people + round(self.beside) + 1 - self.free)

    def with_people(self, people: int) -> Expected:
        """The same with another number of people before."""
        ms = max(0.0, self.ms + (people - self.people) * self.each_ms)
        return Expected(ms, people, self.beside, self.free, self.each_ms)


class Lie(NamedTuple):
    """How the waits lie along one lane: at its front, and behind its end."""

    front: Expected
    end: Expected

    def at(self, people: int) -> Expected:
        """Of somebody with so many people before, in between."""
        front, end = self.front, self.end
        if end.people <= front.people:
            return end.with_people(people)
        behind = (end.people - people) / (end.people - front.people)
        each = max(0.0, end.ms - front.ms) / (end.people - front.people)
        beside = max(0.0, end.beside - behind * (end.beside - front.beside))
        return Expected(max(0.0, end.ms - (end.people - people) * each), people, beside, end.free, each)


class Outlook:
    """What is worked out once for a moment, and used for everybody who asks within half a second."""

    def __init__(self, hall: Hall, now_ms: int) -> None:
        self.hall, self.now_ms = hall, now_ms
        self.kinds = _kinds(hall, now_ms)
        self.open: dict[str, int] = {}
        """By place: how many windows serve it."""
        for kind in self.kinds:
            for place in kind.places:
                self.open[place] = self.open.get(place, 0) + len(kind.windows)
        self._lies: dict[tuple[str, str], Lie | None] = {}
        self._booked: dict[str, list[int]] | None = None

    def lie(self, place: str, cls: str) -> Lie | None:
        """How the waits lie along a lane; None while no window serves it."""
        key = place, cls
        if key not in self._lies:
            self._lies[key] = self._work_out(place, cls) if self.open.get(place) else None
        return self._lies[key]

    def _work_out(self, place: str, cls: str) -> Lie:
        hall, now = self.hall, self.now_ms
        lane = hall.lanes[place, cls]
        due = due_at_end(lane, now + hall.index.target_ms[cls])
        end = Line(self, place, Person(cls, (due, NEWCOMER, ""), now)).expected()
        front = Line(self, place, Person(cls, lane[0], now)).expected() if len(lane) > 1 else end
        return Lie(front, end)

    def turn_ms(self, place: str) -> float:
        """How long a turn of somebody from this place lasts, with the breath that a clerk draws after it."""
        learned = self.hall.learned
        return learned.turn_ms(self.queue_at(place)) + learned.breath.value

    def queue_at(self, place: str) -> str:
        """The queue of a place; of people sent to one window, that of the first."""
        if not place.startswith("@"):
            return place
        heads = (lane[0] for lane in self.hall.places[place].lanes if lane)
        first = min(heads, default=None)
        return place if first is None else self.hall.tickets[first[2]].queue

    def booked(self, place: str) -> list[int]:
        """The booked times of people who are still to come today, in order."""
        if self._booked is None:
            self._booked = _booked(self.hall)
        return self._booked.get(place, [])


def outlook(hall: Hall, now_ms: int) -> Outlook:
    """What was worked out last, if that is fresh, or anew."""
    found = hall.outlook
    if not isinstance(found, Outlook) or not 0 <= now_ms - found.now_ms < FRESH_MS:
        found = hall.outlook = Outlook(hall, now_ms)
    return found


def _kinds(hall: Hall, now_ms: int) -> list[Kind]:
    found: dict[tuple[tuple[str, ...], tuple[str, ...]], Kind] = {}
    for window in hall.windows.values():
        if window.clerk is not None and not window.paused and _attended(hall, window, now_ms):
            counter = hall.index.counters[window.id]
            own = f"@{window.id}"
            places = counter.serves
            if any(hall.places[own].lanes):
                places = (*places, own)
            kind = found.setdefault((places, counter.prefers), Kind(places, counter.prefers, []))
            kind.windows.append(window)
    return list(found.values())


def _attended(hall: Hall, window: Window, now_ms: int) -> bool:
    long_ago = now_ms - UNATTENDED_MS
    if window.ticket is not None or hall.moved.get(window.id, now_ms) > long_ago:
        return True
    heads = (lane[0][2] for place in hall.places_of[window.id] for lane in place.lanes if lane)
    return all(hall.tickets[head].taken > long_ago for head in heads)


def _booked(hall: Hall) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for appointment in hall.appointments.values():
        if appointment.state == "booked" and appointment.day == hall.day:
            found.setdefault(appointment.queue, []).append(appointment.start)
    for times in found.values():
        times.sort()
    return found


class Line:
    """One person, and all that must happen before they are called."""

    def __init__(self, outlook: Outlook, place: str, who: Person) -> None:
        self.outlook, self.place, self.who = outlook, place, who
        self.kinds = [kind for kind in outlook.kinds if place in kind.places]
        self.policy = outlook.hall.places[place].policy
        between = outlook.hall.index.rules.policy
        self.between: Policy = "due" if between == "pattern" else between
        self.others = dict.fromkeys(
            (other for kind in self.kinds for other in kind.places if other != place), 0
        )
        self._count(who.at)
        self.turn_ms = outlook.turn_ms(place)
        self.free = sum(window.ticket is None for kind in self.kinds for window in kind.windows)

    def expected(self) -> Expected:
        """The wait on average."""
        people, beside = self.people, self._beside()
        if people + beside + 1 <= self.free:
            return Expected(0.0, people, beside, self.free, self._each())
        wait, each = self._settled()
        stay = self._staying(wait)
        wait, each = wait * stay, each * stay
        return Expected(wait, people, beside, self.free, each)

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
            if abs(again - wait) < 1000:
                break
            wait = (wait + again) / 2
        return wait, each

    def _count(self, at: int) -> None:
        """Who is ahead at a moment."""
        hall, who = self.outlook.hall, self.who._replace(at=at)
        self.people = ahead_in(hall, self.place, self.policy, who)
        self.others = {other: ahead_in(hall, other, self.between, who) for other in self.others}

    def _beside(self) -> float:
        total = 0.0
        for other, people in self.others.items():
            if people:
                same = sum(len(kind.windows) for kind in self.kinds if other in kind.places)
                total += people * same / self.outlook.open[other]
        return total

    def _each(self) -> float:
        return self.turn_ms / max(1, sum(len(kind.windows) for kind in self.kinds))

    def _filled(self, wait_ms: float) -> tuple[float, float]:
        """Each window does first what others have ahead; the rest of its time is for this person's place.

        When will that be enough? Like water that fills vessels with unequal bottoms.
        """
        turns = max(0.0, self.people + self._to_come(self.place, self.policy, wait_ms) - self.free)
        work = turns * self.turn_ms + self._rest_ms()
        bottoms = sorted((self._bottom(kind, wait_ms), len(kind.windows)) for kind in self.kinds)
        windows, below = 0, 0.0
        for bottom, count in bottoms:
            if windows and below + work <= bottom * windows:
                break
            windows, below = windows + count, below + bottom * count
        return (below + work) / windows, self.turn_ms / windows

    def _rest_ms(self) -> float:
        """How long the turns that are going on still last, on average. A turn has no memory."""
        hall = self.outlook.hall
        busy = [window.ticket for kind in self.kinds for window in kind.windows if window.ticket is not None]
        if not busy:
            return self.turn_ms
        breath = hall.learned.breath.value
        return len(busy) / sum(1 / (hall.learned.turn_ms(hall.tickets[id_].queue) + breath) for id_ in busy)

    def _bottom(self, kind: Kind, wait_ms: float) -> float:
        """The work that people of other places have for each of these windows, before this person."""
        total, people = 0.0, 0.0
        preferred = self._preferred(kind)
        for other in kind.places:
            if other != self.place:
                people = float(self.others[other])
                if preferred is not None:
                    people = self._by_preference(preferred, other, people)
                people += self._to_come(other, self.between, wait_ms)
                total += people * self.outlook.turn_ms(other) / self.outlook.open[other]
        return total

    def _preferred(self, kind: Kind) -> dict[str, int] | None:
        """The windows' own order of queues, as long as nobody there is past the promised time."""
        if not kind.prefers:
            return None
        hall = self.outlook.hall
        lanes = (lane for place in kind.places for lane in hall.places[place].lanes)
        if any(lane[0][0] < self.who.at for lane in lanes if lane):
            return None
        return {queue: rank for rank, queue in enumerate(kind.prefers)}

    def _by_preference(self, preferred: dict[str, int], other: str, people: float) -> float:
        last = len(preferred)
        ours, theirs = preferred.get(self.place, last), preferred.get(other, last)
        if ours == theirs:
            return people
        return float(sum(map(len, self.outlook.hall.places[other].lanes))) if theirs < ours else 0.0

    def _to_come(self, place: str, policy: Policy, wait_ms: float) -> float:
        """How many will come to a place within the wait and go before."""
        hall, who, count = self.outlook.hall, self.who, 0.0
        if policy == "pattern":
            return self._to_come_by_rota(place, wait_ms)
        for cls in hall.learned.coming.get(place, ()):
            if cls in hall.index.classes:
                span = overtaken_for(hall.index, policy, who, cls, wait_ms)
                count += span / _gap_ms(hall.learned, place, cls, who.at) if span > 0 else 0.0
        booked = self.outlook.booked(place)
        if booked and hall.plan is not None and hall.plan.booking is not None:
            span = overtaken_for(hall.index, policy, who, hall.plan.booking.cls, wait_ms)
            count += bisect_left(booked, who.at + span) if span > 0 else 0
        return count

    def _to_come_by_rota(self, place: str, wait_ms: float) -> float:
        hall, cls = self.outlook.hall, self.who.cls
        lane = hall.lanes[place, cls]
        before = bisect_left(lane, self.who.entry)
        count = 0.0
        for other, turns in rota_turns(hall, place, cls, before + 1).items():
            if other != cls and other in hall.learned.coming.get(place, {}):
                room = max(0, turns - len(hall.lanes[place, other]))
                count += min(room, wait_ms / _gap_ms(hall.learned, place, other, self.who.at))
        return count

    def _staying(self, wait_ms: float) -> float:
        """By what share the wait is as long as if nobody ahead gave up.

        Whoever leaves does so early: of a long line never more leave than the share that is known to.
        """
        hall = self.outlook.hall
        total, rate, share = 0, 0.0, 0.0
        for place, people in ((self.place, self.people), *self.others.items()):
            leaving = hall.learned.leaving.get(self.outlook.queue_at(place)) if people else None
            total += people
            if leaving is not None:
                share += people * leaving.left.value / PPM
                rate += people * leaving.left.value / PPM / max(1, leaving.waited_ms.value)
        if rate <= 0 or wait_ms <= 0:
            return 1.0
        left = rate / total * wait_ms
        return max(log1p(left) / left, 1 - share / total)


def _gap_ms(learned: Learned, place: str, cls: str, now_ms: int) -> float:
    """The time between two people of a class; longer when nobody has come for longer."""
    coming = learned.coming[place][cls]
    return max(1, coming.gap_ms.value, 0 if coming.last is None else now_ms - coming.last)
