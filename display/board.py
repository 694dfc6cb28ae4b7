"""The hall's board: its view-model, from the mirror to the properties that QML shows.

How it looks is in `qml/Board.qml`; what a window is doing is read in `standing.py`.
"""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Property, QObject, QTimer

from assets.saying import wait_in_minutes
from display.both import Lines
from display.screenlink import NOTHING, HallScreen, Link
from link.plan import Counter, Plan, Queue
from link.standing import recent, standing, still_called
from link.words import Call, QueueStatus
from screen.rows import Row, Rows

EARLIER = 6
"""Rows of earlier calls under the newest."""
NOTICE_MS = 12_000
"""So long each notice stands when there are several."""


class Board(HallScreen):
    """The newest call, earlier calls, every window, every queue, and a line of notices."""

    def __init__(self, link: Link) -> None:
        self.earlier = Rows("number", "window", "waiting")
        self.windows = Rows("label", "doing", "number", "says")
        self.queues = Rows("letter", "name", "waiting", "minutes", "says")
        self._newest: Call | None = None
        self._notice_at = 0
        super().__init__(link)
        self._turn = QTimer(self, interval=NOTICE_MS)
        self._turn.timeout.connect(self._next_notice)

    def take_over(self) -> Call | None:
        """Take over what the mirror holds."""
        mirror = self.link.mirror
        if mirror.plan is None:
            return None
        calls = recent(mirror.calls, 1 + EARLIER)
        self._newest = calls[0] if calls else None
        self.earlier.show([self._call_row(call, mirror.plan) for call in calls[1:]])
        self.windows.show([self._window_row(counter) for counter in mirror.plan.counters])
        self.queues.show([self._queue_row(queue) for queue in mirror.plan.queues])
        self._take_turns()
        return self._newest

    def look(self) -> dict[str, Any]:
        """Everything single that the board shows."""
        plan, call = self.link.mirror.plan, self._newest
        return super().look() | {
            "hall": self.both.of(plan.name) if plan else NOTHING,
            "number": call.number if call else "",
            "window": self._window_label(call.counter, plan) if call and plan else NOTHING,
            "again": self.both.t("Call {times}", times=call.times) if call and call.times > 1 else NOTHING,
            "waiting": self._is_awaited(),
            "notice": self._notice(),
            "words": self._words(),
        }

    def calls_on_screen(self) -> list[int]:
        """Positions of the newest call and of the earlier ones."""
        if self._newest is None:
            return []
        return [self._newest.n, *(row["n"] for row in self.earlier.rows)]

    def _is_awaited(self) -> bool:
        """Whether the person of the newest call is still expected."""
        return self._newest is not None and still_called(self.link.mirror, self._newest)

    # ------------------------------------------------------------------ rows

    def _call_row(self, call: Call, plan: Plan) -> Row:
        waiting = still_called(self.link.mirror, call)
        return {
            "key": call.ticket,
            "n": call.n,
            "number": call.number,
            "window": self._window_label(call.counter, plan),
            "waiting": waiting,
        }

    def _window_label(self, id_: str, plan: Plan) -> Lines:
        counter = next((counter for counter in plan.counters if counter.id == id_), Counter(id_, ("-",)))
        return self.both.window(counter)

    def _window_row(self, counter: Counter) -> Row:
        state, number = standing(self.link.mirror, counter.id)
        label = self.both.of(counter.name) if counter.name else [counter.id, ""]
        row = {"key": counter.id, "label": label, "doing": state, "number": number, "says": NOTHING}
        if state == "idle":
            row["says"] = self.both.t("Free")
        elif state == "paused":
            row["says"] = self.both.t("Paused")
        elif state == "closed":
            row["says"] = self.both.t("Closed")
        return row

    def _queue_row(self, queue: Queue) -> Row:
        status = self.link.mirror.queues.get(queue.id) or QueueStatus(queue.id, "open")
        minutes = "" if status.wait is None else wait_in_minutes(status.wait)
        return {
            "key": queue.id,
            "letter": queue.letter,
            "name": self.both.of(queue.name),
            "waiting": status.waiting,
            "minutes": minutes if status.taking == "open" and status.waiting else "",
            "says": self._taking(status),
        }

    def _taking(self, status: QueueStatus) -> Lines:
        if status.taking == "not_yet":
            return self.both.t("From {time}", time=status.opens or "")
        if status.taking == "full":
            return self.both.t("Full today")
        if status.taking == "no_time":
            return self.both.t("No time left")
        if status.taking == "closed":
            return self.both.t("Closed today")
        return NOTHING

    # ------------------------------------------------------------------ notices

    def _notices(self) -> list[Lines]:
        mirror = self.link.mirror
        if mirror.notice is not None:
            return [self.both.of(mirror.notice)]
        return [self.both.of(text) for text in mirror.plan.notices] if mirror.plan else []

    def _take_turns(self) -> None:
        several = len(self._notices()) > 1
        if several and not self._turn.isActive():
            self._turn.start()
        elif not several:
            self._turn.stop()

    def _next_notice(self) -> None:
        self._notice_at += 1
        self._show()

    def _notice(self) -> Lines:
        notices = self._notices()
        return notices[self._notice_at % len(notices)] if notices else NOTHING

    # ------------------------------------------------------------------ for QML

    def _words(self) -> dict[str, Lines]:
        t = self.both.t
        return {
            "calling": t("Now calling") if self._is_awaited() else t("Latest call"),
            "earlier": t("Called before"),
            "windows": t("Windows"),
            "queues": t("Waiting"),
            "people": t("people"),
            "minutes": t("~ min"),
            "take": t("No more numbers today")
            if self.link.mirror.closed
            else t("Please take a number at a kiosk"),
        }

    earlierRows = Property(QObject, lambda self: self.earlier, constant=True)
    windowRows = Property(QObject, lambda self: self.windows, constant=True)
    queueRows = Property(QObject, lambda self: self.queues, constant=True)
