"""A full disk under a real server: nobody is told what is not kept, and with room again everything goes on.

`RLIMIT_FSIZE` of the running process stands for the full disk: none of its files may grow,
neither the journal nor the access file nor its log.
"""

from __future__ import annotations

import asyncio
import random
import resource
from pathlib import Path

from link.client import new_id
from link.commands import CallNext, SignIn, TakeTicket
from link.frames import Changes, Refused, Reply, ServerFrame
from tests.support.ledger import Entry, compare, repeat
from tests.support.live import Device, LiveServer, live, shows
from tests.support.walk import audited

CLOCK = "2026-11-24T10:00"
PIN = "2580"
KIOSKS, TICKETS, TROUBLES = 5, 40, 6


def full(server: LiveServer) -> None:
    """No file may grow any more."""
    resource.prlimit(server.pid, resource.RLIMIT_FSIZE, (1, resource.RLIM_INFINITY))


def room(server: LiveServer) -> None:
    """Files may grow again."""
    resource.prlimit(server.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))


def not_saved(answer: Reply | Refused) -> bool:
    return isinstance(answer, Refused) and answer.code == "not_saved"


async def test_a_full_disk_is_said_and_nobody_hears_of_what_is_not_kept(tmp_path: Path) -> None:
    heard: list[ServerFrame] = []
    async with live(tmp_path, CLOCK, allowed="not_saved") as server:
        for clerk in ("1001", "1002"):
            server.access.set_clerk(clerk, PIN)
        kiosk = await server.device("kiosk", "hall-1")
        counter = await server.device("counter", "1")
        other = await server.device("counter", "2")
        board = await server.device("display", "board-1", frames=heard.append)
        await counter.do(SignIn, clerk="1001", pin=PIN)
        await kiosk.do(TakeTicket, queue="general")
        second = await kiosk.do(TakeTicket, queue="general")
        await board.until(lambda: len(board.mirror.tickets) == 2)
        before = shows(board.mirror)

        full(server)
        heard.clear()
        asked = [TakeTicket(new_id(), "general") for _ in range(20)]
        answers = await asyncio.gather(*(kiosk.client.send(command) for command in asked))
        assert all(map(not_saved, answers))
        assert not_saved(await counter.ask(CallNext))
        assert not_saved(await other.ask(SignIn, clerk="1002", pin=PIN))
        assert shows(await server.fresh(board.identity)) == before  # who joins now sees what is kept
        assert [frame for frame in heard if isinstance(frame, Changes)] == []

        room(server)
        again = await kiosk.client.send(asked[0])
        assert isinstance(again, Reply)
        assert again.ticket is not None
        assert (again.ticket.number, again.position) == ("A003", second.position + 1)
        called = (await counter.do(CallNext)).ticket
        assert called is not None
        await other.do(SignIn, clerk="1002", pin=PIN)
        await board.until(lambda: board.mirror.windows["1"].ticket == called.id)
        assert kiosk.sessions == counter.sessions == board.sessions == 1
        assert (await asyncio.to_thread(audited, server.data)).counts["ticket_taken"] == 3


class Patient:
    """People at a kiosk who try again, with the same id, for as long as the disk is full."""

    def __init__(self, kiosk: Device) -> None:
        self.kiosk, self.done, self.refused = kiosk, list[Entry](), 0

    async def come(self) -> None:
        for _ in range(TICKETS):
            entry = Entry(self.kiosk.identity, TakeTicket(new_id(), "general"))
            while not_saved(answer := await self.kiosk.client.send(entry.command)):
                self.refused += 1
                await asyncio.sleep(0.02)
            entry.answer = answer
            self.done.append(entry)


async def test_the_disk_is_full_again_and_again_while_people_come(tmp_path: Path) -> None:
    chance = random.Random(4)
    async with live(tmp_path, CLOCK, allowed="not_saved") as server:
        people = [Patient(await server.device("kiosk", f"hall-{n}")) for n in range(KIOSKS)]
        async with asyncio.TaskGroup() as group:
            for one in people:
                group.create_task(one.come())
            for _ in range(TROUBLES):
                await asyncio.sleep(chance.uniform(0.02, 0.1))
                full(server)
                await asyncio.sleep(chance.uniform(0.05, 0.2))
                room(server)
        done = [entry for one in people for entry in one.done]
        assert sum(one.refused for one in people) > 0
        walk = await asyncio.to_thread(audited, server.data)
        compare(done, walk)
        assert walk.counts["ticket_taken"] == len(done) == KIOSKS * TICKETS
        await repeat(server.url, done)
        server.kill()
        await server.start(CLOCK)
        await repeat(server.url, done)
        assert (await asyncio.to_thread(audited, server.data)).counts == walk.counts
