"""Who is next: policies that look at the heads of lanes and pick one, and the reason for the pick.

A policy is a key: the smallest goes first. It sees no more than one head a lane, so a call costs the
number of lanes and never the number of people, and nobody is overtaken within a lane.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from link.words import Ticket, Why
from server.hall.state import Hall

Key = tuple[int, int, int]
Policy = Callable[[Ticket, int], Key]
"""(head, its class's rank) → key."""


def strict(head: Ticket, rank: int) -> Key:
    """The better class first, within a class whoever is due first."""
    return rank, head.due, head.order


def due(head: Ticket, rank: int) -> Key:
    """Whoever's promise falls due first; the better class on a tie."""
    return head.due, rank, head.order


POLICIES: dict[Literal["strict", "due"], Policy] = {"strict": strict, "due": due}


def pick(hall: Hall, window: str) -> Why | None:
    """Who is next at a window, and why; None when nobody waits there."""
    name, ranks, tickets = hall.index.rules.policy, hall.index.ranks, hall.tickets
    heads = [tickets[lane[0][2]] for lane in hall.lanes_of[window] if lane]
    if not heads:
        return None
    if len(heads) == 1:
        return reason(name, heads[0], None, 1)
    policy = POLICIES[name]
    heads.sort(key=lambda head: policy(head, ranks[head.cls]))
    return reason(name, heads[0], heads[1], len(heads))


def reason(policy: Literal["strict", "due", "chosen"], head: Ticket, over: Ticket | None, lanes: int) -> Why:
    """The facts of a pick; `over` is who would have been next otherwise."""
    return Why(
        policy,
        head.number,
        head.cls,
        head.queue,
        head.taken,
        head.due,
        over=over.number if over else None,
        over_cls=over.cls if over else None,
        over_due=over.due if over else None,
        over_taken=over.taken if over else None,
        lanes=lanes,
    )
