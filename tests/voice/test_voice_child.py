"""The child process when the engine hands it a file without a sample."""

from __future__ import annotations

import wave
from pathlib import Path
from typing import Any

from voice import child
from voice.orders import Order


class Shy:
    """An engine that makes empty files before it makes a whole one, as espeak-ng does under load."""

    driver_name = "other"

    def __init__(self, empty: int) -> None:
        self.empty, self.asked, self._wav = empty, 0, ""

    def connect(self, *_: Any) -> str:
        return "token"

    def disconnect(self, _token: str) -> None:
        pass

    def setProperty(self, *_: Any) -> None:
        pass

    def getProperty(self, name: str) -> str:
        return name

    def save_to_file(self, _text: str, wav: str) -> None:
        self._wav = wav

    def runAndWait(self) -> None:
        self.asked += 1
        with wave.open(self._wav, "wb") as file:
            file.setparams((1, 2, 22050, 0, "NONE", ""))
            file.writeframes(b"" if self.asked <= self.empty else b"\1\0" * 50)


def frames(engine: Shy, wav: Path) -> int:
    child._speak(engine, Order(text="A", voice="v", rate=160, wav=str(wav)))
    with wave.open(str(wav), "rb") as file:
        return file.getnframes()


def test_a_phrase_without_a_sample_is_spoken_again(tmp_path: Path) -> None:
    engine = Shy(empty=2)
    assert frames(engine, tmp_path / "a.wav") == 50
    assert engine.asked == 3


def test_what_is_always_silent_is_given_up(tmp_path: Path) -> None:
    engine = Shy(empty=99)
    assert frames(engine, tmp_path / "a.wav") == 0
    assert engine.asked == child.TRIES
