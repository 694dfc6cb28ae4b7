"""When the loudspeakers say something by themselves: the plan's announcements, by the hall's own clock.

Pure arithmetic on times; saying it is `voice.py`'s.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from link.plan import Announcement, Plan, Text, Voice

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
LATEST_MS = 60_000
"""What should have been said longer ago than this is not said any more."""


def due(plan: Plan, since_ms: int, now_ms: int) -> list[Text]:
    """What became due after `since_ms` and until `now_ms` (milliseconds since the epoch), in order.

    A clock that jumped forward brings nothing that is over; one that went back says nothing twice as long as
    `since_ms` does not go back with it.
    """
    since_ms = max(since_ms, now_ms - LATEST_MS)
    zone = ZoneInfo(plan.timezone)
    today = datetime.fromtimestamp(now_ms / 1000, zone).date()
    found = []
    for day in (today - timedelta(days=1), today):  # one just before midnight may be due just after it
        for announcement in plan.voice.announcements:
            for minute in _minutes(plan, announcement, day):
                at = _ms(day, minute, zone)
                if since_ms < at <= now_ms:
                    found.append((at, announcement.text))
    return [text for _, text in sorted(found, key=lambda one: one[0])]


def is_quiet(voice: Voice, now_ms: int, timezone: str) -> bool:
    """Whether nothing is said at this time: the hall is silent, or these are quiet hours."""
    local = datetime.fromtimestamp(now_ms / 1000, ZoneInfo(timezone))
    return voice.is_quiet_at(local.strftime("%H:%M"))


def _minutes(plan: Plan, announcement: Announcement, day: date) -> Iterator[int]:
    """The minutes of a local date at which it is due; none on a day without opening hours."""
    spans = _spans(plan, day)
    if not spans:
        return
    yield from (_minute(text) for text in announcement.at)
    match announcement.when:
        case "opening":
            yield spans[0][0]
        case "closing_soon":
            yield max(0, spans[-1][1] - announcement.before_min)
        case "closed":
            yield spans[-1][1]


def _spans(plan: Plan, day: date) -> list[tuple[int, int]]:
    """The hall's openings on a local date, in minutes of the day, as the server counts them."""
    if day.isoformat() in plan.calendar.closed:
        return []
    weekday = "mon" if day.isoformat() in plan.calendar.open else DAYS[day.weekday()]
    return sorted((_minute(one.open), _minute(one.close)) for one in plan.opening if weekday in one.days)


def _minute(text: str) -> int:
    return int(text[:2]) * 60 + int(text[3:])


def _ms(day: date, minute: int, zone: ZoneInfo) -> int:
    midnight = datetime.combine(day, datetime.min.time())
    return int((midnight + timedelta(minutes=minute)).replace(tzinfo=zone).timestamp() * 1000)
