"""When a call is really on the screen: after the frame that was drawn with it.

Which calls the scene holds is the view-model's knowledge; telling the server is in `receipts.py`.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtQuick import QQuickWindow


class Drawn(QObject):
    """Watches a window's frames and reports what each of them showed.

    `afterAnimating` comes on the GUI thread when a frame begins: the scene then holds what the view-model
    says. `frameSwapped` comes when that frame is on the screen. A hidden window draws no frame.
    """

    def __init__(
        self, window: QQuickWindow, holds: Callable[[], list[int]], drawn: Callable[[list[int]], None]
    ) -> None:
        super().__init__(window)
        self._holds, self._drawn = holds, drawn
        self._in_frame: list[int] = []
        window.afterAnimating.connect(self._begins)
        window.frameSwapped.connect(self._ended)

    def _begins(self) -> None:
        self._in_frame = self._holds()

    def _ended(self) -> None:
        if self._in_frame:
            self._drawn(self._in_frame)
            self._in_frame = []
