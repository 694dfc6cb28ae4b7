"""The hall's own time as the screens show it, from the server's clock in milliseconds.

Whose clock it is, and when it is looked at, is decided in the rooms.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from babel.dates import format_date

from link.plan import Plan

DATE: Final[dict[str, str]] = {"zh": "M月d日 EEEE", "en": "EEEE, d MMMM"}
"""Day and weekday, as Babel's patterns."""


def local(ms: int, plan: Plan | None) -> datetime:
    """A moment in the hall's time zone; in this computer's while no hall is known."""
    return datetime.fromtimestamp(ms / 1000, ZoneInfo(plan.timezone) if plan is not None else None)


def clock(ms: int, plan: Plan | None) -> str:
    """The hall's time, "09:41"."""
    return local(ms, plan).strftime("%H:%M")


def date(ms: int, plan: Plan | None, language: str) -> str:
    """Day and weekday in "zh" or "en": "11月24日 星期二"."""
    return str(format_date(local(ms, plan), DATE[language], locale=language))
