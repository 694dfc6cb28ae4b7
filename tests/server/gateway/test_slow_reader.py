"""A client that stops reading: the others stay current, it is cut off, it comes back and catches up."""

from __future__ import annotations

import asyncio
import socket
from pathlib import Path

import pytest

from link import commands as c
from server.hall.internal import Actor
from tests.support.serving import Served, eventually, serving

MANAGER = Actor("manager", "m")


async def notices(served: Served, first: int, count: int) -> None:
    """Long notices, which everybody hears of."""
    await asyncio.gather(*(
        served.do(MANAGER, c.SetNotice(f"notice-{n:06d}", "长" * 200, f"{n} " + "x" * 190))
        for n in range(first, first + count)
    ))  # fmt: skip


def is_there(served: Served) -> bool:
    """Whether the server still has the deaf board."""
    return any(client.name == "deaf" for client in served.hub.clients)


async def deaf(served: Served) -> asyncio.StreamWriter:
    """A board that joins with a small buffer and then never reads."""
    plain = socket.socket()
    plain.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    plain.setblocking(False)
    await asyncio.get_running_loop().sock_connect(plain, ("127.0.0.1", served.port))
    reader, writer = await asyncio.open_connection(sock=plain, limit=2048)
    writer.write(
        b"GET / HTTP/1.1\r\nHost: hall\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
    )
    await reader.readuntil(b"\r\n\r\n")
    token = served.token("display", "deaf")
    hello = b'{"do":"hello","protocol":1,"role":"display","name":"deaf","token":"%b"}' % token.encode()
    writer.write(bytes([0x81, 0x80 | 126]) + len(hello).to_bytes(2, "big") + bytes(4) + hello)
    await writer.drain()
    writer.transport.pause_reading()  # type: ignore[attr-defined]
    return writer


async def test_the_others_stay_current_and_it_is_cut_off(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.gateway.hub.OUTBOX_BYTES", 256 * 1024)
    async with serving(tmp_path) as served:
        board = await served.join("display", "board")
        writer = await deaf(served)
        await eventually(lambda: is_there(served))
        sent = 0
        while is_there(served):
            assert sent < 20_000, "it was never cut off"
            await notices(served, sent, 250)
            sent += 250
            await board.reached(sent + 1)  # current, though the deaf one holds everything up
        assert board.heard == list(range(2, sent + 2))
        writer.transport.abort()
        again = await served.join("display", "deaf", since=1)
        assert again.mirror.position == sent + 1
        assert again.mirror.notice == board.mirror.notice
        assert (await served.join("manager", "m")).mirror.position == sent + 1


async def test_the_outbox_may_fill_without_harm_up_to_its_limit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.gateway.hub.OUTBOX_BYTES", 64 * 1024 * 1024)
    async with serving(tmp_path) as served:
        writer = await deaf(served)
        await eventually(lambda: is_there(served))
        await notices(served, 0, 2000)
        kiosk = await served.join("kiosk", "k")
        assert (await kiosk.ask("take_ticket", queue="tax"))["is"] == "reply"
        assert is_there(served)
        writer.transport.abort()
