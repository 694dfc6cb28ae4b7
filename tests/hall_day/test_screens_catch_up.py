"""Screens are never wrong for long: cut and silent links, killed, ended and frozen servers, a frozen board.

Whatever happened, three seconds after the server can be reached again a client shows the hall as it is.
"""

from __future__ import annotations

import asyncio
import signal
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from link.commands import CallNext, Finish, SignIn, Start, TakeTicket
from tests.support.live import PATIENCE_S, Device, LiveServer, live, shows
from tests.support.programs import Process
from tests.support.proxy import Proxy

UP_TO_DATE_S = 3.0
KEEPALIVE_S = 10.0
"""A peer that is dead without a word is noticed within this."""
CLOCK = "2026-11-24T10:00"
PIN = "2580"


class Hall:
    """A server; a kiosk and a window beside it that make things happen; watchers behind a weak link."""

    def __init__(self, server: LiveServer, proxy: Proxy) -> None:
        self.server, self.proxy = server, proxy
        self.took: list[float] = []

    async def open(self) -> None:
        """Everybody joins."""
        self.server.access.set_clerk("1001", PIN)
        self.kiosk = await self.server.device("kiosk", "hall-1")
        self.counter = await self.server.device("counter", "1")
        far = self.proxy.find
        self.far_kiosk = await self.server.device("kiosk", "hall-2", far)
        self.watchers = [
            await self.server.device("display", "board-1", far),
            await self.server.device("counter", "31", far),
            await self.server.device("manager", "office", far),
        ]
        await self.counter.do(SignIn, clerk="1001", pin=PIN)
        for _ in range(2):
            await self.kiosk.do(TakeTicket, queue="general")
        await self.settled()

    async def happens(self) -> None:
        """Something that every screen shows."""
        await self.kiosk.do(TakeTicket, queue="general", cls="green")
        await self.kiosk.do(TakeTicket, queue="social")
        await self.counter.do(CallNext)
        await self.counter.do(Start)
        await self.counter.do(Finish)
        await self.counter.do(CallNext)
        await self.counter.do(Start)

    async def settled(self) -> None:
        """Everybody knows what there is."""
        await asyncio.gather(
            *(self._up_to_date(device) for device in self.watchers), self._kiosk_up_to_date()
        )

    async def lost(self) -> None:
        """Wait until every watcher has noticed."""
        for device in (*self.watchers, self.far_kiosk):
            await device.until(lambda device=device: not device.joined)  # type: ignore[misc]

    async def back(self) -> None:
        """The server can be reached again as of now: everybody is up to date soon."""
        since = time.monotonic()
        await self.settled()
        self.took.append(time.monotonic() - since)
        assert self.took[-1] < UP_TO_DATE_S

    async def _up_to_date(self, device: Device) -> None:
        truth = shows(await self.server.fresh(device.identity))
        await device.until(lambda: shows(device.mirror) == truth)

    async def _kiosk_up_to_date(self) -> None:
        """What a kiosk shows of others: how many wait."""
        mirror = await self.server.fresh(self.counter.identity)
        truth = Counter(ticket.queue for ticket in mirror.tickets.values() if ticket.state == "waiting")
        kiosk = self.far_kiosk
        await kiosk.until(
            lambda: kiosk.joined and Counter({q.id: q.waiting for q in kiosk.mirror.queues.values()}) == truth
        )


@asynccontextmanager
async def opened(tmp_path: Path) -> AsyncIterator[Hall]:
    async with live(tmp_path, CLOCK) as server:
        proxy = Proxy(server.port)
        await proxy.start()
        hall = Hall(server, proxy)
        try:
            await hall.open()
            yield hall
        finally:
            await proxy.close()


async def test_a_link_that_is_cut_again_and_again(tmp_path: Path) -> None:
    async with opened(tmp_path) as hall:
        for _ in range(4):
            hall.proxy.cut()
            await hall.happens()
            await hall.lost()
            await hall.happens()
            hall.proxy.mend()
            await hall.back()
        assert all(device.sessions == 5 for device in hall.watchers)


async def test_a_link_that_falls_silent_is_noticed_and_joined_anew(tmp_path: Path) -> None:
    async with opened(tmp_path) as hall:
        hall.proxy.swallow()
        await hall.happens()
        since = time.monotonic()
        await hall.lost()
        assert time.monotonic() - since < KEEPALIVE_S + 1  # and a second in which nobody looked
        await hall.back()


async def test_a_server_that_is_killed_or_ended_and_started_again(tmp_path: Path) -> None:
    async with opened(tmp_path) as hall:
        for rough in (True, False, True):
            await hall.happens()
            if rough:
                hall.server.kill()
            else:
                assert await hall.server.end() == 0
            await hall.lost()
            await hall.server.start(CLOCK)
            await hall.back()


async def test_a_server_that_is_frozen(tmp_path: Path) -> None:
    async with opened(tmp_path) as hall:
        hall.server.freeze()
        asked = asyncio.create_task(hall.happens())
        await asyncio.sleep(1)  # shorter than anybody notices
        assert all(device.joined for device in hall.watchers)
        hall.server.thaw()
        await asked
        await hall.back()

        hall.server.freeze()
        asked = asyncio.create_task(hall.happens())
        await hall.lost()  # until everybody has given up
        hall.server.thaw()
        since = time.monotonic()
        await asked
        await hall.settled()
        assert time.monotonic() - since < UP_TO_DATE_S
        assert hall.counter.joined


# ------------------------------------------------------------------ a real board that is frozen


def wait_for(holds: Callable[[], bool]) -> float:
    """Look until something holds that sends no word of it; the seconds that took."""
    since = time.monotonic()
    while not holds():
        assert time.monotonic() - since < PATIENCE_S
        time.sleep(0.02)
    return time.monotonic() - since


def shown(board: Process, number: str) -> float:
    """Wait until the board shows this number as the newest; the seconds that took."""
    return wait_for(lambda: board.ask(see="newest-number")["text"] == number)


def given_up(server: LiveServer, board: Process) -> bool:
    """Whether the server has closed its end of the frozen board's connection."""
    table = Path(f"/proc/{board.process.pid}/net/tcp").read_text(encoding="ascii").splitlines()[1:]
    ends = [(row.split()[2], row.split()[3]) for row in table]
    return any(far.endswith(f":{server.port:04X}") and state == "08" for far, state in ends)  # CLOSE_WAIT


async def called(hall: Hall) -> str:
    """Somebody comes and is called; the number."""
    await hall.kiosk.do(TakeTicket, queue="general")
    await hall.counter.do(Finish)
    ticket = (await hall.counter.do(CallNext)).ticket
    assert ticket is not None
    await hall.counter.do(Start)
    return ticket.number


def board_of(server: LiveServer, cache: Path) -> Process:
    """A real board that obeys hands."""
    joining = [
        "--identity",
        str(cache / "board.json"),
        "--code",
        server.access.make_code("display", "board-2"),
    ]
    return Process("display", "--server", server.url, *joining, "--hands", cache=cache)


async def test_a_board_that_is_frozen_for_a_moment_and_until_the_server_gave_it_up(tmp_path: Path) -> None:
    async with opened(tmp_path) as hall:
        await hall.happens()
        board = board_of(hall.server, tmp_path)
        try:
            number = await called(hall)
            await asyncio.to_thread(board.sees, "newest-number")
            await asyncio.to_thread(shown, board, number)
            for until_given_up in (False, True):
                board.process.send_signal(signal.SIGSTOP)
                number = await called(hall)
                if until_given_up:
                    await asyncio.to_thread(wait_for, lambda: given_up(hall.server, board))
                    number = await called(hall)  # nothing that lies in its socket tells of this one
                board.process.send_signal(signal.SIGCONT)
                assert await asyncio.to_thread(shown, board, number) < UP_TO_DATE_S
            assert await asyncio.to_thread(board.ends) == 0
        finally:
            board.kill()
