"""The one format of sound here, and the reading, joining and writing of WAV files in it.

Who makes the sounds (`chime.py`, `speaker.py`) and who plays them (`player.py`) is not known here.
"""

from __future__ import annotations

import wave
from array import array
from collections.abc import Iterable
from pathlib import Path

RATE = 22050
"""Samples a second. espeak-ng and SAPI 5 make this by themselves."""
BYTES = 2
"""One sample: 16 bit, signed, little-endian, mono."""


class SoundError(Exception):
    """A file is not a WAV of this format; the text says what it is."""


def seconds(sound: bytes) -> float:
    """How long a sound lasts."""
    return len(sound) / (RATE * BYTES)


def silence(length_s: float) -> bytes:
    """Nothing to hear for so many seconds."""
    return bytes(round(length_s * RATE) * BYTES)


def joined(parts: Iterable[bytes], pause_s: float) -> bytes:
    """The parts one after another, with a pause between each two."""
    return silence(pause_s).join(parts)


def louder(sound: bytes, percent: int) -> bytes:
    """The sound at so many percent of its volume, 0 to 100."""
    if percent == 100:
        return sound
    return array("h", [sample * percent // 100 for sample in array("h", sound)]).tobytes()


def write(path: Path, sound: bytes) -> None:
    """Write a whole WAV file: whoever sees it under its name sees all of it. Raises OSError."""
    unfinished = path.with_suffix(".part")
    with wave.open(str(unfinished), "wb") as file:
        file.setparams((1, BYTES, RATE, 0, "NONE", ""))
        file.writeframes(sound)
    unfinished.replace(path)


def read(path: Path) -> bytes:
    """The samples of a WAV file. Raises SoundError, and OSError when there is no such file."""
    try:
        with wave.open(str(path), "rb") as file:
            found = (file.getnchannels(), file.getsampwidth() * 8, file.getframerate())
            sound = file.readframes(file.getnframes())
    except (wave.Error, EOFError) as error:
        raise SoundError(f"{path.name} is not a WAV file: {str(error) or 'it is empty'}") from error
    if found != (1, BYTES * 8, RATE):
        raise SoundError(
            "{} has {} channel(s) of {} bit at {} Hz; 1 of 16 bit at {} is needed".format(
                path.name, *found, RATE
            )
        )
    return sound
