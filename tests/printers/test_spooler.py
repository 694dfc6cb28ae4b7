"""The spooler over real TCP against the virtual printer: every fault, recovery, one outcome for each job."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Condition, Event, Thread

import pytest
from structlog.testing import capture_logs

from emulators.printer.device import VirtualPrinter
from link.plan import Printer
from ports.address import AddressError
from printers import spooler as spooler_module
from printers.making import encode
from printers.profile import Make, Profile
from printers.sheet import Paragraph, Row, Rule
from printers.spooler import Outcome, Reason, Spooler
from printers.status import Found, PrinterState

LONG_S = 30.0
"""Upper bound of any wait: a test that needs it has failed."""


def paper(number: str) -> bytes:
    texts = [Paragraph(text, "center", 2, 2) for text in ("区行政服务大厅", number, "社会保险登记")]
    return encode((*texts, Rule(), Row("前面等待", "3 人")), Profile())


def ticket(number: str) -> Make:
    data = paper(number)
    return lambda _profile, _copy: data


def text_of(number: str) -> str:
    rule = "─" * 24
    return f"区行政服务大厅\n{number}\n社会保险登记\n{rule}\n前面等待  3 人\n"


class Heard:
    """What the spooler's callbacks said, and waiting for it."""

    def __init__(self) -> None:
        self.states: list[PrinterState] = []
        self.founds: list[Found] = []
        self.outcomes: list[Outcome] = []
        self._changed = Condition()

    def on_found(self, found: Found) -> None:
        with self._changed:
            self.founds.append(found)
            self.states.append(found.state)
            self._changed.notify_all()

    def on_job(self, outcome: Outcome) -> None:
        with self._changed:
            self.outcomes.append(outcome)
            self._changed.notify_all()

    def until(self, true: Callable[[], bool]) -> None:
        with self._changed:
            assert self._changed.wait_for(true, LONG_S), (self.states, self.outcomes)

    def state(self, state: PrinterState) -> None:
        """Wait until this is the present state."""
        self.until(lambda: bool(self.states) and self.states[-1] is state)

    def job(self, job_id: str) -> Outcome:
        """Wait for the outcome of one job, and make sure that there is only one."""
        self.until(lambda: any(outcome.job_id == job_id for outcome in self.outcomes))
        (outcome,) = (outcome for outcome in self.outcomes if outcome.job_id == job_id)
        return outcome


@pytest.fixture
def printer() -> Iterator[VirtualPrinter]:
    machine = VirtualPrinter()
    machine.start()
    yield machine
    machine.stop()


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture
def open_spooler(heard: Heard) -> Iterator[Callable[..., Spooler]]:
    opened: list[Spooler] = []

    def open_one(url: str, *, poll_s: float = 60.0, timeout_s: float = 2.5) -> Spooler:
        opened.append(
            Spooler(Printer("door", url), heard.on_found, heard.on_job, poll_s=poll_s, timeout_s=timeout_s)
        )
        return opened[-1]

    yield open_one
    for one in opened:
        one.close()


Open = Callable[..., Spooler]


def test_jobs_are_printed_in_order_and_each_is_reported_once(
    printer: VirtualPrinter, open_spooler: Open, heard: Heard
) -> None:
    spooler = open_spooler(printer.url)
    for n in range(1, 9):
        spooler.submit(f"job-{n}", ticket(f"A00{n}"))
    heard.job("job-8")
    assert heard.outcomes == [Outcome(f"job-{n}", printed=True) for n in range(1, 9)]
    assert [paper.text for paper in printer.tickets] == [text_of(f"A00{n}") for n in range(1, 9)]
    assert heard.states == [PrinterState.OK]
    assert spooler.found == Found(PrinterState.OK, prints=True)
    assert printer.oddities == []


@pytest.mark.parametrize(
    ("fault", "state"),
    [("out", PrinterState.OUT), ("cover", PrinterState.COVER), ("offline", PrinterState.OFFLINE)],
)
def test_a_fault_before_the_job_is_named_and_nothing_is_sent(
    printer: VirtualPrinter, open_spooler: Open, heard: Heard, fault: Reason, state: PrinterState
) -> None:
    spooler = open_spooler(printer.url)
    heard.state(PrinterState.OK)
    printer.fault = fault
    spooler.submit("failed", ticket("A001"))
    assert heard.job("failed") == Outcome("failed", printed=False, reason=fault)
    printer.fault = None
    spooler.submit("good", ticket("A002"))
    assert heard.job("good").printed
    assert [paper.text for paper in printer.tickets] == [text_of("A002")]
    assert heard.states == [PrinterState.OK, state, PrinterState.OK]


def test_nearly_out_of_paper_still_prints(printer: VirtualPrinter, open_spooler: Open, heard: Heard) -> None:
    printer.fault = "low"
    open_spooler(printer.url).submit("job", ticket("A001"))
    assert heard.job("job").printed
    assert heard.states == [PrinterState.LOW]


def test_a_slow_line_prints(printer: VirtualPrinter, open_spooler: Open, heard: Heard) -> None:
    printer.fault = "slow"
    open_spooler(printer.url, timeout_s=10).submit("job", ticket("A001"))
    assert heard.job("job").printed
    assert [paper.text for paper in printer.tickets] == [text_of("A001")]


def test_a_connection_cut_in_mid_ticket(printer: VirtualPrinter, open_spooler: Open, heard: Heard) -> None:
    printer.fault = "cut"
    spooler = open_spooler(printer.url)
    spooler.submit("cut", ticket("A001"))
    assert heard.job("cut") == Outcome("cut", printed=False, reason="cut", maybe_printed=True)
    printer.fault = None
    spooler.submit("again", ticket("A001"))
    assert heard.job("again").printed
    assert [paper.text for paper in printer.tickets] == [text_of("A001")]


def test_paper_that_ends_in_mid_ticket_is_a_failure_and_the_rest_never_comes_out(
    printer: VirtualPrinter, open_spooler: Open, heard: Heard
) -> None:
    printer.fault = "ends"
    spooler = open_spooler(printer.url)
    spooler.submit("half", ticket("A001"))
    assert heard.job("half") == Outcome("half", printed=False, reason="out", maybe_printed=True)
    heard.state(PrinterState.OUT)
    printer.fault = None
    spooler.submit("copy", ticket("A001"))
    assert heard.job("copy").printed
    assert [paper.text for paper in printer.tickets] == [text_of("A001")]


class OpensInMidJob:
    """A connection to a printer whose cover is opened once it has got three pieces of a paper."""

    answers = True

    def __init__(self) -> None:
        self.got: list[bytes] = []
        self.cleared = False

    def send(self, data: bytes) -> None:
        self.got.append(data)

    def status(self) -> PrinterState:
        return PrinterState.COVER if len(self.got) >= 3 else PrinterState.OK

    def ask_in_order(self) -> None: ...

    def processed(self, wait_s: float) -> bool:
        return True

    def clear(self) -> None:
        self.cleared = True

    def close(self) -> None: ...


def test_a_cover_opened_while_a_long_paper_is_sent_is_told_at_once_and_the_rest_is_not_sent(
    monkeypatch: pytest.MonkeyPatch, open_spooler: Open, heard: Heard
) -> None:
    printer = OpensInMidJob()
    monkeypatch.setattr(spooler_module, "connect", lambda *_: printer)
    monkeypatch.setattr(spooler_module, "DURING_S", 0.0)
    drawn = encode(tuple(Paragraph(f"第{line}行") for line in range(9)), Profile(mode="raster"))
    spooler = open_spooler("serial:/dev/ttyS0@9600")
    spooler.submit("long", lambda _profile, _copy: drawn)
    assert heard.job("long") == Outcome("long", printed=False, reason="cover", maybe_printed=True)
    assert heard.states[-1] is PrinterState.COVER
    assert len(printer.got) == 3
    assert printer.cleared
    assert drawn.startswith(b"".join(printer.got))


class FallsSilent(OpensInMidJob):
    """A connection to a printer that says nothing more once it has got a paper."""

    def status(self) -> PrinterState:
        return PrinterState.UNKNOWN if self.got else PrinterState.OK

    def processed(self, wait_s: float) -> bool:
        return not self.got


def test_silence_in_mid_job_is_told_before_the_job_is_given_up(
    monkeypatch: pytest.MonkeyPatch, open_spooler: Open, heard: Heard
) -> None:
    monkeypatch.setattr(spooler_module, "connect", lambda *_: FallsSilent())
    spooler = open_spooler("tcp://127.0.0.1:9100", timeout_s=0.05)
    spooler.submit("lost", ticket("A001"))
    assert heard.job("lost") == Outcome("lost", printed=False, reason="timeout", maybe_printed=True)
    ok, silent = heard.founds
    assert ok.prints
    assert (silent.prints, silent.detail) == (False, spooler_module.NO_ANSWER)


def test_paper_out_is_known_before_anybody_prints(
    printer: VirtualPrinter, open_spooler: Open, heard: Heard
) -> None:
    open_spooler(printer.url, poll_s=0.02)
    steps: list[tuple[str | None, PrinterState]] = [
        (None, PrinterState.OK),
        ("out", PrinterState.OUT),
        ("cover", PrinterState.COVER),
        ("low", PrinterState.LOW),
        ("offline", PrinterState.OFFLINE),
        (None, PrinterState.OK),
    ]
    for fault, state in steps:
        printer.fault = fault
        heard.state(state)
    assert heard.states == [state for _, state in steps]


def test_closing_ends_the_thread_and_waiting_jobs_fail(printer: VirtualPrinter) -> None:
    begun, go_on = Event(), Event()
    outcomes: list[Outcome] = []

    def on_job(outcome: Outcome) -> None:
        outcomes.append(outcome)
        begun.set()
        go_on.wait(LONG_S)

    spooler = Spooler(Printer("door", printer.url), lambda _state: None, on_job)
    spooler.submit("first", ticket("A001"))
    assert begun.wait(LONG_S)
    spooler.submit("waiting", ticket("A002"))
    closing = Thread(target=spooler.close)
    closing.start()
    while not spooler._closed:
        closing.join(0.01)
    with pytest.raises(RuntimeError, match="late"):
        spooler.submit("late", ticket("A003"))
    go_on.set()
    closing.join(LONG_S)
    assert not closing.is_alive()
    assert outcomes == [Outcome("first", printed=True), Outcome("waiting", printed=False, reason="closed")]
    assert len(printer.tickets) == 1
    spooler.close()


def test_a_listener_that_fails_does_not_end_the_printing(printer: VirtualPrinter) -> None:
    told = Event()

    def on_job(outcome: Outcome) -> None:
        if outcome.job_id == "first":
            raise LookupError
        told.set()

    with capture_logs() as logs:
        spooler = Spooler(Printer("door", printer.url), lambda _state: None, on_job)
        spooler.submit("first", ticket("A001"))
        spooler.submit("second", ticket("A002"))
        assert told.wait(LONG_S)
        spooler.close()
    assert [entry["event"] for entry in logs if entry["log_level"] == "error"] == [
        "a listener of the spooler failed"
    ]


@pytest.mark.parametrize(
    "url",
    [
        "",
        "printer",
        "192.168.1.50:9100",
        "tcp://",
        "tcp://host",
        "tcp://:9100",
        "tcp://host:0",
        "tcp://host:99999",
        "tcp://host:x",
        "tcp://host:9100/path",
        "http://host:9100",
        "tcp://[::1",
        "tcp://a..b:9100",
    ],
)
def test_a_wrong_url_is_refused_with_what_would_be_right(url: str) -> None:
    with pytest.raises(AddressError, match=r"tcp://HOST:PORT") as refused:
        Spooler(Printer("door", url), lambda _state: None, lambda _outcome: None)
    assert repr(url) in str(refused.value)


class OtherPrinter:
    """A printer that is not ours: it answers DLE EOT alone, from a script of (status 2, status 4) bytes."""

    def __init__(self, script: list[tuple[int, int]]) -> None:
        self.got = bytearray()
        self._script = script
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"tcp://127.0.0.1:{self._socket.getsockname()[1]}"
        self._thread = Thread(target=self._serve)
        self._thread.start()

    def _serve(self) -> None:
        while True:
            try:
                peer, _ = self._socket.accept()
            except OSError:
                return
            with peer:
                while self._answer(peer):
                    pass

    def _answer(self, peer: socket.socket) -> bool:
        try:
            data = peer.recv(65536)
            for _n in range(data.count(b"\x10\x04\x01")):
                offline, paper = self._script.pop(0) if len(self._script) > 1 else self._script[0]
                peer.sendall(bytes([0x12, offline, 0x12, paper]))
        except OSError:
            return False
        self.got += data
        return bool(data)

    def stop(self) -> None:
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._thread.join()


@pytest.mark.parametrize(
    ("script", "outcome"),
    [
        ([(0x12, 0x12)], Outcome("job", printed=True)),
        ([(0x12, 0x12)] * 2 + [(0x32, 0x72)], Outcome("job", False, "out", maybe_printed=True)),
    ],
)
def test_a_printer_without_gs_r_is_judged_by_its_status_after_a_while(
    open_spooler: Open,
    heard: Heard,
    monkeypatch: pytest.MonkeyPatch,
    script: list[tuple[int, int]],
    outcome: Outcome,
) -> None:
    for name in ("SIGN_S", "SETTLE_S", "LOOK_S"):
        monkeypatch.setattr(spooler_module, name, 0.05)
    other = OtherPrinter(script)
    try:
        spooler = open_spooler(other.url)
        heard.state(PrinterState.OK)
        spooler.submit("job", ticket("A001"))
        assert heard.job("job") == outcome
        assert other.got.count(paper("A001")) == 1
    finally:
        other.stop()


def test_a_printer_replaced_by_one_without_gs_r_is_learnt_anew(
    open_spooler: Open, heard: Heard, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("SIGN_S", "SETTLE_S", "LOOK_S"):
        monkeypatch.setattr(spooler_module, name, 0.05)
    other = OtherPrinter([(0x12, 0x12)])
    try:
        spooler = open_spooler(other.url, timeout_s=0.5)
        heard.state(PrinterState.OK)
        spooler._knows_in_order = True
        spooler.submit("first", ticket("A001"))
        assert heard.job("first") == Outcome("first", False, "timeout", maybe_printed=True)
        spooler.submit("second", ticket("A002"))
        assert heard.job("second").printed
    finally:
        other.stop()


def test_a_printer_that_never_answers_gets_no_job(open_spooler: Open, heard: Heard) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        spooler = open_spooler(f"tcp://127.0.0.1:{silent.getsockname()[1]}", timeout_s=0.1)
        spooler.submit("job", ticket("A001"))
        assert heard.job("job") == Outcome("job", printed=False, reason="timeout")
        assert [(found.state, found.condition) for found in heard.founds] == [(PrinterState.UNKNOWN, "fault")]
        assert "is the speed right" in heard.founds[0].detail


def test_two_spoolers_share_a_printer(printer: VirtualPrinter, tmp_path: Path) -> None:
    both = [Heard(), Heard()]
    spoolers = [Spooler(Printer("door", printer.url), heard.on_found, heard.on_job) for heard in both]
    for n in range(5):
        for name, spooler in zip("AB", spoolers, strict=True):
            spooler.submit(f"{n}", ticket(f"{name}00{n}"))
    for heard, spooler in zip(both, spoolers, strict=True):
        heard.job("4")
        spooler.close()
        assert all(outcome.printed for outcome in heard.outcomes)
    expected = {text_of(f"{name}00{n}") for n in range(5) for name in "AB"}
    assert {paper.text for paper in printer.tickets} == expected
    assert len(printer.tickets) == 10
