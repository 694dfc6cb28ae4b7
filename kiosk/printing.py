"""Tickets on their way to paper: each is a print with a state, which is reported to the server.

The job and the printer's status are `printers/spooler.py`'s; what a screen says about them is `kiosk.py`'s.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, Protocol

import structlog
from PySide6.QtCore import QObject, Signal

from link.client import new_id
from link.commands import Command, ReportPrint
from link.frames import Refused
from link.qt import Answer, Inbox
from link.words import PrintState
from printers.profile import Make, Profile
from printers.spooler import Outcome, Spooler
from printers.status import PrinterState

log = structlog.get_logger()

REPORT_PATIENCE_S = 300.0
"""A report may wait for the server longer than a person does."""

State = Literal["none", "printing", "printed", "failed"]
"""none: this kiosk has no printer."""


class Sender(Protocol):
    """The part of HallLink that reports need."""

    def send(self, command: Command, then: Callable[[Answer], None], patience_s: float = 30.0) -> None:
        """Send a command; `then` gets the answer."""


class Jobs(Protocol):
    """The part of the spooler that is needed."""

    def submit(self, job_id: str, data: bytes) -> None:
        """Queue a job."""

    def close(self) -> None:
        """End the thread."""


MakeJobs = Callable[[str, Callable[[PrinterState], None], Callable[[Outcome], None]], Jobs]


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


class Printing(QObject):
    """The kiosk's printer, and what became of each ticket. `url` is tcp://HOST:PORT; "" has no printer.

    Raises PrinterUrlError for another url.

    Signals:
        changed: the printer's state, or that of a print, is another one.
    """

    changed = Signal()

    def __init__(self, link: Sender, url: str = "", make: MakeJobs = Spooler) -> None:
        super().__init__()
        self.printer: PrinterState | None = None
        """None: there is no printer, or nothing is known of it yet."""
        self.printed = self.failed = 0
        """Tickets that came out, and tries that failed."""
        self.troubles: list[str] = []
        self._link = link
        self._inbox = Inbox()
        self._running: dict[str, Print] = {}
        self._jobs = make(url, self._state_from_jobs, self._outcome_from_jobs) if url else None

    def print(self, ticket: str, make: Make) -> Print:
        """Print a ticket for the first time."""
        one = Print(ticket, make)
        self._submit(one, copy=False)
        return one

    def again(self, one: Print) -> None:
        """Print a ticket that failed once more; marked as a copy if a part of it may be on paper."""
        if one.state == "failed":
            self._submit(one, copy=one.maybe_on_paper)

    def facts(self) -> dict[str, int]:
        """Counts of what happened at the printer, as this kiosk knows it."""
        return {"tickets_printed": self.printed, "prints_failed": self.failed}

    def close(self) -> None:
        """Finish the ticket that is being printed and end the printer's thread."""
        if self._jobs is not None:
            self._jobs.close()

    def _submit(self, one: Print, *, copy: bool) -> None:
        if self._jobs is None:
            return
        one.tries += 1
        one.state, one.reason = "printing", None
        job = f"{one.ticket}/{one.tries}"
        self._running[job] = one
        self._jobs.submit(job, one.make(Profile(), copy))
        self.changed.emit()

    def _state_from_jobs(self, state: PrinterState) -> None:
        self._inbox.put(lambda: self._set_printer(state))

    def _outcome_from_jobs(self, outcome: Outcome) -> None:
        self._inbox.put(lambda: self._ended(outcome))

    def _set_printer(self, state: PrinterState) -> None:
        self.printer = state
        self.changed.emit()

    def _ended(self, outcome: Outcome) -> None:
        one = self._running.pop(outcome.job_id)
        if outcome.printed:
            one.state = "printed"
            self.printed += 1
            self._report(one, "reprinted" if one.tries > 1 else "printed")
        else:
            one.state, one.reason = "failed", outcome.reason
            one.maybe_on_paper = one.maybe_on_paper or outcome.maybe_printed
            self.failed += 1
            self._report(one, "failed")
        self.changed.emit()

    def _report(self, one: Print, state: PrintState) -> None:
        def answered(answer: Answer) -> None:
            if answer is None or isinstance(answer, Refused):
                why = "no answer" if answer is None else answer.code
                self.troubles.append(f"report of {one.ticket} {state}: {why}")
                log.info("kiosk.print_not_reported", ticket=one.ticket, state=state, why=why)

        command = ReportPrint(new_id(), one.ticket, state, one.reason)
        self._link.send(command, answered, REPORT_PATIENCE_S)
