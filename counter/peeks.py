"""Asking the server who would be next here, why, and who after that, whenever those who wait have changed.

The sentence is made in `reasons.py`, the list in `standing.py`.
"""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QObject, QTimer, Signal

from counter.orders import Link
from link.client import new_id
from link.commands import Peek
from link.frames import Reply
from link.qt import Answer
from link.words import Ticket, Why

EVERY_MS = 1_000
"""No more than one question in this time."""
AGAIN_MS = 15_000
"""While people wait the order may change by time alone: promises break, priority grows."""
PATIENCE_S = 5.0
Waits = tuple[str, str, int, int]
"""(number, class, due, order): what may change who is next."""


class Peeks(QObject):
    """Who would be next.

    Signals:
        changed: `why` or `order` is another one.
    """

    changed = Signal()

    def __init__(self, link: Link) -> None:
        super().__init__()
        self._link = link
        self.why: Why | None = None
        """The facts of the pick; None while nobody waits, or nobody knows."""
        self.order: list[str] = []
        """The numbers that would be called next, as far as the server told."""
        self._about: frozenset[Waits] = frozenset()
        self._asking = self._again = False
        self._pause = QTimer(self, singleShot=True, interval=EVERY_MS)
        self._pause.timeout.connect(self._next)
        self._later = QTimer(self, interval=AGAIN_MS)
        self._later.timeout.connect(self._ask)

    def waiting(self, tickets: Iterable[Ticket], first: bool = False) -> None:
        """These wait now; the server is asked when others do, or otherwise. `first`: ask in any case."""
        about = frozenset((t.number, t.cls, t.due, t.order) for t in tickets)
        if about == self._about and not first:
            return
        self._about = about
        if self.why is not None and not self._waits(self.why):
            self.why = None
        if about:
            self._later.start()
        else:
            self._later.stop()
            self.order = []
        self._ask()

    def _waits(self, why: Why) -> bool:
        return any(number == why.number for number, *_ in self._about)

    def _ask(self) -> None:
        self._again = bool(self._about)
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
            self.why = answer.why if answer.why is not None and self._waits(answer.why) else None
            self.order = answer.order
            self.changed.emit()
        else:
            self._again = bool(self._about)
        if self._again and not self._pause.isActive():
            self._pause.start()
