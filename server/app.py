"""The composition root of the server: everything is made here once, started, and ended in order.

What the pieces do is in their own modules.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import signal
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

import structlog
from websockets.asyncio.server import Server, ServerConnection, serve

from link.commands import MAX_FRAME
from link.discovery import DiscoveryError, announce
from link.frames import Error
from link.plan import Plan
from server.access import Access, NotKept
from server.engine import Engine, now_ms
from server.gateway.facts import facts
from server.gateway.guard import CodeGuard
from server.gateway.hub import Hub
from server.gateway.metrics import Metrics
from server.gateway.pages import Pages
from server.gateway.printing import PrintDesk
from server.gateway.session import Rooms, serve_connection
from server.hall.refused import Refused
from server.journal import JournalError, NotSaved, SqliteJournal
from server.people import NotKnown, People
from server.saying import Announced
from server.store import StoreError, held

log = structlog.get_logger()

LOOK_AT_ACCESS_EVERY_S = 1.0
FORGET_EVERY_S = 3600.0


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
    works: list[asyncio.Task[None]]
    """What goes on as long as the server; one that ends by itself is a fault."""


@contextlib.asynccontextmanager
async def running(options: ServerOptions) -> AsyncIterator[Running]:
    """A server, up while the block runs. Raises StoreError, JournalError, Refused (the plan), OSError."""
    async with contextlib.AsyncExitStack() as ends:
        ends.enter_context(held(options.data))
        access = Access(options.data)
        ends.callback(access.close)
        people = People(options.data)
        ends.callback(people.close)
        hub = Hub()
        hub.engine = engine = await _engine(options, hub, ends)
        numbers = Metrics(engine, hub, options.data)
        pages = Pages(partial(facts, engine, hub.health, options.data), numbers.text)
        server = await _listen(options, Rooms(engine, hub, access, CodeGuard(), people), pages)
        ends.push_async_callback(_close_server, server, hub)
        if options.announce:
            await _announce(options, server, ends)
        lasting = (
            hub.watch_queues(), hub.watch_health(), _watch_access(hub, access), _forget(engine, people),
        )  # fmt: skip
        works = [asyncio.create_task(work) for work in lasting]
        for work in works:
            ends.callback(work.cancel)
        url = _url(server)
        log.info("server.up", url=url, hall=options.plan.id, position=engine.durable)
        yield Running(url, engine, hub, access, works)
    log.info("server.down")


async def _engine(options: ServerOptions, hub: Hub, ends: contextlib.AsyncExitStack) -> Engine:
    """The engine, with what the journal holds and today's plan."""
    journal = SqliteJournal(options.data)
    ends.callback(journal.close)
    desk = PrintDesk(hub)

    def told(changes: Sequence[Announced]) -> None:
        hub.announce(changes)
        desk.heard(changes)

    engine = Engine(journal, told, options.clock, hub.rebuilt, desk.joined)
    ends.push_async_callback(engine.close)
    engine.configure(options.plan)
    await engine.settled()
    if engine.hall.plan != options.plan:
        raise NotSaved(f"{options.data}: the plan could not be written to the journal")
    return engine


async def _listen(options: ServerOptions, rooms: Rooms, pages: Pages) -> Server:
    async def connected(socket: ServerConnection) -> None:
        await serve_connection(socket, rooms)

    return await serve(
        connected,
        options.host,
        options.port,
        process_request=pages.answer,
        compression=None,
        ping_interval=5,
        ping_timeout=5,
        close_timeout=1,
        max_size=MAX_FRAME,
        server_header=None,
    )


async def _announce(options: ServerOptions, server: Server, ends: contextlib.AsyncExitStack) -> None:
    """Without mDNS the hall works all the same: devices then need the address."""
    try:
        found = await announce(options.plan.id, _port(server), options.host)
    except DiscoveryError as error:
        log.warning("server.not_announced", error=str(error))
    else:
        ends.push_async_callback(found.close)


async def _close_server(server: Server, hub: Hub) -> None:
    hub.tell_all(Error("shutting_down", fatal=True))
    server.close()
    await server.wait_closed()


def _port(server: Server) -> int:
    return int(next(iter(server.sockets)).getsockname()[1])


def _url(server: Server) -> str:
    host, port = next(iter(server.sockets)).getsockname()[:2]
    return f"ws://[{host}]:{port}" if ":" in host else f"ws://{host}:{port}"


async def _watch_access(hub: Hub, access: Access) -> None:
    """A device may be revoked, or paired anew: its connections end within a second or so."""
    seen = None
    while True:
        try:
            if (version := access.version()) != seen:
                seen, known = version, access.devices()
                gone = [client for client in hub.clients if client.device not in known]
                await asyncio.gather(*(hub.expel(client, Error("revoked", fatal=True)) for client in gone))
                hub.paired(known)
        except NotKept as error:
            log.error("access.not_kept", error=str(error))
        await asyncio.sleep(LOOK_AT_ACCESS_EVERY_S)


async def _forget(engine: Engine, people: People) -> None:
    """What is known of people goes when its day is over."""
    while True:
        try:
            gone = await asyncio.to_thread(people.forget, engine.now().day)
            log.info("people.forgotten", people=gone)
        except NotKnown as error:
            log.error("people.not_kept", error=str(error))
        await asyncio.sleep(FORGET_EVERY_S)


async def serve_until_signal(options: ServerOptions) -> int:
    """Serve until SIGINT or SIGTERM; the exit status. Prints one JSON line with the address, for scripts."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError):  # Windows: Ctrl-C raises KeyboardInterrupt instead
            loop.add_signal_handler(number, stop.set)
    try:
        async with running(options) as server:
            sys.stdout.write(json.dumps({"listening": server.url}) + "\n")
            sys.stdout.flush()
            return await _until(stop, server.works)
    except Refused as refused:
        log.error("server.plan_refused", code=refused.code, **refused.facts)
        return 1
    except (StoreError, JournalError, OSError) as error:
        log.error("server.not_started", error=str(error))
        return 1


async def _until(stop: asyncio.Event, works: list[asyncio.Task[None]]) -> int:
    """Wait until it is told to stop, or a part of it fails: then whoever started it starts it anew."""
    stopped = asyncio.create_task(stop.wait())
    done, _ = await asyncio.wait([stopped, *works], return_when=asyncio.FIRST_COMPLETED)
    stopped.cancel()
    faults = [repr(work.exception()) for work in works if work in done]
    if faults:
        log.error("server.part_failed", errors=faults)
    return 1 if faults else 0
