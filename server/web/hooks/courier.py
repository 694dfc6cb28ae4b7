"""One subscription's messages on their way: in order, each until it is taken or too old.

Every subscription has a courier of its own, so that a receiver that is slow or down delays nobody else.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections.abc import Callable
from typing import NamedTuple, Protocol

import structlog
from msgspec.structs import replace

from server.web.hooks.posting import ANSWER_S, new_client, post
from server.web.hooks.store import NotKept, Store, now_ms
from server.web.hooks.subscription import STALE_MS, Delivery, State, Subscription
from server.web.hooks.telling import with_phone

log = structlog.get_logger()

AT_ONCE = 20
"""So many messages are taken out of the outbox at the same time."""


class NotAsked(Exception):
    """The phone number cannot be asked for at the moment."""


class Patience(NamedTuple):
    """How long is waited for what, in seconds."""

    answer_s: float = ANSWER_S
    first_s: float = 1.0
    """After the first failure; each further one doubles it."""
    longest_s: float = 300.0
    pause_after_s: float = 24 * 3600.0
    """A receiver that fails for so long is paused, until a test message gets through."""


class Post(Protocol):
    """What a courier is given by the desk."""

    store: Store
    patience: Patience

    def clock(self) -> int:
        """The hall's time, in milliseconds since the epoch."""

    async def phone(self, code: str) -> str | None:
        """The number of whoever made a booking. Raises NotAsked."""

    async def aside(self, work: Callable[..., object], *values: object) -> object:
        """Do something with the file, in the file's own thread. Raises NotKept."""


class Courier:
    """Run `run()` as a task; it returns only when cancelled."""

    def __init__(self, subscription: Subscription, post: Post) -> None:
        self.subscription = subscription
        self._post = post
        self._news = asyncio.Event()

    def wake(self, subscription: Subscription | None = None) -> None:
        """There is something in the outbox, or something else about the subscription."""
        self.subscription = subscription or self.subscription
        self._news.set()

    async def run(self) -> None:
        """Deliver until cancelled."""
        async with new_client() as self._client:
            while True:
                self._news.clear()
                try:
                    idle = self.subscription.state != "on" or not await self._round()
                except NotKept as error:
                    log.error("webhooks.not_kept", error=str(error))
                    idle = False
                    await asyncio.sleep(self._post.patience.first_s)
                except Exception:
                    log.exception("webhook.fault", webhook=self.subscription.id)
                    idle = False
                    await asyncio.sleep(self._post.patience.longest_s)
                if idle:
                    await self._news.wait()

    async def _round(self) -> bool:
        """Deliver what waits; whether there was anything."""
        sub, aside = self.subscription.id, self._post.aside
        waiting = await aside(self._post.store.waiting, sub, AT_ONCE)
        assert isinstance(waiting, list)  # noqa: S101 - that is what the store gives
        for one in waiting:
            await self._bring(one)
            if self.subscription.state != "on":
                break
        return bool(waiting)

    async def _bring(self, one: Delivery) -> None:
        """Try until it is taken, too old, or the subscription is not on any more."""
        tries = 0
        while self.subscription.state == "on":
            if self._post.clock() - one.at > STALE_MS[one.type]:
                log.info("webhook.stale", webhook=one.sub, type=one.type, id=one.id)
                await self._post.aside(self._post.store.stale, one)
                return
            if await self._try(one):
                return
            tries += 1
            await self._breathe(tries)

    async def _breathe(self, tries: int) -> None:
        """A pause that grows, different each time, so that many do not come back at once."""
        patience = self._post.patience
        longest = min(patience.longest_s, patience.first_s * 2 ** (tries - 1))
        self._news.clear()
        with contextlib.suppress(TimeoutError):
            before = self.subscription
            async with asyncio.timeout(longest * random.uniform(0.5, 1.0)):  # noqa: S311 - spread, no secret
                while self.subscription is before:  # a new secret, or a test that got through: at once
                    await self._news.wait()
                    self._news.clear()

    async def _try(self, one: Delivery) -> bool:
        """Send it once; whether that is the end of it."""
        try:
            phone = await self._post.phone(one.code) if one.code is not None else None
        except NotAsked:
            return False
        body = with_phone(one.body, phone)
        outcome = await post(self._client, self.subscription, one.id, body, self._post.patience.answer_s)
        if outcome.taken:
            await self._post.aside(self._post.store.delivered, one)
            self.subscription = replace(self.subscription, why="", failing_since=None)
            return True
        await self._failed(outcome.says, gone=outcome.gone)
        return outcome.gone

    async def _failed(self, why: str, *, gone: bool) -> None:
        """Note it; a receiver that wants nothing more, or fails for too long, is left in peace."""
        now, before = now_ms(), self.subscription
        since = before.failing_since or now
        too_long = now - since >= self._post.patience.pause_after_s * 1000
        state: State = "gone" if gone else "paused" if too_long else "on"
        if state != "on":
            log.warning("webhook.stopped", webhook=before.id, state=state, why=why)
        elif before.failing_since is None:
            log.info("webhook.failing", webhook=before.id, why=why)
        self.subscription = replace(before, state=state, why=why, failing_since=since)
        if (before.state, before.why, before.failing_since) != (state, why, since):
            await self._post.aside(self._post.store.stands, before.id, state, why, since)
