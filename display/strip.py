"""The strip over one window: its view-model, from the mirror to the text that QML shows.

How it looks is in `qml/Strip.qml`; what the window is doing is read in `standing.py`.
"""

from __future__ import annotations

from typing import Any

import structlog

from display.both import Lines
from display.screenlink import NOTHING, HallScreen, Link
from link.plan import Counter
from link.standing import Standing, last_call, standing
from link.words import Call

log = structlog.get_logger()


class Strip(HallScreen):
    """One window's strip: come here, being served, welcome, paused, or not open."""

    def __init__(self, link: Link, window: str) -> None:
        self.window_id = window
        self.standing = Standing("closed")
        self._call: Call | None = None
        self._unknown = False
        super().__init__(link)

    def _called(self, call: Call, live: bool) -> None:
        if call.counter == self.window_id:
            super()._called(call, live)

    def take_over(self) -> Call | None:
        """Take over what the mirror holds."""
        if self.link.mirror.plan is None:
            return None
        self.standing = standing(self.link.mirror, self.window_id)
        self._call = last_call(self.link.mirror, self.window_id)
        if self.standing.state == "unknown" and not self._unknown:
            windows = [counter.id for counter in self.link.mirror.plan.counters]
            log.warning("strip.no_such_window", window=self.window_id, windows=windows)
        self._unknown = self.standing.state == "unknown"
        return self._call

    def look(self) -> dict[str, Any]:
        """Everything that the strip shows."""
        return super().look() | {
            "state": self.standing.state,
            "text": self._text(),
            "label": self._label(),
        }

    def calls_on_screen(self) -> list[int]:
        """The position of the call that stands there."""
        return [self._call.n] if self._call is not None and self.standing.state == "calling" else []

    def _text(self) -> Lines:
        if self.link.mirror.plan is None:
            return NOTHING
        state, number = self.standing
        if state == "calling":
            return self.both.go_to(number, self._counter())
        if state == "serving":
            return self.both.t("Serving {number}", number=number)
        if state == "idle":
            return self.both.t("Welcome")
        if state == "paused":
            return self.both.t("Service is paused")
        if state == "unknown":
            return self.both.t("This hall has no window {counter}", counter=self.window_id)
        return self.both.t("Not open yet")

    def _counter(self) -> Counter:
        plan = self.link.mirror.plan
        counters = plan.counters if plan else ()
        return next((one for one in counters if one.id == self.window_id), Counter(self.window_id, ("-",)))

    def _label(self) -> Lines:
        counter = self._counter()
        return self.both.of(counter.name) if counter.name else [self.window_id, ""]
