"""The printers of one program, in order: a job that one of them cannot print goes to the next.

A job ends exactly once: printed, on which printer, and whether as a copy; or failed on all of them. How a
single printer is worked is the spooler's; what the paper says is in the job.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from threading import RLock, Thread
from typing import Protocol

import structlog

from link.plan import Plan, Printer
from link.words import DeviceState
from ports.address import AddressError
from printers.profile import Make
from printers.spooler import Outcome, Reason, Spooler
from printers.status import Found, PrinterState

log = structlog.get_logger()

REST_S = 10.0
"""Who broke off in mid-job, although it looked well, is passed over for so long if another is well."""
MENDED = frozenset({PrinterState.OUT, PrinterState.COVER, PrinterState.OFFLINE})
"""Who was so and is well now was mended: nobody waits for the rest."""
NOBODY = "none"
"""Stands for the printer of a job that no printer took."""


@dataclass(frozen=True, slots=True)
class Ended:
    """How one job of a group ended."""

    job_id: str
    printed: bool
    printer: str = NOBODY
    """Which printer printed it, or failed it last."""
    copy: bool = False
    """The paper is marked as a copy: asked for, or because an earlier try may be on paper already."""
    reason: Reason | None = None
    """Of a failure: why the first printer, whose job it was, failed it."""
    maybe_printed: bool = False
    """Failed, but a part or all of it may be on paper."""


class Worker(Protocol):
    """The part of the spooler that is needed."""

    def submit(self, job_id: str, make: Make, *, copy: bool = False) -> None:
        """Queue a job."""

    def close(self, wait_s: float | None = None) -> None:
        """Finish the job being printed and end the thread."""


MakeWorker = Callable[[Printer, Callable[[Found], None], Callable[[Outcome], None]], Worker]


@dataclass(slots=True)
class _Job:
    id: str
    make: Make
    copy: bool
    only: tuple[str, ...]
    tried: set[str] = field(default_factory=set)
    reason: Reason | None = None
    maybe: bool = False
    last: str = NOBODY


@dataclass(slots=True, eq=False)
class _Member:
    printer: Printer
    worker: Worker | None = None
    found: Found | None = None
    since: int = 0
    rests_until: float = 0.0
    at_work: _Job | None = None

    @property
    def well(self) -> bool:
        """Whether a job may be given to it. One that was not looked at yet is trusted."""
        return (self.found is None or self.found.prints) and time.monotonic() >= self.rests_until

    def state(self) -> DeviceState:
        """For the hall."""
        found = self.found
        if found is None:
            return DeviceState(self.printer.id, "printer", "unknown", "", self.since)
        return DeviceState(self.printer.id, "printer", found.condition, found.detail, self.since)


class Group:
    """Printers in order; the first that is well gets the jobs, one after the other.

    `on_state` gets each printer's state whenever it is another one, `on_job` exactly one Ended for each job.
    BOTH ARE CALLED ON THE PRINTERS' THREADS (or the caller's, where no printer is left); they must not block
    and must not call `close` or `change`.
    """

    def __init__(
        self,
        printers: Sequence[Printer],
        on_state: Callable[[DeviceState], None],
        on_job: Callable[[Ended], None],
        make: MakeWorker = Spooler,
    ) -> None:
        self._on_state, self._on_job, self._make = on_state, on_job, make
        self._members: OrderedDict[str, _Member] = OrderedDict()
        self._waiting: list[_Job] = []
        self._lock = RLock()
        self._closed = False
        self.change(printers)

    # ------------------------------------------------------------------ for whoever prints

    @property
    def printers(self) -> tuple[Printer, ...]:
        """Those of now, in order."""
        with self._lock:
            return tuple(member.printer for member in self._members.values())

    @property
    def found(self) -> Found | None:
        """What stands in the way of the next ticket: of the printer that gets it; None: not known yet."""
        with self._lock:
            members = list(self._members.values())
            well = next((member for member in members if member.well), members[0] if members else None)
            return well.found if well else None

    def submit(self, job_id: str, make: Make, *, copy: bool = False, only: Iterable[str] = ()) -> None:
        """Print this; `only` names the printers that it may go to, in their order. Returns at once."""
        with self._lock:
            self._waiting.append(_Job(job_id, make, copy, tuple(only)))
        self._hand_out()

    def change(self, printers: Sequence[Printer]) -> None:
        """From now on these are the printers. Jobs that wait at one that is gone go to the others."""
        with self._lock:
            before, self._members = self._members, OrderedDict()
            for printer in printers:
                kept = before.get(printer.id)
                if kept is not None and kept.printer == printer:
                    self._members[printer.id] = before.pop(printer.id)
                else:
                    self._members[printer.id] = self._member(printer)
        for member in before.values():
            if member.worker is not None:  # it may be in the middle of a long job: nobody waits for that
                Thread(target=member.worker.close, name="printer ends", daemon=True).start()
        self._hand_out()

    def close(self) -> None:
        """Finish the jobs being printed and end the printers' threads; what waits fails as `closed`."""
        with self._lock:
            self._closed = True
            waiting, self._waiting = self._waiting, []
            members = list(self._members.values())
        for job in waiting:
            self._on_job(_failed(job, "closed"))
        for member in members:
            if member.worker is not None:
                member.worker.close()

    # ------------------------------------------------------------------ who gets what

    def _member(self, printer: Printer) -> _Member:
        member = _Member(printer, since=_now())
        try:
            member.worker = self._make(
                printer,
                lambda found: self._stands(member, found),
                lambda outcome: self._ended(member, outcome),
            )
        except AddressError as error:  # it stands in the plan all the same, and somebody has to hear of it
            member.found = Found(PrinterState.OFFLINE, prints=False, detail=str(error), reached=False)
            self._on_state(member.state())
        return member

    def _hand_out(self) -> None:
        """Give waiting jobs to printers that are free, in order; a job that nobody can take has failed."""
        failed: list[_Job] = []
        with self._lock:
            for job in list(self._waiting):
                left = self._left(job)
                if not left:
                    self._waiting.remove(job)
                    failed.append(job)
                    continue
                member = next((one for one in left if one.well), left[0])
                if member.at_work is None:
                    self._waiting.remove(job)
                    self._give(member, job)
        for job in failed:
            self._on_job(_failed(job, job.reason or ("closed" if self._closed else "gone")))

    def _left(self, job: _Job) -> list[_Member]:
        """The printers that this job may still be given to, in order."""
        if self._closed:
            return []
        named = [self._members[name] for name in job.only if name in self._members]
        members = named if job.only else self._members.values()
        return [one for one in members if one.printer.id not in job.tried and one.worker is not None]

    def _give(self, member: _Member, job: _Job) -> None:
        assert member.worker is not None, "`_left` looked"  # noqa: S101
        member.at_work = job
        job.last = member.printer.id
        member.worker.submit(job.id, job.make, copy=job.copy)

    def _stands(self, member: _Member, found: Found) -> None:
        """A printer is found to be in another state."""
        with self._lock:
            before, member.found = member.found, found
            if before is None or before.condition != found.condition:
                member.since = _now()
            if before is not None and before.state in MENDED and found.prints:
                member.rests_until = 0.0
            if self._members.get(member.printer.id) is not member:
                return
        self._on_state(member.state())
        self._hand_out()

    def _ended(self, member: _Member, outcome: Outcome) -> None:
        """A printer is done with a job: it is printed, or the next one's turn has come."""
        with self._lock:
            job, member.at_work = member.at_work, None
            if job is None or job.id != outcome.job_id:
                log.error("a printer told of a job that it does not have", job=outcome.job_id)
                return
            if not outcome.printed:
                self._not_printed(member, job, outcome)
        if outcome.printed:
            self._on_job(Ended(job.id, printed=True, printer=member.printer.id, copy=job.copy))
        self._hand_out()

    def _not_printed(self, member: _Member, job: _Job, outcome: Outcome) -> None:
        if outcome.reason != "closed":  # closed: taken out of the plan; another with its name may print it
            job.tried.add(member.printer.id)
            job.reason = job.reason or outcome.reason
        if outcome.maybe_printed:
            job.maybe = job.copy = True
            member.rests_until = time.monotonic() + REST_S
        self._waiting.insert(0, job)


def printers_of(plan: Plan, program: str) -> list[Printer]:
    """The printers of a program ("kiosk/door"): its own in the order of the file, then its spares."""
    every = plan.devices.printers
    own = [one for one in every if program in one.at]
    return own + [one for one in every if program in one.spare_for and program not in one.at]


def _failed(job: _Job, reason: Reason) -> Ended:
    return Ended(job.id, False, job.last, job.copy, reason, job.maybe)


def _now() -> int:
    return time.time_ns() // 1_000_000
