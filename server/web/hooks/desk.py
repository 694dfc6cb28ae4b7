"""The webhooks of a running public plane: from the server's events to the outbox, and a courier for each.

Nothing here keeps the pages waiting: the file has a thread of its own, and couriers are tasks of their own.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

import structlog
from msgspec.structs import replace

from link.client import new_id
from link.commands import Contact
from link.frames import Reply
from link.words import Ticket
from server.hall import events as e
from server.hall.apply import Touched
from server.hall.state import Hall
from server.web.hooks.courier import Courier, NotAsked, Patience
from server.web.hooks.store import NotKept, Store, Told
from server.web.hooks.subscription import Delivery, Subscription, by_id
from server.web.hooks.telling import MOVES, News, body_of, booking_of, message_id, near_front, news_of
from server.web.problems import Problem
from server.web.replica import Replica
from server.web.uplink import Uplink

log = structlog.get_logger()

PATIENCE = Patience()
LOOK_EVERY_S = 1.0
"""A subscription that was added or dropped is noticed so soon."""
GATHER_S = 0.05
"""What happens meanwhile goes into the outbox together."""
POSITION_EVERY_S = 5.0
"""Events of which nothing came are noted so seldom: if they come again, nothing comes of them again."""
AGAIN_S = 1.0
MOST_UNWRITTEN = 20_000
"""While the file cannot be written, so many messages wait in memory; further ones are lost."""
FRESH_MS = 60_000
"""What is told late says nothing of how long it will take: to estimate a whole day's waits costs seconds."""
NEARLY_THERE = "ticket.nearly_there"
T = TypeVar("T")
Batch = tuple[list[Delivery], list[Told], dict[str, int]]
"""Messages, turns that were announced, and up to where each subscription was told."""


class Desk:
    """Made with the data directory; raises StoreError. `hear` is the replica's listener."""

    def __init__(self, directory: Path, replica: Replica, uplink: Uplink) -> None:
        self.store, self.patience = Store(directory), PATIENCE
        self._replica, self._uplink = replica, uplink
        self._thread = ThreadPoolExecutor(1, "webhooks")
        self._subscriptions = by_id(self.store.subscriptions())
        self._at = {one.id: one.position for one in self._subscriptions.values() if one.position is not None}
        """By subscription: it was told of the events up to here."""
        self._told = self.store.told()
        self._day = ""
        self._new: list[Delivery] = []
        self._new_told: list[Told] = []
        self._unnoted = False
        self._lost, self._trouble = 0, ""
        self._wake, self._closing = asyncio.Event(), False
        self._version = -1
        self._couriers: dict[str, tuple[Courier, asyncio.Task[None]]] = {}

    # ------------------------------------------------------------------ for the couriers

    def clock(self) -> int:
        """The hall's time, in milliseconds since the epoch."""
        return self._replica.now().ms

    async def phone(self, code: str) -> str | None:
        """The number of whoever made a booking; None when it is forgotten already. Raises NotAsked."""
        try:
            answer = await self._uplink.send(Contact(id=new_id(), code=code))
        except Problem as problem:
            raise NotAsked(problem.code) from problem
        if isinstance(answer, Reply):
            return answer.phone
        if answer.code == "unknown_booking":
            return None
        raise NotAsked(answer.code)

    async def aside(self, work: Callable[..., T], *values: object) -> T:
        """Do something with the file, in the file's own thread. Raises NotKept."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, work, *values)

    # ------------------------------------------------------------------ from events to messages

    def hear(self, hall: Hall, event: e.Event, touched: Touched) -> None:
        """An event was applied. Whatever goes wrong here, the copy of the hall must go on."""
        try:
            self._hear(hall, event, touched)
        except Exception as error:
            log.exception("webhooks.fault", position=hall.position, error=repr(error))

    def _hear(self, hall: Hall, event: e.Event, touched: Touched) -> None:
        if isinstance(event, e.DayOpened):
            self._new_day(event.day.replace("-", ""))
        to = [self._subscriptions[id_] for id_, position in self._at.items() if hall.position > position]
        if not to:
            return
        self._missed(hall, to)
        self._at |= {one.id: hall.position for one in to}
        self._unnoted = True
        news = news_of(hall, event, touched)
        if news is not None:
            for one in to:
                self._tell(hall, one, news)
        if isinstance(event, MOVES):
            self._look_who_is_near(hall, event.at, to)

    def _missed(self, hall: Hall, to: list[Subscription]) -> None:
        for one in to:
            missed = hall.position - self._at[one.id] - 1
            if missed:
                log.warning("webhook.missed", webhook=one.id, events=missed)

    def _new_day(self, day: str) -> None:
        if day != self._day:
            self._day = day
            self._told = {one for one in self._told if one[1].startswith(day)}
            self._thread.submit(self._forget, day)

    def _forget(self, day: str) -> None:
        with contextlib.suppress(NotKept):  # they go on another day
            self.store.forget_told(day)

    def _tell(self, hall: Hall, one: Subscription, news: News) -> None:
        if news.type not in one.events or not one.is_for(news.partner):
            return
        if self._is_gone(one):
            return
        if len(self._new) >= MOST_UNWRITTEN:
            self._lost += 1
            return
        about = news.ticket.id if news.ticket is not None else ""
        id_ = message_id(hall.plan and hall.plan.id, one.id, hall.position, news.at, news.type, about)
        code = news.booking.code if one.with_phone and news.booking is not None else None
        fresh = self._replica.as_of_ms() - news.at < FRESH_MS
        body = body_of(hall, news, codes=one.may_know_codes, waits=fresh)
        self._new.append(Delivery(one.id, id_, news.type, news.at, body, code))
        self._wake.set()

    def _is_gone(self, one: Subscription) -> bool:
        """Whether the receiver wants nothing more. Its courier is the first to know."""
        courier = self._couriers.get(one.id)
        return (one if courier is None else courier[0].subscription).state == "gone"

    def _look_who_is_near(self, hall: Hall, at: int, to: list[Subscription]) -> None:
        asking = [one for one in to if NEARLY_THERE in one.events]
        if not asking:
            return

        def known(ticket: Ticket) -> bool:
            return all((one.id, ticket.id, ticket.turns) in self._told for one in asking)

        for ticket, before in near_front(hall, max(one.near for one in asking), known):
            for one in asking:
                told = (one.id, ticket.id, ticket.turns)
                if before <= one.near and told not in self._told:
                    self._told.add(told)
                    self._new_told.append(told)
                    self._tell(hall, one, News(NEARLY_THERE, at, ticket, booking_of(hall, ticket)))

    # ------------------------------------------------------------------ the outbox

    async def run(self) -> None:
        """Keep what comes and look after the couriers, until cancelled; then keep what is left."""
        writing = asyncio.create_task(self._write_on())
        try:
            while True:
                await self._look()
                await asyncio.sleep(LOOK_EVERY_S)
        finally:
            couriers = [task for _, task in self._couriers.values()]
            for task in couriers:
                task.cancel()
            self._closing = True
            self._wake.set()
            await asyncio.gather(writing, *couriers, return_exceptions=True)
            self._thread.shutdown()
            self.store.close()

    async def _write_on(self) -> None:
        """Write whatever comes, and what is left at the end. What is lost then, the server tells again."""
        while not self._closing:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(POSITION_EVERY_S):
                    await self._wake.wait()
            self._wake.clear()
            if (batch := self._take()) is not None:
                await self._keep(batch)
            if not self._closing:
                await asyncio.sleep(GATHER_S)

    def _take(self) -> Batch | None:
        """What is to be written; None: nothing."""
        if not self._unnoted:
            return None
        batch = self._new, self._new_told, dict(self._at)
        self._new, self._new_told, self._unnoted = [], [], False
        return batch

    async def _keep(self, batch: Batch) -> None:
        """Write, and tell the couriers. What could not be written is tried again with what came meanwhile."""
        try:
            dropped = await self.aside(self.store.write, *batch)
        except NotKept as error:
            if str(error) != self._trouble:  # the same again and again is logged once
                log.error("webhooks.not_kept", error=str(error))
            self._trouble = str(error)
            self._new, self._new_told = batch[0] + self._new, batch[1] + self._new_told
            self._unnoted = True
            self._wake.set()
            await asyncio.sleep(AGAIN_S)
            return
        if self._lost:
            log.error("webhooks.lost", messages=self._lost)
        self._lost, self._trouble = 0, ""
        for sub, count in dropped.items():
            log.warning("webhook.too_many_waiting", webhook=sub, dropped=count)
        for sub in {one.sub for one in batch[0]} & self._couriers.keys():
            self._couriers[sub][0].wake()

    # ------------------------------------------------------------------ subscriptions come and go

    async def _look(self) -> None:
        """Take over what `tingxu webhook` changed; new ones begin at what is known now."""
        if not self._replica.known:
            return  # how old a message is, only the hall's clock says
        try:
            version = await self.aside(self.store.version)
            if version != self._version:
                self._take_over(by_id(await self.aside(self.store.subscriptions)))
                self._version = version
        except NotKept as error:
            log.error("webhooks.not_kept", error=str(error))

    def _take_over(self, found: dict[str, Subscription]) -> None:
        here = self._replica.hall.position
        for id_ in self._couriers.keys() - found.keys():
            log.info("webhook.dropped", webhook=id_)
            self._couriers.pop(id_)[1].cancel()
        self._at = {id_: position for id_, position in self._at.items() if id_ in found}
        for id_, one in found.items():
            at = self._at.setdefault(id_, here if one.position is None else one.position)
            if at > here:
                log.warning("webhook.other_journal", webhook=id_, was=at, begins=here)
                self._at[id_] = here
            if self._at[id_] != one.position:
                self._unnoted = True
                self._wake.set()
            self._employ(replace(one, position=None))
        self._subscriptions = found

    def _employ(self, one: Subscription) -> None:
        known = self._couriers.get(one.id)
        if known is None:
            log.info("webhook.begins", webhook=one.id, state=one.state)
            courier = Courier(one, self)
            self._couriers[one.id] = courier, asyncio.create_task(courier.run())
        elif _without_counts(known[0].subscription) != _without_counts(one):
            log.info("webhook.changed", webhook=one.id, state=one.state)
            known[0].wake(one)


def _without_counts(one: Subscription) -> Subscription:
    return replace(one, dropped=0, delivered=None)
