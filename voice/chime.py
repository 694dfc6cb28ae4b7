"""The chime before every announcement, computed; `python -m voice.chime [FILE]` writes it.

The result is `assets/chime.wav`, which is in the repository; when it is played is decided in `voice.py`.
"""

from __future__ import annotations

import math
import sys
from array import array
from pathlib import Path

import assets
from voice import sound

TONES = ((0.0, 659.26), (0.38, 523.25))
"""When each tone begins (seconds) and its pitch (hertz): e" and c", a falling third."""
PARTIALS = ((1.0, 1.0, 3.2), (2.0, 0.35, 5.5), (3.0, 0.12, 8.0), (4.2, 0.05, 12.0))
"""Of each tone: multiple of its pitch, loudness, and how fast it fades (per second)."""
LENGTH_S = 1.25
STRIKE_S = 0.006
"""A tone rises within this time, or it would click."""
FADE_S = 0.12
PEAK = 0.55
"""Loudest sample, of full scale: a little below the voice."""


def chime() -> bytes:
    """The bell in the format of `sound.py`."""
    samples = [_at(n / sound.RATE) for n in range(round(LENGTH_S * sound.RATE))]
    loudest = max(map(abs, samples))
    whole = array("h", (round(sample / loudest * PEAK * 32767) for sample in samples))
    if sys.byteorder == "big":
        whole.byteswap()
    return whole.tobytes()


def _at(time_s: float) -> float:
    end = min(1.0, (LENGTH_S - time_s) / FADE_S)
    return end * sum(_tone(time_s - begin, pitch) for begin, pitch in TONES if time_s >= begin)


def _tone(time_s: float, pitch: float) -> float:
    strike = min(1.0, time_s / STRIKE_S)
    return strike * sum(
        loudness * math.exp(-fade * time_s) * math.sin(2 * math.pi * pitch * multiple * time_s)
        for multiple, loudness, fade in PARTIALS
    )


if __name__ == "__main__":
    sound.write(Path(sys.argv[1]) if sys.argv[1:] else assets.ROOT / "chime.wav", chime())
