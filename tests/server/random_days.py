"""A random life of a hall: every command, people who book, clocks that jump, plans that change, restarts.

After each step it holds what must always be true. `test_replay.py` drives it.
"""

from __future__ import annotations

import asyncio
from collections import Counter as Counts
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
from msgspec.structs import replace

from link import commands as c
from link.frames import encode
from link.plan import Booking, Counter, Devices, Keypad, KeypadLine, Matter, Plan, PriorityClass, RatingRules
from link.words import Appointment, Ticket
from server.hall import booking
from server.hall.calendar import add_days
from server.hall.internal import Actor, AnyCommand, OpenWindow
from server.hall.refused import Refused
from server.hall.state import Hall, entry_of
from server.journal import SqliteJournal
from server.replay import replay
from server.saying import without_note
from tests.server.engines import MANAGER, Heard, counter
from tests.server.hall.oracle import first_of_all
from tests.support.halls import DAY_MS, MINUTE, TUESDAY, plan, text, with_queue

QUOTA = 2
BOOKED = PriorityClass("booked", text("预约"), 10.0, letter="Y", at_kiosk=False, granted_by=())
REFUND = Matter("refund", text("退税"), "bureau", "tax", quota=1)
RULES = Booking(
    "booked", days_ahead=2, change_until_min=0, early_min=240, late_min=5, no_shows=1, closed_days=2
)
ROTA = ("green", "ordinary", "booked", "case", "ordinary")


PADS = KeypadLine("pads", "devices/floor", "serial:COM3@9600", (Keypad("1", 1), Keypad("2", 2)))
KEYS: tuple[Any, ...] = ("call", "call", "finish", "recall", "pass", "pause", "pause", "transfer", "sign_out")


def bookable(the_plan: Plan, **rules: Any) -> Plan:
    """The plan with bookings for taxes and homes."""
    for queue in ("tax", "homes"):
        the_plan = with_queue(the_plan, queue, quota=QUOTA)
    *better, ordinary = the_plan.classes
    classes, matters = (*better, BOOKED, ordinary), (*the_plan.matters, REFUND)
    ratings = None if rules.get("late") == "refused" else RatingRules(answer_days=1)
    booking_rules = replace(RULES, **rules)
    the_plan = replace(the_plan, classes=classes, matters=matters, booking=booking_rules, rating=ratings)
    return replace(the_plan, devices=Devices(keypads=(PADS,)))


PLANS = (
    bookable(plan(call_gap_s=0)),
    bookable(plan(policy="strict", calls=1, passed_behind=1), late="ordinary"),
    bookable(plan(start="auto", transfer="end", passed="end", calls=2, call_gap_s=0), late="refused"),
    bookable(
        with_queue(
            with_queue(plan(passed="new_ticket"), "tax", letter="B", daily_limit=6), "homes", letter="A"
        )
    ),
    bookable(
        replace(
            plan(calls=1),
            counters=(*plan().counters[:2], Counter("4", ("tax", "homes", "cars"), prefers=("cars",))),
        )
    ),
    bookable(
        with_queue(plan(policy="accumulating", one_ticket=False), "tax", policy="pattern", pattern=ROTA)
    ),
    bookable(
        replace(
            plan(policy="pattern", pattern=ROTA, past_closing="warn", call_gap_s=0),
            counters=(Counter("1", ("tax", "homes"), prefers=("homes",)), *plan().counters[1:]),
        ),
        per_day=1,
    ),
)
WINDOWS = ("1", "2", "3", "4")
WEB = Actor("web", "public")
PEOPLE = tuple(f"person-{n}" for n in range(6))
JUMPS = (0, 1000, MINUTE, 60 * MINUTE, 3 * MINUTE, 26 * 60 * MINUTE, -30 * MINUTE, -30 * 60 * MINUTE, DAY_MS)
Step = tuple[str, int, int]
"""(what, who, which)"""


class Done(NamedTuple):
    """A command that was not refused."""

    day: str
    by: Actor
    command: AnyCommand
    answer: asyncio.Future[bytes]
    person: str | None


class Life:
    """One hall's life, and what is known of it beside the engine."""

    def __init__(self, directory: Path) -> None:
        self.journal = SqliteJournal(directory)
        self.directory = directory
        self.heard = Heard(self.journal, TUESDAY)
        self.heard.engine.configure(PLANS[0])
        self.given: set[tuple[str, str]] = set()
        self.done: list[Done] = []
        self.person: str | None = None
        """Whose the command is that is being made, where that is known."""
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
        before = best(self.hall, by.name, self.heard.ms) if what == "call_next" else None
        day = self.hall.day
        answer = self.heard.submit(by, command, self.person)
        if answer.done() and msgspec.json.decode(answer.result())["is"] == "refused":
            return
        if what in ("peek", "find_ticket"):
            return
        self.done.append(Done(self.hall.day, by, command, answer, self.person))
        if what in ("take", "check_in"):
            newest = max(self.hall.tickets.values(), key=lambda ticket: ticket.order)
            self._new_number(newest)
            if what == "take":
                assert self.hall.lane_of(newest)[-1] == entry_of(newest), "somebody was overtaken"
        elif what in ("book", "rebook"):
            self._places_are_not_overbooked()
        elif what == "call_next" and day == self.hall.day:
            assert self.hall.windows[by.name].ticket == before

    def _new_number(self, ticket: Ticket) -> None:
        """No number twice in a day."""
        assert (self.hall.day, ticket.number) not in self.given
        self.given.add((self.hall.day, ticket.number))

    def _places_are_not_overbooked(self) -> None:
        taken = Counts((one.queue, one.day, one.time) for one in counted(self.hall))
        refunds = Counts((one.day, one.time) for one in counted(self.hall) if one.matter == REFUND.id)
        assert max(taken.values(), default=0) <= QUOTA
        assert max(refunds.values(), default=0) <= (REFUND.quota or 0)

    def _made(self, what: str, who: int, which: int) -> tuple[Actor, AnyCommand]:
        self._ids += 1
        self.person = None
        id_ = f"life-{self._ids:06d}"
        window = counter(WINDOWS[who % len(WINDOWS)])
        return MAKE[what](self, id_, window, which)

    def number(self, which: int, state: str = "") -> str:
        """An open number, mostly in this state; now and then one that there is not."""
        numbers = [
            t.number for t in self.hall.tickets.values() if t.state == state or not (state and which % 5)
        ]
        return numbers[which % len(numbers)] if numbers and which % 17 else "Z999"

    def code(self, which: int, *states: str) -> str:
        """A booking's code, mostly in one of these states; now and then one that there is not."""
        codes = [one.code for one in self.hall.appointments.values() if one.state in states or not which % 5]
        return codes[which % len(codes)] if codes and which % 17 else "Z9Z9Z9Z9"

    def _time(self, day: str, which: int) -> str:
        """A time that can be booked on a day, mostly; one of the next, so that people come and miss it."""
        target = booking.target(self.hall, "tax", None)
        found = booking.slots(self.hall, target, day, self.heard.engine.now())
        return found[which % min(len(found), 6)].time if found and which % 19 else "09:17"

    def _book(self, id_: str, window: Actor, which: int) -> tuple[Actor, AnyCommand]:
        self.person = PEOPLE[which % len(PEOPLE)]
        day = add_days(self.hall.day, (0, 0, 1, 2, 3)[which % 5])
        fields = ({"queue": "homes"}, {"queue": "tax"}, {"matter": "refund"}, {"queue": "cars"})[which % 4]
        return WEB, c.Book(id_, day, self._time(day, which), "13800138000", **fields)

    def _rebook(self, id_: str, window: Actor, which: int) -> tuple[Actor, AnyCommand]:
        day = add_days(self.hall.day, which % 3)
        return WEB, c.Rebook(id_, self.code(which, "booked"), day, self._time(day, which))

    def _grant(self, id_: str, window: Actor, which: int) -> tuple[Actor, AnyCommand]:
        cls = ("green", "case", "ordinary", "booked")[which % 4]
        command = c.Grant(id_, self.number(which, "waiting"), cls, "优待证", clerk="2001")
        return (window, WEB, MANAGER)[which % 3], command

    def _take(self, id_: str, window: Actor, which: int) -> tuple[Actor, AnyCommand]:
        by = MANAGER if which % 7 == 0 else Actor("kiosk", f"k{which % 3}")
        queue, cls = ("tax", "homes", "cars")[which % 3], ("green", "case", "ordinary", None)[which % 4]
        matter = "invoice" if which % 5 == 0 else None
        self.person = PEOPLE[which % len(PEOPLE)] if which % 4 == 0 else None
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

    def _press(self, id_: str, window: Actor, which: int) -> tuple[Actor, AnyCommand]:
        press = c.Press(id_, ("1", "2", "2", "3")[which % 4], KEYS[which % len(KEYS)])
        if press.key == "transfer":
            press.queue = ("tax", "homes", "cars")[which % 3]
        return Actor("devices", "floor"), press

    def _rate(self, id_: str, window: Actor, which: int) -> tuple[Actor, AnyCommand]:
        served = [*self.hall.served, *self.hall.ratings]
        ticket = served[which % len(served)] if served and which % 17 else self.hall.ticket_id("A001")
        by = Actor("display", "front") if which % 3 else WEB
        on: Any = "screen" if which % 3 or not which % 11 else "phone"
        return by, c.Rate(id_, ticket, 1 + which % 5, on, ["waiting"] if which % 2 else [])

    def _answer(self, id_: str, window: Actor, which: int) -> tuple[Actor, AnyCommand]:
        rated = [*self.hall.ratings]
        ticket = rated[which % len(rated)] if rated and which % 17 else self.hall.ticket_id("A001")
        clerk = f"c{which % 5}" if which % 3 else None
        return (WEB, MANAGER)[which % 2], c.AnswerRating(id_, ticket, "对不起 Sorry", clerk)

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
            first = self.done[which % len(self.done)]
            position = self.hall.position
            again = self.heard.submit(first.by, first.command, first.person)
            await self._settle(0)
            assert await again == await first.answer
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
        sane(again)
        self.heard = Heard(self.journal, old.ms)
        self.heard.staff, self.heard.public = old.staff, old.public
        self.done = [one for one in self.done if one.day == before.day]
        for one in self.done:
            assert await self.heard.submit(one.by, one.command, one.person) == await one.answer
        assert (self.hall, repr(self.hall)) == (before, repr(before))

    async def end(self) -> None:
        """The last restart, and the end."""
        await self._restart(0)
        await self.heard.engine.close()


def plain(kind: Callable[..., AnyCommand], *, manager: bool = False) -> Any:
    """Makes a command without fields."""
    return lambda life, id_, window, which: (MANAGER if manager else window, kind(id_))


def coded(kind: Callable[..., AnyCommand], by: Actor, *states: str) -> Any:
    """Makes a command about a booking, mostly in one of these states."""
    return lambda life, id_, window, which: (by, kind(id_, life.code(which, *states)))


def numbered(kind: Callable[..., AnyCommand], state: str = "") -> Any:
    """Makes a command about a number, mostly of a ticket in this state."""
    return lambda life, id_, window, which: (window, kind(id_, life.number(which, state)))


MAKE: dict[str, Callable[[Life, str, Actor, int], tuple[Actor, AnyCommand]]] = {
    "take": Life._take,
    "report": Life._report,
    "transfer": Life._transfer,
    "reprint": lambda life, id_, window, which: (
        MANAGER,
        c.Reprint(id_, number=life.number(which, ""), at="kiosk/k1" if which % 3 else None),
    ),
    "find_ticket": lambda life, id_, window, which: (
        Actor("kiosk", "k0"),
        c.FindTicket(id_, life.hall.keys.get(life.hall.ticket_id(life.number(which, "")), "0" * 16)),
    ),
    "press": Life._press,
    "announce": lambda life, id_, window, which: (MANAGER, c.Announce(id_, "请注意", "Attention")),
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
    "grant": Life._grant,
    "book": Life._book,
    "rebook": Life._rebook,
    "cancel_booking": coded(c.CancelBooking, WEB, "booked"),
    "give_back": coded(c.CancelBooking, MANAGER, "booked"),
    "check_in": coded(c.CheckIn, Actor("kiosk", "k0"), "booked", "missed"),
    "pardon": coded(c.Pardon, MANAGER, "missed"),
    "rate": Life._rate,
    "answer": Life._answer,
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


def best(hall: Hall, window: str, now: int) -> str | None:
    """Who is next at a window, found by looking at everybody who waits; None where nobody is called."""
    first = first_of_all(hall, window, now) if window in hall.windows else None
    return None if first is None else first.id


def counted(hall: Hall) -> list[Appointment]:
    """The bookings that take a place."""
    return [one for one in hall.appointments.values() if one.state != "cancelled"]


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
    places = [(one.queue, one.day, one.time) for one in counted(hall)]
    assert +hall.booked == Counts(places), "the places that are taken"
    codes = {(person, code) for person, codes in hall.codes_of.items() for code in codes}
    assert codes == {(one.person, one.code) for one in hall.appointments.values()}
    assert not hall.served.keys() & hall.tickets.keys(), "a visit that is over goes on nowhere"
    for ticket, found in hall.ratings.items():
        rating = found.rating
        assert ticket == rating.ticket
        assert found.key
        assert ticket in hall.served or rating.due is not None, "of days before, only what was bad"
        assert rating.answered is None or (rating.answer and rating.due), "only bad ones are answered"
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
