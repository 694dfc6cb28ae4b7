"""Lanes: the people of one priority class waiting in one place, in the order in which they are due.

Only the order within a lane lives here; choosing between lanes is the discipline's.
"""

from __future__ import annotations

from bisect import bisect_left

Entry = tuple[int, int, str]
"""(due, order, ticket id): sorted as it stands."""
Lane = list[Entry]
LaneKey = tuple[str, str]
"""(place, class): the place is a queue's id, or "@" and a window's id for people sent to that one window."""


def place_of(queue: str, counter: str | None) -> str:
    """Where a waiting ticket waits: in its queue, or for one window."""
    return queue if counter is None else f"@{counter}"


def before(lane: Lane, entry: Entry) -> int:
    """How many of the lane go before an entry. A newcomer is nearly always the last."""
    return len(lane) if not lane or lane[-1] < entry else bisect_left(lane, entry)


def join(lane: Lane, entry: Entry) -> None:
    """Put somebody in at their due time."""
    lane.insert(before(lane, entry), entry)


def leave(lane: Lane, entry: Entry) -> None:
    """Take somebody out. Raises LookupError when they are not in this lane: then the state is broken."""
    index = bisect_left(lane, entry)
    if index == len(lane) or lane[index] != entry:
        raise LookupError(f"{entry} is not in its lane")
    del lane[index]


def due_behind(lane: Lane, people: int, otherwise: int) -> int:
    """The due time that puts a newcomer behind the next `people` of the lane (or all, if there are fewer)."""
    if not lane:
        return otherwise
    return lane[min(people, len(lane)) - 1][0]


def due_at_end(lane: Lane, due: int) -> int:
    """The due time that puts a newcomer, normally due at `due`, behind everybody in the lane."""
    return max(due, lane[-1][0]) if lane else due
