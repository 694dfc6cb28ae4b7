"""A real server in a thread of its own, for tests whose own thread belongs to Qt."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any, TypeVar

from link.client import new_id
from link.commands import CallNext, TakeTicket
from link.identity import Identity
from link.qt import HallLink
from server.hall.internal import Actor, OpenWindow
from tests.support.serving import Served, serving

T = TypeVar("T")
PATIENCE_S = 20


class Hall:
    """The hall of `tests/support/serving.py`, used from another thread."""

    def __init__(self, data: Path) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name="server")
        self._thread.start()
        self._serving = serving(data)
        self.served: Served = self._do(self._serving.__aenter__())
        self.ms = self.served.ms

    def _run(self) -> None:
        with asyncio.Runner(loop_factory=lambda: self._loop) as runner:
            runner.run(self._until_closed())

    async def _until_closed(self) -> None:
        self._closed = asyncio.Event()
        await self._closed.wait()

    def _do(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(PATIENCE_S)

    def link(self, role: Any, name: str) -> HallLink:
        """A screen's link, paired and not started."""

        async def identity() -> Identity:
            return self.served.identity(role, name)

        async def find() -> str:
            return url

        url = self.served.url
        return HallLink(find, self._do(identity()))

    def code(self, role: Any, name: str) -> str:
        """A one-time code."""

        async def code() -> str:
            return self.served.access.make_code(role, name)

        return self._do(code())

    def take(self) -> None:
        """Somebody takes a number."""
        self._do(self.served.do(Actor("kiosk", "other"), TakeTicket(new_id(), "tax")))

    def call(self, window: str) -> None:
        """A clerk signs in and calls."""
        self._do(self.served.do(Actor("counter", window), OpenWindow(new_id(), f"10{window}")))
        self._do(self.served.do(Actor("counter", window), CallNext(new_id())))

    def cut_all_then(self, happens: Callable[[], None]) -> None:
        """Every connection breaks, and something happens before anybody can be back."""
        happened = threading.Event()

        def happen() -> None:
            happens()
            happened.set()

        async def cut() -> None:
            for client in self.served.hub.clients:
                client.cut()
            threading.Thread(target=happen).start()

        self._do(cut())
        assert happened.wait(PATIENCE_S)

    def connected(self) -> int:
        """How many clients the server has."""

        async def count() -> int:
            return len(self.served.hub.clients)

        return self._do(count())

    def stop(self) -> None:
        """The server ends."""
        self._do(self.served.stop())

    def close(self) -> None:
        """The server and its thread end."""
        self._do(self._serving.__aexit__(None, None, None))
        self._loop.call_soon_threadsafe(self._closed.set)
        self._thread.join(PATIENCE_S)
