"""What is said by itself: at its time, on days with hours, once, and never when it is over."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import msgspec
import pytest

from link.plan import Announcement, Calendar, Opening, Plan, Quiet, Text, Voice
from tests.voice.voice_kit import plan
from voice.schedule import due, is_quiet

MINUTE = 60_000


def hall(*announcements: Announcement, quiet: tuple[Quiet, ...] = (), silent: bool = False) -> Plan:
    return msgspec.structs.replace(
        plan(),
        timezone="Asia/Shanghai",
        opening=(
            Opening(("mon", "tue", "wed", "thu", "fri"), "09:00", "12:00"),
            Opening(("mon", "tue", "wed", "thu", "fri"), "14:00", "17:45"),
        ),
        calendar=Calendar(closed=("2026-12-01",), open=("2026-11-28",)),
        voice=Voice(announcements=announcements, quiet=quiet, silent=silent),
    )


def ms(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Asia/Shanghai")).timestamp() * 1000)


def one(**when: object) -> Announcement:
    return msgspec.convert({"text": {"zh": "一", "en": "One"}, **when}, Announcement)


def said(hall: Plan, until: str, since: str = "") -> list[Text]:
    now = ms(until)
    return due(hall, ms(since) if since else now - 1000, now)


CASES = [
    ({"at": ["11:45"]}, "2026-11-26T11:45:00", True),
    ({"at": ["11:45"]}, "2026-11-26T11:46:00", False),
    ({"when": "opening"}, "2026-11-26T09:00:00", True),
    ({"when": "opening"}, "2026-11-26T14:00:00", False),
    ({"when": "closing_soon"}, "2026-11-26T17:30:00", True),
    ({"when": "closing_soon", "before_min": 30}, "2026-11-26T17:15:00", True),
    ({"when": "closing_soon"}, "2026-11-26T11:45:00", False),
    ({"when": "closed"}, "2026-11-26T17:45:00", True),
    ({"when": "opening"}, "2026-11-29T09:00:00", False),  # a Sunday
    ({"when": "opening"}, "2026-11-28T09:00:00", True),  # a Saturday with the hours of a Monday
    ({"when": "opening"}, "2026-12-01T09:00:00", False),  # closed by the calendar
]


@pytest.mark.parametrize(("when", "at", "is_said"), CASES)
def test_when_it_is_due(when: dict[str, object], at: str, is_said: bool) -> None:
    assert bool(said(hall(one(**when)), at)) == is_said


def test_it_is_said_once_however_often_the_clock_is_looked_at() -> None:
    plan, found = hall(one(at=["11:45"])), []
    start = ms("2026-11-26T11:40:00")
    for second in range(600):
        found += due(plan, start + second * 1000 - 1000, start + second * 1000)
    assert len(found) == 1


def test_what_is_over_is_not_said_after_a_jump_or_a_late_start() -> None:
    plan = hall(one(at=["11:45"]))
    assert said(plan, "2026-11-26T12:00:00", since="2026-11-26T11:00:00") == []
    assert len(said(plan, "2026-11-26T11:45:50", since="2026-11-26T11:00:00")) == 1


@pytest.mark.parametrize(
    ("span", "at", "quiet"),
    [
        (("12:00", "14:00"), "12:00", True),
        (("12:00", "14:00"), "13:59", True),
        (("12:00", "14:00"), "14:00", False),
        (("22:00", "06:00"), "23:30", True),
        (("22:00", "06:00"), "05:59", True),
        (("22:00", "06:00"), "06:00", False),
    ],
)
def test_quiet_hours(span: tuple[str, str], at: str, quiet: bool) -> None:
    plan = hall(quiet=(Quiet(*span),))
    assert is_quiet(plan.voice, ms(f"2026-11-26T{at}"), plan.timezone) == quiet


def test_a_silent_hall_is_always_quiet() -> None:
    plan = hall(silent=True)
    assert is_quiet(plan.voice, 0, plan.timezone)
