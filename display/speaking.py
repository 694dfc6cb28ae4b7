"""Between a screen and the voice: made when the hall's plan is known; its news come to the GUI thread.

What is said and heard is in `voice/`; which calls are spoken is decided in `screenlink.py`.
"""

from __future__ import annotations

from pathlib import Path

from display.screenlink import HallScreen
from link.qt import Inbox
from link.words import Call
from voice.voice import Voice


class Speaking:
    """The voice of one screen. `keep`: where announcements are kept as WAV files; None keeps none."""

    def __init__(self, screen: HallScreen, keep: Path | None) -> None:
        self._screen, self._keep = screen, keep
        self._inbox = Inbox()
        self._voice: Voice | None = None
        screen.speaker = self
        screen.changed.connect(self._plan_known)
        self._plan_known()

    def say(self, call: Call) -> None:
        """Speak this call after those before it."""
        if self._voice is not None:
            self._voice.say(call)

    def close(self) -> None:
        """Fall silent and end the voice's thread and process."""
        if self._voice is not None:
            self._voice.close()

    def _plan_known(self) -> None:
        plan = self._screen.link.mirror.plan
        if plan is None:
            return
        if self._voice is None:
            self._voice = Voice(plan, self._keep, self._spoken, self._trouble)
        self._voice.plan = plan

    def _spoken(self, n: int) -> None:
        self._inbox.put(lambda: self._screen.spoken(n))

    def _trouble(self, n: int, why: str) -> None:
        self._inbox.put(lambda: self._screen.not_spoken(n, why))
