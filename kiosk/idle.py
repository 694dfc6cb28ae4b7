"""The way back to the start: how long each page stays when nobody touches it, counted down in seconds.

Where the seconds are shown, and what returning means, is decided in `kiosk.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer


@dataclass(frozen=True)
class Times:
    """How long the kiosk has patience, in seconds: enough for somebody old who reads slowly."""

    page_s: int = 60
    """A page that nobody touches."""
    result_s: int = 20
    """The number, once it is on paper."""
    note_s: int = 60
    """The number, while it is not on paper: it may have to be noted by hand."""
    message_s: int = 12
    """A sentence such as a refusal."""
    answer_s: float = 15.0
    """The server's answer to "take a number"."""
    show_below_s: int = 20
    """The seconds are shown when so few are left."""


class Countdown(QObject):
    """Counts whole seconds down and calls `ended` at the end; `ticked` each second."""

    def __init__(self, ticked: Callable[[], None], ended: Callable[[], None]) -> None:
        super().__init__()
        self.left = 0
        self._from = 0
        self._ticked, self._ended = ticked, ended
        self._timer = QTimer(self, interval=1000)
        self._timer.timeout.connect(self.tick)

    def start(self, seconds: int) -> None:
        """Begin at so many seconds."""
        self.left = self._from = seconds
        self._timer.start()

    def again(self) -> None:
        """Begin anew at as many seconds as before, if it is running."""
        if self._timer.isActive():
            self.start(self._from)

    def stop(self) -> None:
        """Do not return."""
        self.left = 0
        self._timer.stop()

    def tick(self) -> None:
        """One second less."""
        self.left -= 1
        if self.left > 0:
            self._ticked()
            return
        self.stop()
        self._ended()
