"""How long a newcomer will wait, estimated simply: people ahead, mean service, windows that share the work.

Where it is shown is the screens' matter; a better estimate would replace this module alone.
"""

from __future__ import annotations

from link.words import QueueStatus, Ticket, Wait
from server.hall.booking import left_today
from server.hall.calendar import Moment, spans, taking
from server.hall.lanes import Entry, before
from server.hall.state import MEAN_SERVICE_MS, Hall, entry_of


def ahead(hall: Hall, ticket: Ticket) -> int:
    """How many people of the ticket's queue are due before it, over all classes."""
    return people_before(hall, ticket.queue, entry_of(ticket))


def people_before(hall: Hall, queue: str, entry: Entry) -> int:
    """How many people of a queue are due before somebody with this entry, over all classes."""
    return sum(before(hall.lanes[queue, cls], entry) for cls in hall.index.classes)


def ms_per_person(hall: Hall) -> dict[str, int]:
    """By queue: how many milliseconds each person ahead adds; queues that no window serves now are absent.

    A window shares its time among its queues in proportion to the people who wait in them, the one who asks
    among them: where nobody else waits, the whole window is theirs.
    """
    waiting = {queue: hall.waiting(queue) for queue in hall.index.queues}
    windows = dict.fromkeys(waiting, 0.0)
    for window in hall.windows.values():
        if window.clerk is not None and not window.paused:
            serves = hall.index.counters[window.id].serves
            total = sum(waiting[queue] for queue in serves)
            for queue in serves:
                windows[queue] += (waiting[queue] + 1) / (total + 1)
    return {
        queue: int(hall.service_ms.get(queue, MEAN_SERVICE_MS) / share)
        for queue, share in windows.items()
        if share > 0
    }


def wait(people: int, each_ms: int) -> Wait:
    """The wait behind so many people."""
    median = people * each_ms // 1000
    return Wait(median // 2, median, median * 2)


def newcomer(hall: Hall, queue: str, cls: str, each_ms: int | None) -> Wait | None:
    """The wait of somebody who takes a ticket now."""
    return None if each_ms is None else wait(hall.waiting(queue), each_ms)


def statuses(hall: Hall, per_person: dict[str, int], now: Moment) -> list[QueueStatus]:
    """How every queue stands now."""
    active = [w for w in hall.windows.values() if w.clerk is not None and not w.paused]
    found = []
    for queue in hall.index.queues.values():
        state, opens = taking(spans(hall.index, queue.id, now.day), now)
        full = queue.daily_limit is not None and hall.taken_today.get(queue.id, 0) >= queue.daily_limit
        waiting = hall.waiting(queue.id)
        each = per_person.get(queue.id)
        found.append(
            QueueStatus(
                queue.id,
                "closed" if hall.closed else "full" if full and state == "open" else state,
                waiting,
                sum(queue.id in hall.index.counters[w.id].serves for w in active),
                wait=None if each is None else wait(waiting, each),
                opens=None if hall.closed else opens,
                bookings_left=left_today(hall, queue, now),
            )
        )
    return found
