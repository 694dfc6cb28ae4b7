"""One connection to a network printer: open it by its URL, send, ask for its status, close.

When to connect, and what an answer means for a ticket, is the spooler's.
"""

from __future__ import annotations

import socket
import time
from typing import NamedTuple, Self
from urllib.parse import urlsplit

from escpos.constants import RT_STATUS

from printers.status import PrinterState, decode, is_status

ASK_STATUS: bytes = b"".join(RT_STATUS + bytes([n]) for n in (1, 2, 3, 4))
"""DLE EOT 1 to 4: answered at once, also before what was sent earlier is on paper."""
ASK_IN_ORDER = b"\x1dr\x01"
"""GS r 1: answered in its turn, when everything sent before it has been processed."""
CLEAR = b"\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08"
"""DLE DC4 8: the printer forgets what it has not printed, so that a failed ticket does not come out later."""


class PrinterUrlError(ValueError):
    """A printer's URL is wrong; the message says what would be right."""


class Address(NamedTuple):
    """Where a network printer listens."""

    host: str
    port: int


def parse(url: str) -> Address:
    """The address in "tcp://HOST:PORT". Raises PrinterUrlError."""
    try:
        parts = urlsplit(url)
        port = parts.port
        (parts.hostname or "").encode("idna")
    except ValueError as error:
        raise PrinterUrlError(f"printer {url!r}: {error}; write tcp://HOST:PORT") from error
    extra = parts.path or parts.query or parts.fragment or parts.username is not None
    if parts.scheme != "tcp" or not parts.hostname or not port or extra:
        raise PrinterUrlError(f"printer {url!r} is not tcp://HOST:PORT, for instance tcp://192.168.1.50:9100")
    return Address(parts.hostname, port)


class Connection:
    """A fresh connection for one job or one look at the status.

    Every method raises OSError when the connection breaks, ConnectionError when the printer closes it.
    """

    def __init__(self, address: Address, timeout_s: float = 2.5) -> None:
        self._timeout_s = timeout_s
        self._socket = socket.create_connection(address, timeout_s)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._answers = bytearray()
        self._asked = 0
        self._in_order = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.close()

    def send(self, data: bytes) -> None:
        """Send it all. Raises TimeoutError when the printer takes nothing for the timeout."""
        self._socket.settimeout(self._timeout_s)
        view = memoryview(data)
        while view:
            view = view[self._socket.send(view) :]

    def status(self) -> PrinterState:
        """Ask DLE EOT 1 to 4 and wait for the answers; UNKNOWN when they do not come in time."""
        self.send(ASK_STATUS)
        self._asked += 4
        deadline = time.monotonic() + self._timeout_s
        while len(self._answers) < self._asked:
            if not self._receive(deadline):
                return PrinterState.UNKNOWN
        return decode(bytes(self._answers[-4:]))

    def clear(self) -> None:
        """Make the printer forget what it has not printed, and wait until it has read this."""
        self.send(CLEAR)
        self.status()

    def ask_in_order(self) -> None:
        """Ask for a sign that everything sent until now has been processed."""
        self.send(ASK_IN_ORDER)
        self._in_order = 0

    def processed(self, wait_s: float) -> bool:
        """Whether that sign has come, or comes within `wait_s`."""
        deadline = time.monotonic() + wait_s
        while not self._in_order:
            if not self._receive(deadline):
                return False
        return True

    def _receive(self, deadline: float) -> bool:
        """Take in what has arrived, sorted by kind; False when nothing comes before the deadline."""
        left = deadline - time.monotonic()
        if left <= 0:
            return False
        self._socket.settimeout(left)
        try:
            data = self._socket.recv(256)
        except TimeoutError:
            return False
        if not data:
            raise ConnectionError("the printer closed the connection")
        self._answers += bytes(byte for byte in data if is_status(byte))
        self._in_order += sum(byte & 0x90 == 0 for byte in data)
        return True
