"""Between a screen and the voice: made when the hall's plan is known; its news come to the GUI thread.

What is said and heard is in `voice/`; which calls are spoken is decided in `screenlink.py`.
"""

from __future__ import annotations

import time
from pathlib import Path

from display.screenlink import HallScreen
from link.plan import Plan, Text, Zone
from link.qt import HallLink, Inbox
from link.reporting import Reporting
from link.standing import still_called
from link.words import Call, DeviceCondition, DeviceState
from voice.voice import Voice
from voice.zones import zone_of


class Speaking:
    """The voice of one screen, where the plan gives it a zone or it was `asked` to speak.

    `keep`: where announcements are kept as WAV files; None keeps none.
    """

    def __init__(self, screen: HallScreen, link: HallLink, keep: Path | None, *, asked: bool) -> None:
        self._screen, self._link, self._keep, self._asked = screen, link, keep, asked
        self._program = f"{link.identity.role}/{link.identity.name}"
        self._inbox = Inbox()
        self._voice: Voice | None = None
        self._made_of: tuple[Zone, object] | None = None
        self._reporting = Reporting(link.status)
        screen.speaker = self
        link.announced.connect(self._announce)
        link.updated.connect(self._plan_known)
        self._plan_known()

    def say(self, call: Call) -> None:
        """Speak this call after those before it."""
        if self._voice is not None:
            self._voice.say(call)

    def close(self) -> None:
        """Fall silent and end the voice's thread and process."""
        if self._voice is not None:
            self._voice.close()

    def _announce(self, text: Text) -> None:
        if self._voice is not None:
            self._voice.announce(text)

    def _plan_known(self) -> None:
        plan = self._link.mirror.plan
        if plan is None:
            return
        zone = zone_of(plan, self._program, asked=self._asked)
        made_of = (zone, (plan.voice.engines, plan.voice.clips, plan.counters)) if zone else None
        if made_of != self._made_of:
            self._exchange(plan, zone)
            self._made_of = made_of
        if self._voice is not None:
            self._voice.plan = plan

    def _exchange(self, plan: Plan, zone: Zone | None) -> None:
        """Another zone, or other engines: another voice."""
        self.close()
        self._voice = None
        if self._made_of is not None:
            self._reporting.gone(self._made_of[0].id)
        if zone is not None:
            self._voice = Voice(
                plan,
                self._keep,
                self._spoken,
                self._trouble,
                zone=zone,
                on_state=lambda state, detail: self._state(zone, state, detail),
                expected=lambda call: still_called(self._link.mirror, call),
                now_ms=self._link.now_ms,
            )

    def _spoken(self, n: int) -> None:
        self._inbox.put(lambda: self._screen.spoken(n))

    def _trouble(self, n: int, why: str) -> None:
        self._inbox.put(lambda: self._screen.not_spoken(n, why))

    def _state(self, zone: Zone, state: DeviceCondition, detail: str) -> None:
        self._reporting.put(DeviceState(zone.id, "voice", state, detail, time.time_ns() // 1_000_000))
