"""Two thousand phones in one process: each opens a page and then listens to its stream of events.

Run as a process of its own that is told what to do in JSON lines. It steps back: in life every phone has a
processor of its own. What the numbers mean is in `phones_saw.py`.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import sys
import time
from collections.abc import Callable, Sequence
from typing import Any

GET = "GET {path} HTTP/1.1\r\nHost: {host}\r\nAccept-Language: en\r\nConnection: {keep}\r\n\r\n"
STEP, STEP_PAUSE_S = 20, 0.1
"""So many phones arrive together."""
PATIENCE_S = 30.0
NICE = 10
NOTICE = re.compile(rb'"notice":"([0-9]+)')
PEOPLE = re.compile(rb'"title":"[A-Z]+[0-9]+: ([0-9]+) ')
CALLED = b'"state":"called"'


class Phone(asyncio.Protocol):
    """One phone. `seen` keeps when it saw which notice (status page), or how many before it (-1: called)."""

    def __init__(self, host: str, page: str, stream: str, ended: Callable[[str], None]) -> None:
        self.seen: list[tuple[float, int]] = []
        self.listening: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.bytes = 0
        self._host, self._page, self._stream, self._ended = host, page, stream, ended
        self._rest, self._in_stream = b"", False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ask for the page."""
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 - create_connection gives no other
        self.transport = transport
        self._ask(self._page)

    def _ask(self, path: str) -> None:
        self.transport.write(GET.format(path=path, host=self._host, keep="keep-alive").encode())

    def data_received(self, data: bytes) -> None:
        """The page first, then one event after the other."""
        self.bytes += len(data)
        data = self._rest + data if self._rest else data
        if self._in_stream:
            self._rest = self._events(data)
        else:
            self._rest = self._pages(data)

    def _pages(self, data: bytes) -> bytes:
        head, found, body = data.partition(b"\r\n\r\n")
        if not found:
            return data
        if b" 200 " not in head[:16]:
            self._fail(head.decode("latin-1").split("\r\n", 1)[0])
            return b""
        if b"text/event-stream" in head:
            self._in_stream = True
            self.listening.set_result(None)
            return self._events(body)
        length = int(re.search(rb"content-length: ([0-9]+)", head, re.IGNORECASE)[1])  # type: ignore[index]
        if len(body) < length:
            return data
        self._ask(self._stream)
        return body[length:]

    def _events(self, data: bytes) -> bytes:
        whole, found, rest = data.rpartition(b"\n\n")
        if not found:
            return data
        now = time.time()
        for event in whole.split(b"\n\n"):
            self._look(event, now)
        return rest

    def _look(self, event: bytes, now: float) -> None:
        if CALLED in event:
            self.seen.append((now, -1))
        elif number := NOTICE.search(event) or PEOPLE.search(event):
            self.seen.append((now, int(number[1])))

    def _fail(self, why: str) -> None:
        if not self.listening.done():
            self.listening.set_exception(ConnectionError(why))
        self._ended(why)
        self.transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        """A phone that is cut off is counted."""
        why = f"cut off ({exc or 'without an error'})"
        if not self.listening.done():
            self.listening.set_exception(ConnectionError(why))
        self._ended(why)


class Crowd:
    """All phones, by the address of their page."""

    def __init__(self) -> None:
        self.phones: dict[str, Phone] = {}
        self.lost: list[str] = []

    async def open(self, host: str, port: int, pages: Sequence[tuple[str, str]]) -> None:
        """Open a page and its stream for each, a few at a time. Raises OSError, TimeoutError."""
        loop = asyncio.get_running_loop()
        for first in range(0, len(pages), STEP):
            fresh = []
            for page, stream in pages[first : first + STEP]:
                phone = Phone(f"{host}:{port}", page, stream, self.lost.append)
                await loop.create_connection(lambda phone=phone: phone, host, port)  # type: ignore[misc]
                self.phones[f"{page}#{len(self.phones)}"] = phone
                fresh.append(phone)
            async with asyncio.timeout(PATIENCE_S):
                await asyncio.gather(*(phone.listening for phone in fresh))
            await asyncio.sleep(STEP_PAUSE_S)

    def told(self) -> dict[str, list[tuple[float, int]]]:
        """What each phone saw and when, since this was asked last."""
        found = {}
        for name, phone in self.phones.items():
            found[name], phone.seen = phone.seen, []
        return found


def say(**facts: Any) -> None:
    """One line for whoever started this."""
    sys.stdout.write(json.dumps(facts) + "\n")
    sys.stdout.flush()


async def main() -> None:
    """Do what is said on standard input until it ends."""
    crowd, reader = Crowd(), asyncio.StreamReader(limit=16 * 1024 * 1024)
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    say(ok=True)
    while line := await reader.readline():
        order = json.loads(line)
        if "open" in order:
            begun = time.perf_counter()
            try:
                await crowd.open(order["host"], order["port"], order["open"])
            except (OSError, TimeoutError) as error:
                say(ok=False, why=f"after {len(crowd.phones)} phones: {error!r}")
                return
            say(ok=True, s=time.perf_counter() - begun)
        else:
            say(ok=True, seen=crowd.told(), lost=crowd.lost)


if __name__ == "__main__":
    if hasattr(os, "nice"):
        os.nice(NICE)
    asyncio.run(main())
