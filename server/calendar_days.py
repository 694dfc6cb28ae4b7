"""Which days the State Council has made holidays, and which weekend days it has made working days instead.

They are put into the plan when the server starts, so that the rules know only lists of days. What opening
hours a day has is in `server/hall/calendar.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import chinese_calendar
from msgspec.structs import replace

from link.plan import Calendar, Plan

ONE_DAY = timedelta(days=1)
SATURDAY = 5


def with_official_days(plan: Plan, today: str) -> Plan:
    """The plan with the official days of this year and later ones in its calendar; the hall's own lists win.

    `today` is a local date. The calendar's `known_until` says up to which day the official ones are known.
    """
    if plan.calendar.official == "none":
        return plan
    own, days = plan.calendar, dict(_official(date.fromisoformat(today).replace(month=1, day=1)))
    holidays = {day for day, is_open in days.items() if not is_open} - {*own.open}
    workdays = {day for day, is_open in days.items() if is_open} - {*own.closed}
    if not _has_mondays(plan):
        workdays.clear()  # there are no hours that they could have
    calendar = Calendar(
        own.official,
        tuple(sorted({*own.closed, *holidays})),
        tuple(sorted({*own.open, *workdays})),
        known_until(),
    )
    return replace(plan, calendar=calendar)


def _official(day: date) -> Iterator[tuple[str, bool]]:
    """From a day on each one that is not what its weekday says, and whether it is a working day."""
    last = date.fromisoformat(known_until())
    while day <= last:
        off, name = chinese_calendar.get_holiday_detail(day)
        if off and name is not None:
            yield day.isoformat(), False
        elif not off and day.weekday() >= SATURDAY:
            yield day.isoformat(), True
        day += ONE_DAY


def known_until() -> str:
    """The last day that the library knows; for later ones it raises NotImplementedError."""
    year = max(chinese_calendar.holidays).year
    return date(year, 12, 31).isoformat()


def _has_mondays(plan: Plan) -> bool:
    own = [opening for queue in plan.queues for opening in queue.opening]
    return any("mon" in opening.days for opening in (*plan.opening, *own))


def not_known(plan: Plan, today: str) -> str | None:
    """One plain line for the manager when a day that people may book is not known any more, or not today."""
    known = plan.calendar.known_until
    last = date.fromisoformat(today) + timedelta(plan.booking.days_ahead if plan.booking else 0)
    if known is None or last.isoformat() <= known:
        return None
    return (
        f"official holidays are known only until {known}: after that day weekdays count, and the closed and "
        "open days under [calendar] in the hall file; write the holidays there as soon as they are published"
    )
