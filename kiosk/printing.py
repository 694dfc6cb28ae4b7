"""Tickets on their way to paper: each is a print with a state, which is reported to the server.

Which printer prints, and what becomes of a job, is `printers/group.py`'s; what a screen says about it is
`kiosk.py`'s.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, Protocol

import structlog
from PySide6.QtCore import QObject, Signal, SignalInstance

from link.client import new_id
from link.commands import Command, ReportPrint
from link.frames import PrintOrder, Refused
from link.mirror import Mirror
from link.plan import Printer
from link.qt import Answer, Inbox
from link.reporting import Reporting
from link.words import DeviceState, PrintState
from ports.address import parse
from printers.group import Ended, Group, MakeWorker
from printers.orders import Orders, follow
from printers.profile import Make
from printers.spooler import Spooler
from printers.status import PrinterState

log = structlog.get_logger()

REPORT_PATIENCE_S = 300.0
"""A report may wait for the server longer than a person does."""
REPRINT_S = 60.0
"""So long after it came out a ticket may be printed once more by whoever took it."""

State = Literal["none", "printing", "printed", "failed"]
"""none: this kiosk has no printer."""


class Link(Protocol):
    """The part of HallLink that printing needs."""

    updated: SignalInstance
    frame_received: SignalInstance
    mirror: Mirror

    def send(self, command: Command, then: Callable[[Answer], None], patience_s: float = 30.0) -> None:
        """Send a command; `then` gets the answer."""


@dataclass(slots=True)
class Print:
    """One ticket on its way to paper."""

    ticket: str
    make: Make
    state: State = "none"
    tries: int = 0
    reason: str | None = None
    """The printer's own word for why it failed last."""
    maybe_on_paper: bool = False
    came_out: float | None = None
    """When it was printed, by the monotonic clock."""


class Printing(QObject):
    """The kiosk's printers, and what became of each ticket.

    They are those that the plan has for `program` ("kiosk/door"); `url`, for trying, wins: an address, or "".
    How they fare goes to `reporting`. Raises AddressError for a url that is none.

    Signals:
        changed: the printers' state, or that of a print, is another one.
    """

    changed = Signal()

    def __init__(
        self,
        link: Link,
        url: str = "",
        *,
        program: str = "",
        reporting: Reporting | None = None,
        make: MakeWorker = Spooler,
    ) -> None:
        super().__init__()
        fixed = [Printer("printer", str(parse(url)))] if url else []
        self.printed = self.failed = 0
        """Tickets that came out, and tries that failed."""
        self.troubles: list[str] = []
        self._link, self._program = link, "" if fixed else program
        self._reporting = reporting or Reporting(lambda _: None)
        self._inbox = Inbox()
        self._running: dict[str, Print] = {}
        self._group = Group(fixed, self._state_from_group, self._ended_from_group, make)
        self._orders = Orders(self._group, self._send)
        link.updated.connect(self._follow)
        link.frame_received.connect(self._obey)

    @property
    def printer(self) -> PrinterState | None:
        """Of the printer that gets the next ticket. None: there is none, or none that could say anything."""
        found = self._group.found
        return (
            None if found is None or (found.prints and found.state is PrinterState.UNKNOWN) else found.state
        )

    def print(self, ticket: str, make: Make) -> Print:
        """Print a ticket for the first time."""
        one = Print(ticket, make)
        self._submit(one, copy=False)
        return one

    def again(self, one: Print) -> None:
        """Print a ticket that failed once more; marked as a copy if a part of it may be on paper."""
        if one.state == "failed":
            self._submit(one, copy=one.maybe_on_paper)

    def may_reprint(self, one: Print) -> bool:
        """Whether whoever took the ticket may have it once more: it came out a moment ago."""
        return (
            one.state == "printed"
            and one.came_out is not None
            and time.monotonic() - one.came_out < REPRINT_S
        )  # fmt: skip

    def reprint(self, one: Print) -> None:
        """Print a ticket that has just come out once more, marked as a copy."""
        if self.may_reprint(one):
            self._submit(one, copy=True)

    def facts(self) -> dict[str, int]:
        """Counts of what happened at the printers, as this kiosk knows it."""
        return {"tickets_printed": self.printed, "prints_failed": self.failed}

    def close(self) -> None:
        """Finish the ticket that is being printed and end the printers' threads."""
        self._group.close()

    # ------------------------------------------------------------------ from the hall

    def _follow(self) -> None:
        plan = self._link.mirror.plan
        if plan is not None and self._program and follow(self._group, plan, self._program, self._reporting):
            self.changed.emit()

    def _obey(self, frame: object) -> None:
        plan = self._link.mirror.plan
        if isinstance(frame, PrintOrder) and plan is not None:
            self._orders.take(frame, plan)

    # ------------------------------------------------------------------ to the printers and back

    def _submit(self, one: Print, *, copy: bool) -> None:
        if not self._group.printers:
            return
        one.tries += 1
        one.state, one.reason = "printing", None
        job = f"{one.ticket}/{one.tries}"
        self._running[job] = one
        self._group.submit(job, one.make, copy=copy)
        self.changed.emit()

    def _state_from_group(self, state: DeviceState) -> None:
        self._reporting.put(state)
        self._inbox.put(self.changed.emit)

    def _ended_from_group(self, ended: Ended) -> None:
        self._inbox.put(lambda: self._ended(ended))

    def _ended(self, ended: Ended) -> None:
        if self._orders.ended(ended):
            return
        one = self._running.pop(ended.job_id)
        if ended.printed:
            one.state, one.came_out = "printed", time.monotonic()
            self.printed += 1
            self._report(one, "reprinted" if one.tries > 1 or ended.copy else "printed")
        else:
            one.state, one.reason = "failed", ended.reason
            one.maybe_on_paper = one.maybe_on_paper or ended.maybe_printed
            self.failed += 1
            self._report(one, "failed")
        self.changed.emit()

    def _report(self, one: Print, state: PrintState) -> None:
        self._send(ReportPrint(new_id(), one.ticket, state, one.reason))

    def _send(self, report: ReportPrint) -> None:
        def answered(answer: Answer) -> None:
            if answer is None or isinstance(answer, Refused):
                why = "no answer" if answer is None else answer.code
                self.troubles.append(f"report of {report.ticket} {report.state}: {why}")
                log.info("kiosk.print_not_reported", ticket=report.ticket, state=report.state, why=why)

        self._link.send(report, answered, REPORT_PATIENCE_S)
