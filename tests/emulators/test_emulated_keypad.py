"""The emulated keypads as a program for hands, and their Modbus beside the specification."""

from __future__ import annotations

import json
import socket
from pathlib import Path
from typing import Any

import pytest

from emulators.keypad import PadLine, kinds_of
from emulators.modbus import crc, sealed
from tests.support.programs import Process


def asked(port: int, request: bytes) -> bytes:
    """The answer to one frame, over TCP."""
    with socket.create_connection(("127.0.0.1", port), timeout=5) as line:
        line.sendall(sealed(request))
        line.settimeout(0.5)
        try:
            return line.recv(300)
        except TimeoutError:
            return b""


def test_registers_exceptions_and_silence_are_those_of_modbus() -> None:
    line = PadLine("tcp://127.0.0.1:0", {3: "keypad", 4: "rating"})
    line.plug()
    port = int(line.wire.address.rpartition(":")[2])
    try:
        answer = asked(port, bytes.fromhex("03 04 0000 0001"))
        assert answer == sealed(bytes.fromhex("03 04 02 4B01"))
        assert asked(port, bytes.fromhex("04 04 0000 0001"))[3:5] == bytes.fromhex("5201")
        assert asked(port, bytes.fromhex("03 04 0000 0015")) == sealed(
            bytes.fromhex("03 84 02")
        )  # 21 registers
        assert asked(port, bytes.fromhex("03 04 0000 0000")) == sealed(bytes.fromhex("03 84 03"))
        assert asked(port, bytes.fromhex("03 07 0000 0000")) == sealed(bytes.fromhex("03 87 01"))
        assert asked(port, bytes.fromhex("03 06 0004 0007")) == sealed(bytes.fromhex("03 06 0004 0007"))
        assert line.pads[3].waiting == 7
        assert asked(port, bytes.fromhex("03 10 0006 0002 04 4130 3137")) == sealed(
            bytes.fromhex("03 10 0006 0002")
        )
        assert line.pads[3].text == "A017"
        assert asked(port, bytes.fromhex("03 10 0009 0002 04 4130 3137")) == sealed(bytes.fromhex("03 90 02"))
        assert asked(port, bytes.fromhex("05 04 0000 0001")) == b""  # nobody has this address
    finally:
        line.wire.unplug()


def test_a_frame_with_a_wrong_checksum_is_not_answered() -> None:
    heard: list[bytes] = []
    line = PadLine("tcp://127.0.0.1:0", {1: "keypad"})
    line.wire.say = lambda data, **_: heard.append(data)  # type: ignore[method-assign]
    good = sealed(bytes.fromhex("01 04 0000 0001"))
    line._slave.hear(good[:-1] + b"\x00")
    assert (heard, line._slave.errors) == ([], 1)
    line._slave.hear(good[:5])
    line._slave.hear(good[5:])  # in two pieces
    assert len(heard) == 1
    assert crc(heard[0]) == b"\0\0"  # a frame with its checksum leaves nothing


def test_addresses_as_they_are_typed() -> None:
    assert kinds_of("1, 2r,247") == {1: "keypad", 2: "rating", 247: "keypad"}
    for wrong in ("", "0", "248", "1,1r", "a", "1;2", "²"):
        with pytest.raises(ValueError, match="addresses from 1 to 247"):
            kinds_of(wrong)


def test_it_is_worked_by_hand(tmp_path: Path) -> None:
    process = Process("emulate", "keypad", "tcp://127.0.0.1:0", "--pads", "1,2r", cache=tmp_path)
    try:
        port = int(str(process.line()["address"]).rpartition(":")[2])
        assert process.ask(press=[1, "call"])["taken"]
        assert not process.ask(rate=[2, 5])["taken"]  # dark
        assert process.ask(see=1)["shows"] == ""
        page: dict[str, Any] = {"from": bytes.fromhex("02 10 0000 000A 14 0001 0000 0002 0101 FFFF 0001")}
        asked(port, page["from"] + b"A001    ")
        assert process.line() == {"pad": 2, "shows": "A001", "waiting": None, "lamps": ["asking"], "beeps": 1}
        assert process.ask(rate=[2, 5])["taken"]
        process.ask(pad=[1, "silent"])
        assert asked(port, bytes.fromhex("01 04 0000 0001")) == b""
        for wrong in ({"press": [1, "bell"]}, {"press": [7, "call"]}, {"type": [1, "x"]}, {"rate": [2, 6]}):
            assert process.process.stdin is not None
            process.process.stdin.write(json.dumps(wrong).encode() + b"\n")
            process.process.stdin.flush()
            assert process.line()["ok"] is False
        assert process.ends() == 0
    finally:
        process.kill()
