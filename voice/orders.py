"""The lines between the voice and the child process that holds pyttsx3: one JSON object a line.

Who sends them and what is done with them is in `speaker.py` and `child.py`.
"""

from __future__ import annotations

from msgspec import Struct

from voice.voices import Installed


class Ready(Struct):
    """The child's first line: pyttsx3's driver ("espeak", "sapi5", "nsss") and the voices there are."""

    driver: str = ""
    voices: tuple[Installed, ...] = ()
    why: str = ""
    """Why there is no speech engine; the child ends after that."""


class Order(Struct):
    """To the child: a phrase to speak into a new WAV file."""

    text: str
    voice: str
    rate: int
    """Words a minute."""
    wav: str


class Done(Struct):
    """The phrase is in the file; or `why` not."""

    voice: str = ""
    """The voice that spoke, as the engine itself names it."""
    why: str = ""
