"""The virtual printer on its socket and as a program: status in real time, pictures, garbage, JSON lines."""

from __future__ import annotations

import json
import random
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

import cv2
import pytest

from emulators.printer.__main__ import answer, run
from emulators.printer.device import FAULTS, VirtualPrinter
from printers.making import encode
from printers.profile import Profile
from printers.sheet import Code, Paragraph
from printers.status import PrinterState, decode
from printers.transports.escpos_line import ASK_STATUS


class Paper(NamedTuple):
    """What a ticket of these tests says."""

    hall: str
    number: str
    title: str
    qr: str


ZH = Paper("区行政服务大厅", "A001", "社会保险登记", "https://hall.example/t/号票-1")
EN = Paper("Community Centre", "B2", "Pensions", "TINGXU:20261124-B2:k9")


def layout(paper: Paper) -> bytes:
    """The bytes that print it."""
    texts = [Paragraph(text, "center", 2, 2) for text in paper[:3]]
    return encode((*texts, Code(paper.qr)), Profile())


@pytest.fixture
def printer(tmp_path: Path) -> Iterator[VirtualPrinter]:
    machine = VirtualPrinter(tmp_path)
    machine.start()
    yield machine
    machine.stop()


def connect(printer: VirtualPrinter) -> socket.socket:
    return socket.create_connection((printer.host, printer.port), 20)


def receive(peer: socket.socket, count: int) -> bytes:
    data = b""
    while len(data) < count and (more := peer.recv(count - len(data))):
        data += more
    return data


def state(peer: socket.socket) -> PrinterState:
    peer.sendall(ASK_STATUS)
    return decode(receive(peer, 4))


@pytest.mark.parametrize("paper", [ZH, EN])
def test_a_ticket_becomes_a_picture_whose_code_can_be_scanned(printer: VirtualPrinter, paper: Paper) -> None:
    with connect(printer) as peer:
        peer.sendall(layout(paper))
        assert printer.wait(1)
    ticket = printer.tickets[0]
    assert ticket.png
    assert ticket.txt
    assert (ticket.png.name, ticket.txt.name) == ("ticket-0001.png", "ticket-0001.txt")
    lines = ticket.txt.read_text(encoding="utf-8").splitlines()
    assert lines[:3] == [paper.hall, paper.number, paper.title]
    assert f"[QR {paper.qr}]" in lines
    picture = cv2.imread(str(ticket.png))
    assert picture is not None
    scanned, _, _ = cv2.QRCodeDetector().detectAndDecode(picture)
    assert scanned == paper.qr


def test_the_status_is_answered_in_the_middle_of_a_job(printer: VirtualPrinter) -> None:
    data = layout(ZH)
    half = data.index("社会".encode("gb18030")) + 1  # in the middle of a character
    with connect(printer) as peer:
        peer.sendall(data[:half])
        assert state(peer) is PrinterState.OK
        printer.fault = "low"
        assert state(peer) is PrinterState.LOW
        assert not printer.tickets
        peer.sendall(data[half:])
        assert printer.wait(1)
    assert ZH.title in printer.tickets[0].text


def test_a_question_in_pieces_is_answered(printer: VirtualPrinter) -> None:
    with connect(printer) as peer:
        peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for byte in b"\x10\x04\x04":
            peer.sendall(bytes([byte]))
        assert receive(peer, 1) == b"\x12"


def test_gs_r_is_answered_when_the_ticket_is_printed(printer: VirtualPrinter) -> None:
    with connect(printer) as peer:
        peer.sendall(layout(EN) + b"\x1dr\x01")
        assert receive(peer, 1) == b"\x00"
        assert len(printer.tickets) == 1


@pytest.mark.parametrize("fault", ["out", "cover"])
def test_without_paper_it_holds_the_job_and_prints_it_after_the_repair(
    printer: VirtualPrinter, fault: str
) -> None:
    printer.fault = fault
    with connect(printer) as peer:
        peer.sendall(layout(EN))
        assert state(peer) is PrinterState(fault)
    assert not printer.tickets
    printer.fault = None
    assert printer.wait(1)
    assert len(printer.tickets) == 1


def test_what_is_cleared_is_not_printed_after_the_repair(printer: VirtualPrinter) -> None:
    printer.fault = "out"
    with connect(printer) as peer:
        peer.sendall(layout(EN) + b"\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08")
        assert state(peer) is PrinterState.OUT
        printer.fault = None
        peer.sendall(layout(ZH))
        assert printer.wait(1)
    assert [ticket.text.splitlines()[1] for ticket in printer.tickets] == ["A001"]


def test_offline_refuses_and_comes_back_on_the_same_port(printer: VirtualPrinter) -> None:
    with connect(printer) as peer:
        assert state(peer) is PrinterState.OK
        printer.fault = "offline"
        with pytest.raises(ConnectionRefusedError):
            connect(printer)
        printer.fault = None
    with connect(printer) as peer:
        assert state(peer) is PrinterState.OK


def test_cut_breaks_the_connection_and_counts_nothing(printer: VirtualPrinter) -> None:
    printer.fault = "cut"
    with connect(printer) as peer:
        peer.sendall(layout(EN))
        with suppress(ConnectionResetError):
            assert peer.recv(1) == b""
    assert not printer.tickets


def test_garbage_does_not_kill_it(printer: VirtualPrinter) -> None:
    noise = random.Random(1)
    for _n in range(5):
        with connect(printer) as peer:
            peer.sendall(noise.randbytes(20_000))
    with connect(printer) as peer:
        peer.sendall(b"\x1b@" + layout(EN) + b"\x1dr\x01")
        assert receive(peer, 1) == b"\x00"
    assert printer.tickets[-1].text.startswith("Community Centre\nB2\n")
    assert printer.oddities


def test_an_unknown_fault_is_refused() -> None:
    with pytest.raises(ValueError, match="'fire' is not one of out, ends, low"):
        VirtualPrinter(fault="fire")


def test_control_lines(printer: VirtualPrinter) -> None:
    for fault in (*FAULTS, None):
        assert answer(printer, json.dumps({"fault": fault})) == {"ok": True, "fault": fault}
    assert answer(printer, '{"ask": "count"}') == {"ok": True, "count": 0}
    assert answer(printer, '{"ask": "oddities"}') == {"ok": True, "oddities": []}
    for wrong in (
        "{",
        "[]",
        "3",
        '{"fault": "fire"}',
        '{"fault": 3}',
        '{"ask": "time"}',
        '{"fault": null, "x": 1}',
    ):
        reply = answer(printer, wrong)
        assert reply["ok"] is False
        assert reply["error"]


class Program:
    """`tingxu emulate printer` as a process of its own, with its lines."""

    def __init__(self, out: Path) -> None:
        code = "import sys; from pathlib import Path; from emulators.printer.__main__ import run;"
        code += "raise SystemExit(run('127.0.0.1:0', Path(sys.argv[1]), 'low'))"
        pipe = subprocess.PIPE
        self.process = subprocess.Popen([sys.executable, "-c", code, str(out)], stdin=pipe, stdout=pipe)

    def line(self) -> dict[str, Any]:
        assert self.process.stdout
        fact = json.loads(self.process.stdout.readline())
        assert isinstance(fact, dict)
        return fact

    def tell(self, request: dict[str, object]) -> dict[str, Any]:
        assert self.process.stdin
        self.process.stdin.write(json.dumps(request).encode() + b"\n")
        self.process.stdin.flush()
        return self.line()


@pytest.fixture
def program(tmp_path: Path) -> Iterator[Program]:
    one = Program(tmp_path)
    with one.process:
        yield one
        one.process.kill()


def _ask_to_quit(program: Program) -> None:
    assert program.tell({"quit": True}) == {"ok": True}


def _terminate(program: Program) -> None:
    program.process.send_signal(signal.SIGTERM)


@pytest.mark.parametrize("end", [_ask_to_quit, _terminate])
def test_the_program_prints_obeys_and_ends_with_status_0(
    program: Program, tmp_path: Path, end: Callable[[Program], None]
) -> None:
    listening = program.line()["listening"]
    assert listening.startswith("tcp://127.0.0.1:")
    with socket.create_connection(("127.0.0.1", int(listening.rpartition(":")[2])), 20) as peer:
        assert state(peer) is PrinterState.LOW
        assert program.tell({"fault": None}) == {"ok": True, "fault": None}
        assert state(peer) is PrinterState.OK
        peer.sendall(layout(ZH))
        printed = program.line()
    assert printed["ticket"] == 1
    assert Path(printed["png"]) == tmp_path / "ticket-0001.png"
    assert Path(printed["txt"]).read_text(encoding="utf-8").startswith(ZH.hall)
    assert printed["first_byte_ms"] > 1_700_000_000_000
    assert program.tell({"ask": "count"}) == {"ok": True, "count": 1}
    end(program)
    assert program.process.wait(20) == 0


@pytest.mark.parametrize(
    ("listen", "fault", "why"),
    [
        ("9100", None, "is not HOST:PORT"),
        ("127.0.0.1:x", None, "is not HOST:PORT"),
        ("127.0.0.1:0", "fire", "fault"),
    ],
)
def test_wrong_options_are_named(
    listen: str, fault: str | None, why: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(listen, tmp_path, fault) == 2
    assert why in capsys.readouterr().err


def test_a_port_in_use_is_named(
    printer: VirtualPrinter, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(f"127.0.0.1:{printer.port}", tmp_path, None) == 2
    assert f"127.0.0.1:{printer.port}" in capsys.readouterr().err
