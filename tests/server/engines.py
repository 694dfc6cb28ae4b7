"""An engine whose every word is heard, and a journal that can be held up or made to fail.

Sockets are in `tests/support/serving.py`.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec

from link.frames import Change
from link.mirror import Mirror
from link.plan import Plan
from server.engine import Engine
from server.hall.internal import Actor, AnyCommand
from server.journal import Record, SqliteJournal
from server.saying import Announced
from tests.support.halls import TUESDAY, plan

KIOSK, MANAGER = Actor("kiosk", "k"), Actor("manager", "m")
PATIENCE_S = 20


def counter(window: str) -> Actor:
    """The device at a window."""
    return Actor("counter", window)


class HeldJournal(SqliteJournal):
    """A real journal whose writes wait while `hold` is asked for, and fail with what lies in `failures`."""

    def __init__(self, directory: Path) -> None:
        super().__init__(directory)
        self.failures: list[Exception] = []
        self.resume_failures: list[Exception] = []
        self.fails_after_writing = False
        self.batches: list[list[int]] = []
        self._open, self._reached = threading.Event(), threading.Event()
        self._open.set()

    def hold(self) -> None:
        """From now on a write waits for `release`."""
        self._reached.clear()
        self._open.clear()

    def release(self) -> None:
        """Let the write go on, and those after it."""
        self._open.set()

    async def reached(self) -> None:
        """Until a write waits."""
        assert await asyncio.to_thread(self._reached.wait, PATIENCE_S)

    def append(self, expected: int, records: Sequence[Record]) -> None:
        self._reached.set()
        assert self._open.wait(PATIENCE_S)
        if self.failures and not self.fails_after_writing:
            raise self.failures.pop(0)
        super().append(expected, records)
        self.batches.append([record.seq for record in records])
        if self.failures:
            raise self.failures.pop(0)

    def resume(self) -> int:
        if self.resume_failures:
            raise self.resume_failures.pop(0)
        return super().resume()


class Heard:
    """An engine with a clock that the test moves, and all that left it, in order."""

    def __init__(self, journal: SqliteJournal, ms: int = TUESDAY) -> None:
        self.ms = ms
        self.left: list[tuple[str, Any]] = []
        """("answer", command id) and ("change", position)."""
        self.rebuilt: list[bool] = []
        self.staff, self.public = Mirror(), Mirror()
        self.engine = Engine(journal, self._changes, lambda: self.ms, self.rebuilt.append)

    def _changes(self, announced: Sequence[Announced]) -> None:
        for one in announced:
            self.left.append(("change", one.n))
            self.staff.change(msgspec.json.decode(one.staff, type=Change))
            self.public.change(msgspec.json.decode(one.public, type=Change))

    def submit(self, by: Actor, command: AnyCommand, person: str | None = None) -> asyncio.Future[bytes]:
        """Give a command, about a person where that is known; its answer as bytes, later or at once."""
        future: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()

        def answer(data: bytes) -> None:
            self.left.append(("answer", command.id))
            future.set_result(data)

        self.engine.submit(command, by, answer, person)
        return future

    async def ask(self, by: Actor, command: AnyCommand) -> dict[str, Any]:
        """Give a command and wait for its answer."""
        async with asyncio.timeout(PATIENCE_S):
            answer: dict[str, Any] = msgspec.json.decode(await self.submit(by, command))
        return answer

    def positions(self) -> list[int]:
        """Of the changes that left so far."""
        return [n for kind, n in self.left if kind == "change"]


async def opened(journal: SqliteJournal, hall: Plan | None = None, ms: int = TUESDAY) -> Heard:
    """An engine with its plan, durable."""
    heard = Heard(journal, ms)
    heard.engine.configure(hall or plan(call_gap_s=0))
    await heard.engine.settled()
    return heard
