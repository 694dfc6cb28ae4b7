"""ESC/POS over a stream that goes both ways: sending, and asking the printer how it stands.

The streams themselves are beside this module; decoding an answer is `status`'s.
"""

from __future__ import annotations

import time
from typing import Protocol

from escpos.constants import RT_STATUS

from printers.status import PrinterState, decode, is_status

ASK_STATUS: bytes = b"".join(RT_STATUS + bytes([n]) for n in (1, 2, 3, 4))
"""DLE EOT 1 to 4: answered at once, also before what was sent earlier is on paper."""
ASK_IN_ORDER = b"\x1dr\x01"
"""GS r 1: answered in its turn, when everything sent before it has been processed."""
CLEAR = b"\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08"
"""DLE DC4 8: the printer forgets what it has not printed, so that a failed ticket does not come out later."""


class Stream(Protocol):
    """Bytes to a printer and from it. Every method raises OSError when it breaks."""

    def send(self, data: bytes) -> None:
        """Send it all. Raises TimeoutError when the printer takes nothing for long."""

    def receive(self, wait_s: float) -> bytes:
        """What has come, waiting for the first byte so long; b"" when nothing came."""

    def close(self) -> None:
        """Let go."""


class PrinterLine:
    """A `Connection` to a printer that may answer."""

    def __init__(self, stream: Stream, timeout_s: float, *, answers: bool = True) -> None:
        self.answers = answers
        self._stream, self._timeout_s = stream, timeout_s
        self._statuses = bytearray()
        self._in_order = 0
        self._noise = False
        """Whether something came that no printer says: another speed, or no printer."""

    def send(self, data: bytes) -> None:
        """Send it all."""
        self._stream.send(data)

    def status(self) -> PrinterState:
        """Ask DLE EOT 1 to 4. What came late from an earlier question does not count; noise is no answer."""
        if not self.answers:
            return PrinterState.UNKNOWN
        while self._receive(0):
            continue
        self._statuses.clear()
        self._noise = False
        self._stream.send(ASK_STATUS)
        deadline = time.monotonic() + self._timeout_s
        while len(self._statuses) < 4:
            if not self._receive(deadline - time.monotonic()):
                return PrinterState.UNKNOWN
        while self._receive(0):
            continue
        return PrinterState.UNKNOWN if self._noise else decode(_once(bytes(self._statuses)))

    def clear(self) -> None:
        """Make the printer forget what it has not printed, and wait until it has read this."""
        self._stream.send(CLEAR)
        self.status()

    def ask_in_order(self) -> None:
        """Ask for a sign that everything sent until now has been processed."""
        self._in_order = 0
        if self.answers:
            self._stream.send(ASK_IN_ORDER)

    def processed(self, wait_s: float) -> bool:
        """Whether that sign has come, or comes within `wait_s`; nothing waits for who cannot answer."""
        deadline = time.monotonic() + wait_s
        while self.answers and not self._in_order:
            if not self._receive(deadline - time.monotonic()):
                return False
        return True

    def close(self) -> None:
        """Let go."""
        self._stream.close()

    def _receive(self, wait_s: float) -> bool:
        """Take in what has arrived, sorted by kind; False when nothing comes."""
        data = self._stream.receive(max(0.0, wait_s))
        self._statuses += bytes(byte for byte in data if is_status(byte))
        self._in_order += sum(byte & 0x90 == 0 for byte in data)
        self._noise = self._noise or any(byte & 0x80 for byte in data)
        return bool(data)


def _once(answers: bytes) -> bytes:
    """The four answers of a printer, also of one that says each of them twice."""
    if len(answers) >= 8 and answers[0:8:2] == answers[1:8:2]:
        return answers[0:8:2]
    return answers[:4]
