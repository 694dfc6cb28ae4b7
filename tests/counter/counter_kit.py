"""A window in front of the real rules: commands are decided and applied as on a server, without a socket.

The rules' desk is `tests/support/halls.py`; frames go into the mirror as HallLink puts them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
from msgspec.structs import replace
from PySide6.QtCore import QCoreApplication

from counter.desk import Desk
from link import commands as c
from link.frames import Change, Changes, Receipt, Refused, Reply, Snapshot, Welcome, encode
from link.identity import Identity
from link.plan import Plan, Text
from link.qt import Answer
from screen.language import Language
from screen.rows import Rows
from server.hall.apply import Touched, apply
from server.hall.discipline import order, pick
from server.hall.events import Event
from server.hall.internal import Actor, OpenWindow
from server.hall.refused import Refused as HallRefused
from server.saying import announce, reply_to
from tests.display.display_fakes import FakeLink
from tests.support import halls

CLERK, PIN = "1001", "2468"


class Rules(halls.Desk):
    """The desk of the rules that keeps what watchers are told."""

    def __init__(self, plan: Plan | None = None, **rules: Any) -> None:
        self.changes: list[Change] = []
        self.touched = Touched()
        super().__init__(plan, **rules)

    def happens(self, events: list[Event]) -> list[Event]:
        for event in events:
            self.touched = apply(self.hall, event)
            told = announce(self.hall.position, event, self.touched, b"").staff
            self.changes.append(msgspec.json.decode(told, type=Change))
        self.events += events
        return events


class HallWithALink(FakeLink):
    """A link to rules in this process: a reply comes at once and the change after it, as from a server.

    With `silent` nothing is answered: what was sent waits in `unanswered`.
    """

    def __init__(self, window: str = "1", plan: Plan | None = None, **rules: Any) -> None:
        super().__init__()
        self.identity = Identity("counter", window, "secret-secret-secret")
        self.rules = Rules(plan, **rules)
        self.sent: list[c.Command] = []
        self.silent = False
        self.unanswered: list[tuple[c.Command, Callable[[Answer], None]]] = []
        self.pin_wait_s = 0

    def now_ms(self) -> int:
        return self.rules.ms

    def join(self) -> None:
        """A welcome with everything."""
        hall = self.rules.hall
        assert hall.plan is not None
        windows, tickets = list(hall.windows.values()), list(hall.tickets.values())
        snapshot = Snapshot(hall.day, hall.plan, windows, tickets, list(hall.calls), hall.closed)
        frame = Welcome(hall.position, self.now_ms(), hall.plan.id, snapshot)
        self.rules.changes.clear()
        self.take(msgspec.json.decode(encode(frame), type=Welcome))
        self.become("joined")

    def tell(self) -> None:
        """Everything that has happened reaches the window."""
        changes, self.rules.changes = self.rules.changes, []
        if changes:
            self.take(Changes(changes[-1].n, changes))

    def receipt(self, call: int, how: Any, by: str) -> None:
        """A display has delivered a call."""
        self.frame_received.emit(Receipt(call, how, by))

    def send(self, command: c.Command, then: Callable[[Answer], None], patience_s: float = 30.0) -> None:
        self.patience_s = patience_s
        self.sent.append(command)
        if self.silent:
            self.unanswered.append((command, then))
        else:
            then(self._answer(command))
            self.tell()

    def _answer(self, command: c.Command) -> Answer:
        hall, by = self.rules.hall, Actor("counter", self.identity.name)
        if isinstance(command, c.Peek):
            why, now = pick(hall, by.name, self.now_ms()), self.now_ms()
            return Reply(command.id, hall.position, why=why, order=order(hall, by.name, now))
        if isinstance(command, c.SignIn) and command.pin != PIN:
            return Refused(command.id, "wrong_pin", {"wait_s": self.pin_wait_s})
        try:
            given = OpenWindow(command.id, command.clerk) if isinstance(command, c.SignIn) else command
            events = self.rules.give(given, by)
        except HallRefused as refused:
            return Refused(command.id, refused.code, refused.facts)
        reply = reply_to(command.id, hall, events[-1], self.rules.touched)
        return msgspec.json.decode(encode(reply), type=Reply)


class Window:
    """A clerk's window and the hall behind it."""

    def __init__(
        self, window: str = "1", language: str = "en", plan: Plan | None = None, **rules: Any
    ) -> None:
        self.link = HallWithALink(window, plan, **rules)
        self.rules = self.link.rules
        self.language = Language(language)
        self.desk = Desk(self.link, self.language)

    def opened(self) -> Window:
        """Joined, and a clerk signed in."""
        self.link.join()
        self.desk.sign_in(CLERK, PIN)
        return self

    def take(self, queue: str = "tax", cls: str | None = None, **fields: Any) -> str:
        """Somebody takes a number."""
        number = self.rules.take(queue, cls, **fields).number
        self.link.tell()
        return number

    def arrives(self, queue: str, time: str) -> str:
        """Somebody who booked this time for today checks in; the number."""
        self.rules.person = f"person {len(self.rules.events)}"
        book = c.Book(self.rules.id(), self.rules.hall.day, time, "13800138000", queue=queue)
        [event] = self.rules.give(book, Actor("web", "public"))
        self.rules.person = None
        [taken] = self.rules.give(c.CheckIn(self.rules.id(), event.code), Actor("kiosk", "hall-1"))  # type: ignore[attr-defined]
        self.link.tell()
        return str(taken.number)  # type: ignore[attr-defined]

    def press(self, *names: str) -> None:
        for name in names:
            self.desk.press(name)

    def later(self, ms: int) -> None:
        """Time passes, and the window's clock has ticked."""
        self.rules.later(ms)
        self.desk.tick()

    def asks(self) -> None:
        """The server has answered who would be next, and who after that, for those who wait now."""
        peeks = self.desk.peeks
        peeks._pause.setInterval(0)
        peeks._ask()
        while peeks._pause.isActive():
            QCoreApplication.processEvents()

    @property
    def shows(self) -> dict[str, Any]:
        return self.desk.view

    @property
    def here(self) -> dict[str, Any]:
        return dict(self.shows["here"])

    def able(self) -> set[str]:
        """The buttons that can be pressed now."""
        return {name for name, usable in self.shows["able"].items() if usable} - {
            "language",
            "large",
            "fullscreen",
        }

    def keys_of(self, model: Rows) -> list[str]:
        """The keys of a list."""
        return [row["key"] for row in model.rows]

    def keys(self, model: str) -> list[str]:
        """The numbers of a list."""
        return self.keys_of(getattr(self.desk, model))


def named(plan: Plan) -> Plan:
    """The plan of the rules' tests, with names that differ in both languages."""
    names = {"tax": ("税务", "Tax"), "homes": ("住房", "Homes"), "cars": ("车辆", "Cars")}
    queues = tuple(replace(q, name=Text(*names[q.id])) for q in plan.queues)
    words = {
        "green": ("绿色通道", "Green channel"),
        "case": ("专办", "Case"),
        "ordinary": ("普通", "Ordinary"),
    }
    classes = tuple(replace(one, name=Text(*words[one.id])) for one in plan.classes)
    return replace(plan, queues=queues, classes=classes)


def opened(window: str = "1", language: str = "en", **rules: Any) -> Window:
    """A window of the rules' hall with a clerk at it."""
    return Window(window, language, named(halls.plan(**rules))).opened()
