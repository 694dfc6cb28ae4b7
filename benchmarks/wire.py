"""A client's end of a WebSocket for load generators: frames in and out as bytes, nothing looked at.

The programs use `websockets`, which costs a client as much as the server under test; this costs a tenth, so
that what is measured is the server. It knows no more of RFC 6455 than our two servers say.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

TEXT, CLOSE, PING, PONG = 1, 8, 9, 10
FINAL, MASKED = 0x80, 0x80
NO_MASK = bytes(4)
"""A client must mask what it sends; a mask of zeros leaves the bytes as they are."""
GREETING = (
    "GET / HTTP/1.1\r\nHost: {host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Key: dGluZ3h1LWJlbmNobWFyaw==\r\nSec-WebSocket-Version: 13\r\n\r\n"
)


class WireError(Exception):
    """The connection ended, or what came was not a WebSocket."""


def text_frame(payload: bytes) -> bytes:
    """A text frame as it goes over the wire."""
    return _frame(TEXT, payload)


def _frame(kind: int, payload: bytes) -> bytes:
    size = len(payload)
    if size < 126:
        head = bytes((FINAL | kind, MASKED | size))
    elif size < 65536:
        head = bytes((FINAL | kind, MASKED | 126)) + size.to_bytes(2, "big")
    else:
        head = bytes((FINAL | kind, MASKED | 127)) + size.to_bytes(8, "big")
    return head + NO_MASK + payload


def split_frames(data: bytes) -> tuple[list[tuple[int, bytes]], bytes]:
    """The whole frames at the beginning of what came, as (kind, payload), and the rest."""
    frames, at, end = [], 0, len(data)
    while end - at >= 2:
        size, head = data[at + 1], 2
        if size == 126:
            size, head = int.from_bytes(data[at + 2 : at + 4], "big"), 4
        elif size == 127:
            size, head = int.from_bytes(data[at + 2 : at + 10], "big"), 10
        if end - at < head + size:
            break
        frames.append((data[at] & 15, data[at + head : at + head + size]))
        at += head + size
    return frames, data[at:]


class Wire(asyncio.Protocol):
    """One connection. `on_text` gets every text message, `on_end` the reason why it ended."""

    def __init__(self) -> None:
        self.opened: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.on_text: Callable[[bytes], None] = lambda _: None
        self.on_end: Callable[[WireError], None] = lambda _: None
        self._rest = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Say hello as HTTP does."""
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 - create_connection gives no other
        self._transport = transport
        host, port = transport.get_extra_info("peername")[:2]
        transport.write(GREETING.format(host=f"{host}:{port}").encode())

    def data_received(self, data: bytes) -> None:
        """Hand on what is whole."""
        data = self._rest + data if self._rest else data
        if not self.opened.done():
            head, found, data = data.partition(b"\r\n\r\n")
            if not found:
                self._rest = head
                return
            if b" 101 " not in head[:16]:
                self.opened.set_exception(WireError(head.decode("latin-1")))
                return
            self.opened.set_result(None)
        frames, self._rest = split_frames(data)
        for kind, payload in frames:
            if kind == TEXT:
                self.on_text(payload)
            elif kind == PING:
                self._transport.write(_frame(PONG, payload))
            elif kind == CLOSE:
                self._transport.write(_frame(CLOSE, payload))
                self._transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        """Tell whoever still expects something."""
        error = WireError(f"the server closed the connection ({exc or 'without an error'})")
        if not self.opened.done():
            self.opened.set_exception(error)
        self.on_end(error)

    def send(self, frame: bytes) -> None:
        """Send a frame that `text_frame` made. Raises WireError."""
        if self._transport.is_closing():
            raise WireError("the server has closed the connection")
        self._transport.write(frame)

    async def ask(self, payload: bytes) -> bytes:
        """Send a text and wait for the next one that comes."""
        answer: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()
        self.on_text = lambda text: None if answer.done() else answer.set_result(text)
        self.on_end = lambda error: None if answer.done() else answer.set_exception(error)
        self.send(text_frame(payload))
        return await answer

    def close(self) -> None:
        """End the connection at once."""
        self.on_end = lambda _: None
        self._transport.abort()


async def open_wire(url: str) -> Wire:
    """A connection to ws://HOST:PORT. Raises OSError, WireError."""
    host, _, port = url.removeprefix("ws://").rpartition(":")
    _, wire = await asyncio.get_running_loop().create_connection(Wire, host, int(port))
    await wire.opened
    return wire
