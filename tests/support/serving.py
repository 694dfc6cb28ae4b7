"""A real server on 127.0.0.1 with a small hall, in this process, and raw connections that speak JSON to it.

The rules alone are tested at the desk of `halls.py`.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from link.client import MAX_SERVER_FRAME
from link.commands import Role
from link.frames import Changes, Queues, Welcome, server_frame_decoder
from link.identity import Identity
from link.mirror import Mirror
from link.plan import Plan
from server.access import Access
from server.app import Running, ServerOptions, running
from server.engine import Engine
from server.gateway.hub import Hub
from server.hall.internal import Actor, AnyCommand, OpenWindow
from tests.support.halls import TUESDAY, plan

PATIENCE_S = 20
Frame = dict[str, Any]


class Wire:
    """One raw connection. All that came is in `frames`; `mirror` is what a screen would know from it."""

    def __init__(self, socket: ClientConnection, name: str) -> None:
        self.socket, self.name = socket, name
        self.frames: list[Frame] = []
        self.heard: list[int] = []
        """The positions of the changes, without those that the welcome had already."""
        self.mirror = Mirror()
        self._decoder = server_frame_decoder()
        self._asked = 0

    async def say(self, **frame: Any) -> None:
        """Send a frame."""
        await self.raw(json.dumps(frame))

    async def raw(self, message: str | bytes) -> None:
        """Send a text or a binary message, whatever it is."""
        await self.socket.send(message)

    async def hear(self) -> Frame:
        """The next frame."""
        async with asyncio.timeout(PATIENCE_S):
            message = await self.socket.recv(decode=False)
        self._take(message)
        frame: Frame = json.loads(message)
        self.frames.append(frame)
        return frame

    def _take(self, message: bytes) -> None:
        frame = self._decoder.decode(message)
        if isinstance(frame, Welcome):
            self.mirror.welcome(frame)
        elif isinstance(frame, Queues):
            self.mirror.queues_changed(frame)
        elif isinstance(frame, Changes):
            for change in frame.changes:
                if change.n > self.mirror.position:
                    self.heard.append(change.n)
                    self.mirror.change(change)
            self.mirror.position = max(self.mirror.position, frame.position)

    async def until(self, fits: Callable[[Frame], bool]) -> Frame:
        """Read until a frame fits."""
        while True:
            frame = await self.hear()
            if fits(frame):
                return frame

    async def reached(self, position: int) -> None:
        """Read until everything up to a position is known."""
        while self.mirror.position < position:
            await self.hear()

    async def ask(self, do: str, **fields: Any) -> Frame:
        """Give a command; its answer (reply, refused or error)."""
        self._asked += 1
        id_ = fields.pop("id", f"{self.name}-{self._asked:08d}")
        await self.say(do=do, id=id_, **fields)
        return await self.until(lambda frame: frame.get("id") == id_)

    async def closed(self) -> tuple[int | None, str]:
        """Read until the server closes; the close code and the reason."""
        try:
            while True:
                await self.hear()
        except ConnectionClosed:
            return self.socket.close_code, self.socket.close_reason or ""


class Served:
    """One hall's server; it can be stopped and started again at the same address with the same data."""

    def __init__(self, data: Path, plan: Plan, ends: AsyncExitStack) -> None:
        self.data, self.plan = data, plan
        self.ms = TUESDAY
        self._ends = ends
        self._up = AsyncExitStack()
        self._now: Running | None = None
        self.port = 0
        self._tokens: dict[tuple[Role, str], str] = {}

    @property
    def up(self) -> Running:
        """The server that is up."""
        assert self._now is not None, "the server is down"
        return self._now

    @property
    def url(self) -> str:
        return f"ws://127.0.0.1:{self.port}"

    @property
    def engine(self) -> Engine:
        return self.up.engine

    @property
    def hub(self) -> Hub:
        return self.up.hub

    @property
    def access(self) -> Access:
        return self.up.access

    async def start(self) -> None:
        options = ServerOptions(self.plan, self.data, port=self.port, announce=False, clock=lambda: self.ms)
        self._now = await self._up.enter_async_context(running(options))
        self.port = int(self._now.url.rpartition(":")[2])

    async def stop(self) -> None:
        """As at SIGTERM."""
        self._now = None
        await self._up.aclose()

    async def restart(self) -> None:
        await self.stop()
        await self.start()

    # ------------------------------------------------------------------ people

    def token(self, role: Role, name: str) -> str:
        """The token of a device, which is paired when it is named for the first time."""
        if (role, name) not in self._tokens:
            paired = self.access.redeem(self.access.make_code(role, name))
            assert paired is not None
            self._tokens[role, name] = paired[2]
        return self._tokens[role, name]

    def identity(self, role: Role, name: str) -> Identity:
        return Identity(role, name, self.token(role, name))

    async def connect(self, name: str = "stranger") -> Wire:
        """A connection that has said nothing yet."""
        socket = connect(
            self.url, proxy=None, compression=None, max_size=MAX_SERVER_FRAME, ping_interval=None
        )
        return Wire(await self._ends.enter_async_context(socket), name)

    async def join(
        self, role: Role, name: str, since: int | None = None, mirror: Mirror | None = None
    ) -> Wire:
        """A device that has been welcomed."""
        wire = await self.connect(f"{role}-{name}")
        wire.mirror = mirror or wire.mirror
        position = {} if since is None else {"since": since}
        await wire.say(do="hello", protocol=1, role=role, name=name, token=self.token(role, name), **position)
        assert (await wire.hear())["is"] == "welcome", wire.frames
        return wire

    async def do(self, by: Actor, command: AnyCommand) -> Frame:
        """A command past the sockets: its answer."""
        future: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()
        self.engine.submit(command, by, future.set_result)
        answer: Frame = json.loads(await future)
        return answer

    async def open_window(self, window: str) -> Wire:
        """A counter whose clerk has signed in."""
        wire = await self.join("counter", window)
        opened = await self.do(
            Actor("counter", window), OpenWindow(f"open-{window}-{self.ms}", f"10{window}")
        )
        assert opened["is"] == "reply", opened
        return wire


@asynccontextmanager
async def serving(data: Path, hall: Plan | None = None) -> AsyncIterator[Served]:
    """A hall that is open while the block runs: by default the small one of `halls.py`."""
    async with AsyncExitStack() as ends:
        served = Served(data, hall or plan(call_gap_s=0), ends)
        ends.push_async_callback(served.stop)
        await served.start()
        yield served


async def eventually(condition: Callable[[], bool]) -> None:
    """Wait until something is so that no frame tells of."""
    async with asyncio.timeout(PATIENCE_S):
        while not condition():  # noqa: ASYNC110 - there is no event for it
            await asyncio.sleep(0.005)
