"""The hall's time, whatever the time zone of this computer is."""

from __future__ import annotations

from datetime import datetime

import pytest

from screen.clock import clock, date, local
from tests.support.halls import at, plan

MORNING = at("2026-11-24 09:41")


def test_it_is_the_halls_time() -> None:
    assert clock(MORNING, plan()) == "09:41"
    assert clock(at("2026-11-24 00:05"), plan()) == "00:05"


@pytest.mark.parametrize(("language", "says"), [("zh", "11月24日 星期二"), ("en", "Tuesday, 24 November")])
def test_day_and_weekday(language: str, says: str) -> None:
    assert date(MORNING, plan(), language) == says


def test_before_a_hall_is_known_it_is_this_computers() -> None:
    assert local(MORNING, None) == datetime.fromtimestamp(MORNING / 1000)
