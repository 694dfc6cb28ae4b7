"""The hall as a client sees it: the snapshot, kept up to date by putting each change in its place.

It holds no rules: every change carries the state it left behind. Asking the server and drawing
screens live elsewhere.
"""

from __future__ import annotations

from collections import deque

from link.asking import Asking
from link.frames import FINAL_STATES, Change, Queues, Snapshot, Welcome
from link.plan import Plan, Text
from link.words import Call, QueueStatus, Ticket, Window

CALLS_KEPT = 50


class Mirror:
    """What this client knows of the hall. `plan` is None until the first welcome."""

    def __init__(self) -> None:
        self.position = 0
        self.day = ""
        self.closed = False
        self.plan: Plan | None = None
        self.notice: Text | None = None
        self.tickets: dict[str, Ticket] = {}
        self.windows: dict[str, Window] = {}
        self.queues: dict[str, QueueStatus] = {}
        self.calls: deque[Call] = deque(maxlen=CALLS_KEPT)
        self.asking = Asking()
        """Who may be asked for a rating: the mirror forgets whoever is served."""

    def welcome(self, frame: Welcome) -> None:
        """Take over a welcome: a whole snapshot, or the changes missed since the last position."""
        if frame.snapshot is not None:
            self._load(frame.snapshot)
        for change in frame.changes:
            self.change(change)
        self.queues = {queue.id: queue for queue in frame.queues}
        self.position = frame.position

    def _load(self, snapshot: Snapshot) -> None:
        self.day, self.closed, self.plan = snapshot.day, snapshot.closed, snapshot.plan
        self.notice = snapshot.notice
        self.tickets = {ticket.id: ticket for ticket in snapshot.tickets}
        self.windows = {window.id: window for window in snapshot.windows}
        self.calls = deque(snapshot.calls, maxlen=CALLS_KEPT)
        self.asking.clear()

    def change(self, change: Change) -> None:
        """Put one change in its place."""
        if change.what == "day_opened":
            self.tickets.clear()
            self.calls.clear()
            self.windows = {id_: Window(id_) for id_ in self.windows}
            self.day, self.closed, self.notice = change.day or self.day, False, None
        elif change.what == "day_closed":
            self.closed = True
        elif change.what == "notice_set":
            self.notice = change.notice
        if change.plan is not None:
            self.plan = change.plan
            self.windows = {c.id: self.windows.get(c.id, Window(c.id)) for c in change.plan.counters}
        self._put(change.ticket, change.window)
        self.asking.change(change, self.plan)
        if change.call is not None:
            self.calls.append(change.call)
        self.position = change.n

    def _put(self, ticket: Ticket | None, window: Window | None) -> None:
        if ticket is not None:
            if ticket.state in FINAL_STATES:
                self.tickets.pop(ticket.id, None)
            else:
                self.tickets[ticket.id] = ticket
        if window is not None:
            self.windows[window.id] = window

    def queues_changed(self, frame: Queues) -> None:
        """Take over how the queues stand; queues that are not named stay as they were."""
        for queue in frame.queues:
            self.queues[queue.id] = queue
