"""Rating a visit by the key on its paper, and reading the answer: what the API and the pages do alike.

Who may rate what is the hall's rule; what a tablet asks is in `pages/tablet.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from link.commands import Rate
from link.words import Rating, RatingReason, Ticket
from server.web import tickets
from server.web.callers import Caller
from server.web.problems import Problem
from server.web.public import Public

REASONS: Final[tuple[RatingReason, ...]] = ("attitude", "skill", "waiting", "papers", "environment")


def may_rate(public: Public, ticket: Ticket) -> bool:
    """Whether the visit is over, and can still be rated."""
    hall = public.hall
    asks = hall.plan is not None and hall.plan.rating is not None
    return asks and ticket.state == "finished" and ticket.id not in hall.ratings


def is_bad(public: Public, level: int) -> bool:
    """Whether the hall has to answer a rating of so many stars."""
    rules = public.hall.plan.rating if public.hall.plan else None
    return rules is not None and level <= rules.bad


def find(public: Public, caller: Caller, key: str) -> Rating:
    """The rating of the visit with this key, also of another day. Raises Problem."""
    rating = public.replica.rating(key) if public.hall else None
    if rating is None:
        tickets.find(public, caller, key)
        raise Problem("not_rated")
    return rating


async def rate(
    public: Public, caller: Caller, key: str, wish: tuple[int, Sequence[RatingReason]], repeat_key: str | None
) -> Rating:
    """Whoever has the paper says how it was: stars and reasons. Raises Problem."""
    found = tickets.find(public, caller, key)
    level, reasons = wish
    id_ = public.repeats.id_of(repeat_key, caller.name(), f"rate {found.id}")
    await public.repeats.send(public.uplink, Rate(id_, found.id, level, "phone", list(reasons)))
    rating = public.replica.rating(key)
    if rating is None:
        raise Problem("no_answer", {"wait_s": 1})
    return rating
