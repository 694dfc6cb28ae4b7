"""A hall for the boards' tests: real frames into a link that remembers what was sent."""

from __future__ import annotations

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_QUICK_BACKEND", "software")

import msgspec
from PySide6.QtCore import QObject, Signal

import assets
from link.client import LinkState
from link.frames import Change, Changes, Queues, ServerFrame, Snapshot, Welcome
from link.mirror import Mirror
from link.plan import Plan
from link.words import Call, DeliveredHow, QueueStatus, Ticket, TicketState, Window

NINE_FORTY_ONE = 1_795_484_460_000
"""2026-11-24 09:41 in Shanghai, in milliseconds."""


def plan(name: str) -> Plan:
    """One of the halls that come with the product."""
    return msgspec.toml.decode(assets.hall_file(name).read_bytes(), type=Plan)


class FakeLink(QObject):
    """HallLink without a thread: tests put frames in."""

    state_changed = Signal()
    updated = Signal()
    called = Signal(object, bool)
    frame_received = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.state: LinkState = "looking"
        self.mirror = Mirror()
        self.told: list[tuple[DeliveredHow, list[int]]] = []
        self.clock = NINE_FORTY_ONE

    def now_ms(self) -> int:
        return self.clock

    def delivered(self, how: DeliveredHow, calls: list[int]) -> None:
        self.told.append((how, list(calls)))

    def become(self, state: LinkState) -> None:
        self.state = state
        self.state_changed.emit()

    def take(self, frame: ServerFrame) -> None:
        """As HallLink does it."""
        if isinstance(frame, Welcome):
            self.mirror.welcome(frame)
            calls, live = [change.call for change in frame.changes], False
        elif isinstance(frame, Changes):
            for change in frame.changes:
                self.mirror.change(change)
            calls, live = [change.call for change in frame.changes], True
        else:
            assert isinstance(frame, Queues)
            self.mirror.queues_changed(frame)
            calls, live = [], True
        for call in calls:
            if call is not None:
                self.called.emit(call, live)
        self.updated.emit()


class Day:
    """A day in a hall: makes the changes that a server would send and puts them into the link."""

    def __init__(self, link: FakeLink, plan: Plan) -> None:
        self.link, self.plan, self.n = link, plan, 0
        self.windows = {counter.id: Window(counter.id) for counter in plan.counters}
        self.tickets: dict[str, Ticket] = {}
        self.calls: list[Call] = []

    def join(self) -> None:
        """The first welcome."""
        snapshot = Snapshot(
            "2026-11-24", self.plan, list(self.windows.values()), list(self.tickets.values()), self.calls
        )
        queues = [QueueStatus(queue.id, "open") for queue in self.plan.queues]
        self.link.take(Welcome(self.n, self.link.clock, self.plan.id, snapshot, queues=queues))
        self.link.become("joined")

    def live(self, *changes: Change) -> None:
        self.link.take(Changes(self.n, list(changes)))

    def back(self, *changes: Change) -> None:
        """The link is there again, with what was missed."""
        queues = list(self.link.mirror.queues.values())
        self.link.take(Welcome(self.n, self.link.clock, self.plan.id, changes=list(changes), queues=queues))
        self.link.become("joined")

    def window(self, id_: str, *, clerk: str | None = "c1", paused: bool = False) -> Change:
        self.windows[id_] = Window(id_, clerk, paused=paused, ticket=self.windows[id_].ticket)
        return self._change("window_changed", window=self.windows[id_])

    def call(self, number: str, window: str, times: int = 1) -> Change:
        queue = next((q for q in self.plan.queues if q.letter == number[0]), self.plan.queues[0])
        ticket = Ticket(
            f"20261124-{number}",
            number,
            queue.id,
            self.plan.classes[-1].id,
            0,
            0,
            0,
            "called",
            counter=window,
        )
        self.tickets[ticket.id] = ticket
        self.windows[window] = Window(window, "c1", ticket=ticket.id)
        change = self._change("ticket_called", ticket=ticket, window=self.windows[window])
        change.call = Call(self.n, ticket.id, number, window, queue.id, self.link.clock, times)
        self.calls.append(change.call)
        return change

    def becomes(self, number: str, state: TicketState) -> Change:
        """The ticket's next state; only a serving one stays at its window."""
        old = self.tickets[f"20261124-{number}"]
        ticket = self.tickets[old.id] = msgspec.structs.replace(old, state=state)
        window = self.windows[old.counter or ""]
        if state != "serving":
            window = self.windows[window.id] = msgspec.structs.replace(window, ticket=None)
        return self._change(f"ticket_{state}", ticket=ticket, window=window)

    def _change(self, what: str, *, ticket: Ticket | None = None, window: Window | None = None) -> Change:
        self.n += 1
        return Change(self.n, self.link.clock, what, ticket, window)
