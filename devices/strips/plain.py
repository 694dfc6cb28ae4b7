"""The plain protocol for simple text boards, as docs/devices.md has it: one line of text a frame.

`!AAA,E,TEXT*CC` and carriage return; the board answers `=AAA,OK*CC` or `=AAA,ERR WORDS*CC`. Waiting for an
answer is `line.py`'s.
"""

from __future__ import annotations

import re
from functools import reduce
from operator import xor
from typing import Final

from devices.strips.protocol import Answer
from devices.strips.says import Look
from devices.strips.text import in_gb18030
from link.plan import Strip

CR: Final = b"\r"
PAGE: Final = "\n"
"""Between pages. It is never a part of a character in GB18030."""
EFFECTS: Final = {"steady": "S", "blink": "B", "scroll": "L"}
SIGNS: Final = str.maketrans({"!": "！", "*": "＊", "=": "＝"})
"""Signs that begin or end something in a frame."""
ANSWER: Final = re.compile(rb"=([0-9]{3}),(OK|ERR ?([\x20-\x29\x2b-\x7e]{0,60}))\*([0-9A-F]{2})")
LONGEST_LINE: Final = 200


class Plain:
    """How lines of these boards are spoken to."""

    def frame(self, strip: Strip, look: Look) -> bytes:
        """The frame that lets this board show that."""
        text = PAGE.join(in_gb18030(page).translate(SIGNS) for page in look.pages)
        body = f"{strip.address:03d},{EFFECTS[look.effect]},{text}".encode("gb18030")
        return b"!" + body + b"*%02X" % check(body) + CR

    def answers(self) -> Answers:
        """What reads the answers on one open line."""
        return Answers()


def check(body: bytes) -> int:
    """XOR of everything between the first sign and the star, as in NMEA 0183."""
    return reduce(xor, body, 0)


class Answers:
    """Answers from a stream of bytes; noise, halves and wrong checks cost only themselves."""

    def __init__(self) -> None:
        self._bytes = bytearray()
        self.noise = 0
        """Bytes so far that belong to no answer."""

    def feed(self, data: bytes) -> list[Answer]:
        """The answers that are whole now."""
        self._bytes += data
        *lines, rest = self._bytes.split(CR)
        self._bytes = rest[-LONGEST_LINE:]
        self.noise += len(rest) - len(self._bytes)
        return [answer for line in lines if (answer := self._answer(bytes(line))) is not None]

    def forget(self) -> None:
        """What came so far is not the beginning of an answer."""
        self.noise += len(self._bytes)
        self._bytes.clear()

    def _answer(self, line: bytes) -> Answer | None:
        if line.startswith(b"!"):
            return None  # our own words, come back from a converter that echoes
        found = ANSWER.search(line)
        if found is None or check(found[0][1:-3]) != int(found[4], 16) or found.end() != len(line):
            self.noise += len(line) + 1
            return None
        self.noise += found.start()
        error = (
            "" if found[2] == b"OK" else f"refuses: {(found[3] or b'').decode('ascii') or 'no reason said'}"
        )
        return Answer(int(found[1]), error)
