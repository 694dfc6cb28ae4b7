"""How long somebody will wait: a median and a range, and whether the turn comes before closing.

The expected wait comes from `outlook.py`, and how waits lie around it from what was learned (`learning.py`).
Where it is shown is the screens' matter.
"""

from __future__ import annotations

from typing import Literal

from link.plan import Queue
from link.words import QueueStatus, Ticket, Wait
from server.hall.ahead import Person, ahead_in
from server.hall.booking import left_today
from server.hall.calendar import Moment, at, spans, taking
from server.hall.lanes import place_of
from server.hall.outlook import outlook
from server.hall.spread import Estimate, spread
from server.hall.state import Hall, entry_of


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
    newcomers = outlook(hall, now.ms).newcomers(queue, cls)
    return None if newcomers is None else newcomers.estimate()


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
