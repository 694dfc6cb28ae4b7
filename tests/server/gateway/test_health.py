"""How programs and devices fare: what a program says reaches the staff, and nobody else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from link.plan import Devices, Keypad, KeypadLine, Plan, Printer, Reader, Strip, StripLine, Voice, Zone
from link.words import DeviceState
from server import app
from server.gateway import hub
from server.gateway.health import AWAY, NOT_TOLD, ProgramKey, Register, planned
from tests.support.halls import TUESDAY, plan
from tests.support.serving import Frame, Wire, eventually, serving

DOOR = ProgramKey("kiosk", "door")
OUT = {"id": "door", "kind": "printer", "state": "out", "since": TUESDAY - 60_000}


@pytest.fixture(autouse=True)
def often(monkeypatch: pytest.MonkeyPatch) -> None:
    """What changes is told at once, not once a second."""
    monkeypatch.setattr(hub, "HEALTH_EVERY_S", 0.02)
    monkeypatch.setattr(app, "LOOK_AT_ACCESS_EVERY_S", 0.02)


def with_devices() -> Plan:
    """The small hall with one of each."""
    return replace(
        plan(call_gap_s=0),
        voice=Voice(zones=(Zone("hall", "display/board"),)),
        devices=Devices(
            printers=(Printer("door", "tcp://127.0.0.1:9", at=("kiosk/door",), spare_for=("kiosk/back",)),),
            readers=(Reader("cards", "kiosk/door", "serial:/dev/ttyUSB0", "card"),),
            keypads=(KeypadLine("pads", "devices/back", "serial:/dev/ttyUSB1", (Keypad("1", 7),)),),
            strips=(StripLine("leds", "devices/back", "serial:/dev/ttyUSB2", (Strip("1", 3),)),),
        ),
    )


async def hears(wire: Wire, fits: Any) -> Frame:
    """The program as the next `health` frame that fits has it."""
    found: list[Frame] = []

    def look(frame: Frame) -> bool:
        if frame["is"] == "health":
            found[:] = [one for one in frame["programs"] if fits(one)]
        return bool(found)

    await wire.until(look)
    return found[0]


@pytest.mark.parametrize("role", ["counter", "manager"])
async def test_the_staff_hears_of_an_empty_printer(tmp_path: Path, role: Any) -> None:
    async with serving(tmp_path, with_devices()) as served:
        staff = await served.join(role, "1")
        kiosk = await served.join("kiosk", "door")
        await kiosk.say(do="status", devices=[OUT])
        door = await hears(staff, lambda one: any(d["state"] == "out" for d in one.get("devices", ())))
        assert (door["role"], door["name"], door["joined"]) == (*DOOR, True)
        assert [(d["id"], d["state"]) for d in door["devices"]] == [("cards", "unknown"), ("door", "out")]
        assert door["devices"][1]["since"] == OUT["since"]
        await kiosk.socket.close()
        gone = await hears(staff, lambda one: one["name"] == "door" and not one["joined"])
        assert {(d["state"], d["detail"]) for d in gone["devices"]} == {("unknown", AWAY)}


async def test_who_joins_later_hears_all_of_it_at_once(tmp_path: Path) -> None:
    async with serving(tmp_path) as served:
        kiosk = await served.join("kiosk", "door")
        await kiosk.say(do="status", devices=[OUT])
        key = ("printer", "door")
        await eventually(lambda: bool(served.hub.health.programs(None)[0].devices))
        counter = await served.join("counter", "1")
        frame = await counter.hear()
        assert frame["is"] == "health"
        [door] = [one for one in frame["programs"] if one["name"] == "door"]
        assert [(d["kind"], d["id"]) for d in door["devices"]] == [key]


async def test_kiosks_and_boards_do_not_hear_of_it(tmp_path: Path) -> None:
    async with serving(tmp_path) as served:
        board, counter = await served.join("display", "board"), await served.join("counter", "1")
        kiosk = await served.join("kiosk", "door")
        await kiosk.say(do="status", devices=[OUT])
        await hears(counter, lambda one: one.get("devices"))
        await kiosk.ask("take_ticket", queue="tax")
        await board.reached(served.engine.durable)
        assert not [frame for wire in (board, kiosk) for frame in wire.frames if frame["is"] == "health"]


async def test_a_counter_may_not_tell_and_a_long_detail_is_refused(tmp_path: Path) -> None:
    async with serving(tmp_path) as served:
        counter, kiosk = await served.join("counter", "1"), await served.join("kiosk", "door")
        await counter.say(do="status", devices=[])
        error = await counter.until(lambda frame: frame["is"] == "error")
        assert not error.get("fatal")
        await kiosk.say(do="status", devices=[OUT | {"detail": "x" * 301}])
        assert "devices[0].detail" in (await kiosk.until(lambda frame: frame["is"] == "error"))["detail"]
        await kiosk.say(do="status", devices=[OUT] * 101)
        assert "devices" in (await kiosk.until(lambda frame: frame["is"] == "error"))["detail"]


async def test_a_device_that_was_revoked_is_forgotten(tmp_path: Path) -> None:
    async with serving(tmp_path) as served:
        counter, kiosk = await served.join("counter", "1"), await served.join("kiosk", "door")
        await hears(counter, lambda one: one["name"] == "door")
        served.access.revoke("kiosk", "door")
        assert (await kiosk.closed())[0] == 1008
        await counter.until(
            lambda frame: frame["is"] == "health" and all(one["name"] != "door" for one in frame["programs"])
        )


# ---------------------------------------------------------------------- the register alone


def test_every_device_of_the_plan_is_known_by_its_program() -> None:
    assert planned(with_devices()) == {
        ("kiosk", "door"): [("printer", "door"), ("card", "cards")],
        ("kiosk", "back"): [("printer", "door")],
        ("devices", "back"): [("keypad", "pads/7"), ("strip", "leds/3")],
        ("display", "board"): [("voice", "hall")],
    }


def test_a_program_of_the_plan_that_never_came_is_named() -> None:
    register = Register()
    register.paired([DOOR], 5)
    states = {(one.role, one.name): one for one in register.programs(with_devices())}
    assert (states[DOOR].joined, states[DOOR].since) == (False, 5)
    assert states["devices", "back"].since == 0
    assert {device.state for one in states.values() for device in one.devices} == {"unknown"}


def test_nothing_is_known_between_joining_and_the_first_word() -> None:
    register = Register()
    register.joined(DOOR, "0.1.0", 7)
    [_, _, _, door] = sorted(register.programs(with_devices()), key=lambda one: one.name == "door")
    assert (door.joined, door.version, door.since) == (True, "0.1.0", 7)
    assert {device.detail for device in door.devices} == {NOT_TOLD}


def test_one_of_two_connections_ends_and_the_program_is_still_there() -> None:
    register = Register()
    register.joined(DOOR, "1", 1)
    register.joined(DOOR, "1", 2)
    register.left(DOOR, 3)
    assert register.programs(None)[0].joined
    register.left(DOOR, 4)
    assert (register.programs(None)[0].joined, register.programs(None)[0].since) == (False, 4)


def test_what_a_device_says_is_one_clean_line_and_never_of_tomorrow() -> None:
    register = Register()
    register.joined(DOOR, "0.1\x1b[31m", 1)
    register.status(DOOR, [DeviceState("a\nb", "printer", "fault", "no\x00pe\u2028", 99)], 10)
    [door] = register.programs(None)
    assert door.version == "0.1 [31m"
    assert door.devices == [DeviceState("a b", "printer", "fault", "no pe", 10)]


def test_the_same_words_again_are_no_news() -> None:
    register = Register()
    register.joined(DOOR, "1", 1)
    states = [DeviceState("door", "printer", "ok", since=1)]
    register.status(DOOR, states, 2)
    version = register.version
    register.status(DOOR, states, 3)
    assert register.version == version
