"""Clients that stop reading, beside others that watch the same load and are not held up."""

from __future__ import annotations

import asyncio
import socket
import time
from contextlib import AsyncExitStack
from pathlib import Path

from websockets.asyncio.client import ClientConnection, connect

from link.client import MAX_SERVER_FRAME
from link.commands import SetNotice
from link.frames import encode
from link.identity import Identity
from tests.support.live import Device, LiveServer, hello, live, shows

CLOCK = "2026-11-24T10:00"
STUCK, WATCHERS = 3, 4
PORTION, PORTIONS = 50, 400
"""Notices in all: more than what the server keeps for somebody who does not read."""
UP_TO_DATE_S = 3.0


async def stuck(server: LiveServer, identity: Identity, ends: AsyncExitStack) -> ClientConnection:
    """A board that joins and then never reads again; its own machine keeps little for it."""
    sock = socket.socket()
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    sock.connect(("127.0.0.1", server.port))
    board = await ends.enter_async_context(
        connect(server.url, sock=sock, proxy=None, compression=None, max_size=MAX_SERVER_FRAME,
                ping_interval=None, close_timeout=0.1)
    )  # fmt: skip
    await board.send(encode(hello(identity)), text=True)
    await board.recv()
    board.transport.pause_reading()
    return board


async def notices(manager: Device, watchers: list[Device]) -> float:
    """A portion of long notices; then the seconds until the last watcher knew them all."""
    texts = [f"{n}: {'请携带身份证件原件，复印件一份。' * 11}" for n in range(PORTION)]
    replies = await asyncio.gather(*(manager.do(SetNotice, zh=text, en=text) for text in texts))
    since, position = time.monotonic(), max(reply.position for reply in replies)
    for watcher in watchers:
        await watcher.until(lambda watcher=watcher: (watcher.client.position or 0) >= position)  # type: ignore[misc]
    return time.monotonic() - since


def cut_off(server: LiveServer) -> int:
    """How many clients the server says it has cut off."""
    return server.log.read_text(encoding="utf-8").count("client.too_slow")


async def test_who_does_not_read_is_cut_off_and_slows_nobody(tmp_path: Path) -> None:
    async with live(tmp_path, CLOCK) as server, AsyncExitStack() as ends:
        manager = await server.device("manager", "office")
        watchers = [await server.device("display", f"board-{n}") for n in range(WATCHERS)]
        for watcher in watchers:
            await watcher.until(lambda watcher=watcher: watcher.joined)  # type: ignore[misc]
        for n in range(STUCK):
            await stuck(server, await server.paired("display", f"stuck-{n}"), ends)
        for _ in range(PORTIONS):
            assert await notices(manager, watchers) < UP_TO_DATE_S
            if cut_off(server) == STUCK:
                break
        assert cut_off(server) == STUCK
        assert all(device.sessions == 1 for device in (manager, *watchers)), "somebody else was cut off"
        truth = shows(await server.fresh(watchers[0].identity))
        assert all(shows(watcher.mirror) == truth for watcher in watchers)
