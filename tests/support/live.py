"""A real server and devices without screens, for tests that live in one event loop and end things roughly.

What people do is in `tests/support/people.py`; programs with windows are in `tests/support/programs.py`.
"""

from __future__ import annotations

import asyncio
import re
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import assets
from link.client import Client, Find, LinkState, new_id, open_socket
from link.commands import PROTOCOL, Command, Hello, Role
from link.frames import Changes, Queues, Refused, Reply, ServerFrame, Welcome, encode, server_frame_decoder
from link.identity import Identity
from link.mirror import Mirror
from link.visit import pair
from server.access import Access
from tests.support.programs import Process

PATIENCE_S = 60
"""How long a test waits for something that must come; never what it measures."""
LOUD = re.compile(r"\[(warning|error|critical)\s*\]|\[(WARNING|ERROR|CRITICAL)\]|Traceback")


def ignore(frame: ServerFrame) -> None:
    """For devices whose frames nobody needs."""


def hello(identity: Identity) -> Hello:
    """How somebody says hello who knows nothing of the hall yet."""
    return Hello(PROTOCOL, identity.role, identity.name, identity.token)


def unhurried(name: str, folder: Path) -> Path:
    """A built-in hall that gives numbers until it closes: here hours of work are done in seconds, and the
    estimate cannot know that."""
    text = assets.hall_file(name).read_text(encoding="utf-8")
    changed = text.replace('past_closing = "refuse"', 'past_closing = "take"')
    file = folder / f"{name}.toml"
    file.write_text(changed, encoding="utf-8")
    return file


class LiveServer:
    """`tingxu serve` in a process of its own: killed, frozen, ended and started again on the same port."""

    def __init__(self, data: Path, hall: str | Path = "luohu") -> None:
        self.data, self.access = data / "data", Access(data / "data")
        self.hall = unhurried(hall, data) if isinstance(hall, str) else hall
        self.log = data / "server.log"
        self.port, self.url = 0, ""
        self._process: Process | None = None
        self._devices: list[Device] = []

    async def start(self, clock: str) -> None:
        """Start it at this local time, and wait until it listens."""
        self.launch(clock)
        self.url = str((await asyncio.to_thread(self.process.line))["listening"])
        self.port = int(self.url.rpartition(":")[2])

    def launch(self, clock: str) -> None:
        """Start it at this local time."""
        where = ["--listen", f"127.0.0.1:{self.port}", "--no-announce", "--clock", clock]
        with self.log.open("ab") as log:
            self._process = Process(
                "serve", "--hall", str(self.hall), "--data", str(self.data), *where, cache=self.data, log=log
            )

    @property
    def process(self) -> Process:
        """The program that runs now, or ran last."""
        assert self._process is not None, "start it first"
        return self._process

    @property
    def pid(self) -> int:
        """Its process id."""
        return self.process.process.pid

    def kill(self) -> None:
        """End it as a power cut does, and wait until it is gone."""
        if self._process is not None:
            self._process.kill()

    def freeze(self) -> None:
        """Stop the process; its sockets stay open and silent."""
        self.process.process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let a frozen process go on."""
        self.process.process.send_signal(signal.SIGCONT)

    async def end(self) -> int:
        """Ask it to stop as a service manager does; the exit status."""
        status = await asyncio.to_thread(self.process.ends)
        self.process.kill()  # closes its pipes
        return status

    async def find(self) -> str | None:
        """Where clients find it."""
        return self.url or None

    def complaints(self) -> list[str]:
        """Lines of its log that are louder than normal."""
        return [line for line in self.log.read_text(encoding="utf-8").splitlines() if LOUD.search(line)]

    # ------------------------------------------------------------------ devices

    async def paired(self, role: Role, name: str) -> Identity:
        """A new device."""
        return await pair(self.url, self.access.make_code(role, name))

    async def device(
        self,
        role: Role,
        name: str,
        find: Find | None = None,
        frames: Callable[[ServerFrame], None] = ignore,
    ) -> Device:
        """A new device whose client runs until the server's test ends; `frames` hears what it hears."""
        device = Device(await self.paired(role, name), find or self.find, frames)
        self._devices.append(device)
        return device

    async def fresh(self, identity: Identity) -> Mirror:
        """The hall as somebody sees it who joins now for the first time: the truth to compare with."""
        mirror = Mirror()
        async with open_socket(self.url) as socket:
            await socket.send(encode(hello(identity)), text=True)
            frame = server_frame_decoder().decode(await socket.recv())
        assert isinstance(frame, Welcome), frame
        mirror.welcome(frame)
        return mirror

    async def close(self) -> None:
        """End everything."""
        for device in self._devices:
            await device.leave()
        self.kill()
        self.access.close()


class Device:
    """A device's own client, running until the test ends, with the mirror of what it hears.

    `frames` gets every frame but replies and refusals; `sessions` counts how often it joined.
    """

    def __init__(
        self, identity: Identity, find: Find, frames: Callable[[ServerFrame], None] = ignore
    ) -> None:
        self.mirror, self.sessions = Mirror(), 0
        self.client = Client(find, identity, self._hear, self._stands)
        self._frames, self._news = frames, asyncio.Event()
        self._running = asyncio.create_task(self.client.run())

    @property
    def identity(self) -> Identity:
        """Who it is."""
        return self.client.identity

    @property
    def joined(self) -> bool:
        """Whether it is connected now."""
        return self.client.state == "joined"

    def _hear(self, frame: ServerFrame) -> None:
        if isinstance(frame, Welcome):
            self.mirror.welcome(frame)
        elif isinstance(frame, Changes):
            for change in frame.changes:
                self.mirror.change(change)
        elif isinstance(frame, Queues):
            self.mirror.queues_changed(frame)
        self._frames(frame)
        self._news.set()

    def _stands(self, state: LinkState) -> None:
        self.sessions += state == "joined"
        self._news.set()

    async def until(self, holds: Callable[[], bool]) -> None:
        """Wait until something holds that can only change with a frame or with the link."""
        async with asyncio.timeout(PATIENCE_S):
            while not holds():
                self._news.clear()
                await self._news.wait()

    async def ask(self, kind: type[Command], **fields: object) -> Reply | Refused:
        """Give a command and wait for its answer, across breaks."""
        return await self.client.send(kind(id=new_id(), **fields), PATIENCE_S)

    async def do(self, kind: type[Command], **fields: object) -> Reply:
        """Give a command that must be done."""
        answer = await self.ask(kind, **fields)
        assert isinstance(answer, Reply), f"{kind.__name__} {fields}: {answer}"
        return answer

    async def leave(self) -> None:
        """End the client, and wait until its socket is closed."""
        self._running.cancel()
        await asyncio.gather(self._running, return_exceptions=True)


def shows(mirror: Mirror) -> dict[str, object]:
    """Everything a screen can show of a hall, for comparing two mirrors."""
    return {
        "day": (mirror.day, mirror.closed, mirror.notice),
        "plan": mirror.plan,
        "tickets": mirror.tickets,
        "windows": mirror.windows,
        "calls": list(mirror.calls),
    }


@asynccontextmanager
async def live(
    data: Path, clock: str, hall: str | Path = "luohu", allowed: str = ""
) -> AsyncIterator[LiveServer]:
    """A server for one test. Its log must hold nothing loud when the test ends, but what is allowed."""
    server = LiveServer(data, hall)
    try:
        await server.start(clock)
        yield server
    finally:
        await server.close()
    assert not [line for line in server.complaints() if not allowed or allowed not in line]
