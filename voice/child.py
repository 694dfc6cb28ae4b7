"""The child process that holds pyttsx3: one JSON line in, one phrase into a WAV file, one JSON line out.

It decides nothing; voices, deadlines and a new start after a hang belong to the parent (`speaker.py`).
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import wave
from pathlib import Path
from typing import Any

import msgspec

from voice.orders import Done, Order, Ready
from voice.sound import RATE
from voice.voices import Installed

TRIES = 5
"""espeak-ng's thread sometimes ends a phrase without a sample (a few in a hundred, under load): its own
race, seen at its callback. The same phrase is whole the next time."""


def main() -> None:
    """Answer orders until standard input ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C goes to the parent, which ends this process
    answers = os.dup(1)
    sys.stdout = Path(os.devnull).open("w")  # noqa: SIM115 - to the end; pyttsx3 prints to it
    try:
        engine, ready = _begin()
    except (ImportError, RuntimeError, OSError) as error:
        _answer(answers, Ready(why=f"pyttsx3 cannot begin: {error or repr(error)}"))
        return
    _answer(answers, ready)
    for line in sys.stdin.buffer:
        _answer(answers, _speak(engine, msgspec.json.decode(line, type=Order)))


def _answer(answers: int, what: msgspec.Struct) -> None:
    os.write(answers, msgspec.json.encode(what) + b"\n")


def _begin() -> tuple[Any, Ready]:
    import pyttsx3  # here, because it raises where espeak-ng is missing

    engine = pyttsx3.init()
    voices = tuple(_installed(voice) for voice in engine.getProperty("voices"))
    return engine, Ready(driver=engine.driver_name, voices=voices)


def _installed(voice: Any) -> Installed:
    return Installed(voice.id, tuple(str(code) for code in voice.languages or () if code))


def _speak(engine: Any, order: Order) -> Done:
    """Speak one phrase into its file. The drivers tell of most errors by an event only."""
    errors: list[Exception] = []
    token = engine.connect("error", lambda exception, **_: errors.append(exception))
    engine.setProperty("voice", order.voice)
    engine.setProperty("rate", order.rate)
    for _ in range(TRIES):
        engine.save_to_file(order.text, order.wav)
        engine.runAndWait()
        _settle(engine.driver_name, order.wav)
        if errors or not _is_empty(order.wav):
            break
    engine.disconnect(token)
    if errors:
        return Done(why=f"pyttsx3 says: {errors[0]}")
    return Done(voice=str(engine.getProperty("voice")))


def _is_empty(wav: str) -> bool:
    """Whether the file holds not one sample; one that is no WAV is for the parent to judge."""
    try:
        with wave.open(wav, "rb") as file:
            return file.getnframes() == 0
    except (OSError, EOFError, wave.Error):
        return False


def _settle(driver: str, wav: str) -> None:
    """What a driver still has to do after runAndWait."""
    if driver == "espeak":
        # its runAndWait comes back while espeak's own thread still speaks and writes the file
        from pyttsx3.drivers import _espeak

        _espeak.Synchronize()
    elif driver == "nsss":
        # macOS writes AIFF, whatever the name of the file
        made = f"{wav}.made"
        subprocess.run(["afconvert", "-f", "WAVE", "-d", f"LEI16@{RATE}", "-c", "1", wav, made], check=True)
        Path(made).replace(wav)


if __name__ == "__main__":
    main()
