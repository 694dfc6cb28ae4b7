"""A receiver of webhooks on 127.0.0.1 that also misbehaves, and signatures checked by the specification.

The checks use nothing of `server/web/hooks/`: a receiver has only docs/webhooks.md and the specification.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import json
import re
import time
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from link import commands as c
from link.client import new_id
from link.frames import Reply
from link.words import Appointment
from server.hall.internal import Actor, AnyCommand, OpenWindow
from server.web.hooks import desk
from server.web.hooks.courier import Patience
from server.web.hooks.store import Store
from server.web.hooks.subscription import Subscription, chosen
from tests.support.serving import PATIENCE_S, eventually
from tests.support.web import Web, web

PHONE = "13800138000"
TODAY = "2026-11-24"
TOLERANCE_S = 300
KIOSK = Actor("kiosk", "hall-1")
WINDOW = Actor("counter", "2")
MANAGER = Actor("manager", "office")


def quick(monkeypatch: pytest.MonkeyPatch, **patience: float) -> None:
    """Nobody waits for seconds."""
    monkeypatch.setattr(desk, "LOOK_EVERY_S", 0.02)
    given = {"answer_s": 0.5, "first_s": 0.01, "longest_s": 0.05} | patience
    monkeypatch.setattr(desk, "PATIENCE", Patience(**given))


class Got(NamedTuple):
    """One request, as it came over the wire."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def id(self) -> str:
        return self.headers["webhook-id"]

    @property
    def message(self) -> dict[str, Any]:
        return dict(json.loads(self.body))

    @property
    def type(self) -> str:
        return str(self.message["type"])

    @property
    def number(self) -> str:
        return str(self.message["data"]["ticket"]["number"])


def genuine(got: Got, secret: str) -> bool:
    """Whether a request is signed with this secret, now. Written from the Standard Webhooks specification."""
    if not re.fullmatch(r"[0-9]+", got.headers["webhook-timestamp"]):
        return False
    if abs(int(got.headers["webhook-timestamp"]) - time.time()) > TOLERANCE_S:
        return False
    prefix, _, encoded = secret.partition("_")
    assert prefix == "whsec"
    content = f"{got.id}.{got.headers['webhook-timestamp']}.".encode() + got.body
    expected = hmac.digest(base64.b64decode(encoded), content, hashlib.sha256)
    for part in got.headers["webhook-signature"].split(" "):
        version, _, value = part.partition(",")
        if version == "v1" and hmac.compare_digest(base64.b64decode(value), expected):
            return True
    return False


Behaviour = Callable[[asyncio.StreamWriter], Any]


def status(code: int, *headers: str, body: bytes = b"") -> Behaviour:
    """Answer with a status."""

    async def answer(writer: asyncio.StreamWriter) -> None:
        lines = [f"HTTP/1.1 {code} X", f"content-length: {len(body)}", *headers]
        writer.write(("\r\n".join(lines) + "\r\n\r\n").encode() + body)
        await writer.drain()

    return answer


async def hang(writer: asyncio.StreamWriter) -> None:
    """Say nothing, for as long as the other side likes."""
    await asyncio.sleep(PATIENCE_S)


async def reset(writer: asyncio.StreamWriter) -> None:
    """End the connection at once."""
    writer.transport.abort()


async def garbage(writer: asyncio.StreamWriter) -> None:
    """Answer what is no HTTP."""
    writer.write(b"\x00\xff hello \r\n\r\n" * 3)
    writer.close()


async def endless(writer: asyncio.StreamWriter) -> None:
    """Take the message, and never stop talking."""
    writer.write(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n")
    with suppress(ConnectionError):
        for _ in range(10_000):
            writer.write(b"400\r\n" + b"x" * 1024 + b"\r\n")
            await writer.drain()


class Receiver:
    """Takes what comes. `answers` says what to do with the next ones; after that all are taken (204)."""

    def __init__(self) -> None:
        self.got: list[Got] = []
        self.answers: deque[Behaviour] = deque()
        self.always: Behaviour = status(204)
        self.url = ""
        self._news = asyncio.Event()
        self._open: set[asyncio.Task[None]] = set()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._open.add(task)
        try:
            while True:
                self.got.append(await self._read(reader))
                self._news.set()
                await (self.answers.popleft() if self.answers else self.always)(writer)
        except (asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            pass
        finally:
            self._open.discard(task)
            writer.close()

    async def _read(self, reader: asyncio.StreamReader) -> Got:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        method, path, _ = head[0].split(" ")
        assert method == "POST"
        headers = {k.lower(): v for k, _, v in (line.partition(": ") for line in head[1:] if line)}
        return Got(path, headers, await reader.readexactly(int(headers["content-length"])))

    async def until(self, holds: Callable[[list[Got]], bool]) -> list[Got]:
        """Wait until what came is so; gives it."""
        async with asyncio.timeout(PATIENCE_S):
            while not holds(self.got):
                self._news.clear()
                await self._news.wait()
        return self.got

    async def heard(self, count: int) -> list[Got]:
        """Wait for so many requests."""
        return await self.until(lambda got: len(got) >= count)

    async def close(self) -> None:
        for task in list(self._open):
            task.cancel()
        await asyncio.gather(*self._open, return_exceptions=True)


@asynccontextmanager
async def receiving(port: int = 0) -> AsyncIterator[Receiver]:
    """A receiver, listening while the block runs."""
    receiver = Receiver()
    server = await asyncio.start_server(receiver.serve, "127.0.0.1", port)
    receiver.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/hook"
    try:
        yield receiver
    finally:
        server.close()
        await receiver.close()
        await server.wait_closed()


def subscribe(data: Path, receiver: Receiver, events: str = "", **fields: Any) -> Subscription:
    """A subscription in the file, as `tingxu webhook add` makes it; in memory there is nothing of it yet."""
    store = Store(data)
    try:
        return store.add({"url": receiver.url, "events": chosen(events), **fields})
    finally:
        store.close()


def kept(data: Path, id_: str) -> Subscription:
    """A subscription as the file has it now."""
    store = Store(data)
    try:
        return store.get(id_)
    finally:
        store.close()


async def book(web: Web, time: str = "10:00", **fields: Any) -> Appointment:
    """Somebody books the queue "tax"."""
    command = c.Book(id=new_id(), day=TODAY, time=time, **({"phone": PHONE, "queue": "tax"} | fields))
    answer = await web.public.uplink.send(command)
    assert isinstance(answer, Reply), answer
    assert answer.appointment is not None
    return answer.appointment


@asynccontextmanager
async def told(folder: Path, events: str = "", **fields: Any) -> AsyncIterator[tuple[Web, Receiver, str]]:
    """A hall whose receiver has begun to hear; and the receiver's secret."""
    async with receiving() as receiver:
        one = subscribe(folder / "hooks", receiver, events, **fields)
        async with web(folder / "data", webhooks=folder / "hooks") as there:
            await eventually(lambda: kept(folder / "hooks", one.id).position is not None)
            yield there, receiver, one.secret


async def do(there: Web, by: Actor, kind: type[c.Command], **fields: Any) -> dict[str, Any]:
    """A device's command that is done."""
    return await give(there, by, kind(id=new_id(), **fields))


async def give(there: Web, by: Actor, command: AnyCommand) -> dict[str, Any]:
    answer = await there.served.do(by, command)
    assert answer["is"] == "reply", answer
    await there.in_step()
    return answer


async def take(there: Web, **fields: Any) -> str:
    answer = await do(there, KIOSK, c.TakeTicket, **({"queue": "tax"} | fields))
    return str(answer["ticket"]["number"])


async def call(there: Web) -> None:
    """The window finishes whoever is there and calls the next."""
    hall = there.served.engine.hall
    ticket = hall.windows["2"].ticket
    if ticket is not None and hall.tickets[ticket].state == "called":
        await do(there, WINDOW, c.Start)
    await do(there, WINDOW, c.CallNext)


async def open_window(there: Web) -> None:
    await give(there, WINDOW, OpenWindow(new_id(), "1001"))
