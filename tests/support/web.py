"""A real public plane on a port of 127.0.0.1, beside a real server with a small hall, in this process.

`web` is for tests in one event loop; `Site` runs both in a thread, for tests that drive a browser.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from concurrent.futures import Future
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from pathlib import Path
from typing import TypeVar

import httpx

from link.commands import Command
from link.plan import Booking, Calendar, Matter, Opening, Plan, Text
from link.words import Ticket
from server.hall.internal import Actor
from server.web.app import Up, WebOptions, running
from server.web.limits import Limits
from server.web.public import Public
from server.web.replica import Replica
from tests.support.halls import WEEK, plan, text, with_queue
from tests.support.serving import PATIENCE_S, Served, eventually, serving

T = TypeVar("T")
OPEN = (Opening(WEEK, "09:00", "12:00"), Opening(WEEK, "14:00", "18:00"))


def bookable(quota: int = 2, **rules: object) -> Plan:
    """The small hall with bookings for its queue "tax" (half-hour slots from 9 to 12 and 14 to 18).

    "homes" stays walk-in, "invoice" and "seals" are matters of "tax", and "seals" is never booked.
    """
    from msgspec.structs import replace

    whole = with_queue(plan(OPEN, call_gap_s=0), "tax", quota=quota)
    seals = Matter("seals", Text("印章", "Seals"), "bureau", "tax", walk_in=True)
    homes = Matter("flat", Text("公租房", "Public housing"), "bureau", "homes")
    booking = replace(Booking("green", per_day=2, change_until_min=60), **rules)
    return replace(
        whole,
        name=Text("测试大厅", "Test hall"),
        matters=(Matter("invoice", Text("发票", "Invoice"), "bureau", "tax"), seals, homes),
        booking=booking,
        calendar=Calendar(closed=("2026-10-01", "2026-12-01")),
        notices=(text("请带身份证"),),
    )


class Web:
    """A public plane with its server, in step."""

    def __init__(self, served: Served, up: Up, http: httpx.AsyncClient) -> None:
        self.served, self.up, self.http = served, up, http

    @property
    def url(self) -> str:
        return self.up.url

    @property
    def public(self) -> Public:
        return self.up.public

    @property
    def replica(self) -> Replica:
        return self.up.public.replica

    async def in_step(self) -> None:
        """Until everything that is durable is known to the public plane too."""
        await self.served.engine.settled()
        assert await self.replica.reached(self.served.engine.durable, PATIENCE_S)

    async def do(self, role: str, name: str, command: Command) -> dict[str, object]:
        """A device's command; its answer, when the public plane has heard what it did."""
        answer = await self.served.do(Actor(role, name), command)
        await self.in_step()
        return answer

    def ticket(self, number: str) -> Ticket:
        """Today's ticket, as the server has it."""
        hall = self.served.engine.hall
        return hall.tickets[hall.ticket_id(number)]

    async def lose_server(self) -> None:
        """The server ends, as at SIGTERM, and the public plane has noticed."""
        await self.served.stop()
        await eventually(lambda: self.replica.lost)

    async def find_server(self) -> None:
        """The server is there again, and the public plane is in step with it."""
        await self.served.start()
        await eventually(lambda: not self.replica.lost)
        await self.in_step()


@asynccontextmanager
async def web(
    data: Path,
    hall: Plan | None = None,
    limits: Limits | None = None,
    *,
    behind_proxy: bool = False,
    webhooks: Path | None = None,
) -> AsyncIterator[Web]:
    """A hall with its public plane, while the block runs: by default the small one that takes bookings."""
    async with AsyncExitStack() as ends:
        served = await ends.enter_async_context(serving(data, hall or bookable()))
        me = served.identity("web", "portal")

        async def find() -> str:
            return served.url

        options = WebOptions(
            me, find, port=0, behind_proxy=behind_proxy, limits=limits or Limits(), data=webhooks
        )
        up = await ends.enter_async_context(running(options))
        http = await ends.enter_async_context(
            httpx.AsyncClient(base_url=up.url, timeout=PATIENCE_S, trust_env=False)
        )
        found = Web(served, up, http)
        await eventually(lambda: found.replica.known)
        await found.in_step()
        yield found


class Site:
    """The same in a thread of its own, for tests that are not in an event loop."""

    def __init__(self, inside: Web, loop: asyncio.AbstractEventLoop) -> None:
        self.inside, self._loop = inside, loop

    @property
    def url(self) -> str:
        return self.inside.url

    def call(self, what: Callable[[Web], Awaitable[T]]) -> T:
        """Do something in the event loop: `site.call(lambda web: web.in_step())`."""

        async def whole() -> T:
            return await what(self.inside)

        return asyncio.run_coroutine_threadsafe(whole(), self._loop).result(PATIENCE_S)

    def do(self, role: str, name: str, command: Command) -> dict[str, object]:
        """A device's command, as `Web.do`."""
        return self.call(lambda inside: inside.do(role, name, command))


@contextmanager
def site(data: Path, hall: Plan | None = None, limits: Limits | None = None) -> Iterator[Site]:
    """A hall with its public plane in a thread, while the block runs."""
    started: Future[Site] = Future()
    ending: list[Callable[[], object]] = []

    async def live() -> None:
        async with web(data, hall, limits) as inside:
            end = asyncio.Event()
            loop = asyncio.get_running_loop()
            ending.append(lambda: loop.call_soon_threadsafe(end.set))
            started.set_result(Site(inside, loop))
            await end.wait()

    def run() -> None:
        try:
            asyncio.run(live())
        except BaseException as error:
            if started.done():
                raise
            started.set_exception(error)

    thread = threading.Thread(target=run, name="site")
    thread.start()
    try:
        yield started.result(PATIENCE_S)
    finally:
        for end in ending:
            end()
        thread.join(PATIENCE_S)
