"""Official holidays and swapped weekends: what becomes of the hall's hours, and after the last known day."""

from __future__ import annotations

from datetime import date, timedelta

import chinese_calendar
import pytest
from msgspec.structs import replace

import assets
from link.plan import Calendar, Opening, Plan
from server.calendar_days import known_until, not_known, with_official_days
from server.config import load_plan
from server.hall.calendar import add_days, spans
from server.hall.state import Index
from tests.support.halls import plan

LUOHU = load_plan(assets.hall_file("luohu"))
TODAY = "2026-09-28"
GOLDEN_WEEK = [f"2026-10-0{day}" for day in range(1, 8)]


Days = tuple[str, ...]


def with_days(the_plan: Plan = LUOHU, today: str = TODAY, closed: Days = (), open: Days = ()) -> Plan:
    return with_official_days(replace(the_plan, calendar=Calendar("china", closed, open)), today)


def opens(the_plan: Plan, day: str, queue: str = "general") -> list[str]:
    """When a queue opens on a day."""
    return [f"{begin // 60:02}:{begin % 60:02}" for begin, _ in spans(Index(the_plan), queue, day)]


def test_the_hall_is_closed_on_national_day_and_open_on_the_saturday_that_pays_for_it() -> None:
    found = with_official_days(LUOHU, TODAY)
    for day in GOLDEN_WEEK:
        assert opens(found, day) == [], day
    assert date.fromisoformat("2026-10-10").weekday() == 5
    assert opens(found, "2026-10-10") == ["09:00", "14:00"]
    assert opens(found, "2026-10-10", "issue") == ["09:00"], "the queue's own hours of a Monday"
    assert opens(found, "2026-09-20") == ["09:00", "14:00"], "a Sunday"
    assert opens(found, "2026-10-08") == ["09:00", "14:00"]
    assert opens(found, "2026-10-11") == []


def test_each_day_of_the_year_is_what_the_library_says() -> None:
    index = Index(with_official_days(LUOHU, TODAY))
    days = [date(2026, 1, 1) + timedelta(days) for days in range(365)]
    assert [bool(spans(index, "general", day.isoformat())) for day in days] == [
        chinese_calendar.is_workday(day) for day in days
    ]


def test_the_halls_own_lists_win() -> None:
    found = with_days(closed=("2026-10-10", "2026-11-25"), open=("2026-10-03", "2026-12-26"))
    assert opens(found, "2026-10-10") == []
    assert opens(found, "2026-11-25") == []
    assert opens(found, "2026-10-03") == ["09:00", "14:00"]
    assert opens(found, "2026-12-26") == ["09:00", "14:00"]
    assert not set(found.calendar.closed) & set(found.calendar.open)


def test_a_hall_without_mondays_keeps_its_saturdays() -> None:
    hours = (Opening(("tue", "sat"), "10:00", "16:00"),)
    found = with_days(replace(plan(hours), opening=hours))
    assert opens(found, "2026-10-10", "tax") == ["10:00"]
    assert opens(found, "2026-10-03", "tax") == [], "a holiday is one on Saturdays too"


def test_a_hall_that_follows_no_official_calendar_is_left_alone() -> None:
    riverside = load_plan(assets.hall_file("riverside"))
    assert with_official_days(riverside, TODAY) is riverside
    assert not_known(riverside, "2030-01-01") is None


def test_twice_is_as_once() -> None:
    once = with_official_days(LUOHU, TODAY)
    assert with_official_days(once, TODAY) == once
    assert with_official_days(LUOHU, "2026-01-01") == once, "the same plan all year: nothing to write anew"


def test_what_is_not_known_is_said_as_soon_as_it_can_be_booked() -> None:
    known = known_until()
    found = with_official_days(LUOHU, known)
    assert found.calendar.known_until == known
    assert not_known(found, add_days(known, -7)) is None
    line = not_known(found, add_days(known, -6)) or ""
    assert known in line
    assert "\n" not in line
    without = replace(found, booking=None)
    assert not_known(without, known) is None
    assert not_known(without, add_days(known, 1)) is not None


def test_after_the_last_known_day_weekdays_count_and_the_halls_own_list() -> None:
    first = add_days(known_until(), 1)
    with pytest.raises(NotImplementedError):
        chinese_calendar.is_holiday(date.fromisoformat(first))
    found = with_days(today=add_days(first, 3), closed=(add_days(first, 4),), open=(add_days(first, 1),))
    assert found.calendar.closed == (add_days(first, 4),), "nothing official is known of this year"
    for days in range(14):
        day = date.fromisoformat(add_days(first, days))
        own = {1: True, 4: False}.get(days, day.weekday() < 5)
        assert bool(opens(found, day.isoformat())) is own, day
