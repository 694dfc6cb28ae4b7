"""A random life of a hall: every command, several devices, clocks that jump, plans that change, restarts.

After each step it holds what must always be true. `test_replay.py` drives it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import msgspec
from msgspec.structs import replace

from link import commands as c
from link.frames import encode
from link.plan import Counter
from link.words import Ticket
from server.hall.internal import Actor, AnyCommand, OpenWindow
from server.hall.lanes import place_of
from server.hall.refused import Refused
from server.hall.state import Hall, entry_of
from server.journal import SqliteJournal
from server.replay import replay
from server.saying import without_note
from tests.server.engines import MANAGER, Heard, counter
from tests.support.halls import DAY_MS, MINUTE, TUESDAY, plan, with_queue

PLANS = (
    plan(call_gap_s=0),
    plan(policy="strict", calls=1, passed_behind=1),
    plan(start="auto", transfer="end", passed="end", calls=2, call_gap_s=0),
    with_queue(with_queue(plan(passed="new_ticket"), "tax", letter="B", daily_limit=6), "homes", letter="A"),
    replace(plan(calls=1), counters=(*plan().counters[:2], Counter("4", ("tax", "homes", "cars")))),
)
WINDOWS = ("1", "2", "3", "4")
JUMPS = (0, 1000, MINUTE, 60 * MINUTE, 3 * MINUTE, 26 * 60 * MINUTE, -30 * MINUTE, -30 * 60 * MINUTE, DAY_MS)
Step = tuple[str, int, int]
"""(what, who, which)"""


class Life:
    """One hall's life, and what is known of it beside the engine."""

    def __init__(self, directory: Path) -> None:
        self.journal = SqliteJournal(directory)
        self.directory = directory
        self.heard = Heard(self.journal, TUESDAY)
        self.heard.engine.configure(PLANS[0])
        self.given: set[tuple[str, str]] = set()
        self.done: list[tuple[str, Actor, AnyCommand, asyncio.Future[bytes]]] = []
        """(day, by, command, answer) of what was not refused."""
        self._ids = 0

    @property
    def hall(self) -> Hall:
        return self.heard.engine.hall

    async def step(self, step: Step) -> None:
        """One step, and what must be true after it."""
        what, who, which = step
        if what in OTHER:
            await OTHER[what](self, which)
        else:
            self._command(what, who, which)
        sane(self.hall)

    # ------------------------------------------------------------------ commands

    def _command(self, what: str, who: int, which: int) -> None:
        by, command = self._made(what, who, which)
        before, day = best(self.hall, by.name) if what == "call_next" else None, self.hall.day
        answer = self.heard.submit(by, command)
        if answer.done() and msgspec.json.decode(answer.result())["is"] == "refused":
            return
        if what == "peek":
            return
        self.done.append((self.hall.day, by, command, answer))
        if what == "take":
            self._newcomer(max(self.hall.tickets.values(), key=lambda ticket: ticket.order))
        elif what == "call_next" and day == self.hall.day:
            assert self.hall.windows[by.name].ticket == before

    def _newcomer(self, ticket: Ticket) -> None:
        """No number twice in a day, and nobody of the lane is overtaken."""
        assert (self.hall.day, ticket.number) not in self.given
        self.given.add((self.hall.day, ticket.number))
        assert self.hall.lane_of(ticket)[-1] == entry_of(ticket)

    def _made(self, what: str, who: int, which: int) -> tuple[Actor, AnyCommand]:
        self._ids += 1
        id_ = f"life-{self._ids:06d}"
        window = counter(WINDOWS[who % len(WINDOWS)])
        return MAKE[what](self, id_, window, which)

    def number(self, which: int, state: str = "") -> str:
        """An open number, mostly in this state; now and then one that there is not."""
        numbers = [
            t.number for t in self.hall.tickets.values() if t.state == state or not (state and which % 5)
        ]
        return numbers[which % len(numbers)] if numbers and which % 17 else "Z999"

    def _take(self, id_: str, window: Actor, which: int) -> tuple[Actor, AnyCommand]:
        by = MANAGER if which % 7 == 0 else Actor("kiosk", f"k{which % 3}")
        queue, cls = ("tax", "homes", "cars")[which % 3], ("green", "case", "ordinary", None)[which % 4]
        matter = "invoice" if which % 5 == 0 else None
        return by, c.TakeTicket(id_, None if matter else queue, matter, cls)

    def _report(self, id_: str, window: Actor, which: int) -> tuple[Actor, AnyCommand]:
        tickets = [*self.hall.tickets.values()]
        if not tickets:
            return Actor("kiosk", "k0"), c.ReportPrint(id_, self.hall.ticket_id("A001"), "printed")
        ticket = tickets[which % len(tickets)]
        return Actor("kiosk", ticket.kiosk or "k0"), c.ReportPrint(id_, ticket.id, "failed", "out")

    def _transfer(self, id_: str, window: Actor, which: int) -> tuple[Actor, AnyCommand]:
        queue, target = ("tax", "homes", "cars")[which % 3], WINDOWS[which % 4]
        note = "Stempel 印章" if which % 2 else None
        if which % 13 == 0:
            return window, c.Transfer(id_, queue, target, note)
        return window, c.Transfer(
            id_, queue if which % 5 < 3 else None, target if which % 5 > 2 else None, note
        )

    # ------------------------------------------------------------------ everything else

    async def _clock(self, which: int) -> None:
        self.heard.ms += JUMPS[which % len(JUMPS)]

    async def _plan(self, which: int) -> None:
        with suppress(Refused):  # today's tickets may forbid it
            self.heard.engine.configure(PLANS[which % len(PLANS)])

    async def _look(self, which: int) -> None:
        self.heard.engine.begin_day()

    async def _again(self, which: int) -> None:
        """A command that was done, once more: the same bytes, and nothing happens."""
        if self.done:
            _, by, command, first = self.done[which % len(self.done)]
            position = self.hall.position
            again = self.heard.submit(by, command)
            await self._settle(0)
            assert await again == await first
            assert self.hall.position == position

    async def _settle(self, which: int) -> None:
        """Everything is durable: the journal and the mirrors say what the hall is."""
        await self.heard.engine.settled()
        mirrored(self.heard, self.hall)

    async def _restart(self, which: int) -> None:
        """A server that starts again has an equal hall and gives today's answers again, byte for byte."""
        await self._settle(0)
        before, old = self.hall, self.heard
        await old.engine.close()
        self.journal = SqliteJournal(self.directory)
        again = replay(self.journal)
        assert (again, repr(again)) == (before, repr(before))
        self.heard = Heard(self.journal, old.ms)
        self.heard.staff, self.heard.public = old.staff, old.public
        self.done = [entry for entry in self.done if entry[0] == before.day]
        for _, by, command, answer in self.done:
            assert await self.heard.submit(by, command) == await answer
        assert (self.hall, repr(self.hall)) == (before, repr(before))

    async def end(self) -> None:
        """The last restart, and the end."""
        await self._restart(0)
        await self.heard.engine.close()


def plain(kind: Callable[..., AnyCommand], *, manager: bool = False) -> Any:
    """Makes a command without fields."""
    return lambda life, id_, window, which: (MANAGER if manager else window, kind(id_))


def numbered(kind: Callable[..., AnyCommand], state: str = "") -> Any:
    """Makes a command about a number, mostly of a ticket in this state."""
    return lambda life, id_, window, which: (window, kind(id_, life.number(which, state)))


MAKE: dict[str, Callable[[Life, str, Actor, int], tuple[Actor, AnyCommand]]] = {
    "take": Life._take,
    "report": Life._report,
    "transfer": Life._transfer,
    "sign_in": lambda life, id_, window, which: (window, OpenWindow(id_, f"c{which % 5}")),
    "sign_out": plain(c.SignOut),
    "pause": plain(c.Pause),
    "resume": plain(c.Resume),
    "peek": plain(c.Peek),
    "call_next": plain(c.CallNext),
    "recall": plain(c.Recall),
    "start": plain(c.Start),
    "finish": plain(c.Finish),
    "pass": plain(c.PassTicket),
    "park": lambda life, id_, window, which: (window, c.Park(id_, "Ausweis 证件" if which % 2 else None)),
    "call_ticket": numbered(c.CallTicket, "waiting"),
    "bring_back": numbered(c.BringBack, "passed"),
    "unpark": numbered(c.Unpark, "parked"),
    "cancel": numbered(c.Cancel),
    "close_day": plain(c.CloseDay, manager=True),
    "notice": lambda life, id_, window, which: (
        MANAGER,
        c.SetNotice(id_, *(("", "") if which % 3 == 0 else ("通知", f"Notice {which}"))),
    ),
}
OTHER: dict[str, Callable[[Life, int], Any]] = {
    "clock": Life._clock,
    "plan": Life._plan,
    "look": Life._look,
    "again": Life._again,
    "settle": Life._settle,
    "restart": Life._restart,
}


def best(hall: Hall, window: str) -> str | None:
    """Who is next at a window, found by looking at everybody who waits; None where nobody is called."""
    if window not in hall.windows:
        return None
    places = (*hall.index.counters[window].serves, f"@{window}")
    ranks, strict = hall.index.ranks, hall.index.rules.policy == "strict"
    waiting = [
        ticket
        for ticket in hall.tickets.values()
        if ticket.state == "waiting" and place_of(ticket.queue, ticket.counter) in places
    ]

    def key(ticket: Ticket) -> tuple[int, int, int]:
        rank = ranks[ticket.cls]
        return (rank, ticket.due, ticket.order) if strict else (ticket.due, rank, ticket.order)

    return min(waiting, key=key).id if waiting else None


def sane(hall: Hall) -> None:
    """What is true of every hall at every moment."""
    here = {window.ticket: window.id for window in hall.windows.values() if window.ticket}
    at_windows = {t.id: t.counter for t in hall.tickets.values() if t.state in ("called", "serving")}
    assert here == at_windows, "a ticket is at one window, and a window has one ticket"
    assert len(here) == sum(window.ticket is not None for window in hall.windows.values())
    for lane in hall.lanes.values():
        assert lane == sorted(set(lane))
    waiting = {entry_of(t): t for t in hall.tickets.values() if t.state == "waiting"}
    assert sorted(waiting) == sorted(entry for lane in hall.lanes.values() for entry in lane)
    assert all(entry in hall.lane_of(ticket) for entry, ticket in waiting.items())
    clerks = [window.clerk for window in hall.windows.values() if window.clerk]
    assert len(clerks) == len(set(clerks)), "a clerk is at one window"


def mirrored(heard: Heard, hall: Hall) -> None:
    """A client that was told every change knows the hall; the public knows all but the notes."""
    for mirror in (heard.staff, heard.public):
        assert (mirror.position, mirror.day, mirror.closed) == (hall.position, hall.day, hall.closed)
        assert (mirror.plan, mirror.notice) == (hall.plan, hall.notice)
        assert (mirror.windows, mirror.calls) == (hall.windows, hall.calls)
    assert heard.staff.tickets == hall.tickets
    assert heard.public.tickets == {id_: without_note(ticket) for id_, ticket in hall.tickets.items()}
    assert b"note" not in encode(list(heard.public.tickets.values()))
