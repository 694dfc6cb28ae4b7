"""A printer on a serial line: RS-232, or a USB printer that looks like one.

Opening the line is `ports`'; what is said over it is `escpos_line`'s.
"""

from __future__ import annotations

from ports.address import SerialLine
from ports.port import Port

PIECE_S = 0.5
"""The line's speed times this is sent at once, so that no single write takes longer than a port allows."""
BITS_A_BYTE = 10


class SerialStream:
    """A stream on a serial line. To open it, and every method, raises PortError naming the line."""

    def __init__(self, address: SerialLine) -> None:
        self._port = Port(address)
        self._piece = max(16, int(address.baud / BITS_A_BYTE * PIECE_S))

    def send(self, data: bytes) -> None:
        """Send it all, in pieces."""
        for start in range(0, len(data), self._piece):
            self._port.write(data[start : start + self._piece])

    def receive(self, wait_s: float) -> bytes:
        """What has come."""
        return self._port.read(wait_s)

    def close(self) -> None:
        """Let go."""
        self._port.close()
