"""The loudspeakers of a zone as a part of `tingxu devices`, for machines without a board.

What is said and heard is in `voice/`; the same beside a board is `display/speaking.py`.
"""

from __future__ import annotations

import time

from devices.part import Desk
from link.frames import Changes, ServerFrame
from link.mirror import Mirror
from link.plan import Zone
from link.words import Call, DeviceCondition, DeviceState
from voice.turns import SPEAK_WITHIN_MS
from voice.voice import Voice


def says(zone: Zone) -> str:
    """For people: "voice of zone hall, windows 1 2 3"."""
    windows = f"windows {' '.join(zone.windows)}" if zone.windows else "all windows"
    return f"voice of zone {zone.id}, {windows}"


class VoicePart:
    """One zone."""

    def __init__(self, zone: Zone, desk: Desk) -> None:
        self._zone, self._desk = zone, desk
        self._voice: Voice | None = None
        self._called: frozenset[str] = frozenset()
        """The tickets that are being called."""

    def start(self) -> None:
        """The voice begins with the plan."""

    def changed(self, mirror: Mirror) -> None:
        """Who is still called, and by which plan."""
        self._called = frozenset(one.id for one in mirror.tickets.values() if one.state == "called")
        if mirror.plan is None:
            return
        if self._voice is None:
            self._voice = Voice(
                mirror.plan,
                None,
                lambda n: self._desk.delivered("spoken", [n]),
                _left_to_the_log,
                zone=self._zone,
                on_state=self._state,
                expected=lambda call: call.ticket in self._called,
                now_ms=self._desk.now_ms,
            )
        self._voice.plan = mirror.plan

    def called(self, call: Call, live: bool) -> None:
        """A live call is said."""
        if live and self._voice is not None and self._desk.now_ms() - call.at <= SPEAK_WITHIN_MS:
            self._called |= {call.ticket}
            self._voice.say(call)

    def frame(self, frame: ServerFrame) -> None:
        """Announcements as they happen; those caught up after a break come in a welcome and are not said."""
        if isinstance(frame, Changes) and self._voice is not None:
            for change in frame.changes:
                if change.say is not None:
                    self._voice.announce(change.say)

    def close(self) -> None:
        """Fall silent."""
        if self._voice is not None:
            self._voice.close()

    def _state(self, state: DeviceCondition, detail: str) -> None:
        self._desk.state(DeviceState(self._zone.id, "voice", state, detail, time.time_ns() // 1_000_000))


def _left_to_the_log(n: int, why: str) -> None:
    """The voice has logged why a call was not said, and says how it fares by its state."""
