"""An emulated line of LED strips with our driver on it, and a hall whose state a test sets.

What a test wants of them stands in the test.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from msgspec.structs import replace

from devices.strips.part import StripPart
from emulators.leds import Board
from emulators.strip_line import line as emulated
from emulators.strips import StripLine as Emulated
from link.mirror import Mirror
from link.plan import Devices, Plan, Strip, StripLine
from link.words import Call, DeliveredHow, Ticket, Window
from tests.devices.pads_kit import PROGRAM, Hall, until
from tests.support.halls import plan

QUICK = {
    "ANSWER_S": 0.2,
    "PAUSES_S": (0.0, 0.05, 0.1),
    "TICK_S": 0.05,
    "REFRESH_S": 0.3,
    "FAREWELL_S": 0.1,
}
"""In place of the times of `devices/strips/line.py`."""


def with_strips(hall: Plan, port: str, addresses: Sequence[int], protocol: str = "onbon") -> Plan:
    """The plan with a line; strip 1 hangs over window 1 and so on, those from 10 on over window 1 too."""
    strips = tuple(Strip(str(one) if one < 10 else "1", one, 128) for one in addresses)
    line = StripLine("rail", PROGRAM, port, strips, protocol)  # type: ignore[arg-type]
    return replace(hall, devices=Devices(strips=(line,)))


class StripHall(Hall):
    """It keeps which calls were shown."""

    joined = True

    def __init__(self) -> None:
        super().__init__()
        self.shown: list[int] = []

    def delivered(self, how: DeliveredHow, calls: list[int]) -> None:
        assert how == "shown"
        self.shown += calls


class Rig:
    """The emulated line, the part that drives it, and the hall's state."""

    def __init__(self, line: Emulated, protocol: str, the_plan: Plan | None = None) -> None:
        self.line, self.hall, self.mirror = line, StripHall(), Mirror()
        self.mirror.plan = with_strips(the_plan or plan(), line.wire.address, [*line.boards], protocol)
        self.mirror.windows = {one: Window(one, clerk=f"10{one}") for one in "123"}
        self.part = StripPart(self.mirror.plan.devices.strips[0], self.hall)
        self._n = 0

    def board(self, address: int) -> Board:
        return self.line.boards[address]

    def changed(self) -> None:
        """The hall is another one."""
        self.hall.later(lambda: self.part.changed(self.mirror))

    def call(self, number: str, window: str = "1") -> int:
        """A number is called to a window; the position of the call."""
        self._n += 1
        ticket = Ticket(number, number, "tax", "ordinary", 0, 0, 0, "called", counter=window)
        self.mirror.tickets[number] = ticket
        self.mirror.windows[window] = Window(window, clerk="101", ticket=number)
        self.mirror.calls.append(Call(self._n, number, number, window, "tax", 0))
        self.changed()
        return self._n

    def free(self, window: str = "1") -> None:
        """Nobody is at a window any more."""
        self.mirror.windows[window] = Window(window, clerk="101")
        self.changed()

    def reads(self, address: int, words: str) -> None:
        """Wait until a board says so."""
        until(lambda: words in self.board(address).text())

    def state(self, address: int) -> str:
        return self.hall.states[f"rail/{address}"].state

    def detail(self, address: int) -> str:
        return self.hall.states[f"rail/{address}"].detail

    def is_(self, address: int, state: str, words: str = "") -> None:
        """Wait until a strip fares so."""
        until(lambda: self.state(address) == state and words in self.detail(address))


@contextmanager
def driven(
    at: str | Path, addresses: Sequence[int] = (1,), protocol: str = "onbon", the_plan: Plan | None = None
) -> Iterator[Rig]:
    """A line that is plugged in and driven while the block runs."""
    line = emulated(protocol, str(at), [Board(address) for address in addresses])
    line.wire.plug()
    rig = Rig(line, protocol, the_plan)
    rig.part.start()
    rig.changed()
    try:
        yield rig
    finally:
        rig.part.close()
        line.wire.unplug()
