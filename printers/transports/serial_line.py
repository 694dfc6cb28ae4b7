"""A printer on a serial line: RS-232, or a USB printer that looks like one.

Opening the line is `ports`'; what is said over it is `escpos_line`'s.
"""

from __future__ import annotations

import time

from ports.address import SerialLine
from ports.port import Port

PIECE_S = 0.1
"""The line's speed times this is sent at once."""
AHEAD_S = 0.3
"""So far ahead of the line we write: buffers on the way stay short, and a question is answered soon."""
BITS_A_BYTE = 10


class SerialStream:
    """A stream on a serial line. To open it, and every method, raises PortError naming the line."""

    def __init__(self, address: SerialLine) -> None:
        self._port = Port(address)
        self._bytes_per_s = address.baud / BITS_A_BYTE

    def send(self, data: bytes) -> None:
        """Send it all, as fast as the line carries it; what a driver takes at once is not sent yet."""
        begun, piece = time.monotonic(), max(16, int(self._bytes_per_s * PIECE_S))
        for start in range(0, len(data), piece):
            time.sleep(max(0.0, begun + start / self._bytes_per_s - AHEAD_S - time.monotonic()))
            self._port.write(data[start : start + piece])

    def receive(self, wait_s: float) -> bytes:
        """What has come."""
        return self._port.read(wait_s)

    def close(self) -> None:
        """Let go."""
        self._port.close()
