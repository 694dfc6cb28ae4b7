"""A line of strips as a part of `tingxu devices`: between the hall and the line's thread.

What a strip says is in `says.py`, what travels on the line in `line.py` and the protocols.
"""

from __future__ import annotations

import time
from typing import Final

from devices.part import Desk
from devices.strips.line import Line, Slot
from devices.strips.onbon import Onbon
from devices.strips.plain import Plain
from devices.strips.protocol import Protocol
from devices.strips.says import look
from link.frames import ServerFrame
from link.mirror import Mirror
from link.plan import StripLine
from link.standing import last_call
from link.words import Call, DeviceState
from ports.address import parse_line
from ports.keeper import Keeper

PROTOCOLS: Final[dict[str, Protocol]] = {"onbon": Onbon(), "ascii": Plain()}
FRESH_S = 10.0
"""So long a call blinks."""
LOST_S = 5.0
"""When the server is away for so long, strips say no number any more."""


class StripPart:
    """One line of the plan."""

    def __init__(self, line: StripLine, desk: Desk) -> None:
        self._desk = desk
        self._mirror: Mirror | None = None
        self._lost_at: float | None = None
        self._calls: dict[str, tuple[int, float]] = {}
        """By window: the call that stands there, and since when."""
        now = time.time_ns() // 1_000_000
        self._slots = [
            Slot(strip, DeviceState(f"{line.id}/{strip.address}", "strip", "unknown", "", now))
            for strip in line.strips
        ]
        self._line = Line(self._slots, PROTOCOLS[line.protocol], desk.state, self._delivered, self._tick)
        address = parse_line(line.port)
        self._keeper = Keeper(line.id, "strip", address, self._line.work, self._line_state)

    def start(self) -> None:
        """Begin to show the hall, once it is known."""
        for slot in self._slots:
            self._desk.state(slot.state)
        self._keeper.start()

    def changed(self, mirror: Mirror) -> None:
        """Show the hall as it is now; a strip that is busy skips what was in between."""
        self._mirror = mirror
        if self._desk.joined:
            self._lost_at = None
        elif self._lost_at is None:
            self._lost_at = time.monotonic()
        self._show()

    def called(self, call: Call, live: bool) -> None:
        """Strips show calls by how the windows stand."""

    def frame(self, frame: ServerFrame) -> None:
        """Nothing in a frame alone is for strips."""

    def close(self) -> None:
        """Let the strips go dark, and let go of the line."""
        self._keeper.stopping.set()
        self._line.news.set()
        self._keeper.close()
        for slot in self._slots:
            self._desk.gone(slot.state.id)

    def _show(self) -> None:
        if self._mirror is None:
            return
        lost = self._lost_at is not None and time.monotonic() - self._lost_at >= LOST_S
        for slot in self._slots:
            call = last_call(self._mirror, slot.strip.window)
            fresh = self._fresh(slot.strip.window, call)
            shown = look(self._mirror, slot.strip, lost=lost, fresh=fresh)
            slot.want = (shown, None if lost or call is None else call.n)
        self._line.news.set()

    def _fresh(self, window: str, call: Call | None) -> bool:
        if call is None:
            self._calls.pop(window, None)
            return False
        if self._calls.get(window, (None, 0.0))[0] != call.n:
            self._calls[window] = call.n, time.monotonic()
        return time.monotonic() - self._calls[window][1] < FRESH_S

    def _delivered(self, call: int) -> None:
        self._desk.delivered("shown", [call])

    def _tick(self) -> None:
        self._desk.later(self._show)

    def _line_state(self, state: DeviceState) -> None:
        """The line has no state of its own: it is how all its strips fare."""
        if state.state != "ok":
            self._line.all_say(state.state, state.detail)


def says(line: StripLine) -> str:
    """For people: what is driven."""
    strips = ", ".join(f"{strip.address} over window {strip.window}" for strip in line.strips)
    return f"strips {line.id} ({line.protocol}) on {line.port}: {strips}"
