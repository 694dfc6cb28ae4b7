"""Many tickets through three printers of which one dies, one jams and one is unplugged and returns.

It counts what came out of which printer and compares it with what was reported. Speed is measured
in `printing.py`.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from threading import Condition
from typing import Final

from emulators.printer.device import VirtualPrinter
from link.plan import Printer
from printers import making
from printers.fields import sample
from printers.group import Ended, Group
from printers.profile import Make
from printers.sheet import COPY_MARK
from printers.spooler import Spooler

AT_A_TIME = 12
"""So many tickets are on their way at once: people at several screens."""
PATIENCE_S = 120.0
SCRIPT: Final = (
    (0.10, "jams", "jam"), (0.25, "dies", "dies"), (0.40, "unplugged", "offline"), (0.50, "unplugged", None),
    (0.65, "jams", None), (0.80, "unplugged", "dies"), (0.85, "unplugged", None),
)  # fmt: skip
"""After which share of the tickets what happens to which printer. From 0.40 to 0.50 nobody prints."""


@dataclass
class Soaked:
    """What came of it."""

    tickets: int
    ended: dict[str, list[Ended]] = field(default_factory=dict)
    papers: Counter[str] = field(default_factory=Counter)
    """By number: papers that do not say "copy"."""
    copies: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0

    @property
    def printed(self) -> list[str]:
        """Reported as printed."""
        return [number for number, ends in self.ended.items() if ends[0].printed]

    @property
    def failed(self) -> list[str]:
        """Reported as failed."""
        return [number for number, ends in self.ended.items() if not ends[0].printed]

    def wrong(self) -> list[str]:
        """Every ticket that was lost, is there twice without saying so, or is reported wrongly."""
        return [f"{number}: {why}" for n in range(self.tickets) if (why := self._why(number := number_of(n)))]

    def _why(self, number: str) -> str:
        ends, papers, copies = self.ended.get(number, []), self.papers[number], self.copies[number]
        if len(ends) != 1:
            return f"ended {len(ends)} times"
        if papers > 1:
            return f"{papers} papers that do not say that they are copies"
        if ends[0].printed and papers + copies == 0:
            return "reported as printed, and there is no paper"
        if not ends[0].printed and not ends[0].maybe_printed and papers + copies:
            return "reported as not printed, and there is a paper"
        return ""


def soak(tickets: int, folder: Path, say: Callable[[str], None] = lambda _: None) -> Soaked:
    """Print so many tickets while the printers fail. Raises TimeoutError when a ticket never ends."""
    printers = {
        "jams": VirtualPrinter(),
        "dies": VirtualPrinter(),
        "unplugged": VirtualPrinter(line=str(folder / "printer"), baud=921_600),
    }
    for printer in printers.values():
        printer.start()
    try:
        return _through(printers, tickets, say)
    finally:
        for printer in printers.values():
            printer.stop()


def _through(printers: dict[str, VirtualPrinter], tickets: int, say: Callable[[str], None]) -> Soaked:
    soaked, changed = Soaked(tickets), Condition()

    def on_job(ended: Ended) -> None:
        with changed:
            soaked.ended.setdefault(ended.job_id, []).append(ended)
            changed.notify_all()

    def wait_for(true: Callable[[], bool]) -> None:
        with changed:
            if not changed.wait_for(true, PATIENCE_S):
                raise TimeoutError(f"{len(soaked.ended)} of {tickets} tickets ended")

    plan = [Printer(name, printer.url) for name, printer in printers.items()]
    group = Group(plan, lambda _: None, on_job, quick)
    script, begun = list(SCRIPT), time.monotonic()
    try:
        for n in range(tickets):
            while script and n >= script[0][0] * tickets:
                _, name, fault = script.pop(0)
                printers[name].fault = fault
                say(f"{name}: {fault or 'well again'} after {n} tickets")
            group.submit(number_of(n), paper(number_of(n)))
            wait_for(lambda n=n: len(soaked.ended) > n - AT_A_TIME)  # type: ignore[misc]
        wait_for(lambda: len(soaked.ended) >= tickets)
    finally:
        group.close()
    soaked.seconds = time.monotonic() - begun
    for printer in printers.values():
        for one in printer.tickets:
            _count(soaked, one.text)
    return soaked


def _count(soaked: Soaked, text: str) -> None:
    number = next(word for word in text.split() if word.startswith("A"))
    (soaked.copies if COPY_MARK in text else soaked.papers)[number] += 1


def quick(printer: Printer, on_found: Callable, on_job: Callable) -> Spooler:  # type: ignore[type-arg]
    """A spooler that looks after its printer more often than in a hall."""
    return Spooler(printer, on_found, on_job, poll_s=0.1, timeout_s=1.0)


def number_of(n: int) -> str:
    """The number of a ticket."""
    return f"A{n + 1:04d}"


def paper(number: str) -> Make:
    """A whole ticket with this number."""
    values = {**sample("zh"), "number": number}
    return making.of_sheet(making.sheet_of(None, "ordinary", values, "zh"))
