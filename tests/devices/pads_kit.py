"""An emulated line of pads with our driver on it, and a hall that does whatever is asked.

What a test wants of them stands in the test.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from threading import RLock

from msgspec.structs import replace

from devices.keypads.part import KeypadPart
from devices.part import Answer
from emulators.keypad import Kind, Pad, PadLine
from link.commands import Command
from link.frames import Refused, Reply
from link.mirror import Mirror
from link.plan import Devices, Keypad, KeypadLine, Plan, RatingRules
from link.words import DeliveredHow, DeviceState, Window
from tests.support.halls import plan

PATIENCE_S = 20
PROGRAM = "devices/floor-1"


def until(condition: Callable[[], object]) -> None:
    """Wait until something is so that no frame tells of."""
    deadline = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < deadline, "it did not come"
        time.sleep(0.005)


class Hall:
    """A `Desk` without a server: commands are answered by `answer`; all that a part says is kept."""

    program, joined = PROGRAM, True

    def __init__(self) -> None:
        self.lock = RLock()
        self.sent: list[Command] = []
        self.at: list[float] = []
        """When each command came, by the monotonic clock."""
        self.states: dict[str, DeviceState] = {}
        self.history: list[tuple[str, str]] = []
        self.refuses = False

    def now_ms(self) -> int:
        return time.time_ns() // 1_000_000

    def send(self, command: Command, then: Callable[[Answer], None], patience_s: float = 30.0) -> None:
        self.sent.append(command)
        self.at.append(time.monotonic())
        then(Refused(command.id, "busy") if self.refuses else Reply(command.id, 1))

    def later(self, work: Callable[[], None]) -> None:
        with self.lock:  # one thread at a time, as the program's own
            work()

    def delivered(self, how: DeliveredHow, calls: list[int]) -> None:
        raise AssertionError("pads deliver no calls")

    def state(self, state: DeviceState) -> None:
        self.states[state.id] = state
        self.history.append((state.id, state.state))

    def gone(self, id_: str) -> None:
        self.states.pop(id_, None)

    def keys(self) -> list[str]:
        """What was pressed, as the hall heard it."""
        return [str(getattr(command, "key", type(command).__name__)) for command in self.sent]


def with_pads(hall: Plan, port: str, kinds: Mapping[int, Kind], window: str = "") -> Plan:
    """The plan with a line; pad 1 stands at window 1 and so on, or all at one window."""
    pads = tuple(Keypad(window or str(address), address, kind) for address, kind in kinds.items())
    line = KeypadLine("floor", PROGRAM, port, pads)
    return replace(hall, devices=Devices(keypads=(line,)), rating=RatingRules())


class Rig:
    """The emulated line, the part that drives it, and the hall's state."""

    def __init__(self, line: PadLine, kinds: Mapping[int, Kind]) -> None:
        self.line, self.hall, self.mirror = line, Hall(), Mirror()
        self.mirror.plan = with_pads(plan(), line.wire.address, kinds)
        self.mirror.day = "2026-11-24"
        self.mirror.windows = {str(a): Window(str(a), clerk=f"10{a}") for a in kinds}
        self.part = KeypadPart(self.mirror.plan.devices.keypads[0], self.hall)

    def pad(self, address: int) -> Pad:
        return self.line.pads[address]

    def changed(self) -> None:
        """The hall is another one."""
        self.hall.later(lambda: self.part.changed(self.mirror))

    def state(self, address: int) -> str:
        return self.hall.states[f"floor/{address}"].state

    def detail(self, address: int) -> str:
        return self.hall.states[f"floor/{address}"].detail

    def all_are(self, state: str) -> None:
        until(lambda: all(self.state(address) == state for address in self.line.pads))


@contextmanager
def driven(at: str | Path, kinds: Mapping[int, Kind], baud: int | None = None) -> Iterator[Rig]:
    """A line that is plugged in and driven while the block runs."""
    line = PadLine(str(at), kinds, baud)
    line.plug()
    rig = Rig(line, kinds)
    rig.part.start()
    rig.changed()
    try:
        yield rig
    finally:
        rig.part.close()
        line.wire.unplug()
