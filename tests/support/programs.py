"""Real programs for tests: a server, screens that hands use, and devices without a screen.

What a test wants of them stands in the test. Rules without sockets are in `tests/support/halls.py`.
"""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import assets
from link.commands import Command, Role
from link.frames import Reply
from link.identity import Identity
from link.visit import once, pair
from server.access import Access

TINGXU = [sys.executable, "-m", "cli.main"]
ROOT = Path(assets.__file__).parent.parent
CLERK, PIN = "c1", "2468"
"""Who may sign in."""


class Process:
    """A program that answers JSON lines; its log stays readable in the test's output, or goes into a file."""

    def __init__(self, *arguments: str, cache: Path, log: IO[bytes] | None = None) -> None:
        surroundings = {
            "QT_QPA_PLATFORM": "offscreen",
            "QT_QUICK_BACKEND": "software",
            "XDG_CACHE_HOME": str(cache),  # as on the first start: nothing of QML is compiled yet
        }
        self.process = subprocess.Popen(
            [*TINGXU, *arguments],
            cwd=ROOT,
            env=os.environ | surroundings,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
        )

    def line(self) -> dict[str, Any]:
        """Its next line."""
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line, "the program ended"
        return dict(json.loads(line))

    def ask(self, **what: object) -> dict[str, Any]:
        """Let the hands do something."""
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(what).encode() + b"\n")
        self.process.stdin.flush()
        answer = self.line()
        assert answer["ok"], answer
        return answer

    def sees(self, name: str) -> str:
        """The text that stands there, when it has come."""
        self.ask(wait=name, s=20)
        return str(self.ask(see=name)["text"])

    def facts(self) -> dict[str, Any]:
        """The program's own counts."""
        return dict(self.ask(facts=True)["facts"])

    def ends(self) -> int:
        """Ask it to stop as a service manager does; the exit status."""
        self.process.terminate()
        return self.process.wait(20)

    def kill(self) -> None:
        """End it as a power cut does."""
        self.process.kill()
        self.process.communicate()


class Hall:
    """A server with a built-in hall or a hall file, and a way to start screens and to pair devices."""

    def __init__(self, data: Path, name: str = "luohu", file: Path | None = None) -> None:
        self.data, self.name, self.access = data, name, Access(data)
        self.file = file or assets.hall_file(name)
        self.access.set_clerk(CLERK, PIN)
        self.port, self.started = 0, list[Process]()

    def serve(self) -> None:
        """Start the server; again on the same port after it was killed."""
        hall = str(self.file)
        options = ["--listen", f"127.0.0.1:{self.port}", "--no-announce", "--clock", "2026-11-24T10:00"]
        self.server = self.start("serve", "--hall", hall, "--data", str(self.data), *options)
        self.url = str(self.server.line()["listening"])
        self.port = int(self.url.rpartition(":")[2])

    def start(self, *arguments: str) -> Process:
        """A program that ends with the test."""
        self.started.append(Process(*arguments, cache=self.data / "cache"))
        return self.started[-1]

    def screen(self, role: Role, name: str, *options: str) -> Process:
        """A screen that is paired with the server and obeys hands."""
        code = self.access.make_code(role, name)
        identity = str(self.data / f"{role}-{name}.json")
        joining = ["--server", self.url, "--identity", identity, "--code", code]
        return self.start(role, *joining, "--hands", *options)

    def paired(self, role: Role, name: str) -> Identity:
        """A device without a screen."""
        return asyncio.run(pair(self.url, self.access.make_code(role, name)))

    def do(self, who: Identity, command: type[Command], **fields: str) -> Reply:
        """One command of a device without a screen."""

        async def whole() -> object:
            answer = await once(self.url, who, command, **fields)
            rest = asyncio.all_tasks() - {asyncio.current_task()}
            await asyncio.gather(*rest, return_exceptions=True)  # the socket is still closing
            return answer

        answer = asyncio.run(whole())
        assert isinstance(answer, Reply), answer
        return answer

    def close(self) -> None:
        """End everything that was started."""
        for process in self.started:
            process.kill()
        self.access.close()


@contextmanager
def opened(data: Path, name: str = "luohu", file: Path | None = None) -> Iterator[Hall]:
    """A hall with its server, for one test."""
    hall = Hall(data, name, file)
    try:
        hall.serve()
        yield hall
    finally:
        hall.close()
