"""Which of a machine's voices speaks a language, and how fast.

The voices are listed and used in the child process (`child.py`).
"""

from __future__ import annotations

from collections.abc import Iterable
from fnmatch import fnmatchcase

from msgspec import Struct

from link.plan import Language

WANTED: dict[Language, tuple[str, ...]] = {
    "zh": ("zh-cn", "zh-hans-cn", "zh-hans", "zh", "cmn", "zh-sg", "zh-tw"),
    "en": ("en-gb", "en-us", "en", "en-*"),
}
"""Language codes, best first. Never zh-hk or yue: that is Cantonese."""
ESPEAK_WANTED: dict[Language, tuple[str, ...]] = {"zh": ("cmn-latn-pinyin",), "en": WANTED["en"]}
"""espeak-ng's other Mandarin voice, "cmn", reads hanzi as nonsense."""
PER_MINUTE: dict[Language, int] = {"zh": 160, "en": 145}
"""Words a minute: a hall echoes, and many listeners are old."""


class Installed(Struct, frozen=True):
    """A voice of the machine: pyttsx3's id and its language codes."""

    id: str
    languages: tuple[str, ...] = ()


class Chosen(Struct, frozen=True):
    """A voice and its speed in words a minute."""

    id: str
    rate: int


def choose(language: Language, driver: str, installed: Iterable[Installed]) -> Chosen | None:
    """The best voice for a language behind a pyttsx3 driver, or None when there is none."""
    voices = list(installed)
    for wanted in (ESPEAK_WANTED if driver == "espeak" else WANTED)[language]:
        for voice in voices:
            if any(fnmatchcase(code, wanted) for code in _codes(voice)):
                return Chosen(voice.id, PER_MINUTE[language])
    return None


def _codes(voice: Installed) -> list[str]:
    return [code.lower().replace("_", "-") for code in voice.languages]
