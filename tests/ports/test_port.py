"""A port over real pseudo-terminals and sockets, and the keeper that stays with a device through breaks."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from queue import SimpleQueue

import pytest

from emulators.wire import Wire
from link.words import DeviceState
from ports.address import parse_line
from ports.keeper import DeviceFault, Keeper, Site
from ports.port import Port, PortError
from tests.conftest import Log

PAUSES = (0.02, 0.05)


@pytest.fixture(params=["line", "stream"])
def wire(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Wire]:
    """A device that says back what it hears."""
    at = "tcp://127.0.0.1:0" if request.param == "stream" else str(tmp_path / "tty")
    echo = Wire(at, lambda data: echo.say(b"<" + data + b">"))
    echo.plug()
    yield echo
    echo.unplug()


def test_bytes_go_there_and_come_back(wire: Wire) -> None:
    with Port(parse_line(wire.address)) as port:
        port.write(b"hello")
        assert port.read_exactly(7, 5) == b"<hello>"
        assert port.read(0.01) == b""
        port.write(b"again")
        assert port.read_exactly(99, 0.3) == b"<again>"


def test_what_was_not_read_is_forgotten(wire: Wire) -> None:
    with Port(parse_line(wire.address)) as port:
        port.write(b"old")
        assert port.read_exactly(1, 5) == b"<"
        port.read_exactly(3, 5)
        port.forget()
        port.write(b"new")
        assert port.read_exactly(5, 5) == b"<new>"


def test_a_device_that_goes_is_noticed_by_name(wire: Wire) -> None:
    address = wire.address
    with Port(parse_line(address)) as port:
        wire.unplug()
        with pytest.raises(PortError, match="device is gone") as error:
            port.read_exactly(1, 5)
    assert address in str(error.value)


def test_a_device_that_is_not_there_is_named(wire: Wire) -> None:
    address = wire.address
    wire.unplug()
    with pytest.raises(PortError, match=r"is the device plugged in|is the device on"):
        Port(parse_line(address))


def test_a_serial_line_belongs_to_one_program(tmp_path: Path) -> None:
    wire = Wire(str(tmp_path / "tty"), lambda data: None)
    wire.plug()
    try:
        with Port(parse_line(wire.address)), pytest.raises(PortError, match="held by another program"):
            Port(parse_line(wire.address))
    finally:
        wire.unplug()


def test_the_keeper_comes_back_by_itself(wire: Wire) -> None:
    states: SimpleQueue[DeviceState] = SimpleQueue()

    def work(site: Site) -> None:
        while site.goes_on:
            site.port.read(0.05)
            site.says("ok")

    keeper = Keeper("door", "scanner", parse_line(wire.address), work, states.put, pauses_s=PAUSES)
    keeper.start()
    try:
        assert states.get(timeout=10).state == "ok"
        wire.unplug()
        gone = states.get(timeout=10)
        assert (gone.id, gone.kind, gone.state) == ("door", "scanner", "offline")
        wire.plug()
        while states.get(timeout=10).state != "ok":
            continue
    finally:
        keeper.close()
    assert not any(thread_is_alive(keeper))


def thread_is_alive(keeper: Keeper) -> Iterator[bool]:
    """Whether the keeper's thread still runs."""
    yield keeper._thread.is_alive()


def test_faults_of_device_and_driver_are_said_and_do_not_end_the_keeper(wire: Wire, log: Log) -> None:
    states: SimpleQueue[DeviceState] = SimpleQueue()
    todo: list[Exception | None] = [DeviceFault("it answers nonsense"), RuntimeError("ours"), None]

    def work(site: Site) -> None:
        fault = todo.pop(0) if todo else None
        if fault is not None:
            raise fault
        site.says("ok")
        while site.goes_on:
            site.port.read(0.05)

    log.expect("device.fault")
    keeper = Keeper("door", "card", parse_line(wire.address), work, states.put, pauses_s=PAUSES)
    keeper.start()
    try:
        assert states.get(timeout=10).detail == "it answers nonsense"
        assert "RuntimeError('ours')" in states.get(timeout=10).detail
        assert states.get(timeout=10).state == "ok"
    finally:
        keeper.close()
