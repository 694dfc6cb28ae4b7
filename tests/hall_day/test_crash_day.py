"""Twenty kiosks, thirty-one counters, a server that is killed again and again: nothing lost or doubled."""

from __future__ import annotations

import asyncio
from pathlib import Path
from statistics import median

import pytest

from tests.support.crash import COUNTERS, KIOSKS, SECONDS_A_KILL, crash_day


def test_nothing_acknowledged_is_lost_and_nothing_is_doubled(
    tmp_path: Path, kills: int, capsys: pytest.CaptureFixture[str]
) -> None:
    day = asyncio.run(crash_day(tmp_path, kills, seconds=kills * SECONDS_A_KILL))
    with capsys.disabled():
        print(f"\n{day}")  # noqa: T201 - what a soak is run for
    assert day.kills == kills
    assert sum(n > 0 for n in day.in_flight) >= kills * 0.8, "the server was idle when it died"
    assert median(day.in_flight) >= 8, "it had little to do when it died"
    assert min(day.worked) > 0, "nothing was done between two kills"
    assert day.durable_unanswered > 0, "no kill came between the disk and the answer"
    assert len(day.lives_of) == KIOSKS + COUNTERS
    assert median(day.lives_of.values()) >= kills / 3, "many did not go on"  # and each one did after the last
    assert day.tickets > 500
    assert day.calls > 500
