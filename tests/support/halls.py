"""A small hall for tests of the rules: its plan, and a desk at which commands are given one after another.

Sockets and files are in `tests/support/serving.py`.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace

from link import commands as c
from link.frames import encode
from link.plan import Counter, Day, Department, Matter, Opening, Plan, PriorityClass, Queue, Rules, Text
from link.words import Ticket, Wait
from server.hall.apply import apply
from server.hall.calendar import Moment, moment
from server.hall.decide import New, decide, roll_day
from server.hall.events import Event
from server.hall.internal import SERVER, Actor, AnyCommand, Configure, OpenWindow
from server.hall.refused import Refused
from server.hall.spread import Estimate
from server.hall.state import Hall

ZONE = ZoneInfo("Asia/Shanghai")
WEEK: tuple[Day, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
ALWAYS = (Opening(WEEK, "00:00", "24:00"),)
MINUTE = 60_000
DAY_MS = 24 * 60 * MINUTE


def at(text: str) -> int:
    """Local time "2026-11-24 09:00" in milliseconds since the epoch."""
    return int(datetime.fromisoformat(text).replace(tzinfo=ZONE).timestamp() * 1000)


TUESDAY = at("2026-11-24 09:00")


def text(word: str) -> Text:
    """The same in both languages."""
    return Text(word, word)


def plan(opening: tuple[Opening, ...] = ALWAYS, **rules: Any) -> Plan:
    """Two classes of lanes and a third that kiosks may not give; windows that share queues."""
    return Plan(
        "test",
        text("厅"),
        "Asia/Shanghai",
        ("zh", "en"),
        opening,
        (
            PriorityClass("green", text("绿色通道"), 5.0, letter="V"),
            PriorityClass("case", text("专办"), 10.0, at_kiosk=False),
            PriorityClass("ordinary", text("普通"), 30.0),
        ),
        (
            Queue("tax", "A", text("税务")),
            Queue("homes", "B", text("住房")),
            Queue("cars", "C", text("车辆")),
        ),
        (Counter("1", ("tax", "homes")), Counter("2", ("tax",)), Counter("3", ("cars", "homes"))),
        (Department("bureau", text("局")),),
        (Matter("invoice", text("发票"), "bureau", "tax"),),
        rules=Rules(**rules),
    )


def with_queue(plan: Plan, id_: str, **fields: Any) -> Plan:
    """The plan with something else about one of its queues."""
    queues = tuple(replace(queue, **fields) if queue.id == id_ else queue for queue in plan.queues)
    return replace(plan, queues=queues)


def about(seconds: int | None) -> Wait | None:
    """An estimate around so many seconds."""
    return None if seconds is None else Wait(seconds // 2, seconds, seconds * 2)


def code(count: int) -> str:
    """A booking's code, another one for each count."""
    digits = "".join("23456789ABCDEFGHJKMNPQRSTUVWXYZ"[count // 31**place % 31] for place in range(8))
    return digits[::-1]


class Desk:
    """A hall, its clock, and everything that happened in it."""

    def __init__(self, the_plan: Plan | None = None, begin: int = TUESDAY, **rules: Any) -> None:
        self.hall, self.ms, self.events = Hall(), begin, list[Event]()
        self._commands = 0
        self.person: str | None = None
        """Whose commands they are from now on, where that is known."""
        self.happens(self._decide(Configure(the_plan or plan(**rules)), SERVER))

    def now(self) -> Moment:
        """This moment in the hall."""
        return moment(self.ms, ZONE)

    def _decide(self, command: AnyCommand, by: Actor) -> list[Event]:
        count = len(self.events)
        new = New(lambda: f"key {count}", lambda: code(count), no_estimate, self.person)
        return decide(self.hall, command, by, self.now(), new)

    def later(self, ms: int = MINUTE) -> None:
        """Let time pass (or with a negative number, put the clock back)."""
        self.ms += ms

    def happens(self, events: list[Event]) -> list[Event]:
        """Apply events as the engine does."""
        for event in events:
            apply(self.hall, event)
        self.events += events
        return events

    def give(self, command: AnyCommand, by: Actor) -> list[Event]:
        """Give a command as the engine does: a new day first, then the decision. Raises Refused.

        Whatever was decided, deciding itself has changed nothing.
        """
        self.happens(roll_day(self.hall, self.now()))
        before = repr(self.hall)
        try:
            events = self._decide(command, by)
        finally:
            assert repr(self.hall) == before, "deciding changed the hall"
        return self.happens(events)

    def id(self) -> str:
        """A command id that is new."""
        self._commands += 1
        return f"command-{self._commands}"

    def take(self, queue: str = "tax", cls: str | None = None, by: str = "kiosk", **fields: Any) -> Ticket:
        """Somebody takes a number."""
        command = c.TakeTicket(self.id(), queue, cls=cls, **fields)
        [event] = self.give(command, Actor(by, "hall-1"))
        return self.hall.tickets[encode_field(event, "ticket")]

    def sign_in(self, *windows: str) -> None:
        """A clerk signs in at each window."""
        for window in windows:
            self.give(OpenWindow(self.id(), f"10{window}"), Actor("counter", window))

    def at(self, window: str, kind: type[c.Command], **fields: Any) -> list[str]:
        """A clerk's command; names the events it led to. Raises Refused."""
        return [tag(event) for event in self.give(kind(id=self.id(), **fields), Actor("counter", window))]

    def manager(self, kind: type[c.Command], **fields: Any) -> list[str]:
        """A manager's command; names the events it led to. Raises Refused."""
        return [tag(event) for event in self.give(kind(id=self.id(), **fields), Actor("manager", "m"))]

    def called(self, window: str) -> str | None:
        """The number called to, or served at, a window."""
        ticket = self.hall.windows[window].ticket
        return None if ticket is None else self.hall.tickets[ticket].number

    def next(self, window: str) -> str:
        """Call next at a window, finishing whoever is there, and name who was called."""
        if (ticket := self.hall.windows[window].ticket) and self.hall.tickets[ticket].state == "called":
            self.at(window, c.Start)
        self.at(window, c.CallNext)
        return self.called(window) or ""

    def ticket(self, number: str) -> Ticket:
        """Today's open ticket."""
        return self.hall.tickets[self.hall.ticket_id(number)]

    def give_up_on(self, window: str) -> None:
        """Call the number at a window until it may be passed, and pass it."""
        for _ in range(self.hall.index.rules.calls - 1):
            self.later()
            self.at(window, c.Recall)
        self.at(window, c.PassTicket)


def no_estimate(queue: str, cls: str) -> Estimate | None:
    """No window serves anything: no estimate."""
    return None


def tag(event: Event) -> str:
    """The name of an event as in the journal."""
    return str(event.__struct_config__.tag)


def encode_field(event: Event, name: str) -> str:
    """A field of an event of unknown type."""
    value = getattr(event, name)
    assert isinstance(value, str), encode(event)
    return value


class refused:
    """A block that must end in this refusal with these facts: `with refused("busy", number="A001"):`"""

    def __init__(self, code: str, **facts: str | int) -> None:
        self.code, self.facts = code, facts
        self._raises = pytest.raises(Refused)

    def __enter__(self) -> None:
        self._info = self._raises.__enter__()

    def __exit__(self, *exc: Any) -> bool:
        caught = bool(self._raises.__exit__(*exc))
        assert (self._info.value.code, self._info.value.facts) == (self.code, self.facts)
        return caught
