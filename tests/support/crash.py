"""A busy day on which the server is killed again and again, and the proof that nothing was lost or doubled.

`crash_day` is the whole of it: `./tingxu test tests/hall_day --soak 500` runs it for longer.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from statistics import median

from link.frames import Reply
from link.plan import Plan
from server.config import load_plan
from tests.support.ledger import Entry, Key, Ledger, compare, repeat
from tests.support.live import Device, LiveServer, live, shows
from tests.support.people import Citizens, Clerk
from tests.support.programs import ROOT
from tests.support.walk import audited, walked

KIOSKS, COUNTERS, AT_A_KIOSK = 20, 31, 3
OPENS = datetime(2026, 11, 24, 9, 0)
HOURS_S = 9_000
"""The clock stays within the morning, however often the server is started."""
PIN = "2580"
KILLS, SECONDS_A_KILL = 12, 8
"""How often the usual run kills, and how long it may take for each; on two free cores it needs a third."""


@dataclass
class Day:
    """What happened."""

    seed: int
    kills: int = 0
    killed_starting: int = 0
    in_flight: list[int] = field(default_factory=list)
    """At each kill: how many commands of joined devices waited for their answer."""
    durable_unanswered: int = 0
    """So many of them were in the journal already: their clients were told only after the next start."""
    worked: list[int] = field(default_factory=list)
    """In each life: commands done."""
    lives_of: Counter[str] = field(default_factory=Counter)
    """By device: in how many lives a command of its was answered."""
    repeated: int = 0
    tickets: int = 0
    calls: int = 0
    commands: int = 0
    seconds: float = 0.0

    def __str__(self) -> str:
        kills = f"{self.kills} kills under load and {self.killed_starting} while starting"
        flight = f"{min(self.in_flight)}–{max(self.in_flight)}, median {median(self.in_flight):.0f}"
        return (
            f"crash day (seed {self.seed}): {kills} in {self.seconds:.0f} s; {self.tickets} tickets,"
            f" {self.calls} calls, {self.commands} commands; unanswered at a kill: {flight},"
            f" {self.durable_unanswered} of them durable;"
            f" done in a life: {min(self.worked)}–{max(self.worked)};"
            f" each device worked in {min(self.lives_of.values())} lives or more;"
            f" {self.repeated} answers asked for again"
        )


class Crashes:
    """One crash day: the server, everybody in the hall, their ledger, and a board that watches it all."""

    def __init__(self, server: LiveServer, plan: Plan, kills: int, day: Day) -> None:
        self.server, self.plan, self.kills, self.day = server, plan, kills, day
        self.chance = random.Random(day.seed)
        self.ledger = Ledger()
        self.devices: list[Device] = []
        self.interrupted: set[Key] = set()
        """Commands that waited for their answer when the server died."""
        self._began, self._starts = time.monotonic(), 0

    def clock(self) -> str:
        """The hall's time for the next start: it never goes back, and each start takes it on by seconds."""
        ahead = self._starts * min(10.0, HOURS_S / (2 * self.kills))
        self._starts += 1
        return (OPENS + timedelta(seconds=time.monotonic() - self._began + ahead)).isoformat()

    async def open(self, group: asyncio.TaskGroup) -> list[asyncio.Task[None]]:
        """Everybody joins and begins; the tasks run until they are cancelled."""
        people = list[asyncio.Task[None]]()
        self.board = await self.server.device("display", "board-1")
        self.staff = await self.server.paired("counter", "32")
        for n in range(1, KIOSKS + 1):
            kiosk = await self.server.device("kiosk", f"hall-{n}")
            self.devices.append(kiosk)
            citizens = Citizens(kiosk, self.ledger, self.plan, self._own_chance())
            people += [group.create_task(citizens.come()) for _ in range(AT_A_KIOSK)]
        for n in range(1, COUNTERS + 1):
            self.server.access.set_clerk(f"10{n}", PIN)
            counter = await self.server.device("counter", str(n))
            self.devices.append(counter)
            clerk = Clerk(counter, self.ledger, f"10{n}", PIN, self._own_chance())
            people.append(group.create_task(clerk.work()))
        return people

    def _own_chance(self) -> random.Random:
        return random.Random(self.chance.random())

    # ------------------------------------------------------------------ a life of the server

    async def until_busy(self) -> None:
        """Wait for a random moment: in some lives while devices still join, in others in full work."""
        sessions = {device: device.sessions for device in self.devices}
        if self.chance.random() < 0.5:
            for device in self.devices:
                await device.until(lambda device=device: device.joined)  # type: ignore[misc]
        target = self.ledger.done_in_life + int(10 ** self.chance.uniform(1.0, 3.2))
        await self.ledger.until(lambda: self.ledger.done_in_life >= target)
        broken = [device for device in self.devices if device.sessions - sessions[device] > 1]
        assert not broken, "a link broke by itself"

    async def kill(self) -> None:
        """Kill the server, and look into its journal before it is started again."""
        self.server.kill()
        joined = {device.identity for device in self.devices if device.joined}
        waiting = {key for key in self.ledger.waiting if self.ledger.entries[key].identity in joined}
        self.day.kills += 1
        self.day.worked.append(self.ledger.done_in_life)
        self.day.lives_of.update(f"{device.role}/{device.name}" for device in self.ledger.worked)
        self.day.in_flight.append(len(waiting))
        self.interrupted |= waiting
        walk = await asyncio.to_thread(walked, self.server.data)
        self.day.durable_unanswered += sum(key in walk.commands for key in waiting)
        compare(self.ledger.done(), walk)

    async def start_again(self) -> None:
        """Start the server, sometimes after one that was killed before it was up."""
        if self.chance.random() < 0.25:
            self.server.launch(self.clock())
            await asyncio.sleep(self.chance.uniform(0.2, 0.8))  # anywhere between nothing and listening
            self.server.kill()
            self.day.killed_starting += 1
        self.ledger.next_life()
        await self.server.start(self.clock())

    async def ask_again(self) -> None:
        """Done commands come again, the latest ones and some of long ago: each gets the answer it had."""
        done = self.ledger.done()
        some = done[-60:] + self.chance.sample(done[:-60], min(20, len(done[:-60])))
        self.day.repeated += await repeat(self.server.url, some)

    # ------------------------------------------------------------------ the end

    async def close(self, people: list[asyncio.Task[None]]) -> None:
        """Everybody works once more, gets the answer to what was begun, and goes."""
        await self.ledger.until(lambda: len(self.ledger.worked) == len(self.devices))
        self.ledger.closed = True
        await self.ledger.until(lambda: not self.ledger.waiting)
        for task in people:
            task.cancel()  # whoever waits for people or for a later time
        await asyncio.gather(*people, return_exceptions=True)

    async def prove(self) -> None:
        """Everything once more, for the whole day."""
        walk = await asyncio.to_thread(walked, self.server.data)
        compare(self.ledger.entries.values(), walk)
        assert set(walk.commands) <= set(self.ledger.entries), "something was done that nobody asked for"
        interrupted = [self.ledger.entries[key] for key in self.interrupted]
        others = self.chance.sample(self.ledger.done(), min(3000, len(self.ledger.done())))
        self.day.repeated += await repeat(self.server.url, _done([*interrupted, *others]))
        again = await asyncio.to_thread(audited, self.server.data)
        assert again.counts == walk.counts, "a repeat did something"
        truth = await self.server.fresh(self.board.identity)
        await self.board.until(lambda: shows(self.board.mirror) == shows(truth))
        self.day.tickets, self.day.calls = walk.counts["ticket_taken"], walk.counts["ticket_called"]
        self.day.commands = len(self.ledger.done())


def _done(entries: Iterable[Entry]) -> list[Entry]:
    """Each of them once, those that were refused left out: a refusal is decided anew each time."""
    found = {entry.key: entry for entry in entries if isinstance(entry.answer, Reply)}
    return list(found.values())


async def crash_day(
    data: Path, kills: int = KILLS, seconds: float = KILLS * SECONDS_A_KILL, seed: int | None = None
) -> Day:
    """A day under load in which the server is killed so often; all of it within so many seconds.

    Raises AssertionError when anything was lost, doubled or answered otherwise; TimeoutError when slow.
    """
    day = Day(random.SystemRandom().randrange(10**6) if seed is None else seed)
    began = time.monotonic()
    plan = load_plan(Path(ROOT / "assets" / "halls" / "luohu.toml"))
    async with asyncio.timeout(seconds), live(data, OPENS.isoformat()) as server:
        crashes = Crashes(server, plan, kills, day)
        async with asyncio.TaskGroup() as group:
            people = await crashes.open(group)
            for _ in range(kills):
                await crashes.until_busy()
                await crashes.kill()
                await crashes.start_again()
                await crashes.ask_again()
            await crashes.close(people)
        await crashes.prove()
    day.seconds = time.monotonic() - began
    return day
