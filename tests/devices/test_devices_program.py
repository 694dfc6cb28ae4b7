"""The program `tingxu devices` as a process, with a real server and emulated pads on two lines."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from msgspec.structs import replace

from emulators.keypad import PadLine
from link.commands import TakeTicket
from link.plan import Devices, Keypad, KeypadLine, Plan, RatingRules
from server.hall.internal import Actor
from tests.support.halls import plan
from tests.support.programs import ROOT, TINGXU
from tests.support.serving import Served, eventually, serving

PIN = "24682468"
KIOSK = Actor("kiosk", "hall-1")


class Floor:
    """Two lines of pads, the hall that knows of them, and the program between."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.one = PadLine(str(data / "tty"), {1: "keypad", 2: "rating"})
        self.two = PadLine("tcp://127.0.0.1:0", {1: "keypad"})
        self.one.plug()
        self.two.plug()
        self.said = b""

    def plan(self, *lines: KeypadLine) -> Plan:
        hall = replace(plan(call_gap_s=0, start="auto"), rating=RatingRules())
        return replace(hall, devices=Devices(keypads=lines or self.lines()))

    def lines(self) -> tuple[KeypadLine, KeypadLine]:
        at = "devices/floor-1"
        pads = (Keypad("1", 1), Keypad("1", 2, "rating"))
        first = KeypadLine("one", at, self.one.wire.address, pads)
        return first, KeypadLine("two", at, self.two.wire.address, (Keypad("2", 1),))

    async def sign_in(self, line: PadLine, clerk: str, pin: str = PIN) -> None:
        """As a clerk does: the key, the staff number, OK, the PIN, OK."""
        pad = line.pads[1]
        for keys in (["sign"], list(clerk), ["ok"], list(pin), ["ok"]):
            for key in keys:
                await eventually(lambda key=key: pad.press(key))  # type: ignore[misc]

    @asynccontextmanager
    async def driven(self, served: Served) -> AsyncIterator[asyncio.subprocess.Process]:
        """The program while the block runs; it must end well when it is told to."""
        code = served.access.make_code("devices", "floor-1")
        options = ["--server", served.url, "--identity", str(self.data / "me.json"), "--code", code]
        process = await asyncio.create_subprocess_exec(
            *TINGXU, "devices", *options, cwd=ROOT, env=os.environ, stderr=asyncio.subprocess.PIPE
        )
        assert process.stderr is not None
        reading = asyncio.create_task(self._read(process.stderr))
        try:
            yield process
            process.terminate()
            assert await process.wait() == 0
        finally:
            if process.returncode is None:
                process.kill()
            await process.wait()
            await reading
            self.one.wire.unplug()
            self.two.wire.unplug()

    async def _read(self, stream: asyncio.StreamReader) -> None:
        while line := await stream.readline():
            self.said += line


@pytest.fixture
def floor(tmp_path: Path) -> Floor:
    return Floor(tmp_path)


async def take(served: Served) -> None:
    answer = await served.do(KIOSK, TakeTicket(f"take-{served.engine.hall.position:08d}", "tax"))
    assert answer["is"] == "reply", answer


async def test_a_clerk_works_with_a_keypad_alone_and_a_citizen_rates(floor: Floor, tmp_path: Path) -> None:
    async with serving(tmp_path / "data", floor.plan()) as served, floor.driven(served):
        served.access.set_clerk("1001", PIN)
        pad, rating = floor.one.pads[1], floor.one.pads[2]
        windows = served.engine.hall.windows
        await eventually(lambda: pad.text == "SIGN IN")
        await floor.sign_in(floor.one, "1001")
        await eventually(lambda: windows["1"].clerk == "1001")
        await take(served)
        await take(served)
        await eventually(lambda: (pad.text, pad.waiting) == ("READY", 2))
        pad.press("call")
        await eventually(lambda: (pad.text, pad.waiting, pad.lamps) == ("A001", 1, {"called"}))
        by = {record.by for record in served.engine.journal.read(0) if record.what == "ticket_called"}
        assert by == {"devices/floor-1"}  # whose deed it was, although it happened at window 1
        pad.press("recall")
        await eventually(lambda: served.engine.hall.tickets["20261124-A001"].calls == 2)
        pad.press("finish")
        await eventually(lambda: rating.lamps == {"asking"} and pad.text == "READY")
        assert rating.rate(5)
        await eventually(lambda: "20261124-A001" in served.engine.hall.ratings and not rating.asked)
        pad.press("pause")
        await eventually(lambda: pad.text == "PAUSE")
        pad.press("call")
        await eventually(lambda: pad.beeps[-1] == "wrong")
        pad.press("pause")
        await eventually(lambda: pad.text == "READY")
        pad.press("sign")
        await eventually(lambda: pad.text == "SIGN IN" and windows["1"].clerk is None)
    assert b"keypads two on tcp://127.0.0.1:" in floor.said
    assert PIN.encode() not in floor.said
    assert b"Traceback" not in floor.said


async def test_a_line_that_is_pulled_out_leaves_the_other_at_work(floor: Floor, tmp_path: Path) -> None:
    async with serving(tmp_path / "data", floor.plan()) as served, floor.driven(served):
        for clerk in ("1001", "1002"):
            served.access.set_clerk(clerk, PIN)
        one, two = floor.one.pads[1], floor.two.pads[1]
        await eventually(lambda: one.text == two.text == "SIGN IN")
        await asyncio.gather(floor.sign_in(floor.one, "1001"), floor.sign_in(floor.two, "1002"))  # together
        await eventually(lambda: one.text == two.text == "READY")
        floor.one.wire.unplug()
        await take(served)
        two.press("call")
        await eventually(lambda: two.text == "A001")
        await take(served)
        floor.one.plug()
        one.press("call")
        await eventually(lambda: one.text == "A002")
        await served.stop()
        await eventually(lambda: one.lamps == two.lamps == {"away"})
        await served.start()
        await eventually(lambda: (one.text, two.text) == ("A002", "A001"))
        served.engine.configure(floor.plan(floor.lines()[1]))  # a line less: only that one ends
        await eventually(lambda: b"drives:\n  keypads two" in floor.said)
        two.press("finish")
        await eventually(lambda: two.text == "READY")
        one.press("finish")
        assert served.engine.hall.windows["1"].ticket is not None


async def test_a_wrong_pin_beeps_and_opens_nothing(floor: Floor, tmp_path: Path) -> None:
    async with serving(tmp_path / "data", floor.plan()) as served, floor.driven(served):
        served.access.set_clerk("1002", PIN)
        pad = floor.two.pads[1]
        await eventually(lambda: pad.text == "SIGN IN")
        await floor.sign_in(floor.two, "1002", "00000000")
        await eventually(lambda: pad.beeps[-1:] == ["wrong"])
        assert served.engine.hall.windows["2"].clerk is None
        await eventually(lambda: pad.text == "SIGN IN")


async def test_wrong_options_are_said(tmp_path: Path) -> None:
    for options, says in (
        (["--server", "floor", "--code", "x"], b"is not the address of a server"),
        (["--server", "ws://127.0.0.1:9", "--identity", str(tmp_path / "none.json")], b"none.json"),
    ):
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "cli.main", "devices", *options, cwd=ROOT, stderr=asyncio.subprocess.PIPE
        )
        _, said = await process.communicate()
        assert (process.returncode, says in said) == (2, True), said
