"""The light client of the bench: its frames are WebSocket frames, and a server that fails is noticed."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed
from websockets.frames import Frame, Opcode

from benchmarks.load import LoadError, closed_loops, until_all_have
from benchmarks.wire import PING, TEXT, WireError, open_wire, split_frames, text_frame

SIZES = (0, 1, 125, 126, 127, 65535, 65536, 70000)


def from_server(kind: Opcode, payload: bytes) -> bytes:
    return Frame(kind, payload).serialize(mask=False)


@pytest.mark.parametrize("size", SIZES)
def test_frames_of_every_size_are_split(size: int) -> None:
    data = from_server(Opcode.TEXT, b"a" * size) + from_server(Opcode.PING, b"p")
    assert split_frames(data) == ([(TEXT, b"a" * size), (PING, b"p")], b"")


@given(st.lists(st.binary(max_size=300), max_size=5), st.data())
def test_frames_that_come_in_pieces_are_put_together(payloads: list[bytes], data: st.DataObject) -> None:
    stream = b"".join(from_server(Opcode.TEXT, payload) for payload in payloads)
    cut = data.draw(st.integers(0, len(stream)))
    first, rest = split_frames(stream[:cut])
    second, rest = split_frames(rest + stream[cut:])
    assert [payload for _, payload in first + second] == payloads
    assert rest == b""


async def echo(socket: ServerConnection) -> None:
    with suppress(ConnectionClosed):
        async for message in socket:
            await socket.send(f'{{"is":"reply","echo":"{message!s}"}}')


async def refuse(socket: ServerConnection) -> None:
    with suppress(ConnectionClosed):
        async for _ in socket:
            await socket.send('{"is":"refused","code":"queue_closed"}')


async def hang_up(socket: ServerConnection) -> None:
    await socket.recv()
    await socket.close()


async def tell_twice(socket: ServerConnection) -> None:
    await socket.recv()
    await socket.send("something else")
    await socket.send("the mark")
    await socket.wait_closed()


@asynccontextmanager
async def served(handler: object) -> AsyncIterator[str]:
    async with serve(handler, "127.0.0.1", 0, compression=None) as server:  # type: ignore[arg-type]
        yield f"ws://127.0.0.1:{next(iter(server.sockets)).getsockname()[1]}"


@pytest.mark.parametrize("size", SIZES)
async def test_a_real_server_reads_what_is_sent_and_is_read(size: int) -> None:
    async with served(echo) as url:
        wire = await open_wire(url)
        assert await wire.ask(b"x" * size) == b'{"is":"reply","echo":"%b"}' % (b"x" * size)
        wire.close()


async def test_every_request_of_a_closed_loop_is_answered_once() -> None:
    async with served(echo) as url:
        wires = [await open_wire(url) for _ in range(3)]
        load = await closed_loops(wires, [[text_frame(b"%d" % n)] * 5 for n in range(3)])
        for wire in wires:
            wire.close()
    assert len(load.latencies) == 15
    assert load.latencies == sorted(load.latencies)
    assert load.percentile(1.0) <= load.seconds


async def test_a_refusal_is_no_measurement() -> None:
    async with served(refuse) as url:
        wire = await open_wire(url)
        with pytest.raises(LoadError, match="queue_closed"):
            await closed_loops([wire], [[text_frame(b"{}")]])
        with pytest.raises(LoadError, match="queue_closed"):
            await until_all_have(wire, text_frame(b"{}"), [], b"mark")
        wire.close()


async def test_a_connection_that_ends_is_no_measurement() -> None:
    async with served(hang_up) as url:
        wire = await open_wire(url)
        with pytest.raises(WireError, match="closed the connection"):
            await closed_loops([wire], [[text_frame(b"{}")]])
        with pytest.raises(WireError, match="has closed"):
            wire.send(text_frame(b"{}"))


async def test_the_last_watcher_counts_and_only_with_the_mark() -> None:
    async with served(tell_twice) as url:
        caller, other = [await open_wire(url) for _ in range(2)]
        other.send(text_frame(b"{}"))
        assert await until_all_have(caller, text_frame(b"{}"), [caller, other], b"the mark") > 0
        caller.close()
        other.close()
