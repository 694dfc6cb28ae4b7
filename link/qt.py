"""The one bridge between the connection and Qt: asyncio in a thread of its own, frames on the GUI thread.

A screen's view-model talks to `HallLink` only. No other module of ours crosses threads to Qt.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Coroutine
from contextlib import suppress
from queue import Empty, SimpleQueue
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal

from link.client import Client, Find, LinkState, NoAnswer
from link.commands import Command, Delivered, Status
from link.frames import Changes, Queues, Refused, Reply, ServerFrame, Welcome
from link.identity import Identity
from link.mirror import Mirror
from link.words import Call, DeliveredHow, DeviceState

Answer = Reply | Refused | None
"""What a command got; None: no answer within its patience."""


class Inbox(QObject):
    """Runs what other threads put in on the thread this object lives in.

    Signals:
        woken: something was put in. It carries nothing: what was put in stays in the queue, so nothing
            of Python's crosses Qt's own event queue.
    """

    woken = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._items: SimpleQueue[Callable[[], None]] = SimpleQueue()
        self._closed = False
        self.woken.connect(self._drain, Qt.ConnectionType.QueuedConnection)

    def put(self, item: Callable[[], None]) -> None:
        """From any thread: run `item` on this object's thread, in order."""
        self._items.put(item)
        self.woken.emit()

    def close(self) -> None:
        """On this object's thread: run nothing any more, whatever is or will be put in."""
        self._closed = True

    def _drain(self) -> None:
        while not self._closed:
            try:
                item = self._items.get_nowait()
            except Empty:
                return
            item()


class HallLink(QObject):
    """A screen's connection with the hall. Everything here is for the GUI thread.

    Signals:
        state_changed: `state` is another one.
        updated: the mirror changed (once for many changes that came together).
        called(Call, bool): a call; True when it is live, False when it is caught up after a break.
        announced(Text): the loudspeakers are to say this now.
        frame_received(ServerFrame): every other frame (receipts, errors).
    """

    state_changed = Signal()
    updated = Signal()
    called = Signal(object, bool)
    announced = Signal(object)
    frame_received = Signal(object)

    def __init__(self, find: Find, identity: Identity) -> None:
        super().__init__()
        self.identity = identity
        self.state: LinkState = "looking"
        self.mirror = Mirror()
        self._server_ms, self._at = int(time.time() * 1000), time.monotonic()
        self._inbox = Inbox()
        self._loop = asyncio.new_event_loop()
        self._client = Client(find, identity, self._from_client, self._state_from_client)
        self._main: asyncio.Task[None] | None = None
        self._closing = False
        self._thread = threading.Thread(target=self._run, name="link")

    def start(self) -> None:
        """Begin to look for the server."""
        self._thread.start()

    def close(self) -> None:
        """Leave the server and end the thread; nothing is delivered afterwards."""
        self._inbox.close()
        if self._thread.is_alive():
            with suppress(RuntimeError):  # the loop has ended by itself
                self._loop.call_soon_threadsafe(self._stop)
            self._thread.join(5)
        elif self._thread.ident is None:  # never started
            self._loop.close()

    def _stop(self) -> None:
        self._closing = True
        if self._main is not None:
            self._main.cancel()

    def now_ms(self) -> int:
        """The server's clock, as told last and counted on from there."""
        return self._server_ms + int((time.monotonic() - self._at) * 1000)

    def send(self, command: Command, then: Callable[[Answer], None], patience_s: float = 30.0) -> None:
        """Send a command; `then` gets the answer on the GUI thread."""

        async def ask() -> None:
            answer: Answer
            try:
                answer = await self._client.send(command, patience_s)
            except NoAnswer:
                answer = None
            self._inbox.put(lambda: then(answer))

        self._start(ask())

    def delivered(self, how: DeliveredHow, calls: list[int]) -> None:
        """Tell the server that calls were shown or spoken. May be called from any thread."""
        self._start(self._client.tell(Delivered(how=how, calls=calls)))

    def status(self, devices: list[DeviceState]) -> None:
        """How this program's devices fare: told now and after each joining. From any thread."""
        if self._thread.ident is None:  # not started yet
            self._client.devices = Status(devices=devices)
        self._start(self._client.tell(Status(devices=devices)))

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        try:
            if self._thread.is_alive():
                asyncio.run_coroutine_threadsafe(work, self._loop)
                return
        except RuntimeError:  # it has just ended
            pass
        work.close()

    def _run(self) -> None:
        with asyncio.Runner(loop_factory=lambda: self._loop) as runner:
            runner.run(self._until_closed())

    async def _until_closed(self) -> None:
        self._main = asyncio.current_task()
        if self._closing:  # closed before the thread came so far
            return
        try:
            await self._client.run()
        except asyncio.CancelledError:
            return

    def _state_from_client(self, state: LinkState) -> None:
        self._inbox.put(lambda: self._set_state(state))

    def _from_client(self, frame: ServerFrame) -> None:
        self._inbox.put(lambda: self._take(frame))

    def _set_state(self, state: LinkState) -> None:
        self.state = state
        self.state_changed.emit()

    def _take(self, frame: ServerFrame) -> None:
        if isinstance(frame, Welcome):
            self._clock(frame.now)
            self.mirror.welcome(frame)
            self._announce([change.call for change in frame.changes], live=False)
        elif isinstance(frame, Changes):
            for change in frame.changes:
                self.mirror.change(change)
                if change.say is not None:
                    self.announced.emit(change.say)
            self._announce([change.call for change in frame.changes], live=True)
        elif isinstance(frame, Queues):
            self._clock(frame.now)
            self.mirror.queues_changed(frame)
        else:
            self.frame_received.emit(frame)
            return
        self.updated.emit()

    def _clock(self, server_ms: int) -> None:
        self._server_ms, self._at = server_ms, time.monotonic()

    def _announce(self, calls: list[Call | None], *, live: bool) -> None:
        for call in calls:
            if call is not None:
                self.called.emit(call, live)
