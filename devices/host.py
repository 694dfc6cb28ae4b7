"""The program `tingxu devices` at work: it stays joined, keeps the hall's state, runs the parts of the plan.

What each part does is its own; which there are is in `parts.py`. One that fails never stops another.
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import Any

import structlog

from devices.part import Answer, Part, Want
from devices.parts import wanted
from link.client import Client, Find, LinkState, NoAnswer
from link.commands import Command, Delivered, Status
from link.frames import Changes, Queues, ServerFrame, Welcome
from link.identity import Identity
from link.mirror import Mirror
from link.plan import Plan
from link.reporting import Reporting
from link.words import DeliveredHow, DeviceState

log = structlog.get_logger()

Wanted = Callable[[str, Plan], dict[str, Want]]


class Host:
    """The parts of one program and its connection: `run()` until cancelled. It is every part's `Desk`.

    `say` gets a line for people whenever what is driven has changed.
    """

    def __init__(
        self,
        identity: Identity,
        find: Find,
        wanted: Wanted = wanted,
        say: Callable[[str], None] = lambda line: print(line, file=sys.stderr),  # noqa: T201
    ) -> None:
        self.program = f"{identity.role}/{identity.name}"
        self.mirror = Mirror()
        self.parts: dict[str, tuple[Want, Part]] = {}
        self._wanted, self._say = wanted, say
        self._client = Client(find, identity, self._frame, self._link)
        self._reporting = Reporting(self._report)
        self._server_ms, self._at = time.time_ns() // 1_000_000, time.monotonic()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._plan: Plan | None = None
        self._news = asyncio.Event()

    # ------------------------------------------------------------------ running

    async def run(self) -> None:
        """Drive what the plan says, until cancelled; then every part is closed."""
        self._loop = asyncio.get_running_loop()
        client = asyncio.create_task(self._client.run())
        try:
            while True:
                await self._news.wait()
                self._news.clear()
                if self.mirror.plan is not None and self.mirror.plan != self._plan:
                    self._plan = self.mirror.plan
                    await self._fit(self._wishes(self._plan))
        finally:
            client.cancel()
            await asyncio.gather(client, return_exceptions=True)
            await self._close(list(self.parts))
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)

    def _wishes(self, plan: Plan) -> dict[str, Want]:
        try:
            return self._wanted(self.program, plan)
        except Exception:  # a fault of ours about one device must not end what is at work
            log.exception("devices.plan_not_understood")
            return {key: want for key, (want, _) in self.parts.items()}

    async def _fit(self, wants: dict[str, Want]) -> None:
        """End the parts that are not wanted so any more, and begin those that are new."""
        known = {key: want.what for key, (want, _) in self.parts.items()}
        same = {key for key, want in wants.items() if key in known and known[key] == want.what}
        await self._close([key for key in self.parts if key not in same])
        for key, want in wants.items():
            if key not in same:
                self._begin(key, want)
        if not wants:
            self._say(f"{self.program}: nothing in the hall file hangs on this program yet")
        elif not same == set(wants) == set(known):
            self._say("\n".join([f"{self.program} drives:", *(f"  {want.says}" for want in wants.values())]))

    def _begin(self, key: str, want: Want) -> None:
        try:
            part = want.make(self)
            part.start()
            part.changed(self.mirror)
        except Exception:  # a fault of ours in one part must not keep the others from work
            log.exception("devices.not_begun", part=key)
            return
        self.parts[key] = want, part

    async def _close(self, keys: list[str]) -> None:
        """End these parts, all at once: each may have to wait for its device."""
        parts = [self.parts.pop(key)[1] for key in keys]
        ends = [asyncio.to_thread(part.close) for part in parts]
        for key, end in zip(keys, await asyncio.gather(*ends, return_exceptions=True), strict=True):
            if isinstance(end, Exception):
                log.error("devices.not_closed", part=key, error=repr(end))

    # ------------------------------------------------------------------ from the server

    def _frame(self, frame: ServerFrame) -> None:
        news = True
        match frame:
            case Welcome():
                self._clock(frame.now)
                self.mirror.welcome(frame)
            case Changes():
                for change in frame.changes:
                    self.mirror.change(change)
            case Queues():
                self._clock(frame.now)
                self.mirror.queues_changed(frame)
            case _:
                news = False
        if isinstance(frame, Welcome | Changes):
            live = isinstance(frame, Changes)
            for call in (change.call for change in frame.changes):
                if call is not None:
                    self._tell(lambda part, call=call: part.called(call, live))  # type: ignore[misc]
        self._tell(lambda part: part.frame(frame))
        if news:
            self._changed()

    def _link(self, state: LinkState) -> None:
        log.info("devices.link", program=self.program, state=state)
        self._changed()

    def _changed(self) -> None:
        self._tell(lambda part: part.changed(self.mirror))
        self._news.set()

    def _tell(self, what: Callable[[Part], None]) -> None:
        for key, (_, part) in self.parts.items():
            try:
                what(part)
            except Exception:  # likewise
                log.exception("devices.part_failed", part=key)

    def _clock(self, server_ms: int) -> None:
        self._server_ms, self._at = server_ms, time.monotonic()

    # ------------------------------------------------------------------ for the parts, from any thread

    @property
    def joined(self) -> bool:
        """Whether the server is there now."""
        return self._client.state == "joined"

    def now_ms(self) -> int:
        """The server's clock, as told last and counted on from there."""
        return self._server_ms + int((time.monotonic() - self._at) * 1000)

    def send(self, command: Command, then: Callable[[Answer], None], patience_s: float = 30.0) -> None:
        """Send a command, also across breaks; `then` gets the answer on the program's own thread."""

        async def ask() -> None:
            answer: Answer = None
            with suppress(NoAnswer):
                answer = await self._client.send(command, patience_s)
            then(answer)

        self.later(lambda: self._start(ask()))

    def delivered(self, how: DeliveredHow, calls: list[int]) -> None:
        """Calls were shown or spoken."""
        self.later(lambda: self._start(self._client.tell(Delivered(how=how, calls=calls))))

    def state(self, state: DeviceState) -> None:
        """How a device fares now."""
        self._reporting.put(state)

    def gone(self, id_: str) -> None:
        """The device with this id is not driven any more."""
        self._reporting.gone(id_)

    def _report(self, states: list[DeviceState]) -> None:
        self.later(lambda: self._start(self._client.tell(Status(devices=states))))

    def later(self, work: Callable[[], None]) -> None:
        """Do this on the program's own thread; when the program ends it is not done any more."""
        if self._loop is not None:
            with suppress(RuntimeError):  # the program ends
                self._loop.call_soon_threadsafe(work)

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
