"""A link that a test can cut, mend, and let fall silent: a TCP proxy on 127.0.0.1.

What a client makes of it stands in the tests.
"""

from __future__ import annotations

import asyncio
from asyncio import StreamReader, StreamWriter
from contextlib import suppress

CHUNK = 64 * 1024


class Proxy:
    """Stands between clients and the server on `port`. Its own address is `url`."""

    def __init__(self, port: int) -> None:
        self._port, self._open = port, True
        self._writers: set[StreamWriter] = set()
        self._swallowing: set[StreamWriter] = set()
        self._pumps: set[asyncio.Task[None]] = set()
        self.url = ""

    async def start(self) -> None:
        """Listen."""
        self._server = await asyncio.start_server(self._connected, "127.0.0.1", 0)
        self.url = f"ws://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    async def find(self) -> str | None:
        """Where clients find the server."""
        return self.url

    def cut(self) -> None:
        """Every connection breaks, and no new one comes about."""
        self._open = False
        for writer in self._writers:
            writer.transport.abort()

    def mend(self) -> None:
        """New connections come about again."""
        self._open = True

    def swallow(self) -> None:
        """What is connected now stays connected, but nothing goes through it ever again."""
        self._swallowing |= self._writers

    async def close(self) -> None:
        """End everything."""
        self.cut()
        self._server.close()
        await asyncio.gather(*self._pumps, return_exceptions=True)

    async def _connected(self, reader: StreamReader, writer: StreamWriter) -> None:
        if not self._open:
            writer.transport.abort()
            return
        try:
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self._port)
        except OSError:  # the server is away
            writer.transport.abort()
            return
        for source, target in ((reader, far_writer), (far_reader, writer)):
            self._writers.add(target)
            pump = asyncio.ensure_future(self._pump(source, target))
            self._pumps.add(pump)
            pump.add_done_callback(self._pumps.discard)

    async def _pump(self, source: StreamReader, target: StreamWriter) -> None:
        with suppress(OSError):
            while data := await source.read(CHUNK):
                if target not in self._swallowing:
                    target.write(data)
                    await target.drain()
        self._writers.discard(target)
        target.close()
