"""What boards and strips share: the link's troubles said plainly, the clock, the receipts, the voice's turn.

What is shown of the hall is in `board.py` and `strip.py`.
"""

from __future__ import annotations

from typing import Any, Protocol

import structlog
from PySide6.QtCore import Property, QObject, QTimer, Signal, SignalInstance

from display.both import Both, Lines
from display.receipts import Receipts, Teller
from link.mirror import Mirror
from link.words import Call
from screen.clock import clock, date
from voice.turns import SPEAK_WITHIN_MS

log = structlog.get_logger()

STALE_AFTER_MS = 4000
"""So long without the server before the screen says so: a short break heals unseen."""
NOTHING: Lines = ["", ""]
TROUBLES_KEPT = 20


class Link(Teller, Protocol):
    """The part of HallLink that a board needs."""

    state_changed: SignalInstance
    updated: SignalInstance
    called: SignalInstance
    mirror: Mirror

    def now_ms(self) -> int:
        """The server's clock."""


class Speaker(Protocol):
    """The part of a voice that a board needs."""

    def say(self, call: Call) -> None:
        """Speak this call after those before it."""


class HallScreen(QObject):
    """A screen of the hall that nobody touches.

    Signals:
        changed: `shows` is another one.
        newest_called: a live call has just appeared; whoever looks up should see that it is new.
    """

    changed = Signal()
    newest_called = Signal()

    def __init__(self, link: Link) -> None:
        super().__init__()
        self.link = link
        self.both = Both(("zh", "en"))
        self.receipts = Receipts(link)
        self.speaker: Speaker | None = None
        self.is_stale = link.state != "joined"
        self.view: dict[str, Any] = {}
        self.calls_too_late = 0
        """Calls that the voice left out because newer ones waited: the board has them."""
        self.troubles: list[str] = []
        self._as_of = ""
        self._live = 0
        self._patience = QTimer(self, singleShot=True, interval=STALE_AFTER_MS)
        self._patience.timeout.connect(self._stale)
        self._minute = QTimer(self, singleShot=True)
        self._minute.timeout.connect(self._tick)
        link.state_changed.connect(self._link_state)
        link.updated.connect(self._updated)
        link.called.connect(self._called)
        self._tick()

    # ------------------------------------------------------------------ for the screens

    def take_over(self) -> Call | None:
        """Take over what the mirror holds, and return the newest call that now stands there."""
        raise NotImplementedError

    def look(self) -> dict[str, Any]:
        """Everything single that the screen shows: for QML, by name."""
        return {
            "hasPlan": self.link.mirror.plan is not None,
            "stale": self.is_stale,
            "link": self.link_text(),
            "clock": self.clock_text(),
            "date": self.date_text(),
        }

    def calls_on_screen(self) -> list[int]:
        """Positions of the calls that the scene holds now."""
        raise NotImplementedError

    def shown(self, calls: list[int]) -> None:
        """A frame with these calls is on the screen."""
        self.receipts.add("shown", calls)

    def spoken(self, n: int) -> None:
        """The voice has said this call. On the GUI thread."""
        self.receipts.add("spoken", [n])

    def not_spoken(self, n: int, why: str) -> None:
        """The voice has not said this call, or not wholly. On the GUI thread."""
        log.info("display.not_spoken", call=n, why=why)
        if why.startswith("stale:"):
            self.calls_too_late += 1
        elif not why.startswith(("over:", "silent:")):  # those are as the hall wants it
            self.troubles.append(f"call {n} was not spoken: {why}")
            del self.troubles[:-TROUBLES_KEPT]

    def facts(self) -> dict[str, Any]:
        """Counts of what happened at this board, and the newest troubles in words."""
        sent = self.receipts.sent
        return {
            "calls_shown": sent["shown"],
            "calls_spoken": sent["spoken"],
            "calls_too_late": self.calls_too_late,
            "troubles": self.troubles,
        }

    # ------------------------------------------------------------------ the link

    def _updated(self) -> None:
        plan = self.link.mirror.plan
        if plan is not None and plan.languages[:2] != self.both.languages:
            self.both = Both(plan.languages)
        newest = self.take_over()
        self._show()
        if newest is not None and newest.n == self._live:
            self._live = 0
            self.newest_called.emit()

    def _show(self) -> None:
        self.view = self.look()
        self.changed.emit()

    def _called(self, call: Call, live: bool) -> None:
        if live:
            self._live = call.n
        if live and self.speaker is not None and self.link.now_ms() - call.at <= SPEAK_WITHIN_MS:
            self.speaker.say(call)

    def _link_state(self) -> None:
        if self.link.state == "joined":
            self._patience.stop()
            self.is_stale = False
            self.receipts.send()
        elif self.link.state == "not_paired":
            self._stale()
        elif not self.is_stale and not self._patience.isActive():
            self._as_of = self.clock_text()
            self._patience.start()
        self._show()

    def _stale(self) -> None:
        self.is_stale = True
        self._show()

    def link_text(self) -> Lines:
        """What is wrong with the link, or nothing."""
        if not self.is_stale:
            return NOTHING
        if self.link.state == "not_paired":
            return self.both.t("This screen is not paired with the hall's server")
        if self.link.mirror.plan is None:
            return self.both.t("Looking for the hall's server")
        return self.both.t("No connection to the server. As of {time}", time=self._as_of)

    # ------------------------------------------------------------------ the clock

    def clock_text(self) -> str:
        """The hall's time, "09:41"."""
        return clock(self.link.now_ms(), self.link.mirror.plan)

    def date_text(self) -> Lines:
        """Day and weekday."""
        now_ms, plan = self.link.now_ms(), self.link.mirror.plan
        return [*(date(now_ms, plan, language) for language in self.both.languages), ""][:2]

    def _tick(self) -> None:
        """Show the time, and again when the next minute begins."""
        self._minute.start(60_000 - self.link.now_ms() % 60_000 + 5)
        self._show()

    shows = Property(dict, lambda self: self.view, notify=changed)
