"""Text as an 80 mm printer counts it: columns, line breaks, and GB18030 bytes in Chinese mode.

What a ticket says and where it stands is in `paper`.
"""

from __future__ import annotations

import re
import unicodedata

from escpos.constants import FS

CHINESE_ON: bytes = FS + b"&"
CHINESE_OFF: bytes = FS + b"."
"""Epson ESC/POS "FS &" and "FS .": select and cancel Kanji character mode. python-escpos never sends them."""

_OPENING, _CLOSING = "（《〈「『【“‘", "，。、；：？！）》〉」』】”’…"
_TOKEN = re.compile(rf"\s+|[{_OPENING}]*(?:[!-~]+|\S)[{_CLOSING}]*")
"""A break may stand between two tokens: words stay whole, and no line starts with a closing mark."""


def clean(text: str) -> str:
    """One line of printable text: white space becomes one space, control and format characters go."""
    text = re.sub(r"\s+", " ", unicodedata.normalize("NFC", text))
    return "".join(c for c in text if unicodedata.category(c) not in {"Cc", "Cf", "Cs"}).strip()


def columns(text: str) -> int:
    """Width in columns of Font A: what GB18030 writes in one byte takes one, everything else two."""
    return sum(1 if c.isascii() else 2 for c in text)


def wrap(text: str, width: int) -> list[str]:
    """Break clean text into lines of at most `width` columns (two or more)."""
    lines: list[str] = []
    line = ""
    for token in _TOKEN.findall(text):
        if columns((line + token).rstrip()) <= width:
            line += token
            continue
        if line.strip():
            lines.append(line.rstrip())
        line = token.lstrip()
        while columns(line) > width:
            head = _head(line, width)
            lines.append(head)
            line = line[len(head) :]
    return [*lines, line.rstrip()] if line.strip() else lines


def balance(text: str, width: int) -> list[str]:
    """Wrap to as few lines as `wrap` does, of about the same length: for centred text."""
    lines = wrap(text, width)
    while width > 2 and len(narrower := wrap(text, width - 1)) == len(lines):
        lines, width = narrower, width - 1
    return lines


def pad(text: str, width: int) -> str:
    """Fill up with spaces to `width` columns."""
    return text + " " * (width - columns(text))


def encode(text: str) -> bytes:
    """The bytes of clean text; Chinese mode is on only as long as it is needed."""
    if text.isascii():
        return text.encode("ascii")
    return CHINESE_ON + text.encode("gb18030") + CHINESE_OFF


def _head(text: str, width: int) -> str:
    end = 0
    while columns(text[: end + 1]) <= width:
        end += 1
    return text[:end]
