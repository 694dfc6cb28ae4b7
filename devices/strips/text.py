"""What the character set of a strip makes of a text: which characters it has, and how wide they are.

Which texts there are is known in `says.py`.
"""

from __future__ import annotations

import unicodedata
from typing import Final

CHARACTER, LETTER = 16, 8
"""Dots of a Chinese character and of an ASCII one in the 16-dot fonts, which every controller has."""
MISSING: Final = "〓"
"""Stands for a character that a strip does not have, as it does in print."""
ALIKE: Final = {"·": "・", "—": "―", "\\": "＼", "\u200b": "", "〇": "○"}
"""Characters that look alike: the first is not in GB2312, or means something to a controller."""


def in_gb2312(text: str) -> str:
    """The text with nothing that GB2312 does not have; it never fails and never grows by much."""
    return "".join(map(_gb2312, text))


def in_gb18030(text: str) -> str:
    """The text with nothing that GB18030 cannot carry, or that would end a frame."""
    return "".join(
        " " if _controls(char) else MISSING if 0xD800 <= ord(char) < 0xE000 else char for char in text
    )


def width(text: str) -> int:
    """In dots."""
    return sum(LETTER if char.isascii() else CHARACTER for char in text)


def _gb2312(char: str) -> str:
    if _controls(char):
        return " "
    alike = ALIKE.get(char, char)
    if _has(alike):
        return alike
    plain = "".join(one for one in unicodedata.normalize("NFKD", char) if not unicodedata.combining(one))
    return plain if plain and _has(plain) and "\\" not in plain else MISSING


def _has(text: str) -> bool:
    try:
        text.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return not any(map(_controls, text))


def _controls(char: str) -> bool:
    return unicodedata.category(char) in {"Cc", "Zl", "Zp"}
