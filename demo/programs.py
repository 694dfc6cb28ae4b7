"""One of our programs in a process of its own: started, asked by JSON lines, ended, its log kept.

Which programs a hall needs is in `opening.py`; what is asked of them is in `citizens.py` and `clerks.py`.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import re
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

Fact = dict[str, Any]
ANSWER_S = 40.0
"""An answer that takes longer will not come: a busy machine starts nine windows at once."""
END_S = 15.0
LOUD = re.compile(r"\[(?:warning|error|critical) *\]|^Traceback|Fatal|^QQml|^qt\.", re.IGNORECASE)
"""A line of a log that an honest run does not have."""
OFFSCREEN = {"QT_QPA_PLATFORM": "offscreen", "QT_QUICK_BACKEND": "software"}


class NotDone(Exception):
    """A program did not do what it was asked; the text says which, what and why."""


class Program:
    """A running program. `told` has the lines that it wrote without being asked."""

    def __init__(self, name: str, process: asyncio.subprocess.Process, log: Path) -> None:
        self.name, self.log = name, log
        self.told: asyncio.Queue[Fact] = asyncio.Queue()
        self._process = process
        self._answers: asyncio.Queue[Fact] = asyncio.Queue()
        self._one = asyncio.Lock()
        self._reader = asyncio.create_task(self._read())

    @staticmethod
    async def start(name: str, arguments: Sequence[str], logs: Path, *, offscreen: bool) -> Program:
        """Start `tingxu ARGUMENTS`; its log goes to `logs`/NAME.log."""
        log = logs / f"{name}.log"
        with log.open("wb") as file:
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "cli.main",
                *arguments,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=file,
                env=os.environ | {"PYTHONUTF8": "1"} | (OFFSCREEN if offscreen else {}),
                start_new_session=True,  # Ctrl-C is for the demo, which ends them in order
            )
        return Program(name, process, log)

    async def first_line(self) -> Fact:
        """The first line that comes unasked, for instance where it listens. Raises NotDone."""
        return await self._within(self.told.get(), "it said nothing at its start")

    async def ask(self, **what: object) -> Fact:
        """Ask for one thing and wait for the answer. Raises NotDone when it cannot be done."""
        async with self._one:
            stdin = self._process.stdin
            assert stdin is not None, "started with a pipe"  # noqa: S101
            try:
                stdin.write(json.dumps(what).encode() + b"\n")
                await stdin.drain()
            except (ConnectionError, RuntimeError) as error:
                raise NotDone(f"{self.name}: {what}: it has ended ({error})") from None
            answer = await self._within(self._answers.get(), f"no answer to {what}")
        if not answer.get("ok"):
            raise NotDone(f"{self.name}: {what}: {answer.get('why') or answer.get('error')}")
        return answer

    async def can(self, **what: object) -> bool:
        """Ask for something that may turn out not to be possible."""
        try:
            await self.ask(**what)
        except NotDone:
            return False
        return True

    async def sees(self, name: str) -> str:
        """The text of a thing in its window, as soon as it is there."""
        await self.ask(wait=name)
        return str((await self.ask(see=name))["text"])

    def running(self) -> bool:
        """Whether it has not ended."""
        return self._process.returncode is None

    async def ended(self) -> None:
        """Wait until it has ended."""
        await self._process.wait()

    async def stop(self) -> int:
        """Ask it to end as a service manager does; its exit status. One that does not is killed.

        Windows has no asking: there every program that still runs is ended, and its status is what we gave.
        """
        asked = self.running()
        if self.running():
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._process.pid, signal.SIGTERM)  # terminate() would take the status from asyncio
        try:
            await asyncio.wait_for(self._process.wait(), END_S)
        except TimeoutError:
            self._process.kill()
            await self._process.wait()
        await self._reader
        status = int(self._process.returncode or 0)
        return 0 if asked and sys.platform == "win32" and status == signal.SIGTERM else status

    def loud_lines(self) -> list[str]:
        """Lines of its log that say that something went wrong."""
        text = self.log.read_text(encoding="utf-8", errors="replace")
        return [f"{self.name}: {line.strip()}" for line in text.splitlines() if LOUD.search(line)]

    async def _read(self) -> None:
        stdout = self._process.stdout
        assert stdout is not None, "started with a pipe"  # noqa: S101
        async for line in stdout:
            with contextlib.suppress(ValueError):  # what is no JSON is for people
                fact = json.loads(line)
                await (self._answers if "ok" in fact else self.told).put(fact)

    async def _within(self, wanted: Any, otherwise: str) -> Fact:
        """An answer, or NotDone when the program ends before it or takes too long.

        Who gives up (also by Ctrl-C) leaves a taker behind: an answer that still comes is not the next one's.
        """
        waiting = asyncio.ensure_future(wanted)
        await asyncio.wait({waiting, self._reader}, timeout=ANSWER_S, return_when=asyncio.FIRST_COMPLETED)
        if not waiting.done():
            raise NotDone(f"{self.name}: {otherwise}; see {self.log}")
        return dict(waiting.result())
