"""What the server orders to print, as jobs of a group of printers; and how each went, as a report.

The papers are made in `making`. A kiosk has a group of its own; `Station` is all that a program without a
screen needs to print. No Qt here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import count
from threading import Lock
from typing import Protocol

import structlog

from link.client import new_id
from link.commands import ReportPrint
from link.frames import PrintOrder
from link.plan import Plan
from link.reporting import Reporting
from link.words import PrintState
from printers import making
from printers.group import Ended, Group, MakeWorker, printers_of
from printers.profile import Make, Profile
from printers.spooler import Spooler

log = structlog.get_logger()

Report = Callable[[ReportPrint], None]


class Jobs(Protocol):
    """The part of a group that is needed."""

    def submit(self, job_id: str, make: Make, *, copy: bool = False, only: Iterable[str] = ()) -> None:
        """Print this."""


class Orders:
    """Turns orders into jobs. `report` is called on the thread on which `ended` is.

    Papers about a ticket are reported; nobody asks for how the day's figures came out.
    """

    def __init__(self, jobs: Jobs, report: Report) -> None:
        self._jobs, self._report = jobs, report
        self._running: dict[str, PrintOrder] = {}
        self._numbers = count(1)
        self._lock = Lock()

    def take(self, order: PrintOrder, plan: Plan) -> None:
        """Print what is ordered."""
        job = f"order-{next(self._numbers)}"
        with self._lock:
            self._running[job] = order

        def make(profile: Profile, copy: bool) -> bytes:  # a layout that cannot be used fails its job
            return making.of_order(plan, order)(profile, copy)

        self._jobs.submit(job, make, only=order.printers)

    def ended(self, ended: Ended) -> bool:
        """A job of the group ended. Whether it was an order's."""
        with self._lock:
            order = self._running.pop(ended.job_id, None)
        if order is None:
            return False
        log.info(
            "order", layout=order.layout, printed=ended.printed, printer=ended.printer, reason=ended.reason
        )
        if order.ticket is not None:
            state: PrintState = "reprinted" if ended.printed else "failed"
            self._report(ReportPrint(new_id(), order.ticket.id, state, ended.reason))
        return True


class Station:
    """The printers of a program that has no screen, as the plan says: prints what it is ordered.

    `report` is called on a printer's thread and must not block.
    """

    def __init__(
        self, program: str, reporting: Reporting, report: Report, make: MakeWorker = Spooler
    ) -> None:
        self._program, self._reporting = program, reporting
        self._plan: Plan | None = None
        self.group = Group((), reporting.put, self._ended, make)
        self._orders = Orders(self.group, report)

    def follow(self, plan: Plan) -> None:
        """The plan of the hall, now or from now on; its printers are opened, others let go."""
        self._plan = plan
        follow(self.group, plan, self._program, self._reporting)

    def obey(self, order: PrintOrder) -> None:
        """Print this."""
        if self._plan is not None:
            self._orders.take(order, self._plan)

    def close(self) -> None:
        """Finish what is being printed and end the printers' threads."""
        self.group.close()

    def _ended(self, ended: Ended) -> None:
        self._orders.ended(ended)


def follow(group: Group, plan: Plan, program: str, reporting: Reporting) -> bool:
    """Give a group the printers that the plan has for a program. Whether they are other ones."""
    before, now = group.printers, tuple(printers_of(plan, program))
    if before == now:
        return False
    group.change(now)
    for gone in {printer.id for printer in before} - {printer.id for printer in now}:
        reporting.gone(gone)
    return True
