"""The registers of a pad, as docs/devices.md describes them: what is read from it, and what is written.

How they travel is in `line.py`; what the keys mean is in `typing.py`.
"""

from __future__ import annotations

from typing import NamedTuple

VERSION = 1
KINDS = {0x4B: "keypad", 0x52: "rating"}
"""By the high byte of the first input register: the letters K and R."""
HEAD = 4
"""Input registers 0 to 3: kind and version, boot number, events so far, page taken over."""
RING = 16
"""So many events a pad remembers; the input registers after the head."""
BLANK = 0xFFFF
"""A waiting count that is not shown."""
CHARACTERS = 8
CALLED, ASKING, PAUSED, AWAY = 1, 2, 4, 8
"""Bits of the lamps: a number is called here; a rating is asked for; paused; no connection with the hall."""
SHORT, WRONG = 1, 2
"""What a beep says: done, or not done."""

KEYS = {
    1: "call", 2: "recall", 3: "pass", 4: "pause", 5: "finish", 6: "transfer", 7: "sign", 8: "ok", 9: "clear",
    **{16 + digit: str(digit) for digit in range(10)},
}  # fmt: skip
"""What an event of a keypad says."""
LEVEL = 0x20
"""An event of a rating pad: this and the level, and in the high byte the number of what was asked."""


class Head(NamedTuple):
    """What every poll reads first."""

    kind: str
    """keypad, rating, or "" for a device that is neither."""
    boot: int
    """Another one each time the pad is switched on."""
    pressed: int
    """Events since then, modulo 65536."""
    page: int
    """The number of the page that it took over last; 0: none."""


def head(registers: list[int]) -> Head:
    """The first four input registers."""
    kind = KINDS.get(registers[0] >> 8, "") if registers[0] & 0xFF == VERSION else ""
    return Head(kind, *registers[1:HEAD])


def missed(before: int, count: int) -> int:
    """How many events there were since the count was `before`; a count from the past gives 0."""
    since = (count - before) & 0xFFFF
    return since if since < 0x8000 else 0


def events(registers: list[int], before: int) -> list[tuple[int, int]]:
    """The events after number `before`, oldest first: number and code. Older ones than the ring holds are
    not there any more."""
    count = registers[2]
    new = min(missed(before, count), RING)
    numbers = [(count - new + 1 + place) & 0xFFFF for place in range(new)]
    return [(number, registers[HEAD + (number - 1) % RING]) for number in numbers]


class Page(NamedTuple):
    """What a pad is to show: one write of nine holding registers."""

    text: str = ""
    """Up to eight characters of ASCII."""
    waiting: int = BLANK
    lamps: int = 0
    beep: int = 0
    """Number of the beep in the high byte, what it says in the low one: it sounds when it is another one."""
    asked: int = 0
    """Number of what a rating is asked for, 1 to 255; 0: nothing."""

    def registers(self, number: int, taken: int) -> list[int]:
        """The page under its number; `taken`: events up to this one have been read."""
        text = self.text[:CHARACTERS].ljust(CHARACTERS).encode("ascii", "replace")
        pairs = [text[at] << 8 | text[at + 1] for at in range(0, CHARACTERS, 2)]
        return [number, taken, self.lamps, self.beep, min(self.waiting, BLANK), self.asked, *pairs]


DARK = Page()
"""Nothing shown, nothing asked."""
