"""Receipts: the window that called hears of each board and voice once, and nobody else does."""

from __future__ import annotations

from pathlib import Path

from tests.support.serving import Frame, Served, Wire, serving


def receipts(wire: Wire) -> list[tuple[int, str, str]]:
    return [(f["call"], f["how"], f["by"]) for f in wire.frames if f["is"] == "receipt"]


async def called(served: Served, window: Wire) -> Frame:
    """The window calls somebody: the call."""
    kiosk = await served.join("kiosk", "k")
    await kiosk.ask("take_ticket", queue="tax")
    await window.ask("call_next")
    await window.until(lambda _: bool(window.mirror.calls))
    return {"n": window.mirror.calls[-1].n}


async def fence(*wires: Wire) -> None:
    """Whatever was sent to them before has come."""
    for wire in wires:
        assert (await wire.ask("roll_token"))["is"] == "reply"


async def test_only_the_window_that_called_and_once_for_each_board(tmp_path: Path) -> None:
    async with serving(tmp_path) as served:
        one, two = await served.open_window("1"), await served.open_window("2")
        again = await served.join("counter", "1")
        boards = [await served.join("display", f"b{n}") for n in range(3)]
        n = (await called(served, one))["n"]
        for board in boards:
            await board.say(do="delivered", how="shown", calls=[n])
        await boards[0].say(do="delivered", how="spoken", calls=[n])
        await fence(*boards, one, two, again)
        expected = [(n, "shown", "b0"), (n, "shown", "b1"), (n, "shown", "b2"), (n, "spoken", "b0")]
        assert sorted(receipts(one)) == sorted(receipts(again)) == sorted(expected)
        assert (receipts(two), [receipts(board) for board in boards]) == ([], [[], [], []])


async def test_calls_that_nobody_made_are_ignored(tmp_path: Path) -> None:
    async with serving(tmp_path) as served:
        window, board = await served.open_window("1"), await served.join("display", "b")
        n = (await called(served, window))["n"]
        await board.say(do="delivered", how="shown", calls=[0, -5, n - 1, n + 1, 2**70, n])
        await fence(board, window)
        assert receipts(window) == [(n, "shown", "b")]


async def test_a_window_that_left_and_came_back_hears_of_it(tmp_path: Path) -> None:
    async with serving(tmp_path) as served:
        window, board = await served.open_window("1"), await served.join("display", "b")
        n = (await called(served, window))["n"]
        await window.socket.close()
        await board.say(do="delivered", how="shown", calls=[n])
        await fence(board)
        window = await served.join("counter", "1")
        await board.say(do="delivered", how="spoken", calls=[n])
        await fence(board, window)
        assert receipts(window) == [(n, "spoken", "b")]
        assert served.hub._windows.keys() == {"1"}, "nothing is kept of who left"


async def test_recalls_have_receipts_of_their_own(tmp_path: Path) -> None:
    async with serving(tmp_path) as served:
        window, board = await served.open_window("1"), await served.join("display", "b")
        first = (await called(served, window))["n"]
        await window.ask("recall")
        await window.until(lambda _: window.mirror.calls[-1].times == 2)
        second = window.mirror.calls[-1].n
        await board.say(do="delivered", how="shown", calls=[first, second])
        await fence(board, window)
        assert receipts(window) == [(first, "shown", "b"), (second, "shown", "b")]
