"""The composition root of the public plane: everything is made here once, started, and ended in order.

It is a program of its own beside the server: docs/decisions/0013-public-plane-is-a-program.md.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator, Coroutine, Iterator
from pathlib import Path
from typing import NamedTuple

import structlog
import uvicorn
from fastapi import FastAPI

from link.client import Find
from link.identity import Identity
from server.store import StoreError, held
from server.web import api, api_bookings, openapi, show
from server.web.fields import EXAMPLES
from server.web.hooks.desk import Desk
from server.web.limits import Limits
from server.web.pages import mount
from server.web.patience import PatientProtocol
from server.web.public import Public
from server.web.replica import Replica
from server.web.uplink import Uplink
from server.web.wire import Bodies, Front

log = structlog.get_logger()

NICE = 5
"""The hall goes first: on one machine the server, kiosks and windows get the processor before phones do."""
BACKLOG = 2_048
CONNECTIONS = 8_000
"""So many at the same time; more are sent away with 503, so that those who are here are served."""
LET_GO_S = 3
"""When the program ends, whoever holds a connection open has so long to let go."""


class WebOptions(NamedTuple):
    """How the public plane is served."""

    identity: Identity
    find: Find
    host: str = "127.0.0.1"
    port: int = 8720
    behind_proxy: bool = False
    limits: Limits = Limits()
    data: Path | None = None
    """Directory of its own file: the webhooks; None: there are none."""


class Up(NamedTuple):
    """A public plane that is up."""

    url: str
    public: Public
    works: list[asyncio.Task[None]]
    """What goes on as long as it; one that ends by itself is a fault."""


def build(public: Public) -> FastAPI:
    """The application: API and pages over one public plane."""
    app = FastAPI(
        title="Tingxu 厅序",
        version="1",
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        telemetry={"auto_configure": False, "tracing": False, "metrics": False, "logs": False},
    )
    app.state.public = public
    app.state.examples = EXAMPLES
    for part in (api, api_bookings, openapi):
        app.include_router(part.router)
    mount.add_to(app, public)
    show.add_to(app)
    app.add_middleware(Bodies)
    app.add_middleware(Front)  # the last one added is the outermost
    return app


class _Server(uvicorn.Server):
    """uvicorn without its own signal handlers: the program has its own, and ends with status 0."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@contextlib.asynccontextmanager
async def running(options: WebOptions) -> AsyncIterator[Up]:
    """A public plane, up while the block runs. Raises StoreError, and OSError without its address."""
    replica = Replica()
    public = Public(
        replica,
        Uplink(options.identity, options.find, replica),
        options.limits,
        behind_proxy=options.behind_proxy,
    )
    public.token = options.identity.token
    with _webhooks(options, public) as others:
        listening = _listen(options.host, options.port)
        server = _Server(_config(build(public)))
        works = [asyncio.create_task(public.uplink.run()), asyncio.create_task(server.serve([listening]))]
        works += [asyncio.create_task(other) for other in others]
        try:
            url = _url(listening)
            log.info("web.up", url=url)
            yield Up(url, public, works)
        finally:
            public.stopping.set()
            replica.news()
            server.should_exit = True
            await asyncio.gather(works[1], return_exceptions=True)
            for work in works:
                work.cancel()
            await asyncio.gather(*works, return_exceptions=True)
            listening.close()
            log.info("web.down")


@contextlib.contextmanager
def _webhooks(options: WebOptions, public: Public) -> Iterator[list[Coroutine[None, None, None]]]:
    """What goes on for the webhooks, where there are any. Raises StoreError."""
    if options.data is None:
        yield []
        return
    with held(options.data, "web"):
        desk = Desk(options.data, public.replica, public.uplink)
        public.replica.listener = desk.hear
        yield [desk.run()]


def _config(app: FastAPI) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        http=PatientProtocol,
        ws="none",
        loop="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        limit_concurrency=CONNECTIONS,
        backlog=BACKLOG,
        timeout_keep_alive=15,
        timeout_graceful_shutdown=LET_GO_S,
    )


def _listen(host: str, port: int) -> socket.socket:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    family, kind, protocol, _, address = found[0]
    listening = socket.socket(family, kind, protocol)
    try:
        if os.name != "nt":  # there it would let two programs have one address
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        listening.listen(BACKLOG)
        listening.setblocking(False)
    except OSError:
        listening.close()
        raise
    return listening


def _url(listening: socket.socket) -> str:
    host, port = listening.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


async def serve_until_signal(options: WebOptions) -> int:
    """Serve until SIGINT or SIGTERM; the exit status. Prints one JSON line with the address, for scripts."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError):  # Windows: Ctrl-C raises KeyboardInterrupt instead
            loop.add_signal_handler(number, stop.set)
    _step_back()
    try:
        async with running(options) as web:
            sys.stdout.write(json.dumps({"listening": web.url}) + "\n")
            sys.stdout.flush()
            return await _until(stop, web.works)
    except (StoreError, OSError) as error:
        log.error("web.not_started", error=str(error))
        return 1


def _step_back() -> None:
    """Let the hall's own programs go first, and hold as many connections as the system allows."""
    if sys.platform == "win32":
        return
    import resource

    with contextlib.suppress(OSError):
        os.nice(NICE)
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


async def _until(stop: asyncio.Event, works: list[asyncio.Task[None]]) -> int:
    """Wait until it is told to stop, or a part of it fails: then whoever started it starts it anew."""
    stopped = asyncio.create_task(stop.wait())
    done, _ = await asyncio.wait([stopped, *works], return_when=asyncio.FIRST_COMPLETED)
    stopped.cancel()
    faults = [repr(work.exception()) for work in works if work in done]
    if faults:
        log.error("web.part_failed", errors=faults)
    return 1 if faults else 0
