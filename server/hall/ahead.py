"""Who goes before whom, counted: of people who wait, by halving lanes; of people to come, as a time.

The policies themselves, which only see heads, are in `policies.py`; a test holds the two together.
"""

from __future__ import annotations

from bisect import bisect_left
from typing import NamedTuple

from link.plan import Policy
from server.hall.lanes import Entry
from server.hall.state import Hall, Index


class Person(NamedTuple):
    """Somebody who waits, or is about to."""

    cls: str
    entry: Entry
    at: int
    """The moment at which scores are compared (policy `accumulating`)."""


FOREVER = 1 << 62
Limits = list[tuple[str, int]]
"""By class: people who are due before then go before; classes of which nobody does are absent."""


def ahead_in(hall: Hall, place: str, policy: Policy, who: Person) -> int:
    """How many of those who wait in a place go before somebody, who waits there or elsewhere."""
    if policy == "pattern":
        return _by_rota(hall, place, who)
    return within(hall, place, limits(hall.index, policy, who), who)


def limits(index: Index, policy: Policy, who: Person) -> Limits:
    """Who goes before somebody under a policy that sees promises, ranks and weights alone."""
    ranks, due = index.ranks, who.entry[0]
    rank = ranks[who.cls]
    if policy == "strict":
        return [(cls, due if other == rank else FOREVER) for cls, other in ranks.items() if other <= rank]
    if policy == "due":
        return [(cls, due + (other < rank)) for cls, other in ranks.items()]
    return [(cls, _outweighed(index, who, cls, other < rank)) for cls, other in ranks.items()]


def within(hall: Hall, place: str, limits: Limits, who: Person) -> int:
    """How many people of a place are within the limits; of the same class, those in front of the entry."""
    found, lanes = 0, hall.lanes
    for cls, due in limits:
        lane = lanes[place, cls]
        if lane:
            end = who.entry if cls == who.cls else (due,)
            found += len(lane) if lane[-1] < end else bisect_left(lane, end)
    return found


def _outweighed(index: Index, who: Person, other: str, ties: bool) -> int:
    """The due time before which people of another class score higher; with `ties`: or the same."""
    if other == who.cls:
        return who.entry[0]
    waited = who.at - who.entry[0] + index.target_ms[who.cls]
    score = waited * index.classes[who.cls].weight
    weight = index.classes[other].weight
    needed = -(-score // weight) if ties else score // weight
    return who.at + index.target_ms[other] - (needed if waited > 0 else waited) + ties


def _by_rota(hall: Hall, place: str, who: Person) -> int:
    """The rota goes on from its turn until it comes to this person; empty lanes are skipped."""
    lane = hall.lanes[place, who.cls]
    before = bisect_left(lane, who.entry)
    turns = rota_turns(hall, place, who.cls, before + 1)
    return before + sum(
        min(turns.get(other, 0), len(hall.lanes[place, other]))
        for other in hall.index.classes
        if other != who.cls
    )


def rota_turns(hall: Hall, place: str, cls: str, nth: int) -> dict[str, int]:
    """By class: how many turns of a place's rota pass before the nth one of a class."""
    rota = hall.places[place].rota
    turn = hall.turns.get(place, 0) % len(rota)
    rota = rota[turn:] + rota[:turn]
    whole, rest = divmod(nth - 1, rota.count(cls))
    positions = [n for n, other in enumerate(rota) if other == cls]
    part = rota[: positions[rest]]
    return {other: whole * rota.count(other) + part.count(other) for other in set(rota)}


def joins_before(hall: Hall, policy: Policy, cls: str) -> list[str]:
    """The classes of which whoever joins now goes before somebody of a class who comes a moment later."""
    index = hall.index
    if policy == "strict":
        return [other for other, rank in index.ranks.items() if rank <= index.ranks[cls]]
    if policy == "due":
        return [other for other, target in index.target_ms.items() if target <= index.target_ms[cls]]
    if policy == "accumulating":
        weight = index.classes[cls].weight
        return [other for other, found in index.classes.items() if found.weight >= weight]
    return [cls]


def overtaken_for(index: Index, policy: Policy, who: Person, other: str, wait_ms: float) -> float:
    """For how long from now (`who.at`) newcomers of a class still go before somebody who waits so long."""
    rank, other_rank = index.ranks[who.cls], index.ranks[other]
    if policy == "strict":
        return wait_ms if other_rank < rank else 0.0
    if other_rank == rank:
        return 0.0
    if policy == "due":
        return min(wait_ms, max(0.0, who.entry[0] - index.target_ms[other] - who.at))
    waited = wait_ms + who.at - who.entry[0] + index.target_ms[who.cls]
    weight, theirs = index.classes[who.cls].weight, index.classes[other].weight
    return min(wait_ms, max(0.0, wait_ms - waited * weight / theirs)) if waited > 0 else wait_ms
