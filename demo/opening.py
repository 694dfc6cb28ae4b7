"""Opens a hall on this machine: which windows are staffed, the hour, the pairing, and every program.

What people do there is in `citizens.py` and `clerks.py`.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Sequence
from datetime import datetime, time, timedelta
from pathlib import Path
from random import Random
from typing import NamedTuple
from zoneinfo import ZoneInfo

from demo.booked import Booked, Phones, book
from demo.hallfile import copy
from demo.pads import PROGRAM, part_of_hall_file
from demo.programs import Program
from link.commands import Role
from link.plan import Devices, Opening, Plan
from server.access import Access
from server.calendar_days import with_official_days
from server.hall.calendar import DAYS

KIOSKS = ("hall-1", "hall-2")
WINDOWS = 4
"""So many windows are staffed, or all of a smaller hall."""
STARTING_S = 12.0
"""From the server's start until people stand at the kiosks, about."""
PEOPLE_COME = 0.4
"""In this part of the demo's time the booked slot begins: most who booked come before, some after."""
SIZES = {
    True: {"kiosk": "1080x1920", "counter": "1100x720", "display": "1920x1080", "strip": "1200x200"},
    False: {"kiosk": "480x852", "counter": "960x640", "display": "960x540", "strip": "900x150"},
}
"""By whether it is offscreen: windows that people use by hand have to find room beside each other."""


class Folders(NamedTuple):
    """Where things go."""

    out: Path
    data: Path
    """The server's data and the devices' identities: gone when the demo ends."""

    @property
    def logs(self) -> Path:
        """A log for each program."""
        return self.out / "logs"


class Staff(NamedTuple):
    """A clerk of the demo. The PIN is for this one hall, which is gone when the demo ends."""

    window: str
    clerk: str
    pin: str


class Opened(NamedTuple):
    """A hall that is open."""

    plan: Plan
    server: Program
    printer: Program
    kiosks: list[Program]
    counters: dict[Staff, Program]
    board: Program
    strip: Program
    phones: Phones
    booked: list[Booked]
    """Who booked before the hall opened."""
    pads: Program | None = None
    """Rating pads, one at each window by its place from 1; only for scripted people."""

    def screens(self) -> list[Program]:
        """Those with a window."""
        return [*self.kiosks, *self.counters.values(), self.strip, self.board]


def staffed(plan: Plan) -> list[str]:
    """The windows that are open in the demo: together they serve as many queues as so few can."""
    left = {queue.id for queue in plan.queues}
    rest = list(plan.counters)
    chosen: list[str] = []
    while rest and len(chosen) < WINDOWS:
        best = max(rest, key=lambda counter: len(left & set(counter.serves)))
        rest.remove(best)
        left -= set(best.serves)
        chosen.append(best.id)
    return [counter.id for counter in plan.counters if counter.id in chosen]


LONGEST_BREAK_DAYS = 21
"""No hall is closed for so many days on end."""


def busy_hour(plan: Plan, today: datetime) -> datetime:
    """A third into the longest opening on or after today, in the hall's time zone."""
    calendar = with_official_days(plan, today.date().isoformat()).calendar
    for ahead in range(LONGEST_BREAK_DAYS):
        day = today + timedelta(days=ahead)
        date = day.date().isoformat()
        weekday = 0 if date in calendar.open else day.weekday()
        here = [o for o in plan.opening if DAYS[weekday] in o.days and date not in calendar.closed]
        if here:
            longest = max(here, key=_length)
            hour, minute = map(int, longest.open.split(":"))
            opens = day.replace(hour=hour, minute=minute, second=0, microsecond=0)
            return opens + timedelta(minutes=_length(longest) // 3)
    return today


def before_a_slot(plan: Plan, hour: datetime, seconds: float) -> datetime:
    """So many seconds before the first slot of bookings that begins at this hour or later."""
    here = [o for o in plan.opening if DAYS[hour.weekday()] in o.days and o.open < o.close]
    begins = [datetime.combine(hour, time.fromisoformat(o.open), hour.tzinfo) for o in here]
    before = [begin for begin in begins if begin <= hour]
    if plan.booking is None or not before:
        return hour
    slot = timedelta(minutes=plan.booking.slot_min)
    return max(before) + -(-(hour - max(before)) // slot) * slot - timedelta(seconds=seconds)


def _free_port() -> int:
    """A port that is free now: the hall file names the public plane before it runs."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _length(opening: Opening) -> int:
    (h1, m1), (h2, m2) = (map(int, text.split(":")) for text in (opening.open, opening.close))
    return (h2 - h1) * 60 + m2 - m1


class Opener:
    """Starts the programs of a hall; `started` has what runs so far, also when starting fails."""

    def __init__(self, plan: Plan, hall: Path, folders: Folders, seconds: float, *, offscreen: bool) -> None:
        self.plan, self.hall, self.folders, self.offscreen = plan, hall, folders, offscreen
        self._seconds = seconds
        self.started: list[Program] = []
        self._access = Access(folders.data)
        self._url = ""

    def close(self) -> None:
        """Let go of the access file."""
        self._access.close()

    async def open(self, rng: Random) -> Opened:
        """Server, printer and public plane first; people book; then every screen at once. Raises NotDone."""
        staff = [Staff(id_, f"10{n:02}", f"{n:04}") for n, id_ in enumerate(staffed(self.plan), 1)]
        for one in staff:
            self._access.set_clerk(one.clerk, one.pin)
        page = f"http://127.0.0.1:{_free_port()}"
        pads = await self._pads()
        more = await self._line(pads, [one.window for one in staff]) if pads else ""
        server, printer = (
            await self._start("server", self._serve(page, more)),
            await self._start("printer", self._print()),
        )
        self._url = str((await server.first_line())["listening"])
        paper = str((await printer.first_line())["listening"])
        phones = await self._public_plane(page)
        if pads:
            await self._drive_pads()
        windows = [one.window for one in staff]
        booked = await book(phones, self.plan, windows, rng) if self.offscreen else []
        voice = ["--voice-dir", str(self.folders.out / "voice")]
        kiosks = [self._screen("kiosk", name, "--printer", paper) for name in KIOSKS]
        counters = [self._screen("counter", one.window) for one in staff]
        board = self._screen("display", "board-1", *voice)
        strip = self._screen("display", "strip-1", "--strip", staff[0].window, size="strip")
        opened = await asyncio.gather(*kiosks, *counters, board, strip)
        return Opened(
            self.plan, server, printer, list(opened[: len(kiosks)]),
            dict(zip(staff, opened[len(kiosks) : -2], strict=True)), opened[-2], opened[-1], phones, booked,
            pads,
        )  # fmt: skip

    async def _pads(self) -> Program | None:
        """Rating pads that are not there, where the hall asks for ratings and has no devices of its own."""
        if not self.offscreen or self.plan.rating is None or self.plan.devices != Devices():
            return None
        addresses = ",".join(f"{n}r" for n in range(1, len(staffed(self.plan)) + 1))
        return await self._start("pads", ["emulate", "keypad", "tcp://127.0.0.1:0", "--pads", addresses])

    async def _line(self, pads: Program, windows: list[str]) -> str:
        return part_of_hall_file(str((await pads.first_line())["address"]), windows)

    async def _drive_pads(self) -> None:
        """Pair the program that drives them, and start it."""
        code, identity = self._access.make_code("devices", PROGRAM), str(self.folders.data / "devices.json")
        await self._start(
            "devices", ["devices", "--server", self._url, "--identity", identity, "--code", code]
        )

    def _serve(self, page: str, more: str) -> list[str]:
        hall = self.folders.data / "hall.toml"
        hall.write_text(copy(self.hall.read_text("utf-8"), page, hurry=self.offscreen) + more, "utf-8")
        clock = busy_hour(self.plan, datetime.now(ZoneInfo(self.plan.timezone)))
        if self.offscreen:
            clock = before_a_slot(self.plan, clock, STARTING_S + self._seconds * PEOPLE_COME)
        data = ["--data", str(self.folders.data), "--listen", "127.0.0.1:0", "--no-announce"]
        return ["serve", "--hall", str(hall), *data, "--clock", clock.strftime("%Y-%m-%dT%H:%M:%S")]

    async def _public_plane(self, page: str) -> Phones:
        """Pair the public plane and start it at this address."""
        code, identity = self._access.make_code("web", "demo"), str(self.folders.data / "web.json")
        joining = ["--server", self._url, "--identity", identity, "--code", code]
        web = await self._start("web", ["web", *joining, "--listen", page.removeprefix("http://")])
        await web.first_line()
        phones = Phones(page)
        await phones.ready()
        return phones

    def _print(self) -> list[str]:
        return ["emulate", "printer", "--listen", "127.0.0.1:0", "--out", str(self.folders.out / "tickets")]

    async def _screen(self, role: Role, name: str, *options: str, size: str = "") -> Program:
        """Pair a screen as a manager would, and start it."""
        code = self._access.make_code(role, name)
        identity = str(self.folders.data / f"{role}-{name}.json")
        joining = ["--server", self._url, "--identity", identity, "--code", code]
        sizes = SIZES[self.offscreen]
        program = await self._start(
            f"{role}-{name}", [role, *joining, "--hands", "--size", sizes[size or role], *options]
        )
        await program.ask(facts=True)  # it answers as soon as its window is there
        return program

    async def _start(self, name: str, arguments: Sequence[str]) -> Program:
        program = await Program.start(name, arguments, self.folders.logs, offscreen=self.offscreen)
        self.started.append(program)
        return program
