"""Which of a machine's voices speaks a language, and how fast.

The voices are listed and used in the child process (`child.py`).
"""

from __future__ import annotations

from collections.abc import Iterable
from fnmatch import fnmatchcase

from msgspec import Struct

from link.plan import Spoken

WANTED: dict[Spoken, tuple[str, ...]] = {
    "zh": ("zh-cn", "zh-hans-cn", "zh-hans", "zh", "cmn", "zh-sg", "zh-tw"),
    "yue": ("zh-hk", "yue", "yue-*", "zh-hant-hk", "zh-yue"),
    "en": ("en-gb", "en-us", "en", "en-*"),
}
"""Language codes, best first. zh-hk and yue are Cantonese."""
ESPEAK_WANTED: dict[Spoken, tuple[str, ...]] = {**WANTED, "zh": ("cmn-latn-pinyin",)}
"""espeak-ng's other Mandarin voice, "cmn", reads hanzi as nonsense."""
PER_MINUTE: dict[Spoken, int] = {"zh": 160, "yue": 160, "en": 145}
"""Words a minute: a hall echoes, and many listeners are old."""


class Installed(Struct, frozen=True):
    """A voice of the machine: pyttsx3's id and its language codes."""

    id: str
    languages: tuple[str, ...] = ()


class Chosen(Struct, frozen=True):
    """A voice and its speed in words a minute."""

    id: str
    rate: int


def choose(language: Spoken, driver: str, installed: Iterable[Installed], speed: int = 100) -> Chosen | None:
    """The best voice for a language behind a pyttsx3 driver, or None when there is none.

    `speed` is in percent of what is usual here.
    """
    voices = list(installed)
    for wanted in (ESPEAK_WANTED if driver == "espeak" else WANTED)[language]:
        for voice in voices:
            if any(fnmatchcase(code, wanted) for code in _codes(voice)):
                return Chosen(voice.id, round(PER_MINUTE[language] * speed / 100))
    return None


def _codes(voice: Installed) -> list[str]:
    return [code.lower().replace("_", "-") for code in voice.languages]
