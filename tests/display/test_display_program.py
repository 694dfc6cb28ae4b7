"""The real programs: `tingxu serve`, a board and a strip in processes of their own, calls over the wire."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import assets
from link.client import once, pair
from link.commands import CallNext, Command, Role, SignIn, Start, TakeTicket
from link.frames import Reply
from link.identity import Identity
from server.access import Access

TINGXU = [sys.executable, "-m", "cli.main"]
ROOT = Path(assets.__file__).parent.parent


class Process:
    """A program that answers JSON lines; its log stays readable in the test's output."""

    def __init__(self, *arguments: str, cache: Path) -> None:
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
        self.ask(wait=name, s=20)
        return str(self.ask(see=name)["text"])

    def ends(self) -> int:
        """Ask it to stop as a service manager does; the exit status."""
        self.process.terminate()
        return self.process.wait(20)

    def kill(self) -> None:
        self.process.kill()
        self.process.communicate()


class Hall:
    """A server with whoever the test needs, and a way to start boards."""

    def __init__(self, data: Path) -> None:
        self.data, self.access = data, Access(data)
        self.access.set_clerk("c1", "2468")
        self.port, self.started = 0, list[Process]()

    def open(self) -> None:
        self.serve()
        self.kiosk, self.counter = self.paired("kiosk", "k1"), self.paired("counter", "3")

    def serve(self) -> None:
        hall = str(assets.hall_file("luohu"))
        options = ["--listen", f"127.0.0.1:{self.port}", "--no-announce", "--clock", "2026-11-24T10:00"]
        self.server = self.start("serve", "--hall", hall, "--data", str(self.data), *options)
        self.url = str(self.server.line()["listening"])
        self.port = int(self.url.rpartition(":")[2])

    def start(self, *arguments: str) -> Process:
        self.started.append(Process(*arguments, cache=self.data / "cache"))
        return self.started[-1]

    def display(self, name: str, *options: str) -> Process:
        code = self.access.make_code("display", name)
        identity = str(self.data / f"{name}.json")
        joining = ["--server", self.url, "--identity", identity, "--code", code]
        return self.start("display", *joining, "--hands", *options)

    def paired(self, role: Role, name: str) -> Identity:
        return asyncio.run(pair(self.url, self.access.make_code(role, name)))

    def do(self, who: Identity, command: type[Command], **fields: str) -> Reply:
        async def whole() -> object:
            answer = await once(self.url, who, command, **fields)
            rest = asyncio.all_tasks() - {asyncio.current_task()}
            await asyncio.gather(*rest, return_exceptions=True)  # the socket is still closing
            return answer

        answer = asyncio.run(whole())
        assert isinstance(answer, Reply), answer
        return answer

    def close(self) -> None:
        for process in self.started:
            process.kill()
        self.access.close()


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Hall]:
    hall = Hall(tmp_path)
    try:
        hall.open()
        yield hall
    finally:
        hall.close()


def receipts(board: Process) -> tuple[int, int]:
    facts = board.ask(facts=True)["facts"]
    return facts["calls_shown"], facts["calls_spoken"]


def test_a_call_is_shown_receipted_and_still_there_after_the_server_was_killed(hall: Hall) -> None:
    board = hall.display("board-1")
    strip = hall.display("strip-3", "--strip", "3", "--size", "1200x200")
    assert strip.sees("strip-text") == "暂未开放"
    hall.do(hall.counter, SignIn, clerk="c1", pin="2468")
    number = hall.do(hall.kiosk, TakeTicket, queue="general").ticket
    assert number is not None
    hall.do(hall.counter, CallNext)
    assert board.sees("newest-number") == number.number
    assert board.sees("newest-window") == "3号窗口"
    assert (receipts(board), receipts(strip)) == ((1, 0), (1, 0))

    hall.server.kill()
    assert "与服务器的连接已中断" in board.sees("link-lost")
    assert board.sees("newest-number") == number.number
    hall.serve()
    board.ask(gone="link-lost", s=20)
    hall.do(hall.counter, Start)
    strip.ask(gone="link-lost", s=20)
    assert strip.sees("strip-text") == f"正在办理 {number.number}号"
    assert (receipts(board), receipts(strip)) == ((1, 0), (1, 0))
    assert (board.ends(), strip.ends()) == (0, 0)


def test_a_wrong_size_is_refused_with_what_would_be_right(hall: Hall) -> None:
    board = hall.display("board-1", "--size", "wide")
    assert board.process.wait(20) == 2
