"""The hall as the public plane knows it: a copy kept by the server's own events; and who waits for changes.

The rules that read it are in `server/hall/`; the connection that brings the events is in `uplink.py`.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import msgspec

from link.asking import Asked, Asking
from link.frames import FINAL_STATES, Events, Health, Queues, ServerFrame, Welcome, union_of
from link.words import ProgramState, QueueStatus, Rating, Ticket
from server.hall import events as e
from server.hall.apply import Touched, apply
from server.hall.calendar import Moment, moment
from server.hall.state import Hall

WAKE_EVERY_S = 0.5
"""Whoever waits for a change is woken so seldom at most: thousands of phones may."""

_decoder = msgspec.json.Decoder(union_of(e.EVENTS))


class Gap(Exception):
    """The events do not go on where the copy ends: it has to begin anew."""


Listener = Callable[[Hall, e.Event, Touched], None]
"""Called with each event right after it was applied, also with those of today that come again."""


@dataclass
class Copy:
    """The hall at one position, with what a phone may ask for and the hall itself has no use for."""

    hall: Hall
    ticket_of: dict[str, str] = field(default_factory=dict)
    """By the secret on the paper: the ticket's id."""
    over: dict[str, Ticket] = field(default_factory=dict)
    """By id: today's tickets that are finished, cancelled or expired."""
    rated_of: dict[str, str] = field(default_factory=dict)
    """By the secret on the paper: tickets of days before with a bad rating."""
    asking: Asking = field(default_factory=Asking)
    listener: Listener | None = None

    def take(self, frame: Events) -> None:
        """Apply what is new of a frame's events. Raises Gap."""
        n = frame.position - len(frame.events)
        if n > self.hall.position:
            raise Gap(f"the copy ends at {self.hall.position}, the events begin after {n}")
        for raw in frame.events[self.hall.position - n :]:
            event: e.Event = _decoder.decode(raw)
            touched = apply(self.hall, event)
            self._note(event, touched)
            if self.listener is not None:
                self.listener(self.hall, event, touched)

    def _note(self, event: e.Event, touched: Touched) -> None:
        if isinstance(event, e.DayOpened):
            self.ticket_of.clear()
            self.over.clear()
            self.asking.clear()
            self.rated_of = {found.key: found.rating.ticket for found in event.ratings}
        elif isinstance(event, e.TicketTaken):
            self.ticket_of[event.key] = event.ticket
        elif touched.ticket is not None and touched.ticket.state in FINAL_STATES:
            self.over[touched.ticket.id] = touched.ticket
        self._ask(event)

    def _ask(self, event: e.Event) -> None:
        match event:
            case e.TicketFinished():
                rules = self.hall.plan.rating if self.hall.plan else None
                self.asking.finished(event.ticket, event.window, event.at, rules)
            case e.ServiceStarted() | e.TicketUnparked():
                self.asking.over(event.window)
            case e.Rated():
                self.asking.rated(event.ticket)


class Replica:
    """The newest whole copy. It is never half of a day: until all of today has come, the one before it stays.

    Everything is called in the event loop's thread.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.queues: dict[str, QueueStatus] = {}
        self.programs: list[ProgramState] = []
        """How the hall's programs and devices fare, as far as was told."""
        self.version = 0
        """Counts what changed, as often as those who wait are woken."""
        self.told = 0
        """Counts the frames that said anything."""
        self.lost = True
        """There is no connection: what is known may be old."""
        self.listener: Listener | None = None
        self._copy: Copy | None = None
        self._coming: Copy | None = None
        self._clock, self._server_ms, self._at = clock, 0, clock()
        self._news = asyncio.Event()
        self._lost_ms = 0
        self._quiet_until = 0.0
        self._waking: asyncio.TimerHandle | None = None
        self._reached: list[tuple[int, asyncio.Future[None]]] = []

    # ------------------------------------------------------------------ what is known

    @property
    def known(self) -> bool:
        """Whether a whole day was told yet; before that there is no hall to speak of."""
        return self._copy is not None

    @property
    def hall(self) -> Hall:
        """The hall, to be read only. There is one as soon as it is `known`."""
        return self._whole().hall

    def _whole(self) -> Copy:
        assert self._copy is not None, "look at `known` first"  # noqa: S101
        return self._copy

    def ticket(self, key: str) -> Ticket | None:
        """Today's ticket with this secret, also one that is over."""
        copy = self._whole()
        id_ = copy.ticket_of.get(key)
        if id_ is None:
            return None
        return copy.hall.tickets.get(id_) or copy.over.get(id_)

    def rating(self, key: str) -> Rating | None:
        """What was thought of the visit with this secret: of today, or a bad one of the days before."""
        copy = self._whole()
        found = copy.hall.ratings.get(copy.ticket_of.get(key) or copy.rated_of.get(key) or "")
        return found.rating if found is not None else None

    def asked(self, window: str) -> Asked | None:
        """Who is asked for a rating at a window now."""
        return self._whole().asking.now(window, self._now_ms())

    def not_asked(self, ticket: str) -> None:
        """Somebody does not want to rate."""
        self._whole().asking.rated(ticket)
        self.news()

    def now(self) -> Moment:
        """This moment by the server's clock, also while the connection is lost."""
        return moment(self._now_ms(), self.hall.index.zone)

    def as_of_ms(self) -> int:
        """The moment for which the copy holds: now, or when it was noticed that the server is lost."""
        return self._lost_ms if self.lost else self._now_ms()

    def _now_ms(self) -> int:
        return self._server_ms + int((self._clock() - self._at) * 1000)

    def heard(self) -> Moment:
        """The same as the hall sees it. A quiet hall may say nothing for hours, and is no old one."""
        return moment(self.as_of_ms(), self.hall.index.zone)

    # ------------------------------------------------------------------ what comes in

    def take(self, frame: ServerFrame) -> None:
        """Take what the server says. Raises Gap, and msgspec errors for events that are not known here."""
        if isinstance(frame, Welcome):
            self._server_ms, self._at = frame.now, self._clock()
            self.queues = {status.id: status for status in frame.queues}
        elif isinstance(frame, Queues):
            self._server_ms, self._at = frame.now, self._clock()
            self.queues |= {status.id: status for status in frame.queues}
        elif isinstance(frame, Health):
            self.programs = frame.programs
        elif isinstance(frame, Events):
            self._events(frame)
        else:
            return
        self.told += 1
        self.news()

    def _events(self, frame: Events) -> None:
        if frame.base is not None:
            self._coming = Copy(Hall(position=frame.base), listener=self.listener)
        copy = self._coming or self._copy
        if copy is None:
            raise Gap("the first events must say where they begin")
        copy.take(frame)
        if frame.more:
            return
        self._copy, self._coming = copy, None
        for position, future in self._reached:
            if position <= copy.hall.position and not future.done():
                future.set_result(None)

    def stands(self, *, joined: bool) -> None:
        """How it stands with the connection."""
        if self.lost == joined:
            self._lost_ms = self._now_ms()
            self.lost = not joined
            self.news()

    def begin_anew(self) -> None:
        """What was coming cannot be used; the copy before it stays until a new one is whole."""
        self._coming = None

    # ------------------------------------------------------------------ waiting for it

    def news(self) -> None:
        """Something changed: wake those who wait, now or when the last time is long enough ago."""
        if self._waking is None:
            loop = asyncio.get_running_loop()
            self._waking = loop.call_at(max(loop.time(), self._quiet_until), self._wake)

    def _wake(self) -> None:
        self._waking = None
        self._quiet_until = asyncio.get_running_loop().time() + WAKE_EVERY_S
        self.version += 1
        self._news.set()
        self._news = asyncio.Event()

    async def changed(self, after: int) -> int:
        """Wait until the version is another one than `after`; gives it. At most two in a second come."""
        while self.version == after:
            await self._news.wait()
        return self.version

    async def reached(self, position: int, patience_s: float = 2.0) -> bool:
        """Wait until all up to a position is known here: who has done something can then look at it."""
        if self.known and self.hall.position >= position:
            return True
        entry = (position, asyncio.get_running_loop().create_future())
        self._reached.append(entry)
        try:
            async with asyncio.timeout(patience_s):
                await entry[1]
        except TimeoutError:
            return False
        finally:
            self._reached.remove(entry)
        return True
