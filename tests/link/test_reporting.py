"""How devices fare, on its way to the server: all of them at each change, and again after a break."""

from __future__ import annotations

import json
from typing import Any

import pytest
from websockets.asyncio.server import ServerConnection

from link.commands import MAX_DEVICES, MAX_FRAME, Status
from link.frames import encode
from link.reporting import DETAIL_CHARACTERS, Reporting
from link.version import VERSION
from link.words import DeviceState
from tests.link.client_kit import impatient, joining
from tests.link.fake_server import says, welcome
from tests.support.serving import eventually

__all__ = ["impatient"]
DOOR = DeviceState("door", "printer", "ok", "", 1)
STRIP = DeviceState("line/3", "strip", "offline", "no answer", 2)


def test_each_change_tells_all() -> None:
    told: list[list[DeviceState]] = []
    reporting = Reporting(told.append)
    reporting.put(STRIP)
    reporting.put(DOOR)
    reporting.put(DOOR)
    reporting.gone("line/3")
    reporting.gone("nobody")
    assert told == [[STRIP], [DOOR, STRIP], [DOOR]]
    assert reporting.states() == [DOOR]


def test_a_detail_is_one_short_line() -> None:
    reporting = Reporting(lambda _: None)
    reporting.put(DeviceState("door", "printer", "fault", "a\n\tb" + "x" * 1000))
    [state] = reporting.states()
    assert (state.detail[:5], len(state.detail)) == ("a bxx", DETAIL_CHARACTERS)


def test_it_fits_a_frame_whatever_is_put_in_and_what_is_wrong_goes_first() -> None:
    told: list[list[DeviceState]] = []
    reporting = Reporting(told.append)
    for n in range(MAX_DEVICES + 20):
        reporting.put(DeviceState(f"line-{n:027}", "keypad", "ok", "坏" * 500, 1_790_000_000_000))
    reporting.put(DeviceState("zz", "strip", "offline"))
    assert len(told[-1]) == MAX_DEVICES
    assert told[-1][-1].id == "zz"
    assert max(len(encode(Status(devices=devices))) for devices in told) <= MAX_FRAME


@pytest.mark.usefixtures("impatient")
async def test_it_is_told_after_each_joining_with_the_version() -> None:
    heard: list[dict[str, Any]] = []

    async def talk(socket: ServerConnection, first: dict[str, Any]) -> None:
        heard.append(first)
        await socket.send(welcome())
        heard.append(json.loads(await socket.recv()))
        await socket.close()

    async with says(talk) as url, joining(url) as kept:
        await kept.client.tell(Status(devices=[DOOR]))
        await eventually(lambda: len(heard) >= 4)
    assert heard[0]["version"] == VERSION
    assert [one["do"] for one in heard[:4]] == ["hello", "status", "hello", "status"]
    assert heard[3]["devices"] == [{"id": "door", "kind": "printer", "state": "ok", "since": 1}]
