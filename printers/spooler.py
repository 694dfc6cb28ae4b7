"""The spooler: one worker thread a printer that prints jobs one by one and watches the status between them.

It knows jobs and outcomes. Which printer gets a job, and whether it goes to another one, is the group's.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from queue import Empty, Queue
from threading import Lock, Thread
from typing import Literal, TypeVar

import structlog

from link.plan import Printer
from ports.address import Address, SerialLine, parse
from printers.encode_raster import pieces
from printers.profile import Make, Profile
from printers.status import Found, PrinterState
from printers.transports.opening import Connection, bytes_per_s, connect

log = structlog.get_logger()
T = TypeVar("T")

Reason = Literal["out", "cover", "offline", "cut", "timeout", "closed", "paper", "gone"]
"""Why a job failed. cut: the connection broke after the job was begun; closed: `close()` came before it;
paper: its bytes could not be made; gone: the plan has no printer for it."""

POLL_S, TIMEOUT_S = 2.0, 2.5
"""How often an idle printer is looked at, and how long it may take to answer: together less than the five
seconds in which the hall hears of it, also of one that has fallen silent."""
LOOK_S = 0.3
"""How often the status is looked at while a job is being printed."""
DURING_S = 2.0
"""How often while a long one is still being sent: a drawn paper takes a minute at 9600 baud."""
SETTLE_S = 1.5
"""A printer that does not know GS r gets this long to print before its status counts as "after the job"."""
SIGN_S = 1.0
"""How long a printer may take to show that it knows GS r; asked once."""
_ports: defaultdict[Address | str, Lock] = defaultdict(Lock)
"""At each port one worker at a time: that of an earlier plan may have to finish a paper there."""
NO_ANSWER = "it answers nothing that a printer says: is the speed right, is it a ticket printer?"
STOPPED = "the printer or its queue is stopped by an error; look at the printer"


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one job ended."""

    job_id: str
    printed: bool
    reason: Reason | None = None
    maybe_printed: bool = False
    """Failed, but a part or all of it may be on paper: mark the next print as a copy."""


@dataclass(frozen=True, slots=True)
class _Job:
    id: str
    make: Make
    copy: bool


class Spooler:
    """Prints on one printer of the plan (raises AddressError where its port is no address).

    `on_found` gets every change of what is found at the printer, beginning with the first look; `on_job` gets
    exactly one Outcome for each job. BOTH ARE CALLED ON THE WORKER THREAD; they must not block, and must not
    call `close()`. No job is ever printed twice by itself: whoever wants that submits it again.
    """

    def __init__(
        self,
        printer: Printer,
        on_found: Callable[[Found], None],
        on_job: Callable[[Outcome], None],
        *,
        poll_s: float = POLL_S,
        timeout_s: float = TIMEOUT_S,
    ) -> None:
        self._address = parse(printer.port)
        address = self._address  # the speed of a line may be what the other plan has wrong
        self._port = _ports[address.device if isinstance(address, SerialLine) else address]
        self._profile = Profile.of(printer)
        self._on_found, self._on_job = on_found, on_job
        self._poll_s, self._timeout_s = poll_s, timeout_s
        self.found: Found | None = None
        """What was found last; None before the first look."""
        self._knows_in_order: bool | None = None
        self._jobs: Queue[_Job | None] = Queue()
        self._lock = Lock()
        self._closed = False
        self._thread = Thread(target=self._work, name=f"printer {self._address}", daemon=True)
        self._thread.start()

    def submit(self, job_id: str, make: Make, *, copy: bool = False) -> None:
        """Queue a job; returns at once. Raises RuntimeError after `close()`."""
        with self._lock:
            if self._closed:
                raise RuntimeError(f"job {job_id}: this spooler is closed")
            self._jobs.put(_Job(job_id, make, copy))

    def close(self, wait_s: float | None = None) -> None:
        """End the thread: the job being printed is finished, waiting ones fail as `closed`."""
        with self._lock:
            self._closed = True
        self._jobs.put(None)
        self._thread.join(wait_s)

    def _work(self) -> None:
        self._look()
        while True:
            try:
                job = self._jobs.get(timeout=self._poll_s)
            except Empty:
                self._look()
                continue
            if job is None:
                return
            outcome = Outcome(job.id, printed=False, reason="closed") if self._closed else self._made(job)
            log.info("print job", job=job.id, printed=outcome.printed, reason=outcome.reason)
            self._tell(self._on_job, outcome)

    def _look(self) -> None:
        try:
            with self._port, closing(connect(self._address, self._timeout_s)) as printer:
                self._ready(printer)
        except OSError as error:
            self._unreachable(error)
        except Exception:  # a fault of ours must not silence the printer for good
            log.exception("a look at a printer failed", address=str(self._address))

    def _made(self, job: _Job) -> Outcome:
        try:
            data = job.make(self._profile, job.copy)
        except Exception:  # a fault in one paper must not end the printing
            log.exception("a paper could not be made", job=job.id)
            return Outcome(job.id, printed=False, reason="paper")
        return self._print(job.id, data)

    def _print(self, job_id: str, data: bytes) -> Outcome:
        begun = False
        try:
            with self._port, closing(connect(self._address, self._timeout_s)) as printer:
                found = self._ready(printer)
                if not found.prints:
                    return Outcome(job_id, printed=False, reason=_reason(found.state))
                begun = True
                found = self._sent(printer, data) or self._noted(printer, self._after(printer, len(data)))
                if not found.prints:
                    printer.clear()
        except OSError as error:
            reason: Reason = "offline"
            if begun:
                reason = "timeout" if isinstance(error, TimeoutError) else "cut"
            self._unreachable(error)
            return Outcome(job_id, printed=False, reason=reason, maybe_printed=begun)
        except Exception as fault:  # likewise, and the job goes on to another
            log.exception("a job failed", job=job_id)
            self._unreachable(OSError(repr(fault)))
            return Outcome(job_id, printed=False, reason="offline", maybe_printed=begun)
        if found.prints:
            return Outcome(job_id, printed=True)
        return Outcome(job_id, printed=False, reason=_reason(found.state), maybe_printed=True)

    def _ready(self, printer: Connection) -> Found:
        """What is found before a job; also finds out once whether this printer knows GS r."""
        state = printer.status()
        if self._knows_in_order is None and (state.prints or not printer.answers):
            printer.ask_in_order()
            self._knows_in_order = printer.processed(SIGN_S)
        return self._noted(printer, state)

    def _sent(self, printer: Connection, data: bytes) -> Found | None:
        """Send it all; what is found when the printer says in between that the rest will not be printed."""
        looked = time.monotonic()
        for piece in pieces(data) if printer.answers else [data]:
            printer.send(piece)
            if time.monotonic() - looked < DURING_S:
                continue
            state, looked = printer.status(), time.monotonic()
            if state is not PrinterState.UNKNOWN and not self._noted(printer, state).prints:
                return self.found
        return None

    def _after(self, printer: Connection, size: int) -> PrinterState | None:
        """Wait until the job is on paper or cannot get there, then give the state; None: it does not end.

        DLE EOT overtakes the job inside the printer, so its answer counts only when GS r has been answered.
        """
        deadline = time.monotonic() + (self._timeout_s if self._knows_in_order else SETTLE_S)
        deadline += size / bytes_per_s(self._address)
        if self._knows_in_order:
            printer.ask_in_order()
        while not printer.processed(LOOK_S):
            state = printer.status()
            if not state.prints and state is not PrinterState.UNKNOWN:
                return state
            self._noted(printer, state)  # a job may take a minute: the hall hears of silence before it ends
            if time.monotonic() > deadline:
                if not self._knows_in_order:
                    return state
                self._knows_in_order = None  # it may be another printer by now
                return None
        return printer.status()

    def _noted(self, printer: Connection, state: PrinterState | None) -> Found:
        if state is None:
            found = Found(PrinterState.UNKNOWN, prints=False, detail="a job was begun and does not end")
        else:
            silent = state is PrinterState.UNKNOWN
            prints = state.prints or (silent and not printer.answers)
            detail = NO_ANSWER if silent and not prints else ""
            detail = STOPPED if state is PrinterState.OFFLINE else detail
            found = Found(state, prints, detail)
        self._note(found)
        return found

    def _note(self, found: Found) -> None:
        before, self.found = self.found, found
        if before is None or before[:2] != found[:2] or before.reached != found.reached:
            log.info("printer state", state=found.state.value, before=before and before.state.value)
            self._tell(self._on_found, found)

    def _unreachable(self, error: OSError) -> None:
        log.debug("printer not reachable", address=str(self._address), error=str(error))
        self._note(Found(PrinterState.OFFLINE, prints=False, detail=str(error), reached=False))

    def _tell(self, callback: Callable[[T], None], fact: T) -> None:
        try:
            callback(fact)
        except Exception:  # a fault of the listener must not end the printing
            log.exception("a listener of the spooler failed")


def _reason(state: PrinterState) -> Reason:
    reasons: dict[PrinterState, Reason] = {
        PrinterState.OUT: "out",
        PrinterState.COVER: "cover",
        PrinterState.OFFLINE: "offline",
    }
    return reasons.get(state, "timeout")
