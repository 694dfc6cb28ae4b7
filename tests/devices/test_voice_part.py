"""A zone of the voice as a part of `tingxu devices`: calls and announcements become sound."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from queue import SimpleQueue

import pytest
from msgspec.structs import replace

from devices.voices import VoicePart
from link.frames import Change, Changes
from link.mirror import Mirror
from link.plan import Text, Voice, Zone
from link.words import Call, DeliveredHow, DeviceState
from tests.support.halls import plan
from tests.voice.voice_kit import needs_espeak

APLAY = """#!/bin/sh
[ "$1" = -l ] && { echo "card 0: test"; exit 0; }
echo "$2" >>"%s"
"""
pytestmark = [needs_espeak, pytest.mark.skipif(os.name != "posix", reason="a shell script plays")]
EAST = Zone("east", "devices/floor-1", windows=("1",))


class FakeDesk:
    """Remembers what the part said."""

    program, joined = "devices/floor-1", True

    def __init__(self) -> None:
        self.spoken: SimpleQueue[int] = SimpleQueue()
        self.states: SimpleQueue[DeviceState] = SimpleQueue()

    def now_ms(self) -> int:
        return 1_000_000

    def send(self, command: object, then: object, patience_s: float = 30.0) -> None:
        raise AssertionError("a voice asks for nothing")

    def later(self, work: Callable[[], None]) -> None:
        work()

    def delivered(self, how: DeliveredHow, calls: list[int]) -> None:
        assert how == "spoken"
        for n in calls:
            self.spoken.put(n)

    def state(self, state: DeviceState) -> None:
        self.states.put(state)

    def gone(self, id_: str) -> None:
        raise AssertionError(id_)


@pytest.fixture
def played(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The names of what the loudspeaker played."""
    aplay, log = tmp_path / "aplay", tmp_path / "played"
    aplay.write_text(APLAY % log)
    aplay.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    return log


@pytest.fixture
def desk() -> FakeDesk:
    return FakeDesk()


@pytest.fixture
def part(desk: FakeDesk, played: Path) -> Iterator[VoicePart]:
    part = VoicePart(EAST, desk)
    part.start()
    mirror = Mirror()
    mirror.plan = replace(plan(), voice=Voice(languages=("zh",), times=1, zones=(EAST,)))
    part.changed(mirror)
    yield part
    part.close()


def call(n: int, window: str, at: int = 1_000_000) -> Call:
    return Call(n, f"20261124-A{n:03d}", f"A{n:03d}", window, "tax", at)


def test_calls_of_its_windows_are_said_and_told(part: VoicePart, desk: FakeDesk, played: Path) -> None:
    part.called(call(1, "2"), live=True)  # another zone's
    part.called(call(2, "1"), live=False)  # caught up after a break
    part.called(call(3, "1", at=900_000), live=True)  # too old by now
    part.called(call(4, "1"), live=True)
    assert desk.spoken.get(timeout=60) == 4
    [name] = [Path(line).name for line in played.read_text().splitlines()]
    assert name == "0004-A004-window-1.wav"
    assert desk.states.get(timeout=10).state == "ok"


def test_an_announcement_is_said_before_the_calls_that_wait(
    part: VoicePart, desk: FakeDesk, played: Path
) -> None:
    change = Change(9, 1_000_000, "announced", say=Text("请注意", "Please note"))
    part.frame(Changes(9, [change]))
    part.called(call(4, "1"), live=True)
    assert desk.spoken.get(timeout=60) == 4
    names = [Path(line).name for line in played.read_text().splitlines()]
    assert names == ["announcement-001.wav", "0004-A004-window-1.wav"]
