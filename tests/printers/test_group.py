"""A group of printers: who gets which job, what becomes of it, and that it becomes of it exactly once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from time import sleep

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from link.plan import Devices, Printer
from link.words import DeviceState
from printers import group as group_module
from printers.group import Ended, Group, printers_of
from printers.profile import Make
from printers.spooler import Outcome, Reason
from printers.status import Found, PrinterState
from tests.display.display_fakes import plan as hall_plan

WELL = Found(PrinterState.OK, prints=True)
DEAD = Found(PrinterState.OFFLINE, prints=False, reached=False)
EMPTY = Found(PrinterState.OUT, prints=False)
HANGS = Found(PrinterState.UNKNOWN, prints=False)


def paper(_profile: object, copy: bool) -> bytes:
    return b"copy" if copy else b"first"


@dataclass
class Fake:
    """A printer whose every step the test takes."""

    printer: Printer
    on_found: Callable[[Found], None]
    on_job: Callable[[Outcome], None]
    jobs: list[tuple[str, bool]] = field(default_factory=list)
    out: list[tuple[str, bool]] = field(default_factory=list)
    closed: bool = False

    def submit(self, job_id: str, make: Make, *, copy: bool = False) -> None:
        assert not self.closed
        self.jobs.append((job_id, copy))

    def close(self, wait_s: float | None = None) -> None:
        self.closed = True
        while self.jobs:
            self.fails("closed")

    def prints(self) -> None:
        job = self.jobs.pop(0)
        self.out.append(job)
        self.on_job(Outcome(job[0], printed=True))

    def fails(self, reason: Reason = "out", *, maybe: bool = False, on_paper: bool = False) -> None:
        job = self.jobs.pop(0)
        if on_paper:
            self.out.append(job)
        self.on_job(Outcome(job[0], printed=False, reason=reason, maybe_printed=maybe))


class Stand:
    """A group of fakes, and all it said."""

    def __init__(self, *names: str) -> None:
        self.fakes: dict[str, Fake] = {}
        self.states: list[DeviceState] = []
        self.ended: list[Ended] = []
        self.group = Group(self.plan(*names), self.states.append, self.ended.append, self._make)

    @staticmethod
    def plan(*names: str) -> Sequence[Printer]:
        return [Printer(name, f"tcp://{name}:9100") for name in names]

    def _make(
        self, printer: Printer, on_found: Callable[[Found], None], on_job: Callable[[Outcome], None]
    ) -> Fake:
        self.fakes[printer.id] = Fake(printer, on_found, on_job)
        return self.fakes[printer.id]

    def __getitem__(self, name: str) -> Fake:
        return self.fakes[name]


def test_the_first_printer_prints_one_after_the_other() -> None:
    stand = Stand("a", "b")
    for job in ("1", "2"):
        stand.group.submit(job, paper)
    assert (stand["a"].jobs, stand["b"].jobs) == ([("1", False)], [])
    stand["a"].prints()
    stand["a"].prints()
    assert stand.ended == [Ended("1", True, "a"), Ended("2", True, "a")]


def test_what_failed_and_what_waits_goes_to_the_next_and_back_when_the_first_is_well() -> None:
    stand = Stand("a", "b")
    for job in ("1", "2"):
        stand.group.submit(job, paper)
    stand["a"].on_found(EMPTY)
    stand["a"].fails("out")
    stand["b"].prints()
    stand["b"].prints()
    stand.group.submit("3", paper)
    stand["b"].prints()
    stand["a"].on_found(WELL)
    stand.group.submit("4", paper)
    stand["a"].prints()
    assert sorted((one.job_id, one.printer, one.copy) for one in stand.ended) == [
        ("1", "b", False), ("2", "b", False), ("3", "b", False), ("4", "a", False),
    ]  # fmt: skip
    assert [(one.id, one.state) for one in stand.states] == [("a", "out"), ("a", "ok")]


def test_what_may_be_on_paper_is_printed_elsewhere_only_as_a_copy() -> None:
    stand = Stand("a", "b")
    stand.group.submit("1", paper)
    stand["a"].on_found(DEAD)
    stand["a"].fails("cut", maybe=True)
    assert stand["b"].jobs == [("1", True)]
    stand["b"].prints()
    assert stand.ended == [Ended("1", True, "b", copy=True)]


def test_what_nobody_prints_is_reported_with_the_reason_of_its_own_printer() -> None:
    stand = Stand("a", "b")
    stand.group.submit("1", paper)
    stand["a"].fails("out")
    stand["b"].fails("cut", maybe=True)
    assert stand.ended == [Ended("1", False, "b", True, "out", maybe_printed=True)]
    stand.group.submit("2", paper, only=["nobody"])
    assert stand.ended[-1] == Ended("2", False, reason="gone")
    assert stand.ended[-1].printer == "none"


def test_who_broke_off_though_it_looks_well_rests_while_another_is_well() -> None:
    stand = Stand("a", "b")
    stand.group.submit("1", paper)
    stand["a"].on_found(HANGS)
    stand["a"].fails("timeout", maybe=True)
    stand["a"].on_found(WELL)
    stand.group.submit("2", paper)
    assert [job for job, _ in stand["b"].jobs] == ["1"]
    stand["b"].prints()
    assert [job for job, _ in stand["b"].jobs] == ["2"]


def test_a_job_for_named_printers_goes_to_no_other() -> None:
    stand = Stand("a", "b", "c")
    stand.group.submit("1", paper, only=["c", "b"])
    assert stand["c"].jobs == [("1", False)]
    stand["c"].fails()
    stand["b"].fails()
    assert stand.ended == [Ended("1", False, "b", reason="out")]


def test_low_paper_is_told_and_prints() -> None:
    stand = Stand("a", "b")
    stand["a"].on_found(Found(PrinterState.LOW, prints=True))
    stand.group.submit("1", paper)
    assert stand["a"].jobs
    assert (stand.states[-1].state, stand.group.found) == ("low", Found(PrinterState.LOW, prints=True))


def test_another_plan_loses_no_job() -> None:
    stand = Stand("a", "b")
    for job in ("1", "2"):
        stand.group.submit(job, paper)
    old = stand["a"]
    stand.group.change(stand.plan("b", "c"))
    while not old.closed or old.jobs:
        sleep(0.001)  # the old one ends on a thread of its own
    while len(stand.ended) < 2:
        if stand["b"].jobs:
            stand["b"].prints()
    assert sorted((one.job_id, one.printer) for one in stand.ended) == [("1", "b"), ("2", "b")]
    assert [one.id for one in stand.group.printers] == ["b", "c"]


def test_the_same_name_at_another_address_is_another_printer() -> None:
    stand = Stand("a")
    stand.group.submit("1", paper)
    first = stand["a"]
    stand.group.change([Printer("a", "tcp://elsewhere:9100")])
    while not first.closed or not stand["a"].jobs:
        sleep(0.001)
    stand["a"].prints()
    assert stand.ended == [Ended("1", True, "a")]


def test_a_wrong_address_in_the_plan_stops_nobody() -> None:
    ended: list[Ended] = []
    states: list[DeviceState] = []
    group = Group([Printer("a", "tpc://x")], states.append, ended.append)
    group.submit("1", paper)
    assert [(one.job_id, one.printed) for one in ended] == [("1", False)]
    assert [(one.id, one.state) for one in states] == [("a", "offline")]
    assert "tcp://HOST:PORT" in states[0].detail
    group.close()


def test_closing_fails_what_waits_and_finishes_what_is_printed() -> None:
    stand = Stand("a")
    for job in ("1", "2"):
        stand.group.submit(job, paper)
    stand.group.close()
    assert {(one.job_id, one.reason) for one in stand.ended} == {("1", "closed"), ("2", "closed")}
    stand.group.submit("3", paper)
    assert stand.ended[-1].reason == "closed"


def test_own_printers_go_before_spares() -> None:
    every = (
        Printer("spare", "tcp://s:1", spare_for=("kiosk/door",)),
        Printer("other", "tcp://o:1", at=("kiosk/back",)),
        Printer("own", "tcp://a:1", at=("kiosk/door",), spare_for=("kiosk/door",)),
    )
    the_plan = replace(hall_plan("luohu"), devices=Devices(printers=every))
    assert [one.id for one in printers_of(the_plan, "kiosk/door")] == ["own", "spare"]
    assert printers_of(the_plan, "kiosk/nowhere") == []


HAPPENS = ("prints", "out", "half", "whole", "dead", "well", "hangs", "gone", "back")
STEPS = st.lists(
    st.one_of(
        st.just(("submit", "")),
        st.tuples(st.sampled_from(HAPPENS), st.sampled_from(["a", "b", "c"])),
    ),
    max_size=60,
)  # fmt: skip


@given(STEPS)
def test_whatever_happens_each_job_ends_once_and_no_paper_is_there_twice_without_saying_so(
    steps: list[tuple[str, str]],
) -> None:
    stand, names, given_in = Stand("a", "b", "c"), ["a", "b", "c"], 0
    papers: list[tuple[str, bool]] = []
    for what, name in steps:
        if what == "submit":
            given_in += 1
            stand.group.submit(str(given_in), paper)
            continue
        happen(stand, stand[name], what)
        if what == "gone" and len(names) > 1 and name in names:
            names.remove(name)
        elif what == "back" and name not in names:
            papers += stand[name].out
            names.insert(0, name)
        if what in {"gone", "back"} and not stand[name].jobs:  # or the test would wait for a thread
            stand.group.change(stand.plan(*names))
    for fake in list(stand.fakes.values()) * (2 * given_in + 1):
        if fake.jobs and not fake.closed:
            fake.prints()
    ids = [str(n) for n in range(1, given_in + 1)]
    assert sorted((one.job_id for one in stand.ended), key=int) == ids
    papers += [one for fake in stand.fakes.values() for one in fake.out]
    for id_ in ids:
        assert sum(1 for job, copy in papers if job == id_ and not copy) <= 1
    printed = {one.job_id for one in stand.ended if one.printed}
    assert printed <= {job for job, _ in papers}


def happen(stand: Stand, fake: Fake, what: str) -> None:
    """One thing at one printer."""
    if what in {"dead", "well", "hangs"}:
        fake.on_found({"dead": DEAD, "well": WELL, "hangs": HANGS}[what])
    elif fake.jobs and what == "prints":
        fake.prints()
    elif fake.jobs and what == "out":
        fake.fails("out")
    elif fake.jobs and what in {"half", "whole"}:
        fake.fails("cut", maybe=True, on_paper=what == "whole")


@pytest.fixture(autouse=True)
def _rests_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(group_module, "REST_S", 3600.0)
