"""Local time and opening hours: what day and minute it is in the hall, and whether a queue takes people.

The clock itself is outside; only arithmetic on a given time lives here.
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from msgspec import Struct

from link.plan import Opening, Plan, Queue

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
Hours = tuple[tuple[tuple[int, int], ...], ...]
"""For each weekday from Monday the openings as (from, until) in minutes of the day, in order."""


class Moment(Struct, frozen=True):
    """A point in time, as the hall sees it."""

    ms: int
    """Milliseconds since the epoch."""
    day: str
    """Local date, "2026-11-24"."""
    weekday: int
    """0 is Monday."""
    minute: int
    """Minute of the local day."""


def moment(ms: int, zone: ZoneInfo) -> Moment:
    """The moment `ms` milliseconds after the epoch in the hall's zone."""
    local = datetime.fromtimestamp(ms / 1000, zone)
    return Moment(ms, local.strftime("%Y-%m-%d"), local.weekday(), local.hour * 60 + local.minute)


def minutes(text: str) -> int:
    """ "13:30" as minutes of the day."""
    return int(text[:2]) * 60 + int(text[3:])


def hours(plan: Plan, queue: Queue) -> Hours:
    """The opening hours of a queue: its own, or the hall's."""
    openings: tuple[Opening, ...] = queue.opening or plan.opening
    return tuple(
        tuple(sorted((minutes(o.open), minutes(o.close)) for o in openings if day in o.days)) for day in DAYS
    )


def taking(opening: Hours, now: Moment) -> tuple[Literal["open", "not_yet", "closed"], str | None]:
    """Whether tickets are taken now, and with "not_yet" from when ("13:30")."""
    for start, end in opening[now.weekday]:
        if now.minute < start:
            return "not_yet", f"{start // 60:02d}:{start % 60:02d}"
        if now.minute < end:
            return "open", None
    return "closed", None
