"""The composition root of the server: everything is made here once, started, and ended in order.

What the pieces do is in their own modules.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import signal
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import NamedTuple

import structlog
from websockets.asyncio.server import Server, ServerConnection, serve

from link.commands import MAX_FRAME
from link.discovery import announce
from link.frames import Error
from link.plan import Plan
from server.access import Access
from server.engine import Engine, now_ms
from server.gateway.guard import CodeGuard
from server.gateway.hub import Hub
from server.gateway.session import Rooms, serve_connection
from server.hall.refused import Refused
from server.journal import SqliteJournal

log = structlog.get_logger()

LOOK_AT_ACCESS_EVERY_S = 1.0


class ServerOptions(NamedTuple):
    """How a hall is served."""

    plan: Plan
    data: Path
    host: str = "127.0.0.1"
    port: int = 8710
    announce: bool = True
    """Make the server findable by mDNS on the interface it listens on."""
    clock: Callable[[], int] = now_ms


class Running(NamedTuple):
    """A server that is up."""

    url: str
    engine: Engine
    hub: Hub
    access: Access


@contextlib.asynccontextmanager
async def running(options: ServerOptions) -> AsyncIterator[Running]:
    """A server, up while the block runs."""
    hub = Hub()
    access = Access(options.data)
    engine = Engine(SqliteJournal(options.data), hub.announce, options.clock, hub.rebuilt)
    hub.engine = engine
    engine.configure(options.plan)
    await engine.settled()
    rooms = Rooms(engine, hub, access, CodeGuard())

    async def connected(socket: ServerConnection) -> None:
        await serve_connection(socket, rooms)

    server = await serve(
        connected,
        options.host,
        options.port,
        compression=None,
        ping_interval=5,
        ping_timeout=5,
        close_timeout=1,
        max_size=MAX_FRAME,
        server_header=None,
    )
    url = _url(server)
    found = await announce(options.plan.id, _port(server), options.host) if options.announce else None
    tasks = [asyncio.create_task(hub.watch_queues()), asyncio.create_task(_watch_access(hub, access))]
    log.info("server.up", url=url, hall=options.plan.id, position=engine.durable)
    try:
        yield Running(url, engine, hub, access)
    finally:
        for task in tasks:
            task.cancel()
        if found is not None:
            await found.close()
        hub.tell_all(Error("shutting_down", fatal=True))
        server.close()
        await server.wait_closed()
        await engine.close()
        access.close()
        log.info("server.down")


def _port(server: Server) -> int:
    return int(next(iter(server.sockets)).getsockname()[1])


def _url(server: Server) -> str:
    host, port = next(iter(server.sockets)).getsockname()[:2]
    return f"ws://{host}:{port}"


async def _watch_access(hub: Hub, access: Access) -> None:
    """Another process may revoke a device: then its connections end within a second or so."""
    seen = access.version()
    while True:
        await asyncio.sleep(LOOK_AT_ACCESS_EVERY_S)
        if (version := access.version()) == seen:
            continue
        seen = version
        known = {(device.role, device.name) for device in access.devices()}
        for client in [c for c in hub.clients if (c.role, c.name) not in known]:
            await hub.expel(client, Error("revoked", fatal=True))


async def serve_until_signal(options: ServerOptions) -> int:
    """Serve until SIGINT or SIGTERM. Prints one JSON line with the address, for scripts."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError):  # Windows: Ctrl-C raises KeyboardInterrupt instead
            loop.add_signal_handler(number, stop.set)
    try:
        async with running(options) as server:
            sys.stdout.write(json.dumps({"listening": server.url}) + "\n")
            sys.stdout.flush()
            await stop.wait()
    except Refused as refused:
        log.error("server.plan_refused", code=refused.code, **refused.facts)
        return 1
    return 0
