"""A scanner of QR and bar codes that is not there: what is "scanned" goes out as one line.

It knows nothing of codes. Faults on the line are `wire.py`'s.
"""

from __future__ import annotations

from typing import Any, Final

from emulators.hands import run as run_by_hand
from emulators.wire import Wire

ENDS: Final = {"cr": b"\r", "lf": b"\n", "crlf": b"\r\n", "none": b""}
SAYS: Final = '{"scan": TEXT} or {"bytes": HEX}'


class Scanner:
    """A scanner on a wire. `end`: cr, lf, crlf or none; `prefix` and `suffix` stand around each code."""

    def __init__(
        self,
        at: str,
        *,
        end: str = "cr",
        encoding: str = "utf-8",
        prefix: bytes = b"",
        suffix: bytes = b"",
        baud: int | None = None,
    ) -> None:
        self.wire = Wire(at, lambda _: None, baud)
        self._end, self._encoding = ENDS[end], encoding
        self._prefix, self._suffix = prefix, suffix

    def scan(self, text: str) -> None:
        """A code comes before the window."""
        self.wire.say(self._prefix + text.encode(self._encoding) + self._suffix + self._end)

    def act(self, request: dict[str, Any]) -> dict[str, Any]:
        """What is written by hand."""
        match request:
            case {"scan": str() as text}:
                self.scan(text)
            case {"bytes": str() as text}:
                self.wire.say(bytes.fromhex(text))
            case _:
                raise ValueError("not known")
        return {}


def run(at: str, end: str, encoding: str) -> int:
    """The program; the exit status."""
    scanner = Scanner(at, end=end, encoding=encoding, baud=9600)
    return run_by_hand(scanner.wire, scanner.act, SAYS)
