"""How the hall stands for the estimate: the open windows, who is expected, and what was worked out already.

What one person must wait for is in `line.py`; what is said of it, in `estimate.py`.
"""

from __future__ import annotations

from bisect import bisect_left
from typing import NamedTuple

from link.words import Window
from server.hall.ahead import Person, joins_before
from server.hall.booking import last_minute
from server.hall.lanes import Entry, due_at_end
from server.hall.learning import Coming
from server.hall.line import Expected, Line, between
from server.hall.spread import Newcomers
from server.hall.state import Hall

FRESH_MS = 500
"""So long what was worked out is used again, corrected for whoever came since."""
UNATTENDED_MS = 120_000
"""A window that is free for longer while somebody waits for it is not counted as open."""
NEWCOMER = 1 << 62


class Kind(NamedTuple):
    """Open windows that call from the same places."""

    places: tuple[str, ...]
    prefers: tuple[str, ...]
    windows: list[Window]


class Around(NamedTuple):
    """What is the same for everybody who waits in one place."""

    kinds: list[tuple[Kind, dict[str, int] | None]]
    """The kinds of windows that serve it, and their own order of queues where it counts."""
    windows: int
    free: int
    rest_ms: float
    """How long the turns that are going on there still last, on average."""
    beside: dict[str, float]
    """By other place at these windows: which share of its windows is the same."""


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
        self._ends: dict[tuple[str, str], Expected] = {}
        self._newcomers: dict[tuple[str, str], Newcomers] = {}
        self._fronts: dict[tuple[str, str], Expected] = {}
        self._booked: dict[str, list[int]] | None = None
        self._turns: dict[str, float] = {}
        self._around: dict[str, Around] = {}
        self._coming: dict[str, dict[str, float]] = {}

    def end(self, place: str, cls: str) -> Expected | None:
        """Of a newcomer, behind the end of a lane; None while no window serves it."""
        found = self._ends.get((place, cls))
        if found is None and self.open.get(place):
            due = due_at_end(self.hall.lanes[place, cls], self.now_ms + self.hall.index.target_ms[cls])
            found = self._ends[place, cls] = self._work_out(place, cls, (due, NEWCOMER, ""))
        return found

    def newcomers(self, place: str, cls: str) -> Newcomers | None:
        """Those who come to a lane from now on; None while no window serves it."""
        found = self._newcomers.get((place, cls))
        if found is None and (end := self.end(place, cls)) is not None:
            first = joins_before(self.hall, self.hall.places[place].policy, cls)
            lanes = [self.hall.lanes[place, other] for other in first]
            found = Newcomers(end, self.hall.learned.points_of(cls), lanes)
            self._newcomers[place, cls] = found
        return found

    def inside(self, place: str, cls: str, people: int) -> Expected | None:
        """Of somebody in a lane who has so many people of the place before them."""
        end = self.end(place, cls)
        if end is None:
            return None
        front = self._fronts.get((place, cls))
        if front is None:
            lane = self.hall.lanes[place, cls]
            front = self._work_out(place, cls, lane[0]) if len(lane) > 1 else end
            self._fronts[place, cls] = front
        return between(front, end, people)

    def _work_out(self, place: str, cls: str, entry: Entry) -> Expected:
        return Line(self, place, Person(cls, entry, self.now_ms)).expected()

    def turn_ms(self, place: str) -> float:
        """How long a turn of somebody from this place lasts, with the breath that a clerk draws after it."""
        found = self._turns.get(place)
        if found is None:
            learned = self.hall.learned
            found = self._turns[place] = learned.turn_ms(self.queue_at(place)) + learned.breath.value
        return found

    def coming(self, place: str) -> dict[str, float]:
        """By class: how many people come to a place in a millisecond."""
        found = self._coming.get(place)
        if found is None:
            known = self.hall.learned.coming.get(place, {})
            found = {
                cls: 1 / _gap_ms(coming, self.now_ms)
                for cls, coming in known.items()
                if cls in self.hall.index.classes
            }
            self._coming[place] = found
        return found

    def to_come(self, place: str, spans: dict[str, float], now_ms: int) -> float:
        """How many people will come to a place, each class within its span."""
        if not spans:
            return 0.0
        rates = self.coming(place)
        count = sum([rates[cls] * span for cls, span in spans.items() if cls in rates])
        booked, booking = self.booked(place), self.hall.plan and self.hall.plan.booking
        if booked and booking and booking.cls in spans:
            count += bisect_left(booked, now_ms + spans[booking.cls])
        return count

    def around(self, place: str) -> Around:
        """What is the same for everybody who waits in a place that some window serves."""
        found = self._around.get(place)
        if found is None:
            found = self._around[place] = self._look_around(place)
        return found

    def _look_around(self, place: str) -> Around:
        kinds = [kind for kind in self.kinds if place in kind.places]
        windows = [window for kind in kinds for window in kind.windows]
        tickets = self.hall.tickets
        busy = [tickets[window.ticket].queue for window in windows if window.ticket is not None]
        rates = sum(1 / self.turn_ms(queue) for queue in busy)  # a turn has no memory
        beside: dict[str, float] = {}
        for kind in kinds:
            for other in kind.places:
                if other != place:
                    beside[other] = beside.get(other, 0.0) + len(kind.windows) / self.open[other]
        return Around(
            [(kind, _preferred(self.hall, kind, self.now_ms)) for kind in kinds],
            len(windows),
            len(windows) - len(busy),
            len(busy) / rates if busy else self.turn_ms(place),
            beside,
        )

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
            self._booked = _booked(self.hall, self.now_ms)
        return self._booked.get(place, [])


def outlook(hall: Hall, now_ms: int) -> Outlook:
    """What was worked out last, if that is fresh, or anew."""
    found = hall.outlook
    if not isinstance(found, Outlook) or not 0 <= now_ms - found.now_ms < FRESH_MS:
        found = hall.outlook = Outlook(hall, now_ms)
    return found


def _kinds(hall: Hall, now_ms: int) -> list[Kind]:
    windows = [one for one in hall.windows.values() if one.clerk is not None and not one.paused]
    found: dict[tuple[tuple[str, ...], tuple[str, ...]], Kind] = {}
    served: set[str] = set()
    for window in sorted(windows, key=lambda one: not _attended(hall, one, now_ms)):
        places = hall.index.counters[window.id].serves
        if served.issuperset(places) and not _attended(hall, window, now_ms):
            continue  # for places that no attended window serves it counts all the same
        served.update(places)
        if any(hall.places[f"@{window.id}"].lanes):
            places = (*places, f"@{window.id}")
        prefers = hall.index.counters[window.id].prefers
        found.setdefault((places, prefers), Kind(places, prefers, [])).windows.append(window)
    return list(found.values())


def _attended(hall: Hall, window: Window, now_ms: int) -> bool:
    long_ago = now_ms - UNATTENDED_MS
    if window.ticket is not None or hall.moved.get(window.id, now_ms) > long_ago:
        return True
    heads = (lane[0][2] for place in hall.places_of[window.id] for lane in place.lanes if lane)
    return all(hall.tickets[head].taken > long_ago for head in heads)


def _booked(hall: Hall, now_ms: int) -> dict[str, list[int]]:
    """Without those who had to come while the server was off: they missed nothing, and are not expected."""
    found: dict[str, list[int]] = {}
    booking = hall.plan.booking if hall.plan else None
    if booking is None:
        return found
    for appointment in hall.appointments.values():
        due_today = appointment.state == "booked" and appointment.day == hall.day
        if due_today and now_ms <= last_minute(appointment, booking):
            found.setdefault(appointment.queue, []).append(appointment.start)
    for times in found.values():
        times.sort()
    return found


def _preferred(hall: Hall, kind: Kind, now_ms: int) -> dict[str, int] | None:
    """The windows' own order of queues, as long as nobody there is past the promised time."""
    if not kind.prefers:
        return None
    lanes = (lane for place in kind.places for lane in hall.places[place].lanes)
    if any(lane[0][0] < now_ms for lane in lanes if lane):
        return None
    return {queue: rank for rank, queue in enumerate(kind.prefers)}


def _gap_ms(coming: Coming, now_ms: int) -> int:
    """The time between two people of a class; longer when nobody has come for longer."""
    return max(1, coming.gap_ms.value, 0 if coming.last is None else now_ms - coming.last)
