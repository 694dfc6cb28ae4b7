"""The board with its voice as a real program: a call on the wire becomes sound in a file, and a receipt."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from link.commands import Announce, CallNext, SignIn, Start, TakeTicket
from tests.support.programs import CLERK, PIN, Hall, Process, opened
from tests.voice.voice_kit import needs_espeak
from voice import sound

PATIENCE_S = 40


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Hall]:
    with opened(tmp_path) as hall:
        yield hall


def spoken(board: Process, calls: int) -> bool:
    """Wait until the board has told the server that it said so many calls."""
    deadline = time.monotonic() + PATIENCE_S
    while board.facts()["calls_spoken"] < calls:
        if time.monotonic() > deadline:
            return False
        time.sleep(0.1)
    return True


def appears(path: Path) -> bool:
    deadline = time.monotonic() + PATIENCE_S
    while not path.exists():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.1)
    return True


@needs_espeak
def test_a_live_call_is_spoken_and_one_from_before_is_not(hall: Hall, tmp_path: Path) -> None:
    kiosk, counter = hall.paired("kiosk", "k1"), hall.paired("counter", "3")
    hall.do(counter, SignIn, clerk=CLERK, pin=PIN)
    first = hall.do(kiosk, TakeTicket, queue="general").ticket
    second = hall.do(kiosk, TakeTicket, queue="general").ticket
    assert first is not None
    assert second is not None
    hall.do(counter, CallNext)
    board = hall.screen("display", "board-1", "--voice-dir", str(tmp_path / "voice"))
    assert board.sees("newest-number") == first.number

    hall.do(counter, Start)
    hall.do(counter, CallNext)
    assert spoken(board, 1)
    [wav] = (tmp_path / "voice").iterdir()
    assert wav.name.endswith(f"-{second.number}-window-3.wav")
    assert 8 < sound.seconds(sound.read(wav)) < 15  # chime, and twice in Mandarin
    facts = board.facts()
    assert (facts["calls_spoken"], facts["calls_too_late"], facts["troubles"]) == (1, 0, [])

    hall.do(hall.paired("manager", "m"), Announce, zh="请注意", en="Please note")
    said = tmp_path / "voice" / "announcement-001.wav"
    assert appears(said)
    assert 2 < sound.seconds(sound.read(said)) < 5  # chime, and three syllables once
    assert board.ends() == 0
