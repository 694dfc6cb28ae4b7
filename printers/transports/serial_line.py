"""A printer on a serial line: RS-232, or a USB printer that looks like one.

Opening the line is `ports`'; what is said over it is `escpos_line`'s.
"""

from __future__ import annotations

import time

from ports.address import SerialLine
from ports.port import Port

PIECE_S = 0.5
"""The line's speed times this is sent at once, so that no single write takes longer than a port allows."""
BITS_A_BYTE = 10
AHEAD = 2048
"""Bytes that may have been written and not yet be on the line: a system that holds more says for long that it
takes nothing, although the printer does. A drawn ticket is 50 kB."""


class SerialStream:
    """A stream on a serial line. To open it, and every method, raises PortError naming the line."""

    def __init__(self, address: SerialLine) -> None:
        self._port = Port(address)
        self._bytes_per_s = address.baud / BITS_A_BYTE
        self._piece = max(16, int(self._bytes_per_s * PIECE_S))

    def send(self, data: bytes) -> None:
        """Send it all, in pieces, hardly faster than the line is."""
        begun = time.monotonic()
        for start in range(0, len(data), self._piece):
            self._port.write(data[start : start + self._piece])
            on_line = (time.monotonic() - begun) * self._bytes_per_s
            time.sleep(max(0.0, start + self._piece - on_line - AHEAD) / self._bytes_per_s)

    def receive(self, wait_s: float) -> bytes:
        """What has come."""
        return self._port.read(wait_s)

    def close(self) -> None:
        """Let go."""
        self._port.close()
