"""Who is next, found by looking at everybody who waits: the policies once more, said of people, not of heads.

What it is held against is `server/hall/discipline.py`.
"""

from __future__ import annotations

from link.plan import Policy
from link.words import Ticket
from server.hall.lanes import place_of
from server.hall.state import Hall, entry_of


def key(policy: Policy, hall: Hall, ticket: Ticket, now: int) -> tuple[int, ...]:
    """The smallest goes first."""
    rank = hall.index.ranks[ticket.cls]
    if policy == "strict":
        return rank, ticket.due, ticket.order
    if policy == "accumulating":
        waited = now - (ticket.due - hall.index.target_ms[ticket.cls])
        return (
            -waited * (hall.index.classes[ticket.cls].weight if waited > 0 else 1),
            rank,
            ticket.due,
            ticket.order,
        )
    return ticket.due, rank, ticket.order


def first_of_place(hall: Hall, place: str, people: list[Ticket], now: int) -> Ticket:
    """Whom a queue puts up (or a window, of those sent to it)."""
    assert hall.plan is not None
    queue = hall.index.queues.get(place)
    policy = (queue and queue.policy) or hall.plan.rules.policy
    if policy != "pattern":
        return min(people, key=lambda ticket: key(policy, hall, ticket, now))
    rota = list((queue and queue.pattern) or hall.plan.rules.pattern)
    rota += [cls.id for cls in hall.plan.classes if cls.id not in rota]
    turn = hall.turns.get(place, 0) % len(rota)
    for cls in (rota * 2)[turn:]:
        if found := [ticket for ticket in people if ticket.cls == cls]:
            return min(found, key=entry_of)
    raise AssertionError("no turn for anybody")


def first_of_all(hall: Hall, window: str, now: int) -> Ticket | None:
    """Who is next at a window; None where nobody waits for it."""
    assert hall.plan is not None
    places: dict[str, list[Ticket]] = {}
    for ticket in hall.tickets.values():
        place = place_of(ticket.queue, ticket.counter)
        if ticket.state == "waiting" and place in (*hall.index.counters[window].serves, f"@{window}"):
            places.setdefault(place, []).append(ticket)
    if not places:
        return None
    puts_up = {place: first_of_place(hall, place, people, now) for place, people in places.items()}
    if all(ticket.due >= now for people in places.values() for ticket in people):
        for queue in hall.index.counters[window].prefers:
            if queue in puts_up:
                return puts_up[queue]
    policy = hall.plan.rules.policy
    between: Policy = "due" if policy == "pattern" else policy
    return min(puts_up.values(), key=lambda ticket: key(between, hall, ticket, now))
