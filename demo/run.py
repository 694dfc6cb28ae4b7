"""The verb `tingxu demo`: opens a hall, lets people use it, closes it, and tells what happened.

Scripted people use the real windows offscreen; with a screen the windows are for people.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from random import Random
from typing import Any

from rich.console import Console

import assets
from demo.citizens import Citizens, Coming
from demo.clerks import Clerk
from demo.day import Day
from demo.opening import Folders, Opened, Opener
from demo.pads import Raters
from demo.programs import NotDone
from demo.summary import Counts, disagreements, witness, write
from link.plan import Plan
from server.config import HallFileError, load_plan

SECONDS = 60
LOOK_S = 1
SETTLE_S = 60.0
"""So long the voice may need after the last call, where it plays on a loudspeaker."""
SUMMARY = "summary.json"
ANYTHING_OLD = ("logs", "pictures", "tickets", "voice")
say = Console(stderr=True, highlight=False, soft_wrap=True).print


def run(*, headless: bool, seconds: int | None, hall: Path | None, seed: int, out: Path) -> int:
    """Run the demo; 0 when all went well, 1 when `summary.json` has errors, 2 for a wrong hall or `out`.

    `seconds`: how long people come and are served; None means 60 for scripted people, and for real ones
    until Ctrl-C or until every window is closed.
    """
    offscreen = headless or not _has_screen()
    file = hall or assets.hall_file("luohu")
    try:
        plan = load_plan(file)
    except HallFileError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    try:
        _make_room(out)
    except OSError as error:
        sys.stderr.write(f"--out: {error}\n")
        return 2
    with tempfile.TemporaryDirectory(prefix="tingxu-demo-") as data:
        folders = Folders(out, Path(data))
        return asyncio.run(_Demo(plan, file, folders, seed, seconds, offscreen=offscreen).run())


def _make_room(out: Path) -> None:
    """Empty the folders of an earlier demo, known by its summary; of anybody else's nothing is taken away.

    Until the demo has ended its summary says just that. Raises OSError.
    """
    folders = [out / name for name in ANYTHING_OLD]
    if not (out / SUMMARY).exists() and (full := [one for one in folders if _holds_anything(one)]):
        raise FileExistsError(f"{full[0]} holds something, and no demo was in {out}: name another folder")
    for folder in folders:
        if folder.exists():
            shutil.rmtree(folder)
        folder.mkdir(parents=True)
    write(out / SUMMARY, {}, ["the demo has not ended"])


def _holds_anything(folder: Path) -> bool:
    return folder.exists() and any(folder.iterdir())


def _has_screen() -> bool:
    if sys.platform in ("win32", "darwin"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


class _Demo:
    def __init__(
        self, plan: Plan, hall: Path, folders: Folders, seed: int, seconds: int | None, *, offscreen: bool
    ) -> None:
        self.plan, self.folders, self.seed, self.offscreen = plan, folders, seed, offscreen
        self.opener = Opener(plan, hall, folders, seconds or SECONDS, offscreen=offscreen)
        self.seconds = seconds
        self.errors: list[str] = []
        self.counts: Counts | None = None
        self.stopped = asyncio.Event()

    async def run(self) -> int:
        self._listen_for_ctrl_c()
        say(f"Opening {self.plan.name.en} / {self.plan.name.zh} …")
        try:
            hall = await self.opener.open(Random(f"{self.seed} booked"))
            say(f"The hall's pages for phones: {hall.phones.url}")
            self.counts = Counts(hall)
            if self.offscreen:
                await self._scripted(hall, self.seconds or SECONDS)
            else:
                await self._by_hand(hall, self.seconds)
        except NotDone as error:
            self.errors.append(str(error))
        finally:
            await self._close()
        return self._tell()

    # ------------------------------------------------------------------ scripted people

    async def _scripted(self, hall: Opened, seconds: float) -> None:
        day = Day(self.plan, seconds, self.folders.out / "pictures")
        say(f"Open. Scripted people take numbers and clerks call them, for about {seconds:g} s.")
        windows = [staff.window for staff in hall.counters]
        coming = Coming([one for one in hall.booked if one.comes], hall.phones.url)
        citizens = [
            Citizens(kiosk, day, windows, coming, Random(f"{self.seed} kiosk {n}"))
            for n, kiosk in enumerate(hall.kiosks)
        ]
        clerks = [
            Clerk(counter, staff, day, Random(f"{self.seed} window {staff.window}"))
            for staff, counter in hall.counters.items()
        ]

        async def come() -> None:
            await asyncio.gather(*(day.noting(one.kiosk, one.come) for one in citizens))
            day.nobody_comes.set()

        raters = Raters(hall.pads, len(windows), Random(f"{self.seed} pads")) if hall.pads else None
        rating = asyncio.create_task(raters.rate()) if raters else None
        await self._unless_stopped(
            asyncio.gather(
                come(), self._look_up(hall, day), *(day.noting(one.counter, one.work) for one in clerks)
            )
        )
        if rating and raters and self.counts:
            rating.cancel()
            await raters.finish()
            self.counts.raters = raters
        self.errors += day.errors
        await self._settle(hall)

    async def _look_up(self, hall: Opened, day: Day) -> None:
        """Pictures of what stands over people's heads, while it is busy."""
        while not (day.over or await hall.board.can(wait="newest-number", s=LOOK_S)):
            pass  # short looks, so that Ctrl-C does not wait for the end of a long one
        await day.nobody_comes.wait()
        await day.noting(hall.board, lambda: day.picture(hall.board, "board"))
        await day.noting(hall.strip, lambda: day.picture(hall.strip, "strip"))

    async def _settle(self, hall: Opened) -> None:
        """Wait until paper, board and voice have kept up; what has not by then is an error."""
        assert self.counts is not None  # noqa: S101 - made with the hall
        deadline = asyncio.get_running_loop().time() + SETTLE_S
        await self.counts.look()
        while not self.counts.settled() and asyncio.get_running_loop().time() < deadline:
            await asyncio.sleep(0.25)
            await self.counts.look()
        await self.counts.look_at_bookings()
        self.errors += disagreements(self.counts.result())
        printer = (await hall.printer.ask(ask="oddities"))["oddities"]
        self.errors += [f"printer: not understood: {oddity}" for oddity in printer]

    # ------------------------------------------------------------------ people

    async def _by_hand(self, hall: Opened, seconds: int | None) -> None:
        say("Open. Take a number at a kiosk; at the windows sign in with:")
        for staff in hall.counters:
            say(f"  window {staff.window}: staff number {staff.clerk}, PIN {staff.pin}")
        say("Ctrl-C here, or closing every window, ends the demo.")
        closed = asyncio.gather(*(program.ended() for program in hall.screens()))
        looking = asyncio.create_task(self._keep_looking())
        with suppress(TimeoutError):
            await asyncio.wait_for(self._unless_stopped(closed), seconds)
        looking.cancel()
        for program, name in ((hall.kiosks[0], "kiosk"), (hall.board, "board"), (hall.strip, "strip")):
            await program.can(picture=str(self.folders.out / "pictures" / f"{name}.png"))

    async def _keep_looking(self) -> None:
        while self.counts is not None:
            await self.counts.look()
            await asyncio.sleep(1)

    # ------------------------------------------------------------------ the end

    def _listen_for_ctrl_c(self) -> None:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            with suppress(NotImplementedError):  # Windows: Ctrl-C raises KeyboardInterrupt instead
                loop.add_signal_handler(number, self.stopped.set)

    async def _unless_stopped(self, work: asyncio.Future[Any]) -> None:
        """Wait for the work, or until somebody ends the demo."""
        stopped = asyncio.create_task(self.stopped.wait())
        both: set[asyncio.Future[Any]] = {work, stopped}
        await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
        stopped.cancel()
        work.cancel()
        with suppress(asyncio.CancelledError):
            await work

    async def _close(self) -> None:
        """End every program in order, then hold the counts against the journal."""
        if self.counts is not None:
            await self.counts.look()
            self.errors += self.counts.troubles()
        for program in reversed(self.opener.started):
            status = await program.stop()
            if status:
                self.errors.append(f"{program.name} ended with status {status}; see {program.log}")
            self.errors += program.loud_lines()
        self.opener.close()
        if self.counts is not None:
            self.errors += witness(self.folders.data, self.counts.result())

    def _tell(self) -> int:
        counts = self.counts.result() if self.counts is not None else {}
        path = self.folders.out / SUMMARY
        write(path, counts, self.errors)
        for name, count in counts.items():
            say(f"  {name.replace('_', ' '):18}{count:6}")
        for error in self.errors:
            say(f"  error: {error}", style="red", markup=False)
        if not self.offscreen and any("qt.qpa" in error for error in self.errors):
            say("The windows cannot use the screen (is it another user's?). With --headless none is needed.")
        say(f"Pictures, tickets, announcements and logs are in {self.folders.out}, the counts in {path}.")
        return 1 if self.errors else 0
