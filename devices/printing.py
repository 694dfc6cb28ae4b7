"""The printers of a machine without a screen, as a part of `tingxu devices`: they print what is ordered.

How is in `printers/`.
"""

from __future__ import annotations

from devices.part import Desk
from link.commands import ReportPrint
from link.frames import PrintOrder, ServerFrame
from link.mirror import Mirror
from link.plan import Plan, Printer
from link.reporting import Reporting
from link.words import Call, DeviceState
from printers.group import printers_of
from printers.orders import Station


class PrinterPart:
    """All printers of the program; which they are follows the plan, so that no order that waits is lost."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._told: set[str] = set()
        self._plan: Plan | None = None
        self.station = Station(desk.program, Reporting(self._tell), self._report)

    def start(self) -> None:
        """The printers come with the plan."""

    def changed(self, mirror: Mirror) -> None:
        """Take the printers and layouts of the plan."""
        if mirror.plan is not None and mirror.plan is not self._plan:
            self._plan = mirror.plan
            self.station.follow(mirror.plan)

    def called(self, call: Call, live: bool) -> None:
        """Nothing is printed of a call."""

    def frame(self, frame: ServerFrame) -> None:
        """Print what is ordered."""
        if isinstance(frame, PrintOrder):
            self.station.obey(frame)

    def close(self) -> None:
        """Finish what is being printed."""
        self.station.close()
        self._tell([])

    def _report(self, report: ReportPrint) -> None:
        self._desk.send(report, lambda _: None)

    def _tell(self, states: list[DeviceState]) -> None:
        for state in states:
            self._desk.state(state)
        now = {state.id for state in states}
        for id_ in self._told - now:
            self._desk.gone(id_)
        self._told = now


def says(plan: Plan, program: str) -> str:
    """For people: what is driven."""

    def one(printer: Printer) -> str:
        return f"{printer.id} on {printer.port}"

    return f"printers {', '.join(one(printer) for printer in printers_of(plan, program))}"
