"""The serial protocol of identity-card readers (SDT, as GA 467 has it): requests, and answers from a stream.

Only bytes and fields: when what is asked is `card.py`'s. The picture on a card is dropped here at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import reduce
from operator import xor
from typing import Final, NamedTuple

from link.resident import birth, is_number

HEAD: Final = bytes.fromhex("AA AA AA 96 69")
LENGTH_BYTES: Final = 2
SHORTEST, LONGEST = 4, 3 + 4 + 256 + 1024 + 1024 + 1
"""What the length of an answer may say: three status bytes and the check; a card with a fingerprint."""
SIZES, TEXT = 4, 256
"""An answer with a card begins with the sizes of text and picture (2 bytes each), then the text."""


class Request(NamedTuple):
    """A command and its parameter."""

    command: int
    parameter: int


FIND: Final = Request(0x20, 0x01)
SELECT: Final = Request(0x20, 0x02)
READ: Final = Request(0x30, 0x01)

DONE: Final = 0x90
FOUND: Final = 0x9F
NO_CARD: Final = 0x80
NOT_SELECTED: Final = 0x81
NOT_READ: Final = 0x41
UNKNOWN_KIND: Final = 0x40
MISHEARD: Final = frozenset({0x10, 0x11, 0x21, 0x24})
"""The reader could not read what it was asked: check, length or command were wrong as they arrived."""
BROKEN: Final = {
    0x23: "it refuses to work: it is not authorised",
    0x60: "its self-test failed",
    0x66: "its security module (SAM) is not authorised",
}


class Answer(NamedTuple):
    """What the reader said. `data` is cut off after a card's text."""

    status: int
    data: bytes

    def __repr__(self) -> str:
        return f"Answer({self.status:#04x})"


@dataclass(frozen=True, slots=True, repr=False)
class Card:
    """Whose card it is. Nothing of it is ever written down: not shown by `repr`, not logged."""

    number: str
    masked_name: str
    birth: date

    def __repr__(self) -> str:
        return "Card(…)"


class NotReadable(Exception):
    """The text of a card makes no sense; nothing of it is repeated."""


class OtherKind(Exception):
    """A card that is laid out otherwise, as a foreigner's permanent residence card."""


def frame(request: Request) -> bytes:
    """A request as it goes over the line."""
    body = bytes((0, 3, *request))
    return HEAD + body + bytes((check(body),))


def check(body: bytes | bytearray | memoryview) -> int:
    """The last byte: XOR from the length to the data."""
    return reduce(xor, body, 0)


class Stream:
    """Answers from a stream of bytes; noise, half answers and wrong checks cost only themselves."""

    def __init__(self) -> None:
        self._bytes = bytearray()
        self.noise = 0
        """Bytes so far that belong to no answer."""

    def feed(self, data: bytes) -> list[Answer]:
        """The answers that are whole now."""
        self._bytes += data
        found = []
        while (answer := self._next()) is not None:
            found.append(answer)
        return found

    def forget(self) -> None:
        """What came so far is not the beginning of an answer."""
        self.noise += len(self._bytes)
        self._bytes.clear()

    def _next(self) -> Answer | None:
        while self._at_head():
            begin = len(HEAD)
            if len(self._bytes) < begin + LENGTH_BYTES:
                return None
            length = int.from_bytes(self._bytes[begin : begin + LENGTH_BYTES])
            end = begin + LENGTH_BYTES + length
            if SHORTEST <= length <= LONGEST:
                if len(self._bytes) < end:
                    return None
                if check(self._bytes[begin:end]) == 0:
                    return self._take(begin + LENGTH_BYTES, end)
            self._drop(1)
        return None

    def _at_head(self) -> bool:
        """Throw away what stands before the next head, or before what may become one."""
        at = self._bytes.find(HEAD)
        if at < 0:
            keep = next((n for n in range(len(HEAD) - 1, 0, -1) if self._bytes.endswith(HEAD[:n])), 0)
            at = len(self._bytes) - keep
            self._drop(at)
            return False
        self._drop(at)
        return True

    def _take(self, begin: int, end: int) -> Answer:
        answer = Answer(self._bytes[begin + 2], bytes(self._bytes[begin + 3 : end - 1][: SIZES + TEXT]))
        self._bytes[:end] = bytes(end)  # the picture, too
        del self._bytes[:end]
        return answer

    def _drop(self, count: int) -> None:
        self.noise += count
        del self._bytes[:count]


FIELDS: Final = {"name": (0, 30), "birth": (36, 52), "number": (122, 158), "kind": (248, 250)}
"""From and to, in bytes of UTF-16LE; the others on a card are never looked at."""
OTHER_KINDS: Final = "IY"
"""Foreigners' permanent residence cards, of 2017 and 2023. J, residents of Hong Kong, Macao and Taiwan,
is laid out like an ordinary card."""


def card(data: bytes) -> Card:
    """The card in the answer to READ. Raises NotReadable or OtherKind."""
    text = data[SIZES:]
    if len(text) != TEXT or int.from_bytes(data[:2]) != TEXT:
        raise NotReadable
    if _field(text, "kind") in OTHER_KINDS and _field(text, "kind"):
        raise OtherKind
    number, name = _field(text, "number").upper(), _field(text, "name")
    if not name or not is_number(number) or _day(_field(text, "birth")) != birth(number):
        raise NotReadable
    return Card(number, masked(name), birth(number))


def masked(name: str) -> str:
    """王小明 as 王*明, 王明 as 王*; how long it is cannot be seen either."""
    return f"{name[0]}*{name[-1]}" if len(name) > 2 else f"{name[0]}*"


def _field(text: bytes, name: str) -> str:
    begin, end = FIELDS[name]
    return text[begin:end].decode("utf-16-le", errors="replace").replace("\0", " ").strip()


def _day(text: str) -> date | None:
    try:
        return datetime.strptime(text, "%Y%m%d").date()
    except ValueError:
        return None
