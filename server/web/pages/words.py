"""Dates, times and opening hours as a page says them, in one language.

What is said of queues and waits everywhere is in `assets/saying.py`.
"""

from __future__ import annotations

import re
from datetime import date
from itertools import groupby

from babel.dates import format_date, get_day_names

from assets.texts import Texts
from link.plan import Plan, Queue
from server.hall.calendar import Moment, Spans, add_days, hour_minute, moment, spans
from server.hall.state import Hall, Index

DAY = re.compile(r"20[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])")
TIME = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")


def day(texts: Texts, of: str, today: str) -> str:
    """A day: "Today, Wed, 25 Nov" where it is near."""
    if of in (today, add_days(today, 1)):
        return texts.t("{near}, {day}", near=near(texts, of, today), day=texts.day(of))
    return texts.day(of)


def near(texts: Texts, of: str, today: str) -> str:
    """A day in one word: "Today", "Tomorrow", or its weekday."""
    if of == today:
        return texts.t("Today")
    if of == add_days(today, 1):
        return texts.t("Tomorrow")
    return str(format_date(date.fromisoformat(of), "EEEE", locale=texts.language))


def short(texts: Texts, of: str) -> str:
    """A day in numbers: "25 Nov"."""
    pattern = "M月d日" if texts.language == "zh" else "d MMM"
    return str(format_date(date.fromisoformat(of), pattern, locale=texts.language))


def clock(index: Index, ms: int) -> str:
    """A point in time as the hall's clock shows it: "09:30"."""
    return hour_minute(moment(ms, index.zone).minute)


def day_of(hall: Hall, ms: int) -> str:
    """The local date of a point in time."""
    return moment(ms, hall.index.zone).day


def openings(texts: Texts, opening: Spans) -> str:
    """The hours of one day: "09:00–12:00, 14:00–17:45"; "" for none."""
    return texts.t(", ").join(f"{hour_minute(start)}–{hour_minute(end)}" for start, end in opening)


def weekly(texts: Texts, hall: Hall, queue: str) -> str:
    """The opening hours of a week: "Mon–Fri 09:00–12:00, 14:00–17:45"."""
    names = get_day_names("abbreviated", locale=texts.language)
    of_days = [(openings(texts, one), at) for at, one in enumerate(hall.index.hours[queue])]
    parts = []
    for hours, run in groupby(of_days, lambda pair: pair[0]):
        days = [at for _, at in run]
        if hours:
            name = names[days[0]] if len(days) == 1 else f"{names[days[0]]}–{names[days[-1]]}"
            parts.append(f"{name} {hours}")
    return texts.t("; ").join(parts)


def alone(text: str) -> str:
    """A word of a sentence as it stands alone: "Checked in"."""
    return text[:1].upper() + text[1:]


def what(hall: Hall, queue: str | None, matter: str | None, texts: Texts) -> str:
    """What somebody comes for: the matter's name, or else the queue's."""
    found = hall.index.matters.get(matter or "") or hall.index.queues.get(queue or "")
    return found.name.get(texts.language) if found else ""


def plan_of(hall: Hall) -> Plan:
    """The hall's plan."""
    assert hall.plan is not None, "a day begins with a plan"  # noqa: S101
    return hall.plan


def hall_spans(hall: Hall, plan: Plan, now: Moment) -> Spans:
    """When the hall is open today: the hours of a queue that has none of its own."""
    plain: Queue = next((queue for queue in plan.queues if not queue.opening), plan.queues[0])
    return () if hall.closed else spans(hall.index, plain.id, now.day)
