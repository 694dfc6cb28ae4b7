"""How long somebody will wait: a median and a range, and whether the turn comes before closing.

The expected wait comes from `outlook.py`, and how waits lie around it from what was learned (`learning.py`).
Where it is shown is the screens' matter.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

from link.plan import Queue
from link.words import QueueStatus, Ticket, Wait
from server.hall.ahead import Person, ahead_in
from server.hall.booking import left_today
from server.hall.calendar import Moment, at, spans, taking
from server.hall.lanes import due_at_end, place_of
from server.hall.learning import BUCKETS, PPM, bucket
from server.hall.line import Expected
from server.hall.outlook import NEWCOMER, outlook
from server.hall.state import Hall, entry_of

NO_WAIT = Wait(0, 0, 0)


class Estimate(NamedTuple):
    """What a newcomer is told, and what the hall learns from it when they are called."""

    wait: Wait
    turns: int


def ahead(hall: Hall, ticket: Ticket) -> int:
    """How many people of its queue would be called before a ticket, as it stands now."""
    place = place_of(ticket.queue, ticket.counter)
    who = Person(ticket.cls, entry_of(ticket), hall.at)
    return ahead_in(hall, place, hall.places[place].policy, who)


def of_ticket(hall: Hall, ticket: Ticket, now: Moment) -> Wait | None:
    """How much longer a waiting ticket waits; None while no window serves it, or when it does not wait."""
    if ticket.state != "waiting":
        return None
    place = place_of(ticket.queue, ticket.counter)
    expected = outlook(hall, now.ms).inside(place, ticket.cls, ahead(hall, ticket))
    return None if expected is None else spread(hall.learned.points_of(ticket.cls), expected)


def newcomer(hall: Hall, queue: str, cls: str, now: Moment) -> Estimate | None:
    """The wait of somebody who takes a ticket now; None while no window serves the queue."""
    end = outlook(hall, now.ms).end(queue, cls)
    if end is None:
        return None
    due = due_at_end(hall.lanes[queue, cls], now.ms + hall.index.target_ms[cls])
    who = Person(cls, (due, NEWCOMER, ""), now.ms)
    expected = end.with_people(ahead_in(hall, queue, hall.places[queue].policy, who))
    return Estimate(spread(hall.learned.points_of(cls), expected), expected.turns)


def spread(points: Sequence[Sequence[int]], expected: Expected) -> Wait:
    """The range around an expected wait.

    Each number of turns to come has its own points. So that one more person never makes it shorter, nobody
    gets less than the last one before whose points are larger.
    """
    turns, ms = expected.turns, expected.ms
    if turns == 0 or ms <= 0:
        return NO_WAIT
    row = bucket(turns)
    low, median, high = (ms * point for point in points[row])
    for lower in range(row):
        last_ms = ms - (turns - BUCKETS[lower + 1] + 1) * expected.each_ms
        last_low, last_median, last_high = points[lower]
        low, median, high = (
            max(low, last_ms * last_low), max(median, last_ms * last_median), max(high, last_ms * last_high)
        )  # fmt: skip
    median = max(low, median)
    return Wait(_seconds(low), _seconds(median), _seconds(max(median, high)))


def _seconds(millionths_ms: float) -> int:
    return round(millionths_ms / (1000 * PPM))


def closing_ms(hall: Hall, queue: str, now: Moment) -> int:
    """The last closing of a queue today. A break at noon is none."""
    opening = spans(hall.index, queue, now.day)
    return at(now.day, opening[-1][1], hall.index.zone) if opening else now.ms


def in_time(hall: Hall, queue: str, wait: Wait | None, now: Moment) -> Literal["yes", "late", "no"]:
    """Whether somebody with this wait is called before the queue closes; late: perhaps not."""
    if wait is None or hall.index.rules.past_closing == "take":
        return "yes"
    left_s = (closing_ms(hall, queue, now) - now.ms) // 1000
    if hall.index.rules.past_closing == "refuse" and wait.median > left_s:
        return "no"
    return "late" if wait.high > left_s else "yes"


def statuses(hall: Hall, now: Moment) -> list[QueueStatus]:
    """How every queue stands now."""
    active = [w for w in hall.windows.values() if w.clerk is not None and not w.paused]
    return [
        _status(hall, queue, sum(queue.id in hall.index.counters[w.id].serves for w in active), now)
        for queue in hall.index.queues.values()
    ]


def _status(hall: Hall, queue: Queue, windows: int, now: Moment) -> QueueStatus:
    state, opens = taking(spans(hall.index, queue.id, now.day), now)
    waits = {cls: found.wait for cls in hall.index.classes if (found := newcomer(hall, queue.id, cls, now))}
    wait = waits.pop(hall.index.ordinary, None)
    timely = in_time(hall, queue.id, wait, now) if state == "open" and not hall.closed else "yes"
    full = queue.daily_limit is not None and hall.taken_today.get(queue.id, 0) >= queue.daily_limit
    if hall.closed:
        state, opens = "closed", None
    return QueueStatus(
        queue.id,
        state if state != "open" else "full" if full else "no_time" if timely == "no" else "open",
        hall.waiting(queue.id),
        windows,
        wait,
        waits,
        late=timely == "late",
        opens=opens,
        bookings_left=left_today(hall, queue, now),
    )
