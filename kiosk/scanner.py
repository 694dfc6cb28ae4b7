"""A QR scanner that types like a keyboard: its keys become a line.

What a line means is known in `link/scanned.py`; when it is listened to, and what follows, in `greeting.py`.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtGui import QKeyEvent

SILENCE_MS = 2_000
"""A line that is not ended for so long never will be: the scanner was pulled out, or somebody tried a key."""
LONGEST = 300
"""Characters of a line that are kept: more than any code of ours holds."""


class Scanner(QObject):
    """Watches a window's keys before anything else does, and takes the letters away while it listens.

    `heard` gets each whole line and says whether it is listening. Enter that ends no line is left to the
    buttons; so are Tab, arrows and the space bar, by which the kiosk is used from a keyboard.
    """

    def __init__(self, window: QObject, listening: Callable[[], bool], heard: Callable[[str], None]) -> None:
        super().__init__(window)
        self._listening, self._heard = listening, heard
        self._line = ""
        self.silence = QTimer(self, singleShot=True, interval=SILENCE_MS)
        self.silence.timeout.connect(self._forget)
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: ARG002 - Qt's signature
        """Qt's question: whether this event goes no further."""
        if event.type() is not QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        if not self._listening():
            self._forget()
            return False
        return self._key(event.text())

    def _key(self, text: str) -> bool:
        if text in ("\r", "\n"):
            line, ended = self._line, bool(self._line)
            self._forget()
            if ended:
                self._heard(line)
            return ended
        if not text.isprintable() or text.isspace() or not text:
            return False
        self._line = (self._line + text)[-LONGEST:]
        self.silence.start()
        return True

    def _forget(self) -> None:
        self._line = ""
        self.silence.stop()
