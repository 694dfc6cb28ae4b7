"""The hall that is measured: one file, and a running server with tokens for as many devices as a load needs.

What is asked of it is in the measures; what it has behind it comes from `history.py`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from benchmarks.load import LoadError
from benchmarks.programs import BARE, TINGXU, Program, program
from benchmarks.wire import Wire, open_wire, text_frame
from link.commands import PROTOCOL, Hello, Role
from link.frames import encode
from link.identity import Identity
from server.access import Access

WINDOWS, KIOSKS = 31, 20
QUEUES = ("company", "general", "homes", "social", "tax")
NOW = "2026-11-24T10:30"
"""When the clock of the measured server starts, so that no day ends during a run."""
HEAD = """\
id = "bench"
name = { zh = "测速厅", en = "Bench" }
timezone = "UTC"
languages = ["en", "zh"]
classes = [
  { id = "green", name = { zh = "绿色通道", en = "Green channel" }, target_min = 5 },
  { id = "ordinary", name = { zh = "普通", en = "Ordinary" }, target_min = 30 },
]

[[opening]]
days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
open = "00:00"
close = "24:00"

[rules]
start = "auto"
"""


def hall_text() -> str:
    """A hall file: five queues, 31 windows that serve them all; each "next" finishes one and calls one."""
    parts = [HEAD]
    for letter, queue in zip("ABCDE", QUEUES, strict=True):
        parts.append(
            f'[[queues]]\nid = "{queue}"\nletter = "{letter}"\nname = {{ zh = "{queue}", en = "{queue}" }}\n'
        )
    serves = ", ".join(f'"{queue}"' for queue in QUEUES)
    parts += [f'[[counters]]\nid = "{n}"\nserves = [{serves}]\n' for n in range(1, WINDOWS + 1)]
    return "\n".join(parts)


def hall_file(folder: Path) -> Path:
    """The hall file, written into a folder."""
    file = folder / "hall.toml"
    file.write_text(hall_text(), encoding="utf-8")
    return file


class Served:
    """A server that runs, and a way to join it."""

    def __init__(self, server: Program, data: Path) -> None:
        self.server, self.data = server, data
        self.url = str(server.line()["listening"])
        self._ids = 0

    def takes(self, count: int) -> list[bytes]:
        """So many frames that take a ticket, spread over the queues."""
        ids = self.ids(count)
        frame = b'{"do":"take_ticket","id":"%b","queue":"%b"}'
        return [text_frame(frame % (id_, QUEUES[n % len(QUEUES)].encode())) for n, id_ in enumerate(ids)]

    def takes_for(self, calls: int) -> list[list[bytes]]:
        """Frames for each of KIOSKS kiosks, so that every one of so many calls finds a ticket."""
        return [self.takes(calls // KIOSKS + 1) for _ in range(KIOSKS)]

    def calls(self, count: int) -> list[bytes]:
        """So many frames that finish whoever is at a window and call the next."""
        return [text_frame(b'{"do":"call_next","id":"%b"}' % id_) for id_ in self.ids(count)]

    def ids(self, count: int) -> list[bytes]:
        """So many command ids that were never used on this server."""
        self._ids += count
        return [b"bench-%09d" % n for n in range(self._ids - count, self._ids)]

    def identities(self, role: Role, names: Sequence[str]) -> list[Identity]:
        """Tokens for devices, as pairing gives them."""
        access = Access(self.data)
        try:
            found = (access.redeem(access.make_code(role, name)) for name in names)
            return [Identity(*one) for one in found if one is not None]
        finally:
            access.close()

    async def join_kiosks(self, kiosks: int = KIOSKS) -> list[Wire]:
        """Connections of so many kiosks."""
        return await self.join("kiosk", [f"hall-{n}" for n in range(1, kiosks + 1)])

    async def join_windows(self, windows: int = WINDOWS) -> list[Wire]:
        """Connections of so many windows, whose clerks are signed in (`history.py` saw to it)."""
        return await self.join("counter", [str(n) for n in range(1, windows + 1)])

    async def join(self, role: Role, names: Sequence[str]) -> list[Wire]:
        """Connections of devices that have joined."""
        wires = []
        for who in await asyncio.to_thread(self.identities, role, names):
            wire = await open_wire(self.url)
            hello = Hello(PROTOCOL, who.role, who.name, who.token)
            welcome = await wire.ask(encode(hello))
            if not welcome.startswith(b'{"is":"welcome"'):
                raise LoadError(welcome.decode())
            wires.append(wire)
        return wires


@contextmanager
def serving(hall: Path, data: Path) -> Iterator[Served]:
    """The hall's server in a process of its own."""
    arguments = ["serve", "--hall", str(hall), "--data", str(data), "--listen", "127.0.0.1:0"]
    arguments += ["--no-announce", "--clock", NOW]
    with program(*TINGXU, *arguments) as server:
        yield Served(server, data)


@contextmanager
def bare(folder: Path) -> Iterator[str]:
    """The bare server in a process of its own; its address."""
    folder.mkdir(parents=True, exist_ok=True)
    with program(*BARE, str(folder / "bare.db")) as server:
        yield str(server.line()["listening"])
