"""Text as a printer counts it: cleaning, line breaks, and which characters a device has itself.

Where a text stands is `compose`'s, its bytes are `encode_text`'s.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import cache
from itertools import groupby

_OPENING, _CLOSING = "（《〈「『【“‘", "，。、；：？！）》〉」』】”’…"
_MARKS = "\u0300-\u036f\ufe00-\ufe0f\U000e0100-\U000e01ef"
_TOKEN = re.compile(rf"\s+|[{_OPENING}]*(?:[!-~\u00c0-\u1fff\u2010-\u2013]+|\S[{_MARKS}]*)[{_CLOSING}]*")
"""A break may stand between two tokens: words stay whole, and no line starts with a closing mark."""


def clean(text: str) -> str:
    """One line of printable text: white space becomes one space, control and format characters go."""
    text = re.sub(r"\s+", " ", unicodedata.normalize("NFC", text))
    return "".join(c for c in text if unicodedata.category(c) not in {"Cc", "Cf", "Cs"}).strip()


def columns(text: str) -> int:
    """Width in columns of Font A: an ASCII character takes one, everything else two."""
    return sum(1 if c.isascii() else 2 for c in text)


@cache
def on_device(char: str) -> bool:
    """Whether a printer with Chinese characters has this one: ASCII, or two bytes in GBK.

    What GB18030 writes in four bytes stands in the manuals, but seldom in a printer's character ROM; the
    two-byte range of private characters prints whatever the maker put there.
    """
    if char.isascii():
        return char.isprintable()
    try:
        data = char.encode("gbk")
    except UnicodeEncodeError:
        return False
    return len(data) == 2 and data == char.encode("gb18030")


def runs(text: str) -> list[tuple[bool, str]]:
    """The text in pieces that the device has (True) and that must be drawn.

    Spaces between two drawn words, and marks that combine with what is before them, are drawn too.
    """
    parts = [(known, "".join(chars)) for known, chars in groupby(clusters(text), on_device)]
    joined: list[tuple[bool, str]] = []
    for at, (known, part) in enumerate(parts):
        between = 0 < at < len(parts) - 1 and part.isspace()
        own = known and not between
        if joined and joined[-1][0] == own:
            joined[-1] = (own, joined[-1][1] + part)
        else:
            joined.append((own, part))
    return joined


def clusters(text: str) -> list[str]:
    """Characters, each with the marks that combine with it; such a cluster is no device's character."""
    found: list[str] = []
    for char in text:
        if found and unicodedata.category(char) in {"Mn", "Mc", "Me"}:
            found[-1] += char
        else:
            found.append(char)
    return found


def wrap(text: str, width: int, measure: Callable[[str], int] = columns) -> list[str]:
    """Break clean text into lines of at most `width`, as `measure` counts it; a character always fits."""
    lines: list[str] = []
    line = ""
    for token in _TOKEN.findall(text):
        if measure((line + token).rstrip()) <= width:
            line += token
            continue
        if line.strip():
            lines.append(line.rstrip())
        line = token.lstrip()
        while measure(line) > width and len(line) > 1:
            head = _head(line, width, measure)
            lines.append(head)
            line = line[len(head) :]
    return [*lines, line.rstrip()] if line.strip() else lines


def balance(text: str, width: int, measure: Callable[[str], int] = columns, step: int = 1) -> list[str]:
    """Wrap to as few lines as `wrap` does, of about the same length: for centred text."""
    lines = wrap(text, width, measure)
    while width > 2 * step and len(narrower := wrap(text, width - step, measure)) == len(lines):
        if max(map(measure, narrower), default=0) > width - step:
            break
        lines, width = narrower, width - step
    return lines


def _head(text: str, width: int, measure: Callable[[str], int]) -> str:
    end = 1
    while end < len(text) and measure(text[: end + 1]) <= width:
        end += 1
    return text[:end]
