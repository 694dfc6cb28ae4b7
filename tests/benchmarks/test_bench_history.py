"""A past made for the bench is one that the rules made: unbroken, replayed, with its windows open."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import history
from benchmarks.hall import NOW, WINDOWS, hall_file
from benchmarks.history import History, days_of, write_history
from server.config import load_plan
from server.hall.state import Hall
from server.journal import SqliteJournal, audit
from server.replay import replay


async def written(folder: Path, past: History) -> Hall:
    await write_history(folder, hall_file(folder), past, lambda _: None)
    journal = SqliteJournal(folder)
    try:
        return replay(journal)
    finally:
        journal.close()


def test_the_hall_of_the_bench_is_a_good_hall_file(tmp_path: Path) -> None:
    plan = load_plan(hall_file(tmp_path))
    assert len(plan.counters) == WINDOWS
    assert plan.rules.start == "auto"


def test_days_add_up_and_end_with_the_day_of_the_measurement() -> None:
    days = days_of(History(9_000, 70))
    assert [count for _, count in days] == [1_000, 4_000, 4_000, 70]
    assert days[-1][0].strftime("%Y-%m-%d") == NOW[:10]
    assert len({midnight for midnight, _ in days}) == 4


async def test_without_a_past_the_windows_are_open_and_nobody_was_there(tmp_path: Path) -> None:
    hall = await written(tmp_path, History())
    assert not hall.tickets
    assert all(window.clerk for window in hall.windows.values())


async def test_a_past_is_unbroken_and_has_every_ticket(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(history, "TICKETS_A_DAY", 40)
    hall = await written(tmp_path, History(past=100, today=50))
    count, _ = audit(tmp_path)
    assert hall.position == count
    assert hall.day == NOW[:10]
    assert sum(hall.taken_today.values()) == 50
    assert len(hall.tickets) == WINDOWS  # the last at each window
    journal = SqliteJournal(tmp_path)
    taken = [record for record in journal.read(0) if record.what == "ticket_taken"]
    journal.close()
    assert len(taken) == 150
