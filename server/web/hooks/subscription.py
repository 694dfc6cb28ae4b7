"""A subscription: who is told, where, and of what; and the names of everything that can be told.

What is said about each of them is in `telling.py`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, NamedTuple

from msgspec import Struct

MINUTE = 60_000
DAY = 24 * 60 * MINUTE

STALE_MS: dict[str, int] = {
    "booking.booked": 3 * DAY,
    "booking.moved": 3 * DAY,
    "booking.cancelled": 3 * DAY,
    "booking.missed": 3 * DAY,
    "ticket.taken": DAY,
    "ticket.nearly_there": 30 * MINUTE,
    "ticket.called": 15 * MINUTE,
    "ticket.recalled": 15 * MINUTE,
    "ticket.passed": DAY,
    "ticket.finished": DAY,
    "ticket.cancelled": DAY,
}
"""Everything that can be told, and how long after it happened it is still worth telling (milliseconds)."""
TYPES = tuple(STALE_MS)
TEST = "test"
NEAR = 3
MOST_NEAR = 50

State = Literal["on", "paused", "gone"]
"""paused: it failed for too long; gone: the receiver said with 410 that it wants nothing more."""


class HookError(Exception):
    """What was asked cannot be done; the text says why and what would be right."""


class Subscription(Struct, frozen=True):
    """Somebody who is told. Times are in milliseconds since the epoch."""

    id: str
    url: str
    events: tuple[str, ...]
    secret: str
    partner: str | None = None
    """Only of this partner's own bookings and the tickets that come of them; None: of everything."""
    with_phone: bool = False
    """The phone number of whoever booked goes along."""
    near: int = NEAR
    """Nearly there: so many people before, at most."""
    old_secret: str | None = None
    old_until: int = 0
    """So long messages are signed with the secret before as well."""
    state: State = "on"
    why: str = ""
    """What went wrong last; "" when nothing did."""
    failing_since: int | None = None
    position: int | None = None
    """It was told of the events up to here; None: it begins when the program notices it."""
    dropped: int = 0
    """So many messages were never told: too old, or too many waited."""
    delivered: int | None = None
    """When the last one arrived."""
    added: int = 0

    def keys(self, now_ms: int) -> list[str]:
        """The secrets to sign with, the newest first."""
        old = self.old_secret if self.old_secret and now_ms < self.old_until else None
        return [self.secret] if old is None else [self.secret, old]

    def is_for(self, partner: str | None) -> bool:
        """Whether it may hear of a booking made by this partner (None: by nobody, or no booking at all)."""
        return self.partner is None or self.partner == partner

    @property
    def may_know_codes(self) -> bool:
        """Who knows a booking's code may change it: the partner that made it, or who writes to people."""
        return self.partner is not None or self.with_phone


class Delivery(NamedTuple):
    """One message to one subscription, as it lies in the outbox."""

    sub: str
    id: str
    """The same each time it is sent: by it a receiver knows a repetition."""
    type: str
    at: int
    """When it happened."""
    body: bytes
    code: str | None = None
    """Code of the booking, for whom the phone number has to be asked."""
    n: int = 0
    """Its place in the outbox; 0: not there yet."""


def chosen(text: str) -> tuple[str, ...]:
    """The types named in "ticket.called,booking.booked"; "ticket" means its whole group; "" means all.

    Raises HookError.
    """
    names = [name.strip() for name in text.split(",") if name.strip()]
    found = [kind for kind in TYPES if not names or kind in names or kind.partition(".")[0] in names]
    groups = {kind.partition(".")[0] for kind in TYPES}
    wrong = [name for name in names if name not in TYPES and name not in groups]
    if wrong:
        raise HookError(f"unknown: {', '.join(wrong)}; there are ticket, booking, {', '.join(TYPES)}")
    return tuple(found)


def by_id(subscriptions: Iterable[Subscription]) -> dict[str, Subscription]:
    """The subscriptions, looked up by id."""
    return {one.id: one for one in subscriptions}
