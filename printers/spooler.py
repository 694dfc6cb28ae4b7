"""The spooler: one worker thread a printer that prints jobs one by one and watches the status between them.

It knows bytes and outcomes. What a ticket says, and whether to print it again, is the screen's.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from queue import Empty, Queue
from threading import Lock, Thread
from typing import Literal, TypeVar

import structlog

from printers.status import PrinterState
from printers.transport import Connection, parse

log = structlog.get_logger()
T = TypeVar("T")

Reason = Literal["out", "cover", "offline", "cut", "timeout", "closed"]
"""Why a job failed. cut: the connection broke after the job was begun; closed: `close()` came before it."""

LINE_BYTES_PER_S = 480
"""Half of what a 9600 baud line carries: how much longer than the timeout a long job may take."""
LOOK_S = 0.3
"""How often the status is looked at while a job is being printed."""
SETTLE_S = 1.5
"""A printer that does not know GS r gets this long to print before its status counts as "after the job"."""
SIGN_S = 1.0
"""How long a printer may take to show that it knows GS r; asked once."""


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
    data: bytes


class Spooler:
    """Prints on the printer at `url` ("tcp://HOST:PORT"; raises PrinterUrlError for anything else).

    `on_state` gets every change of the printer's state, beginning with the first one found; `on_job` gets
    exactly one Outcome for each job. BOTH ARE CALLED ON THE WORKER THREAD; they must not block, and must not
    call `close()`. No job is ever printed twice by itself: whoever wants that submits it again.
    """

    def __init__(
        self,
        url: str,
        on_state: Callable[[PrinterState], None],
        on_job: Callable[[Outcome], None],
        *,
        poll_s: float = 3.0,
        timeout_s: float = 2.5,
    ) -> None:
        self._address = parse(url)
        self._on_state, self._on_job = on_state, on_job
        self._poll_s, self._timeout_s = poll_s, timeout_s
        self._state: PrinterState | None = None
        self._knows_in_order: bool | None = None
        self._jobs: Queue[_Job | None] = Queue()
        self._lock = Lock()
        self._closed = False
        name = f"printer {self._address.host}:{self._address.port}"
        self._thread = Thread(target=self._work, name=name, daemon=True)
        self._thread.start()

    @property
    def state(self) -> PrinterState:
        """The state last found; UNKNOWN before the first look."""
        return self._state or PrinterState.UNKNOWN

    def submit(self, job_id: str, data: bytes) -> None:
        """Queue a job; returns at once. Raises RuntimeError after `close()`."""
        with self._lock:
            if self._closed:
                raise RuntimeError(f"job {job_id}: this spooler is closed")
            self._jobs.put(_Job(job_id, data))

    def close(self) -> None:
        """End the thread: the job being printed is finished, waiting ones fail as `closed`."""
        with self._lock:
            self._closed = True
        self._jobs.put(None)
        self._thread.join()

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
            outcome = Outcome(job.id, printed=False, reason="closed") if self._closed else self._print(job)
            log.info("print job", job=job.id, printed=outcome.printed, reason=outcome.reason)
            self._tell(self._on_job, outcome)

    def _look(self) -> None:
        try:
            with Connection(self._address, self._timeout_s) as printer:
                self._found(self._ready(printer))
        except OSError as error:
            self._unreachable(error)

    def _print(self, job: _Job) -> Outcome:
        begun = False
        try:
            with Connection(self._address, self._timeout_s) as printer:
                state = self._ready(printer)
                self._found(state)
                if state.prints:
                    begun = True
                    printer.send(job.data)
                    state = self._after(printer, len(job.data))
                    self._found(state)
                    if not state.prints:
                        printer.clear()
        except OSError as error:
            reason: Reason = "offline"
            if begun:
                reason = "timeout" if isinstance(error, TimeoutError) else "cut"
            self._unreachable(error)
            return Outcome(job.id, printed=False, reason=reason, maybe_printed=begun)
        if state.prints:
            return Outcome(job.id, printed=True)
        return Outcome(job.id, printed=False, reason=_reason(state), maybe_printed=begun)

    def _ready(self, printer: Connection) -> PrinterState:
        """The state before a job; also finds out once whether this printer knows GS r."""
        state = printer.status()
        if state.prints and self._knows_in_order is None:
            printer.ask_in_order()
            self._knows_in_order = printer.processed(SIGN_S)
        return state

    def _after(self, printer: Connection, size: int) -> PrinterState:
        """Wait until the job is on paper or cannot get there, then give the state.

        DLE EOT overtakes the job inside the printer, so its answer counts only when GS r has been answered.
        """
        deadline = time.monotonic() + (self._timeout_s if self._knows_in_order else SETTLE_S)
        deadline += size / LINE_BYTES_PER_S
        if self._knows_in_order:
            printer.ask_in_order()
        while not printer.processed(LOOK_S):
            state = printer.status()
            if not state.prints and state is not PrinterState.UNKNOWN:
                return state
            if time.monotonic() > deadline:
                if not self._knows_in_order:
                    return state
                self._knows_in_order = None  # it may be another printer by now
                return PrinterState.UNKNOWN
        return printer.status()

    def _found(self, state: PrinterState) -> None:
        if state is not self._state:
            log.info("printer state", state=state.value, before=self._state and self._state.value)
            self._state = state
            self._tell(self._on_state, state)

    def _unreachable(self, error: OSError) -> None:
        log.debug("printer not reachable", address=self._address, error=str(error))
        self._found(PrinterState.OFFLINE)

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
