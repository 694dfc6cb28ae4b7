"""Every way to a printer that this machine can try, with printers and queues that misbehave."""

from __future__ import annotations

import os
import stat
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Condition
from typing import Any

import pytest
import usb.core

from emulators.printer.device import VirtualPrinter
from link.plan import Printer
from ports.address import SystemQueue
from printers.profile import Make
from printers.spooler import Outcome, Reason, Spooler
from printers.status import Found, PrinterState
from printers.transports import cups
from tests.printers.usb_fake import UsbPrinter

LONG_S = 30.0
TICKET = b"\x1b@A001\n\x1dVB\0"
HALF = b"\x1b@A001\nfirst line\nsecond line\n\x1dVB\0"


def bytes_of(data: bytes) -> Make:
    return lambda _profile, _copy: data


class Stand:
    """A spooler on one printer, and what it said."""

    def __init__(self, port: str, timeout_s: float = 1.0) -> None:
        self.founds: list[Found] = []
        self.outcomes: list[Outcome] = []
        self._changed = Condition()
        self._printed = 0
        self.spooler = Spooler(
            Printer("door", port), self._keep(self.founds), self._keep(self.outcomes), poll_s=0.05,
            timeout_s=timeout_s,
        )  # fmt: skip

    def _keep(self, into: list[Any]) -> Callable[[Any], None]:
        def keep(fact: Any) -> None:
            with self._changed:
                into.append(fact)
                self._changed.notify_all()

        return keep

    def until(self, true: Callable[[], bool]) -> None:
        with self._changed:
            assert self._changed.wait_for(true, LONG_S), (self.founds, self.outcomes)

    def prints(self, data: bytes = TICKET) -> Outcome:
        """Print this; how it went."""
        before = len(self.outcomes)
        self.spooler.submit(f"job-{before}", bytes_of(data))
        self.until(lambda: len(self.outcomes) > before)
        return self.outcomes[-1]

    def becomes(self, condition: str) -> Found:
        """Wait until this is how the printer stands."""
        self.until(lambda: bool(self.founds) and self.founds[-1].condition == condition)
        return self.founds[-1]


@pytest.fixture
def stand() -> Iterator[Callable[..., Stand]]:
    made: list[Stand] = []

    def make(port: str, **more: Any) -> Stand:
        made.append(Stand(port, **more))
        return made[-1]

    yield make
    for one in made:
        one.spooler.close()


@pytest.fixture
def on_line(tmp_path: Path) -> Iterator[VirtualPrinter]:
    """A printer on a serial line (a pseudo-terminal)."""
    printer = VirtualPrinter(line=str(tmp_path / "ttyPRN"))
    printer.start()
    yield printer
    printer.stop()


@pytest.fixture
def on_net() -> Iterator[VirtualPrinter]:
    printer = VirtualPrinter()
    printer.start()
    yield printer
    printer.stop()


Open = Callable[..., Stand]

# ---------------------------------------------------------------------- serial lines


def test_a_serial_printer_prints_and_tells_its_state(stand: Open, on_line: VirtualPrinter) -> None:
    one = stand(on_line.url)
    assert one.prints().printed
    assert [paper.text for paper in on_line.tickets] == ["A001\n"]
    assert one.becomes("ok")
    for fault in ("low", "out", "cover"):
        on_line.fault = fault
        one.becomes(fault)
    assert one.prints().reason == "cover"
    on_line.fault = None
    one.becomes("ok")
    assert one.prints().printed


def test_a_line_that_is_pulled_out_is_named_and_comes_back(stand: Open, on_line: VirtualPrinter) -> None:
    one = stand(on_line.url)
    one.becomes("ok")
    on_line.fault = "offline"
    gone = one.becomes("offline")
    assert on_line.url in gone.detail
    assert one.prints() == Outcome("job-0", False, "offline")
    on_line.fault = None
    one.becomes("ok")
    assert one.prints().printed


def test_a_worker_of_a_new_plan_waits_until_the_old_one_is_done_at_the_line(
    stand: Open, on_line: VirtualPrinter
) -> None:
    old = stand(on_line.url)
    old.becomes("ok")
    old.spooler.submit("long", bytes_of(b"\x1b@" + b"a line of text\n" * 50 + b"\x1dVB\0"))
    new = stand(on_line.url.replace("@9600", "@19200"))
    assert new.prints().printed
    old.until(lambda: bool(old.outcomes))
    assert old.outcomes[0].printed
    assert [found.condition for found in new.founds] == ["ok"]


def test_a_line_that_is_not_there_is_named(stand: Open, tmp_path: Path) -> None:
    detail = stand(f"serial:{tmp_path}/ttyUSB7@9600").becomes("offline").detail
    assert f"there is no port {tmp_path}/ttyUSB7: is the device plugged in?" in detail


def test_a_line_that_breaks_in_mid_ticket(stand: Open, on_line: VirtualPrinter) -> None:
    one = stand(on_line.url)
    one.becomes("ok")
    on_line.fault = "dies"
    outcome = one.prints(HALF)
    assert (outcome.printed, outcome.maybe_printed) == (False, True)
    assert on_line.tickets == []


# ---------------------------------------------------------------------- misbehaviour


@pytest.mark.parametrize("where", ["on_line", "on_net"])
def test_a_jam_in_mid_ticket(where: str, stand: Open, request: pytest.FixtureRequest) -> None:
    printer: VirtualPrinter = request.getfixturevalue(where)
    one = stand(printer.url)
    one.becomes("ok")
    printer.fault = "jam"
    assert one.prints(HALF) == Outcome("job-0", False, "offline", maybe_printed=True)
    assert "stopped by an error" in one.becomes("fault").detail
    printer.fault = None
    one.becomes("ok")
    assert one.prints().printed
    assert [paper.text for paper in printer.tickets] == ["A001\n"], (
        "the rest of the jammed one never comes out"
    )


@pytest.mark.parametrize("where", ["on_line", "on_net"])
@pytest.mark.parametrize("fault", ["silent", "late", "garbage"])
def test_what_answers_nonsense_gets_no_job_until_it_is_well(
    where: str, fault: str, stand: Open, request: pytest.FixtureRequest
) -> None:
    printer: VirtualPrinter = request.getfixturevalue(where)
    printer.fault = fault
    one = stand(printer.url, timeout_s=0.2)
    assert "is the speed right" in one.becomes("fault").detail
    reason: Reason = "timeout"
    assert one.prints() == Outcome("job-0", False, reason)
    printer.fault = None
    one.becomes("ok")
    assert one.prints().printed
    assert len(printer.tickets) == 1


def test_each_answer_twice_is_understood(stand: Open, on_line: VirtualPrinter) -> None:
    on_line.fault = "twice"
    one = stand(on_line.url)
    assert one.prints().printed


def test_a_printer_that_dies_in_mid_ticket(stand: Open, on_net: VirtualPrinter) -> None:
    one = stand(on_net.url)
    one.becomes("ok")
    on_net.fault = "dies"
    assert one.prints(HALF) == Outcome("job-0", False, "cut", maybe_printed=True)
    one.becomes("offline")
    assert one.prints() == Outcome("job-1", False, "offline")
    on_net.fault = None
    one.becomes("ok")
    assert one.prints().printed
    assert len(on_net.tickets) == 1


def test_nobody_answers_there(stand: Open) -> None:
    one = stand("tcp://127.0.0.1:9")
    assert "tcp://127.0.0.1:9 does not answer" in one.becomes("offline").detail


# ---------------------------------------------------------------------- files


def test_a_file_gets_every_job_whole(stand: Open, tmp_path: Path) -> None:
    path = tmp_path / "out.bin"
    path.write_bytes(b"before")
    one = stand(f"file:{path}")
    assert one.prints().printed
    assert one.prints().printed
    assert path.read_bytes() == b"before" + TICKET * 2
    assert [found.condition for found in one.founds] == ["unknown"], (
        "a file cannot tell, and prints all the same"
    )


def test_a_file_that_cannot_be_written_is_named(stand: Open, tmp_path: Path) -> None:
    one = stand(f"file:{tmp_path}/no/such/file")
    found = one.becomes("offline")
    assert f"file:{tmp_path}/no/such/file cannot be written" in found.detail
    assert f"does {tmp_path}/no/such exist" in found.detail


def test_half_a_job_in_a_file_is_taken_back(
    stand: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "out.bin"
    one = stand(f"file:{path}")
    one.becomes("unknown")
    write, calls = os.write, [0]

    def disk_is_full(fd: int, data: Any) -> int:
        if bytes(data)[-4:] != TICKET[-4:]:
            return write(fd, data)
        calls[0] += 1
        if calls[0] > 1:
            raise OSError(28, "No space left on device")
        return write(fd, bytes(data)[:3])

    monkeypatch.setattr(os, "write", disk_is_full)
    outcome = one.prints()
    monkeypatch.undo()
    assert (outcome.printed, outcome.reason, outcome.maybe_printed) == (False, "cut", True)
    assert path.read_bytes() == b""
    assert one.prints().printed
    assert path.read_bytes() == TICKET


# ---------------------------------------------------------------------- USB


@pytest.fixture
def usb_printer(monkeypatch: pytest.MonkeyPatch) -> UsbPrinter:
    printer = UsbPrinter()
    find = usb.core.find
    monkeypatch.setattr(usb.core, "find", lambda **wanted: find(backend=printer, **wanted))
    return printer


def test_a_usb_printer_prints_tells_its_state_and_may_be_pulled_out(
    stand: Open, usb_printer: UsbPrinter
) -> None:
    one = stand("usb:04b8:0e15", timeout_s=0.2)
    one.becomes("ok")
    assert one.prints().printed
    assert usb_printer.got.count(TICKET) == 1
    usb_printer.statuses[4] = 0x1E
    one.becomes("low")
    usb_printer.statuses |= {2: 0x32, 4: 0x72}
    one.becomes("out")
    usb_printer.there = False
    assert "no such device is plugged in" in one.becomes("offline").detail
    usb_printer.there, usb_printer.statuses = True, {1: 0x12, 2: 0x12, 3: 0x12, 4: 0x12}
    one.becomes("ok")


def test_a_usb_printer_that_cannot_answer_prints_all_the_same(stand: Open, usb_printer: UsbPrinter) -> None:
    usb_printer.has_in = False
    one = stand("usb:04b8:0e15")
    assert one.prints().printed
    assert one.becomes("unknown").prints


def test_another_usb_printer_is_not_taken(stand: Open, usb_printer: UsbPrinter) -> None:
    assert "usb:04b8:0e16" in stand("usb:04b8:0e16").becomes("offline").detail


# ---------------------------------------------------------------------- queues of the system

LP = """
    #!/bin/sh
    # A print system in a folder: jobs are files, and words in other files say how the queue stands.
    cd "$(dirname "$0")/../queue" || exit 9
    case "$(basename "$0") $*" in
    "lp -d ticket -o raw"*)
        [ -e refuses ] && { echo "lp: The printer or class does not exist." >&2; exit 1; }
        cat > "job-$$"; echo "request id is ticket-$$ (1 file(s))" ;;
    "lpstat -l -p ticket")
        if [ -e stopped ]; then echo "printer ticket disabled since Thu -"
        else echo "printer ticket is idle.  enabled since Thu"; fi
        echo "	Alerts: $(cat alerts 2>/dev/null)" ;;
    "lpstat -W not-completed -o ticket")
        [ -e stuck ] && ls | sed -n 's/^job-/ticket-/p' ;;
    "cancel ticket-"*) rm "job-${1#ticket-}" ;;
    *) echo "lpstat: Invalid destination name in list \\"$3\\"." >&2; exit 1 ;;
    esac
    exit 0
"""


@pytest.fixture
def queue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a print system with one queue, `ticket`."""
    (tmp_path / "bin").mkdir()
    for name in ("lp", "lpstat", "cancel"):
        program = tmp_path / "bin" / name
        program.write_text(textwrap.dedent(LP).lstrip(), encoding="utf-8")
        program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:{os.environ['PATH']}")
    monkeypatch.setattr(cups, "LOOK_S", 0.02)
    (tmp_path / "queue").mkdir()
    return tmp_path / "queue"


def test_a_queue_gets_the_bytes_as_they_are(stand: Open, queue: Path) -> None:
    one = stand("cups:ticket")
    assert one.prints().printed
    assert [job.read_bytes() for job in queue.glob("job-*")] == [TICKET]
    assert one.becomes("unknown").prints


@pytest.mark.parametrize(
    ("alerts", "condition"),
    [
        ("media-empty-error", "out"),
        ("cover-open-report", "cover"),
        ("media-low-warning", "low"),
        ("none", "unknown"),
    ],
)
def test_what_a_queue_knows_of_its_printer(stand: Open, queue: Path, alerts: str, condition: str) -> None:
    (queue / "alerts").write_text(alerts, encoding="utf-8")
    stand("cups:ticket").becomes(condition)


def test_a_queue_that_is_stopped_gets_no_job(stand: Open, queue: Path) -> None:
    (queue / "stopped").touch()
    one = stand("cups:ticket")
    assert one.prints() == Outcome("job-0", False, "offline")
    assert list(queue.glob("job-*")) == []
    (queue / "stopped").unlink()
    assert one.becomes("unknown").prints


def test_a_job_that_stays_in_the_queue_is_taken_back(stand: Open, queue: Path) -> None:
    (queue / "stuck").touch()
    one = stand("cups:ticket", timeout_s=0.1)
    assert one.prints() == Outcome("job-0", False, "timeout", maybe_printed=True)
    assert list(queue.glob("job-*")) == []


def test_a_queue_that_is_not_there_is_named(stand: Open, queue: Path) -> None:
    detail = stand("cups:other").becomes("offline").detail
    assert "cups:other" in detail
    assert "lpstat -e lists the queues" in detail


def test_a_machine_without_cups_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(OSError, match="install cups"):
        cups.CupsQueue(SystemQueue("cups", "ticket"))


def test_windows_printers_are_for_windows(stand: Open) -> None:
    assert "only Windows" in stand("windows:Ticket Printer").becomes("offline").detail


def test_states_in_the_words_of_the_hall() -> None:
    assert Found(PrinterState.OFFLINE, False, reached=False).condition == "offline"
    assert Found(PrinterState.OFFLINE, False).condition == "fault"
    assert Found(PrinterState.UNKNOWN, True).condition == "unknown"
