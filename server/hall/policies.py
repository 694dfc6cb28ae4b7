"""The four policies: each makes a key for the heads of lanes, and the head with the smallest key goes first.

A key knows nothing of the rest of its lane, nor how many wait. Which heads compete is in `discipline.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from link.plan import Policy
from link.words import Ticket
from server.hall.state import Index

Key = Callable[[Ticket], tuple[int, int, int]]


class Look(NamedTuple):
    """What a policy may know beside the heads themselves."""

    known: Index
    now_ms: int
    rota: tuple[str, ...] = ()
    """With pattern: the classes in the order of their turns, beginning with the turn that is next."""


def strict(look: Look) -> Key:
    """The better class first, within a class whoever is due first."""
    ranks = look.known.ranks
    return lambda head: (ranks[head.cls], head.due, head.order)


def due(look: Look) -> Key:
    """Whoever's promise falls due first; the better class on a tie."""
    ranks = look.known.ranks
    return lambda head: (head.due, ranks[head.cls], head.order)


def accumulating(look: Look) -> Key:
    """Kleinrock: who waits gains priority, each class at its own rate. The most goes first."""
    ranks = look.known.ranks
    return lambda head: (-score_ms(head, look), ranks[head.cls], head.order)


def pattern(look: Look) -> Key:
    """The class whose turn comes soonest: turns of classes with nobody waiting are skipped."""
    return lambda head: (look.rota.index(head.cls), head.due, head.order)


POLICIES: dict[Policy, Callable[[Look], Key]] = {
    "strict": strict,
    "due": due,
    "accumulating": accumulating,
    "pattern": pattern,
}


def score_ms(head: Ticket, look: Look) -> int:
    """Weighted milliseconds waited, since the moment from which the promise runs.

    Who booked and came early has not begun to wait: a negative wait has no weight, only the time counts.
    """
    waited = look.now_ms - head.due + look.known.target_ms[head.cls]
    return waited * look.known.weights[head.cls] if waited > 0 else waited
