"""Asking the server who would be next here, and why, whenever the people who wait have changed.

The sentence is made in `reasons.py`.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from counter.orders import Link
from link.client import new_id
from link.commands import Peek
from link.frames import Reply
from link.qt import Answer
from link.words import Why

EVERY_MS = 1_000
"""No more than one question in this time."""
PATIENCE_S = 5.0


class Peeks(QObject):
    """Who would be next.

    Signals:
        changed: `why` is another one.
    """

    changed = Signal()

    def __init__(self, link: Link) -> None:
        super().__init__()
        self._link = link
        self.why: Why | None = None
        """The facts of the pick; None while nobody waits, or nobody knows."""
        self._about: tuple[str, ...] = ()
        self._asking = self._again = False
        self._pause = QTimer(self, singleShot=True, interval=EVERY_MS)
        self._pause.timeout.connect(self._next)

    def waiting(self, ids: tuple[str, ...], first: bool = False) -> None:
        """These wait now, in this order; the server is asked when others do. `first`: ask in any case."""
        if ids == self._about and not first:
            return
        self._about = ids
        if self.why is not None and not any(id_.endswith(f"-{self.why.number}") for id_ in ids):
            self.why = None
        self._again = bool(ids)
        if not self._pause.isActive():
            self._next()

    def _next(self) -> None:
        if self._again and not self._asking and self._link.state == "joined":
            self._asking, self._again = True, False
            self._pause.start()
            self._link.send(Peek(id=new_id()), self._answered, PATIENCE_S)

    def _answered(self, answer: Answer) -> None:
        self._asking = False
        if isinstance(answer, Reply):
            waits = answer.why is not None and any(i.endswith(f"-{answer.why.number}") for i in self._about)
            self.why = answer.why if waits else None
            self.changed.emit()
        else:
            self._again = bool(self._about)
        if self._again and not self._pause.isActive():
            self._pause.start()
