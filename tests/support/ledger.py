"""What the clients themselves know: every command they gave and the answer they got.

Comparing it with the journal, and asking the server the same again, proves that nothing was lost or doubled.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from msgspec import json
from websockets.asyncio.client import ClientConnection

from link.client import new_id, open_socket
from link.commands import Command, SignIn
from link.frames import Refused, Reply, encode
from link.identity import Identity
from tests.support.live import PATIENCE_S, Device, hello
from tests.support.walk import Walk

Key = tuple[str, str]
"""Device as the journal names it ("kiosk/k1"), and command id."""
AT_ONCE = 32
"""So many repeats go out before the first answer must be there."""


@dataclass
class Entry:
    """One command of one client."""

    identity: Identity = field(repr=False)  # it holds the token
    command: Command
    answer: Reply | Refused | None = None

    @property
    def key(self) -> Key:
        """How the journal knows it."""
        return f"{self.identity.role}/{self.identity.name}", self.command.id


class Closed(Exception):
    """The ledger takes no more commands: whoever works with it goes home."""


class Ledger:
    """All commands of all clients, and how many were done in this life of the server."""

    def __init__(self) -> None:
        self.entries: dict[Key, Entry] = {}
        self.waiting: set[Key] = set()
        """Commands that wait for their answer now."""
        self.life = self.done_in_life = 0
        self.worked: set[Identity] = set()
        """Whose commands were answered in this life."""
        self.closed = False
        self._news = asyncio.Event()

    async def give(self, device: Device, kind: type[Command], **fields: object) -> Reply | Refused:
        """Give a command and keep book of it. Raises Closed."""
        if self.closed:
            raise Closed
        entry = Entry(device.identity, kind(id=new_id(), **fields))
        self.entries[entry.key] = entry
        self.waiting.add(entry.key)
        entry.answer = await device.client.send(entry.command, 10 * PATIENCE_S)
        self.waiting.discard(entry.key)
        self.worked.add(entry.identity)
        self.done_in_life += isinstance(entry.answer, Reply)
        self._news.set()
        return entry.answer

    def next_life(self) -> None:
        """The server was started again."""
        self.life += 1
        self.done_in_life = 0
        self.worked.clear()

    async def until(self, holds: Callable[[], bool]) -> None:
        """Wait until something holds that can only change with an answer."""
        async with asyncio.timeout(PATIENCE_S):
            while not holds():
                self._news.clear()
                await self._news.wait()

    def done(self) -> list[Entry]:
        """Commands that the server said were done, in the order in which they were given."""
        return [entry for entry in self.entries.values() if isinstance(entry.answer, Reply)]


def compare(entries: Iterable[Entry], walk: Walk) -> None:
    """What the clients were told is what the journal holds."""
    for entry in entries:
        if isinstance(entry.answer, Refused) and entry.answer.code == "slow_down":
            continue  # the PIN is looked at before it is known whether the sign-in was done
        if isinstance(entry.answer, Refused):
            assert entry.key not in walk.commands, f"refused, and yet done: {entry}"
        elif entry.answer is not None:
            _compare(entry, entry.answer, walk)


def _compare(entry: Entry, reply: Reply, walk: Walk) -> None:
    assert entry.key in walk.commands, f"acknowledged and lost: {entry}"
    last = walk.commands[entry.key][-1]
    assert reply.position == last.seq, f"{entry}: {last}"
    if reply.ticket is not None:
        assert reply.ticket.id == last.body["ticket"], f"{entry}: {last}"
    if "number" in last.body:
        assert reply.ticket is not None
        assert (reply.ticket.number, reply.key) == (last.body["number"], last.body["key"]), f"{entry}: {last}"
    if reply.window is not None:
        assert reply.window.id == last.body["window"], f"{entry}: {last}"


async def repeat(url: str, entries: list[Entry]) -> int:
    """Give done commands once more, with their ids; each must get its answer again, byte for byte."""
    by_device: dict[Identity, list[Entry]] = {}
    for entry in entries:
        by_device.setdefault(entry.identity, []).append(entry)
    async with asyncio.timeout(PATIENCE_S), asyncio.TaskGroup() as group:
        for identity, its in by_device.items():
            group.create_task(_repeat(url, identity, its))
    return len(entries)


async def _repeat(url: str, identity: Identity, entries: list[Entry]) -> None:
    async with open_socket(url) as socket:
        await socket.send(encode(hello(identity)), text=True)
        await socket.recv()
        for some in _portions(entries):
            answers = await _ask(socket, some)
            for entry in some:
                assert answers[entry.command.id] == encode(entry.answer), f"another answer: {entry}"


async def _ask(socket: ClientConnection, some: list[Entry]) -> dict[str, bytes]:
    """The answers to a few commands. A PIN that was being looked at in a kill counts as a wrong one: wait."""
    while True:
        for entry in some:
            await socket.send(encode(entry.command), text=True)
        answers = await _answers(socket, len(some))
        waits = [json.decode(answer).get("facts", {}).get("wait_s", 0) for answer in answers.values()]
        if not (isinstance(some[0].command, SignIn) and any(waits)):
            return answers
        await asyncio.sleep(max(waits))


def _portions(entries: list[Entry]) -> Iterator[list[Entry]]:
    """A few at once, but a sign-in alone: the server takes one at a time."""
    some = list[Entry]()
    for entry in entries:
        alone = isinstance(entry.command, SignIn)
        if some and (alone or len(some) == AT_ONCE or isinstance(some[-1].command, SignIn)):
            yield some
            some = []
        some.append(entry)
    yield some


async def _answers(socket: ClientConnection, count: int) -> dict[str, bytes]:
    """The next answers as they came over the wire, by command id; other frames are passed over."""
    found = dict[str, bytes]()
    while len(found) < count:
        data = await socket.recv(decode=False)
        frame = json.decode(data)
        assert frame["is"] != "error", frame
        if frame["is"] in ("reply", "refused"):
            found[frame["id"]] = data
    return found
