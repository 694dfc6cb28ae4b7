"""An identity-card reader that is not there, by the SDT serial protocol, with cards of nobody.

Requests and answers have the form: AA AA AA 96 69, length (2 bytes, of what follows it), command and
parameter or three status bytes, data, XOR from the length on. Faults on the line are `wire.py`'s.
"""

from __future__ import annotations

from threading import Condition, Lock
from typing import Any, Final, Literal

from emulators.hands import run as run_by_hand
from emulators.wire import Wire

HEAD: Final = b"\xaa\xaa\xaa\x96\x69"
OK, FOUND, NONE, NOT_SELECTED, NOT_READ, BAD_CHECK, BAD_COMMAND = 0x90, 0x9F, 0x80, 0x81, 0x41, 0x10, 0x21
PICTURE: Final = bytes(range(256)) * 4
SAYS: Final = (
    '{"put": {"name": …, "birth": "19500308", "number": …, "kind": …}}, {"take": true}, '
    '{"pull": "select" or "read"} (the card is pulled away right then)'
)
Step = Literal["find", "select", "read"]


def number_of(birth: str, order: str = "001", place: str = "440303") -> str:
    """An identity number of nobody, born on this day (YYYYMMDD)."""
    first = f"{place}{birth}{order}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    rest = sum(int(one) * weight for one, weight in zip(first, weights, strict=True)) % 11
    return first + "10X98765432"[rest]


def text_of(name: str, birth: str, number: str, kind: str = "") -> bytes:
    """The 256 bytes of text on a card, each field filled with spaces. kind: "", or J, I, Y."""
    ordinary = [
        (name, 15),
        ("1", 1),
        ("01", 2),
        (birth, 8),
        ("无名路1号", 35),
        (number, 18),
        ("某某分局", 15),
    ]
    ordinary += [("20200101", 8), ("20400101", 8), ("", 14), (kind, 1), ("", 3)]
    foreign = [(name, 60), ("1", 1), ("FRA110050030812", 15), ("FRA", 3), ("", 15), ("20200101", 8)]
    foreign += [("20300101", 8), (birth, 8), ("01", 2), ("1500", 4), ("I", 1), ("", 3)]
    fields = foreign if kind == "I" else ordinary
    return "".join(value.ljust(size)[:size] for value, size in fields).encode("utf-16-le")


class CardReader:
    """A reader on a wire, with at most one card on it.

    Like most modules it finds a card that was read no more until it was taken away; `finds_again` does.
    """

    def __init__(self, at: str, *, baud: int | None = None, finds_again: bool = False) -> None:
        self.wire = Wire(at, self._heard, baud)
        self.finds_again = finds_again
        self.status: int | None = None
        """Answered to everything instead, e.g. 0x66: not authorised."""
        self.reads = 0
        """Cards given out."""
        self._pull: Step | None = None
        self._text: bytes | None = None
        self._state: Step = "find"
        """What may come next."""
        self._was_read = False
        self._bytes = b""
        self._lock = Lock()
        self.asked = 0
        """Requests heard so far."""
        self._was_asked = Condition()

    def wait_asked(self, count: int, patience_s: float = 20.0) -> None:
        """Wait until so many requests were heard. Raises TimeoutError."""
        with self._was_asked:
            if not self._was_asked.wait_for(lambda: self.asked >= count, patience_s):
                raise TimeoutError(f"{self.asked} requests, not {count}")

    def put(self, name: str = "王小明", birth: str = "19500308", number: str = "", kind: str = "") -> None:
        """Lay a card on it; a number of nobody is made where none is given."""
        with self._lock:
            self._text = text_of(name, birth, number or number_of(birth), kind)
            self._state, self._was_read = "find", False

    def take(self) -> None:
        """Take the card away."""
        with self._lock:
            self._text = None

    def pull_at(self, step: Step | None) -> None:
        """The next card is pulled away just when it is to be selected, or read."""
        self._pull = step

    def act(self, request: dict[str, Any]) -> dict[str, Any]:
        """What is written by hand."""
        match request:
            case {"put": dict() as fields}:
                if unknown := set(fields) - {"name", "birth", "number", "kind"}:
                    raise ValueError(f"a card has no {', '.join(sorted(unknown))}")
                self.put(**{key: str(value) for key, value in fields.items()})
            case {"take": True}:
                self.take()
            case {"pull": "select" | "read" | None as step}:
                self.pull_at(step)
            case _:
                raise ValueError("not known")
        return {}

    # ------------------------------------------------------------------ the line

    def _heard(self, data: bytes) -> None:
        self._bytes += data
        while (at := self._bytes.find(HEAD)) >= 0 and len(self._bytes) >= at + 7:
            length = int.from_bytes(self._bytes[at + 5 : at + 7])
            end = at + 7 + length
            if length < 3 or length > 64:
                self._bytes = self._bytes[at + 1 :]
                continue
            if len(self._bytes) < end:
                return
            body, self._bytes = self._bytes[at + 5 : end], self._bytes[end:]
            self._say(*self._answer(body))
            with self._was_asked:
                self.asked += 1
                self._was_asked.notify_all()
        self._bytes = self._bytes[-64:]

    def _say(self, status: int, data: bytes = b"") -> None:
        body = (len(data) + 4).to_bytes(2) + bytes((0, 0, status)) + data
        self.wire.say(HEAD + body + bytes((_xor(body),)))

    def _answer(self, body: bytes) -> tuple[int, bytes]:
        if _xor(body):
            return BAD_CHECK, b""
        if self.status is not None:
            return self.status, b""
        with self._lock:
            match body[2], body[3]:
                case 0x20, 0x01:
                    return self._find()
                case 0x20, 0x02:
                    return self._select()
                case 0x30, 0x01:
                    return self._read()
                case 0x11, 0xFF:
                    return OK, b""
        return BAD_COMMAND, b""

    def _find(self) -> tuple[int, bytes]:
        if self._text is None or (self._was_read and not self.finds_again):
            return NONE, b""
        self._state = "select"
        return FOUND, bytes(4)

    def _select(self) -> tuple[int, bytes]:
        self._pulled("select")
        if self._text is None or self._state != "select":
            return NOT_SELECTED, b""
        self._state = "read"
        return OK, bytes(8)

    def _read(self) -> tuple[int, bytes]:
        self._pulled("read")
        if self._text is None or self._state != "read":
            return NOT_READ, b""
        self._state, self._was_read = "find", True
        self.reads += 1
        sizes = len(self._text).to_bytes(2) + len(PICTURE).to_bytes(2)
        return OK, sizes + self._text + PICTURE

    def _pulled(self, step: Step) -> None:
        if self._pull == step:
            self._pull, self._text = None, None


def _xor(body: bytes) -> int:
    found = 0
    for byte in body:
        found ^= byte
    return found


def run(at: str) -> int:
    """The program; the exit status."""
    reader = CardReader(at, baud=115200)
    return run_by_hand(reader.wire, reader.act, SAYS)
