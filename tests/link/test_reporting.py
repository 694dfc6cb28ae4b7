"""What a program says of its devices: all of them, when one changes, plainly and not without end."""

from __future__ import annotations

from link.reporting import LONGEST, Reporting
from link.words import DeviceState


def test_all_devices_are_said_whenever_one_changes() -> None:
    said: list[list[DeviceState]] = []
    reporting = Reporting(said.append)
    printer = DeviceState("door", "printer", "ok", since=1)
    scanner = DeviceState("scan", "scanner", "offline", "is it plugged in?", 2)
    reporting.put(printer)
    reporting.put(scanner)
    reporting.put(scanner)
    assert said == [[printer], [printer, scanner]]
    reporting.again()
    reporting.keep(["scan"])
    assert said[2:] == [[printer, scanner], [scanner]]


def test_a_program_without_devices_says_nothing() -> None:
    said: list[list[DeviceState]] = []
    Reporting(said.append).again()
    assert said == []


def test_a_detail_is_one_line_of_text() -> None:
    reporting = Reporting(lambda _: None)
    reporting.put(DeviceState("door", "printer", "fault", "a\nb\x00c" + "x" * 1000))
    [state] = reporting.states
    assert state.detail.startswith("a b cxx")
    assert len(state.detail) == LONGEST
