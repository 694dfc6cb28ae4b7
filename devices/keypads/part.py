"""A line of keypads and rating pads as a part of `tingxu devices`: between the hall and the line's thread.

What is shown and pressed is in `pads.py`, what travels on the line in `line.py`.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial

from devices.keypads.line import Line, Slot
from devices.keypads.pads import Citizen, Clerk
from devices.part import Desk
from link.frames import ServerFrame
from link.mirror import Mirror
from link.plan import Keypad, KeypadLine
from link.words import Call, DeviceState
from ports.address import parse_line
from ports.keeper import Keeper


class KeypadPart:
    """One line of the plan."""

    def __init__(self, line: KeypadLine, desk: Desk) -> None:
        self._desk = desk
        self._mirror: Mirror | None = None
        self.pads = [
            (Clerk if pad.kind == "keypad" else Citizen)(pad, line.id, desk, self._show) for pad in line.pads
        ]
        now = time.time_ns() // 1_000_000
        self._slots = [
            Slot(pad, DeviceState(f"{line.id}/{pad.address}", pad.kind, "unknown", "", now), self._to(one))
            for pad, one in zip(line.pads, self.pads, strict=True)
        ]
        self._line = Line(self._slots, desk.state, self._tick)
        address = parse_line(line.port)
        self._keeper = Keeper(line.id, "keypad", address, self._line.work, self._line_state)

    def start(self) -> None:
        """Begin to ask the pads."""
        for slot in self._slots:
            self._desk.state(slot.state)
        self._keeper.start()

    def changed(self, mirror: Mirror) -> None:
        """Show the hall as it is now."""
        self._mirror = mirror
        self._show()

    def called(self, call: Call, live: bool) -> None:
        """Pads show numbers by how the windows stand."""

    def frame(self, frame: ServerFrame) -> None:
        """Nothing in a frame alone is for pads."""

    def close(self) -> None:
        """Let go of the line."""
        self._keeper.close()
        for slot in self._slots:
            self._desk.gone(slot.state.id)

    def _to(self, pad: Clerk | Citizen) -> Callable[[int, int, int], None]:
        """From the line's thread to the program's own."""

        def heard(boot: int, number: int, code: int) -> None:
            self._desk.later(partial(self._heard, pad, boot, number, code))

        return heard

    def _heard(self, pad: Clerk | Citizen, boot: int, number: int, code: int) -> None:
        pad.heard(boot, number, code)
        self._show()

    def _tick(self) -> None:
        self._desk.later(self._show)

    def _show(self) -> None:
        if self._mirror is not None:
            for slot, pad in zip(self._slots, self.pads, strict=True):
                slot.page = pad.page(self._mirror)

    def _line_state(self, state: DeviceState) -> None:
        """The line has no state of its own: it is how all its pads fare."""
        if state.state != "ok":
            self._line.all_say(state.state, state.detail)


def says(line: KeypadLine) -> str:
    """For people: what is driven."""
    kinds = {"keypad": "keypad", "rating": "rating pad"}

    def one(pad: Keypad) -> str:
        return f"{kinds[pad.kind]} {pad.address} at window {pad.window}"

    return f"keypads {line.id} on {line.port}: {', '.join(one(pad) for pad in line.pads)}"
