"""A past for a hall: days of tickets taken, called and finished, by the real engine into the real journal.

Only the clock is ours. Nothing is kept between runs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from benchmarks.hall import NOW, QUEUES, WINDOWS
from benchmarks.load import LoadError
from link.commands import CallNext, Finish, SignOut, TakeTicket
from server.config import load_plan
from server.engine import Engine
from server.hall.internal import Actor, AnyCommand, OpenWindow
from server.journal import SqliteJournal

TICKETS_A_DAY = 4_000
KIOSKS = [Actor("kiosk", f"hall-{n}") for n in range(1, 21)]
COUNTERS = [Actor("counter", str(n)) for n in range(1, WINDOWS + 1)]
AT_ONCE = 400
"""Commands that go into one batch, roughly."""
OPENS, BETWEEN_MS = 7 * 3_600_000, 500
"""The first ticket of a day, in milliseconds after midnight, and the time from one to the next."""

Given = tuple[AnyCommand, Actor]


class History(NamedTuple):
    """So many tickets on days before, and on the day of the measurement, whose windows stay open."""

    past: int = 0
    today: int = 0


class _Clock:
    def __init__(self) -> None:
        self.ms = 0

    def __call__(self) -> int:
        return self.ms


def days_of(history: History) -> list[tuple[datetime, int]]:
    """Midnight of each day of a history and its tickets; the last day is that of the measurement."""
    today = datetime.fromisoformat(NOW).replace(hour=0, minute=0, tzinfo=UTC)
    full, rest = divmod(history.past, TICKETS_A_DAY)
    counts = [rest] * bool(rest) + [TICKETS_A_DAY] * full
    before = [(today - timedelta(days=len(counts) - n), count) for n, count in enumerate(counts)]
    return [*before, (today, history.today)]


async def write_history(data: Path, hall: Path, history: History, say: Callable[[str], None]) -> None:
    """Write the journal of a hall with this history; today its windows are open.

    Raises LoadError when the rules refuse any of it.
    """
    clock = _Clock()
    days = days_of(history)
    clock.ms = _opening(days[0][0])
    engine = Engine(SqliteJournal(data), lambda _: None, clock)
    try:
        engine.configure(load_plan(hall))
        for number, (midnight, tickets) in enumerate(days, 1):
            say(f"a past of {sum(history):,} tickets: day {number} of {len(days)}")
            clock.ms = _opening(midnight)
            await _live(engine, clock, _day(midnight, tickets))
            if number < len(days):
                await _live(engine, clock, _evening(midnight, tickets))
    finally:
        await engine.close()


def _opening(midnight: datetime) -> int:
    return int(midnight.timestamp() * 1000) + OPENS


def _day(midnight: datetime, tickets: int) -> Iterator[Given]:
    """A day's commands: windows open; tickets are taken, and called by one window after the other."""
    day = midnight.strftime("%Y%m%d")
    for window in COUNTERS:
        yield OpenWindow(f"in-{day}-{window.name}", f"c{window.name}"), window
    for n in range(tickets):
        yield TakeTicket(f"take-{day}-{n}", QUEUES[n % len(QUEUES)]), KIOSKS[n % len(KIOSKS)]
        yield CallNext(f"call-{day}-{n}"), COUNTERS[n % len(COUNTERS)]


def _evening(midnight: datetime, tickets: int) -> Iterator[Given]:
    """What ends a day: the last tickets are finished and the windows close."""
    day = midnight.strftime("%Y%m%d")
    for number, window in enumerate(COUNTERS):
        if number < tickets:
            yield Finish(f"last-{day}-{window.name}"), window
        yield SignOut(f"out-{day}-{window.name}"), window


async def _live(engine: Engine, clock: _Clock, commands: Iterator[Given]) -> None:
    def answered(data: bytes) -> None:
        if not data.startswith(b'{"is":"reply"'):
            raise LoadError(f"a past could not be written: {data.decode()}")

    for number, (command, by) in enumerate(commands, 1):
        clock.ms += BETWEEN_MS
        engine.submit(command, by, answered)
        if number % AT_ONCE == 0:
            await engine.settled()
    await engine.settled()
