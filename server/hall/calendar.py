"""Local time and opening hours: what day and minute it is in the hall, and whether a queue takes people.

The clock itself is outside; only arithmetic on a given time lives here.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Literal
from zoneinfo import ZoneInfo

from msgspec import Struct

from link.plan import Opening, Plan, Queue

if TYPE_CHECKING:
    from server.hall.state import Index

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
Spans = tuple[tuple[int, int], ...]
"""The openings of one day as (from, until) in minutes of the day, in order."""
Hours = tuple[Spans, ...]
"""For each weekday from Monday its openings."""


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


def spans(index: Index, queue: str, day: str) -> Spans:
    """The openings of a queue on a local date: those of the weekday, but for days that the calendar names."""
    if day in index.closed_days:
        return ()
    weekday = 0 if day in index.open_days else date.fromisoformat(day).weekday()
    return index.hours[queue][weekday]


def taking(opening: Spans, now: Moment) -> tuple[Literal["open", "not_yet", "closed"], str | None]:
    """Whether tickets are taken now, and with "not_yet" from when ("13:30"). `opening`: of this day."""
    for start, end in opening:
        if now.minute < start:
            return "not_yet", hour_minute(start)
        if now.minute < end:
            return "open", None
    return "closed", None


def hour_minute(minute: int) -> str:
    """A minute of the day as "13:30"."""
    return f"{minute // 60:02d}:{minute % 60:02d}"


def add_days(day: str, days: int) -> str:
    """The local date so many days later."""
    return (date.fromisoformat(day) + timedelta(days)).isoformat()


def at(day: str, minute: int, zone: ZoneInfo) -> int:
    """A minute of a local date, in milliseconds since the epoch."""
    midnight = datetime.combine(date.fromisoformat(day), datetime.min.time())
    return int((midnight + timedelta(minutes=minute)).replace(tzinfo=zone).timestamp()) * 1000
