"""A printer on the network, on port 9100 or any other.

What is said over it is `escpos_line`'s.
"""

from __future__ import annotations

import select
import socket

from ports.address import Tcp


class TcpStream:
    """A stream to a network printer. To open it raises OSError naming the address."""

    def __init__(self, address: Tcp, timeout_s: float) -> None:
        self._address, self._timeout_s = address, timeout_s
        try:
            self._socket = socket.create_connection(address, timeout_s)
        except OSError as error:
            raise ConnectionError(
                f"{address} does not answer ({error}): is the printer on, and is the address right?"
            ) from error
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def send(self, data: bytes) -> None:
        """Send it all. Raises TimeoutError when the printer takes nothing for the timeout."""
        self._socket.settimeout(self._timeout_s)
        view = memoryview(data)
        while view:
            view = view[self._socket.send(view) :]

    def receive(self, wait_s: float) -> bytes:
        """What has come. Raises ConnectionError when the printer closed the connection."""
        if not select.select([self._socket], [], [], wait_s)[0]:
            return b""
        data = self._socket.recv(256)
        if not data:
            raise ConnectionError(f"{self._address}: the printer closed the connection")
        return data

    def close(self) -> None:
        """Let go."""
        self._socket.close()
