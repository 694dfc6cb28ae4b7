"""The parts of `tingxu devices`: begun, told, changed with the plan, ended; one that fails does so alone."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import msgspec
from msgspec.structs import replace

from devices.host import Host, Wanted
from devices.part import Answer, Desk, Want
from devices.parts import wanted
from emulators.printer.device import Ticket, VirtualPrinter
from link.commands import Press
from link.frames import PrintOrder, Refused, ServerFrame
from link.mirror import Mirror
from link.plan import (
    Devices,
    Keypad,
    KeypadLine,
    Plan,
    Printer,
    Strip,
    StripLine,
    Text,
    Voice,
    Zone,
)
from link.words import Call, DeviceState
from server.hall.internal import Actor, OpenWindow
from tests.conftest import Log
from tests.support.halls import plan
from tests.support.serving import Served, eventually, serving


class Part:
    """A part that keeps what it is told, and fails where it is asked to."""

    made: list[Part]
    server_is_found = True

    def __init__(self, name: str, fails: str, desk: Desk) -> None:
        if fails == "make":
            raise ValueError("broken by design")
        self.name, self._fails, self.desk = name, fails, desk
        self.told: list[str] = []
        self.calls: list[tuple[str, bool]] = []
        Part.made.append(self)

    def _do(self, what: str) -> None:
        self.told.append(what)
        if what == self._fails:
            raise ValueError("broken by design")

    def start(self) -> None:
        self._do("start")

    def changed(self, mirror: Mirror) -> None:
        self._do("changed")

    def called(self, call: Call, live: bool) -> None:
        self.calls.append((call.number, live))
        self._do("called")

    def frame(self, frame: ServerFrame) -> None:
        self._do(type(frame).__name__)

    def close(self) -> None:
        self._do("close")


def by_notices(program: str, hall: Plan) -> dict[str, Want]:
    """One part for each notice of the hall: its Chinese text is the part, its English one how it fails."""
    assert program == "devices/floor-1"
    wants = {}
    for notice in hall.notices:
        name, fails = notice.zh, notice.en

        def make(desk: Desk, name: str = name, fails: str = fails) -> Part:
            return Part(name, fails, desk)

        wants[name] = Want(notice, name, make)
    return wants


def hall(*parts: tuple[str, str]) -> Plan:
    return replace(plan(call_gap_s=0), notices=tuple(Text(*part) for part in parts))


@asynccontextmanager
async def hosted(served: Served, wants: Wanted = by_notices) -> AsyncIterator[tuple[Host, list[str]]]:
    """The program in this process, until the block ends."""
    Part.made, Part.server_is_found, said = [], True, list[str]()

    async def find() -> str | None:
        return served.url if Part.server_is_found else None

    host = Host(served.identity("devices", "floor-1"), find, wants, said.append)
    running = asyncio.create_task(host.run())
    try:
        yield host, said
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


async def test_a_plan_that_changes_restarts_only_what_changed(tmp_path: Path) -> None:
    async with serving(tmp_path, hall(("a", "-"), ("b", "-"))) as served, hosted(served) as (host, said):
        await eventually(lambda: set(host.parts) == {"a", "b"})
        served.engine.configure(hall(("a", "-"), ("b", "other"), ("c", "-")))
        await eventually(lambda: [part.name for part in Part.made] == ["a", "b", "b", "c"])
        a, first, second, _ = Part.made
        assert ("close" in a.told, "close" in first.told, "close" in second.told) == (False, True, False)
        served.engine.configure(hall())
        await eventually(lambda: not host.parts)
        await eventually(lambda: all("close" in part.told for part in Part.made))
        await eventually(lambda: len(said) == 3)
        assert said[0] == "devices/floor-1 drives:\n  a\n  b"
        assert said[2] == "devices/floor-1: nothing in the hall file hangs on this program yet"


async def test_a_part_that_fails_leaves_the_others_at_work(tmp_path: Path, log: Log) -> None:
    log.expect("devices.not_begun part=a", "devices.not_begun part=b", "devices.part_failed part=c")
    log.expect("devices.not_closed part=d")
    parts = (("a", "make"), ("b", "start"), ("c", "called"), ("d", "close"), ("e", "-"))
    async with serving(tmp_path, hall(*parts)) as served:
        async with hosted(served) as (host, _):
            await eventually(lambda: set(host.parts) == {"c", "d", "e"})
            kiosk = await served.join("kiosk", "k")
            await kiosk.ask("take_ticket", queue="tax")
            counter = await served.open_window("1")
            await counter.ask("call_next")
            last = Part.made[-1]
            await eventually(lambda: last.calls == [("A001", True)])
            await eventually(lambda: Part.made[-3].calls == last.calls)
        assert last.told[-1] == "close"


async def test_what_a_part_asks_reaches_the_server_and_its_answer_comes_back(tmp_path: Path) -> None:
    async with serving(tmp_path, hall(("a", "-"))) as served, hosted(served) as (host, _):
        await eventually(lambda: "a" in host.parts)
        desk, answers = Part.made[0].desk, list[Answer]()
        await asyncio.to_thread(desk.send, Press("press-0001", "1", "call"), answers.append)
        await eventually(lambda: len(answers) == 1)
        assert isinstance(answers[0], Refused)
        assert answers[0].code == "not_your_window"
        state = DeviceState("a", "keypad", "offline", "unplugged", 1)
        await asyncio.to_thread(desk.state, state)
        await eventually(lambda: host._client.devices is not None and host._client.devices.devices == [state])
        assert abs(desk.now_ms() - served.ms) < 60_000
        for client in served.hub.clients:
            if client.role == "devices":
                client.send(b'{"is":"print_order","layout":"closing"}')
        await eventually(lambda: PrintOrder.__name__ in Part.made[0].told)


async def test_calls_that_are_caught_up_after_a_break_are_not_live(tmp_path: Path) -> None:
    async with serving(tmp_path, hall(("a", "-"))) as served, hosted(served) as (host, _):
        await eventually(lambda: "a" in host.parts)
        [client] = [client for client in served.hub.clients if client.role == "devices"]
        kiosk = await served.join("kiosk", "k")
        await kiosk.ask("take_ticket", queue="tax")
        await served.do(Actor("counter", "1"), OpenWindow("open-0001", "1001"))
        Part.server_is_found = False
        client.cut()
        await (await served.join("counter", "1")).ask("call_next")
        Part.server_is_found = True
        await eventually(lambda: Part.made[0].calls == [("A001", False)])


async def test_a_machine_without_a_screen_prints_what_is_ordered(tmp_path: Path) -> None:
    printed: list[Ticket] = []
    paper = VirtualPrinter(tmp_path / "paper", on_ticket=printed.append)
    paper.start()
    printer = Printer("lobby", f"tcp://127.0.0.1:{paper.port}", at=("devices/floor-1",))
    the_hall = replace(plan(), devices=Devices(printers=(printer,)))
    try:
        async with serving(tmp_path / "data", the_hall) as served, hosted(served, wanted) as (host, said):
            await eventually(lambda: "printers" in host.parts)
            assert said == [f"devices/floor-1 drives:\n  printers lobby on {printer.port}"]
            await (await served.join("kiosk", "k")).ask("take_ticket", queue="tax")
            manager = await served.join("manager", "m")
            answer = await manager.ask("reprint", number="A001", at="devices/floor-1")
            assert answer["is"] == "reply", answer
            await eventually(lambda: len(printed) == 1)
            await eventually(lambda: served.engine.hall.tickets["20261124-A001"].printed == "reprinted")
            seen = host._client.devices
            assert seen is not None
            assert [(state.id, state.state) for state in seen.devices] == [("lobby", "ok")]
            served.engine.configure(replace(the_hall, devices=Devices()))
            await eventually(lambda: not host.parts)
    finally:
        paper.stop()


def test_every_kind_of_device_has_its_part_at_its_program() -> None:
    floor = "devices/floor-1"
    the_hall = replace(
        plan(),
        devices=Devices(
            printers=(Printer("lobby", "tcp://127.0.0.1:9100", at=(floor, "kiosk/door")),),
            keypads=(
                KeypadLine("pads", floor, "serial:COM3@9600", (Keypad("1", 1), Keypad("1", 2, "rating"))),
            ),
            strips=(StripLine("boards", floor, "tcp://127.0.0.1:5005", (Strip("1"),)),),
        ),
        voice=Voice(zones=(Zone("lobby-zone", floor),)),
    )
    found = wanted(floor, the_hall)
    assert set(found) == {"keypads pads", "strips boards", "printers", "voice lobby-zone"}
    assert found["keypads pads"].says == (
        "keypads pads on serial:COM3@9600: keypad 1 at window 1, rating pad 2 at window 1"
    )
    assert wanted("devices/floor-2", the_hall) == {}
    again = wanted(floor, msgspec.json.decode(msgspec.json.encode(the_hall), type=Plan))
    assert {key: want.what for key, want in again.items()} == {key: want.what for key, want in found.items()}
