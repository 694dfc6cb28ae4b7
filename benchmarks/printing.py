"""How long a ticket takes onto paper: as text and drawn, on serial lines of two speeds and over the network.

The printers are virtual, on real pseudo-terminals and ports, as slow as the speed of the line says. What
becomes of tickets when printers fail is counted by `soak.py`.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from threading import Condition
from typing import NamedTuple

from benchmarks.measurement import Measurement, alone, compared
from benchmarks.soak import paper, soak
from benchmarks.workshop import Scenario, Workshop
from emulators.printer.device import Ticket, VirtualPrinter
from link.plan import Printer
from printers.profile import Mode, Profile
from printers.spooler import Outcome, Spooler
from printers.status import Found

BITS_A_BYTE = 10
WAITS_S = 120.0
REACH = 1.25
REST_S = 0.5
"""A ticket takes at most so many times as long as the line needs for its bytes, with this for the rest."""


class Way(NamedTuple):
    """A way to the printer; `baud` None: the network."""

    name: str
    baud: int | None
    modes: tuple[Mode, ...] = ("text", "raster")


class Took(NamedTuple):
    """One ticket, in seconds from being handed to the spooler."""

    first: float
    last: float
    size: int


WAYS = (Way("9600 baud", 9600), Way("115200 baud", 115_200), Way("TCP", None))


def speed() -> Scenario:
    """Time to the first and the last byte at the printer."""
    name = "printing a ticket"

    def run(shop: Workshop) -> Iterator[Measurement]:
        for way in WAYS:
            for mode in way.modes:
                if shop.sizes.slow_lines or way.baud is None or mode == "text":
                    yield from _measured(f"{name}: {mode}, {way.name}", way, mode, shop)

    return Scenario(name, run)


def _measured(name: str, way: Way, mode: Mode, shop: Workshop) -> Iterator[Measurement]:
    shop.say(f"{mode} over {way.name}")
    folder = shop.fresh()
    folder.mkdir()
    rounds = 1 if way.baud == 9600 and mode == "raster" else 3
    took = [_one(way, mode, folder) for _ in range(rounds)]
    yield alone(f"{name}: first byte", "ms", median(one.first for one in took) * 1000)
    last = [one.last for one in took]
    if way.baud is None:
        yield alone(f"{name}: last byte", "ms", median(last) * 1000)
    else:
        line = [one.size * BITS_A_BYTE / way.baud + REST_S for one in took]
        yield compared(f"{name}: last byte", "s", last, line, reach=REACH)
    yield alone(f"{name}: size", "bytes", took[-1].size)


def _one(way: Way, mode: Mode, folder: Path) -> Took:
    """One ticket through a real spooler; the printer notes when its first byte came and when it was cut."""
    cut: list[float] = []
    printer = VirtualPrinter(
        on_ticket=lambda _: cut.append(time.time()),
        line=str(folder / "printer") if way.baud else "",
        baud=way.baud,
    )
    printer.start()
    heard = _Heard()
    spooler = Spooler(Printer("bench", printer.url, mode=mode), heard.found, heard.job)
    try:
        heard.until_found()
        make = paper("A001")
        begun = time.time()
        spooler.submit("ticket", make)
        outcome = heard.until_printed()
        if not outcome.printed or not cut:
            raise TimeoutError(f"{mode} over {way.name}: {outcome.reason}")
        ticket: Ticket = printer.tickets[0]
        size = len(make(Profile(mode=mode), False))
        return Took(ticket.first_byte_ms / 1000 - begun, cut[0] - begun, size)
    finally:
        spooler.close()
        printer.stop()


class _Heard:
    """What a spooler said, and waiting for it."""

    def __init__(self) -> None:
        self._changed = Condition()
        self._found: list[Found] = []
        self._jobs: list[Outcome] = []

    def found(self, found: Found) -> None:
        with self._changed:
            self._found.append(found)
            self._changed.notify_all()

    def job(self, outcome: Outcome) -> None:
        with self._changed:
            self._jobs.append(outcome)
            self._changed.notify_all()

    def until_found(self) -> None:
        with self._changed:
            if not self._changed.wait_for(lambda: bool(self._found), WAITS_S):
                raise TimeoutError("nothing was found at the printer")

    def until_printed(self) -> Outcome:
        with self._changed:
            if not self._changed.wait_for(lambda: bool(self._jobs), WAITS_S):
                raise TimeoutError("the ticket never ended")
            return self._jobs[0]


def failing() -> Scenario:
    """Many tickets through printers that fail: what was lost, and what it took."""
    name = "printing through three printers of which one dies, one jams, one is unplugged"

    def run(shop: Workshop) -> Iterator[Measurement]:
        folder = shop.fresh()
        folder.mkdir()
        soaked = soak(shop.sizes.printed, folder, shop.say)
        wrong = soaked.wrong()
        yield alone(f"{name}: tickets", "tickets", soaked.tickets)
        lost = f"{name}: lost, or twice without saying so"
        yield alone(lost, "tickets", len(wrong), 0.0, "; ".join(wrong[:3]))
        yield alone(f"{name}: printed", "tickets", len(soaked.printed))
        yield alone(f"{name}: of these as copies", "tickets", sum(soaked.copies.values()))
        yield alone(f"{name}: reported as not printed", "tickets", len(soaked.failed))
        yield alone(f"{name}: a ticket", "ms", soaked.seconds / soaked.tickets * 1000)

    return Scenario(name, run)
