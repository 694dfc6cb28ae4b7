"""Serial scanners: lines from whatever they send, and the driver at a pseudo-terminal."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from devices.scanner import LONGEST, SAME_S, SILENCE_S, Lines, SerialScanner
from emulators.scanner import Scanner
from link.words import DeviceState
from ports.address import parse_line
from tests.devices.device_kit import Heard, state_is

CODE = "https://hall.example/b/K7QM2XWP"


def fed(*parts: bytes, gap_s: float = 0.01) -> list[str]:
    lines, found, now = Lines(), list[str](), 10.0
    for part in parts:
        found += lines.feed(part, now)
        now += gap_s
    return found + lines.feed(b"", now + SILENCE_S)


@pytest.mark.parametrize("end", [b"\r", b"\n", b"\r\n", b""])
def test_however_a_line_ends(end: bytes) -> None:
    assert fed(CODE.encode() + end) == [CODE]


@pytest.mark.parametrize("raw", [
    b"\x02" + CODE.encode() + b"\x03\r", b"]Q1" + CODE.encode() + b"\r", b" " + CODE.encode() + b"\t\r",
    "\ufeff".encode() + CODE.encode() + b"\n",
])  # fmt: skip
def test_what_stands_around_a_code_goes(raw: bytes) -> None:
    assert fed(raw) == [CODE]


def test_chinese_in_both_encodings() -> None:
    assert fed("厅序".encode() + b"\r", "厅序号".encode("gbk") + b"\r") == ["厅序", "厅序号"]


@settings(deadline=None, max_examples=50)
@given(st.lists(st.text("ABC/:é厅", min_size=1, max_size=9), max_size=5, unique=True), st.data())
def test_however_the_bytes_come_the_lines_are_the_same(codes: list[str], data: st.DataObject) -> None:
    raw = b"".join(code.encode() + b"\r\n" for code in codes)
    parts = []
    while raw:
        size = data.draw(st.integers(1, 7))
        parts.append(raw[:size])
        raw = raw[size:]
    assert fed(*parts) == codes


@settings(deadline=None, max_examples=50)
@given(st.lists(st.binary(max_size=80)))
def test_noise_raises_nothing_and_the_code_after_it_is_read(parts: list[bytes]) -> None:
    assert fed(*parts, b"\r", CODE.encode() + b"\r")[-1] == CODE


def test_half_a_line_ends_with_the_silence_after_it() -> None:
    lines = Lines()
    assert lines.feed(CODE[:9].encode(), 0.0) == []
    assert lines.feed(CODE.encode() + b"\r", SILENCE_S + 0.1) == [CODE[:9], CODE]


def test_the_same_code_within_a_second_counts_once() -> None:
    lines, raw = Lines(), CODE.encode() + b"\r"
    assert lines.feed(raw + raw, 0.0) == [CODE]
    assert lines.feed(raw, SAME_S - 0.1) == []
    assert lines.feed(raw, 2 * SAME_S) == [CODE]


def test_a_line_too_long_is_dropped_whole() -> None:
    assert fed(b"x" * (LONGEST + 1), b"x" * 5000, b"tail\r" + CODE.encode() + b"\r") == [CODE]


class Desk:
    def __init__(self, at: str) -> None:
        self.scanner = Scanner(at)
        self.scanner.wire.plug()
        self.lines, self.states = Heard[str](), Heard[DeviceState]()
        address = parse_line(self.scanner.wire.address)
        self.driver = SerialScanner("scan", address, self.lines, self.states, pauses_s=(0.05, 0.1))
        self.driver.start()
        state_is(self.states, "ok")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(str(tmp_path / "scanner"))
    yield made
    made.driver.close()
    made.scanner.wire.unplug()


def test_unplugged_and_plugged_in_again(desk: Desk) -> None:
    desk.scanner.scan(CODE)
    assert desk.lines.next() == CODE
    desk.scanner.wire.unplug()
    state_is(desk.states, "offline")
    desk.scanner.wire.plug()
    state_is(desk.states, "ok")
    desk.scanner.scan("other")
    assert desk.lines.next(1) == "other"


def test_the_wrong_speed_is_said_and_a_good_line_heals(desk: Desk) -> None:
    for _ in range(3):
        desk.scanner.wire.say(b"\xff\xfe\x80\xff\r")
    assert "speed" in state_is(desk.states, "fault").detail
    desk.scanner.scan(CODE)
    assert desk.lines.next() == CODE
    state_is(desk.states, "ok")
