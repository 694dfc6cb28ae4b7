"""Strips in a real hall: a server, the host of `tingxu devices`, a line; what is called is shown."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest

from devices.host import Host
from emulators.leds import Board
from emulators.strip_line import line as emulated
from emulators.strips import StripLine
from tests.devices.pads_kit import PROGRAM
from tests.devices.strips_kit import QUICK, with_strips
from tests.support.halls import plan
from tests.support.serving import Served, eventually, serving


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in QUICK.items():
        monkeypatch.setattr(f"devices.strips.line.{name}", value)
    monkeypatch.setattr("devices.strips.part.LOST_S", 0.2)


@pytest.fixture(params=["onbon", "ascii"])
def line(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[StripLine]:
    """Strips over windows 1 and 2."""
    found = emulated(request.param, str(tmp_path / "rail"), [Board(1), Board(2)])
    found.wire.plug()
    yield found
    found.wire.unplug()


@asynccontextmanager
async def hall(line: StripLine, protocol: str, data: Path) -> AsyncIterator[Served]:
    """A server whose plan has the line, and `tingxu devices` joined to it."""
    the_plan = with_strips(plan(call_gap_s=0), line.wire.address, [1, 2], protocol)
    async with serving(data, the_plan) as served:
        identity = served.identity("devices", PROGRAM.partition("/")[2])

        async def find() -> str:
            return served.url

        running = asyncio.create_task(Host(identity, find, say=lambda _: None).run())
        try:
            yield served
        finally:
            running.cancel()
            with suppress(asyncio.CancelledError):
                await running


async def test_a_call_is_shown_and_the_counter_hears_of_it(
    line: StripLine, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    protocol = request.node.callspec.params["line"]
    async with hall(line, protocol, tmp_path) as served:
        one, two = line.boards[1], line.boards[2]
        await eventually(lambda: (one.text(), two.text()) == ("暂未开放|Not open yet",) * 2)
        kiosk, window = await served.join("kiosk", "door"), await served.open_window("1")
        await eventually(lambda: "欢迎光临" in one.text())
        number = (await kiosk.ask("take_ticket", queue="tax", cls="ordinary"))["ticket"]["number"]
        await window.ask("call_next")
        receipt = await window.until(lambda frame: frame["is"] == "receipt")
        assert (receipt["how"], receipt["by"]) == ("shown", PROGRAM.partition("/")[2])
        assert f"请{number}到1号窗口" in one.text()
        assert "暂未开放" in two.text()
        await window.ask("start")
        await eventually(lambda: f"正在办理 {number}号" in one.text())
        await window.ask("finish")
        await window.ask("pause")
        await eventually(lambda: "暂停服务" in one.text())
        assert line.wrong == []


async def test_while_the_server_is_away_strips_ask_for_patience_and_then_say_what_is(
    line: StripLine, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    async with hall(line, request.node.callspec.params["line"], tmp_path) as served:
        await served.open_window("1")
        await eventually(lambda: "欢迎光临" in line.boards[1].text())
        await served.stop()
        await eventually(lambda: "请稍候" in line.boards[1].text())
        await served.start()
        await eventually(lambda: "欢迎光临" in line.boards[1].text())
    assert line.boards[1].text() == ""
