"""The real programs: `tingxu serve`, a board and a strip in processes of their own, calls over the wire."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from link.commands import CallNext, Finish, SignIn, Start, TakeTicket
from tests.support.programs import CLERK, PIN, Hall, Process, opened


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Hall]:
    with opened(tmp_path) as hall:
        yield hall


def receipts(board: Process) -> tuple[int, int]:
    """The first receipt leaves after the frame that shows the call: it is waited for."""
    deadline = time.monotonic() + 10
    while (facts := board.facts())["calls_shown"] == 0 and time.monotonic() < deadline:
        time.sleep(0.05)
    return facts["calls_shown"], facts["calls_spoken"]


def comes_to_say(screen: Process, name: str, text: str) -> bool:
    """Wait until this stands there: a change is on its way when the command that made it is answered."""
    deadline = time.monotonic() + 10
    while (there := screen.sees(name) == text) is False and time.monotonic() < deadline:
        time.sleep(0.05)
    return there


def test_a_call_is_shown_receipted_and_still_there_after_the_server_was_killed(hall: Hall) -> None:
    kiosk, counter = hall.paired("kiosk", "k1"), hall.paired("counter", "3")
    board = hall.screen("display", "board-1")
    strip = hall.screen("display", "strip-3", "--strip", "3", "--size", "1200x200")
    assert strip.sees("strip-text") == "暂未开放"
    hall.do(counter, SignIn, clerk=CLERK, pin=PIN)
    number = hall.do(kiosk, TakeTicket, queue="general").ticket
    assert number is not None
    hall.do(counter, CallNext)
    assert board.sees("newest-number") == number.number
    assert board.sees("newest-window") == "3号窗口"
    assert (receipts(board), receipts(strip)) == ((1, 0), (1, 0))

    hall.server.kill()
    assert "与服务器的连接已中断" in board.sees("link-lost")
    assert board.sees("newest-number") == number.number
    hall.serve()
    board.ask(gone="link-lost", s=20)
    hall.do(counter, Start)
    strip.ask(gone="link-lost", s=20)
    assert comes_to_say(strip, "strip-text", f"正在办理 {number.number}号")
    assert (receipts(board), receipts(strip)) == ((1, 0), (1, 0))
    assert (board.ends(), strip.ends()) == (0, 0)


def test_a_wrong_size_is_refused_with_what_would_be_right(hall: Hall) -> None:
    code = hall.access.make_code("display", "board-1")
    joining = ["--server", hall.url, "--identity", str(hall.data / "board.json"), "--code", code]
    assert hall.start("display", *joining, "--size", "wide").process.wait(20) == 2
    board = hall.start("display", *joining, "--hands")  # the code is still good
    assert board.sees("clock")
    assert board.ends() == 0


def test_the_second_screen_asks_after_the_service_and_a_rating_outlives_a_server_that_was_killed(
    hall: Hall,
) -> None:
    kiosk, counter = hall.paired("kiosk", "k1"), hall.paired("counter", "3")
    screen = hall.screen("display", "front-3", "--rating", "3", "--size", "1280x800")
    assert screen.sees("rating-window") == "3号窗口"
    hall.do(counter, SignIn, clerk=CLERK, pin=PIN)
    for level in ("5", "1"):
        hall.do(kiosk, TakeTicket, queue="general")
        for command in (CallNext, Start, Finish):
            hall.do(counter, command)
        screen.ask(wait=f"level-{level}", s=20)
        if level == "1":
            hall.server.kill()
        screen.ask(tap=f"level-{level}")
        if level == "1":
            screen.ask(tap="reason-waiting")
            screen.ask(tap="done")
        screen.sees("rating-thanks")
    assert screen.facts()["waiting"] == 1
    hall.serve()
    deadline = time.monotonic() + 20
    while (facts := screen.facts())["given"] < 2 and time.monotonic() < deadline:
        time.sleep(0.05)
    assert (facts["given"], facts["waiting"], facts["lost"]) == (2, 0, 0)
    assert screen.ends() == 0
