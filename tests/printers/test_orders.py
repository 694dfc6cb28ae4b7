"""Orders to print, as jobs of the printers that the plan has; and how each went, as a report."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from msgspec.structs import replace

from link.commands import ReportPrint
from link.frames import PrintOrder
from link.plan import Devices, Plan, Printer
from link.reporting import Reporting
from link.words import DeviceState, Ticket
from printers.orders import Station
from printers.profile import Make, Profile
from printers.spooler import Outcome, Reason
from printers.status import Found, PrinterState
from tests.display.display_fakes import plan

DESK = Printer("desk", "tcp://desk:9100", at=("devices/floor",), windows=("1",))
BACK = Printer("back", "tcp://back:9100", width="58", spare_for=("devices/floor",))
TICKET = Ticket("20261124-A007", "A007", "general", "ordinary", 1_795_484_460_000, 1_795_486_260_000, 3)


class Fake:
    """A printer whose jobs the test ends."""

    def __init__(
        self, printer: Printer, on_found: Callable[[Found], None], on_job: Callable[[Outcome], None]
    ) -> None:
        self.printer, self.on_found, self.on_job = printer, on_found, on_job
        self.jobs: list[tuple[str, bytes]] = []
        self.closed = False

    def submit(self, job_id: str, make: Make, *, copy: bool = False) -> None:
        self.jobs.append((job_id, make(Profile.of(self.printer), copy)))

    def close(self, wait_s: float | None = None) -> None:
        self.closed = True

    def prints(self) -> str:
        """The job comes out; its text."""
        job, data = self.jobs.pop(0)
        self.on_job(Outcome(job, printed=True))
        return data.decode("gb18030", "replace")

    def fails(self, reason: Reason) -> None:
        self.on_job(Outcome(self.jobs.pop(0)[0], printed=False, reason=reason))


class Floor:
    """A program without a screen, with its printers in the test's hands."""

    def __init__(self) -> None:
        self.fakes: dict[str, Fake] = {}
        self.reports: list[ReportPrint] = []
        self.told: list[list[DeviceState]] = []
        reporting = Reporting(self.told.append)
        self.station = Station("devices/floor", reporting, self.reports.append, self._make)

    def _make(
        self, printer: Printer, on_found: Callable[[Found], None], on_job: Callable[[Outcome], None]
    ) -> Fake:
        self.fakes[printer.id] = Fake(printer, on_found, on_job)
        return self.fakes[printer.id]

    def follow(self, *printers: Printer) -> None:
        self.station.follow(with_printers(*printers))


def with_printers(*printers: Printer) -> Plan:
    return replace(plan("luohu"), devices=Devices(printers=printers))


@pytest.fixture
def floor() -> Iterator[Floor]:
    floor = Floor()
    floor.follow(BACK, DESK)
    yield floor
    floor.station.close()


def test_a_reprint_comes_out_as_a_copy_and_is_reported(floor: Floor) -> None:
    floor.station.obey(PrintOrder("reprint", TICKET, "9c1185a5c5e9fc54", 3))
    said = floor.fakes["desk"].prints()
    assert "A007" in said
    assert "补打" in said
    [report] = floor.reports
    assert (report.ticket, report.state, report.reason) == (TICKET.id, "reprinted", None)


def test_the_spare_prints_what_the_first_cannot(floor: Floor) -> None:
    floor.station.obey(PrintOrder("reprint", TICKET))
    floor.fakes["desk"].fails("out")
    floor.fakes["back"].prints()
    assert [report.state for report in floor.reports] == ["reprinted"]


def test_a_note_comes_out_at_the_printer_it_is_for_and_nowhere_else(floor: Floor) -> None:
    sent_on = replace(TICKET, counter="2", note="Form 3 is complete")
    floor.station.obey(PrintOrder("transfer", sent_on, printers=["desk"]))
    assert "Form 3 is complete" in floor.fakes["desk"].jobs[0][1].decode("gb18030", "replace")
    floor.fakes["desk"].fails("cover")
    assert floor.fakes["back"].jobs == []
    assert [(report.state, report.reason) for report in floor.reports] == [("failed", "cover")]


def test_the_figures_of_the_day_are_printed_and_not_reported(floor: Floor) -> None:
    figures: dict[str, str | int] = {"day": "2026-11-24", "tickets_taken": 4127, "wait_mean": 660}
    floor.station.obey(PrintOrder("closing", closing=figures))
    assert "4127" in floor.fakes["desk"].prints()
    assert floor.reports == []


def test_how_printers_fare_is_told_and_who_is_gone_is_gone(floor: Floor) -> None:
    floor.fakes["desk"].on_found(Found(PrinterState.LOW, prints=True))
    floor.fakes["back"].on_found(Found(PrinterState.OK, prints=True))
    assert [(one.id, one.state) for one in floor.told[-1]] == [("back", "ok"), ("desk", "low")]
    floor.follow(DESK)
    assert [one.id for one in floor.told[-1]] == ["desk"]
    floor.follow(DESK)
    assert len(floor.told) == 3, "the same plan again changes nothing"


def test_an_order_before_the_plan_is_known_is_nothing() -> None:
    floor = Floor()
    floor.station.obey(PrintOrder("reprint", TICKET))
    assert floor.reports == []
    floor.station.close()
