"""Who is next, why, and in which order the next ones would be: from the heads of lanes alone.

In each place its own policy picks among the classes, between the places the hall's, and a window's preference
stands above both as long as no promise is broken. So a call costs the number of lanes and never the number of
people, and nobody is overtaken within a lane. The policies themselves are in `policies.py`.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

from msgspec.structs import replace

from link.plan import Policy
from link.words import Ticket, Why
from server.hall.policies import POLICIES, Look, score_ms
from server.hall.state import Hall, Place

MOST_IN_ORDER = 30


Decider = Literal["strict", "due", "accumulating", "pattern", "preferred", "chosen"]


class Field(NamedTuple):
    """A place in which somebody waits: the heads of its lanes, the one that its policy picks first."""

    place: Place
    heads: list[Ticket]


class Won(NamedTuple):
    """Which field's first head is next."""

    field: int
    instead_of: int
    """The field that the hall's policy would have picked; another one where a preference decided."""


def pick(hall: Hall, window: str, now_ms: int) -> Why | None:
    """Who is next at a window, and why; None when nobody waits there."""
    tickets, turns, fields = hall.tickets, hall.turns, []
    for place in hall.places_of[window]:
        heads = [tickets[lane[0][2]] for lane in place.lanes if lane]
        if heads:
            fields.append(_field(hall, place, heads, now_ms, turns.get(place.id, 0)))
    if not fields:
        return None
    return _why(hall, fields, _winner(hall, window, fields, now_ms), now_ms)


def order(hall: Hall, window: str, now_ms: int, most: int = MOST_IN_ORDER) -> list[str]:
    """The numbers that the window would call next, in order, if nobody else came or called.

    They are really picked one by one, on copies of the fronts of the lanes, as it stands now: while time
    passes, promises break and scores grow. The cost is that of `most` picks, however many wait.
    """
    walk = Walk(hall, window, now_ms, most)
    found: list[str] = []
    while len(found) < most and (head := walk.call()) is not None:
        found.append(head.number)
    return found


class Walk:
    """Calling in thought: the fronts of a window's lanes, and how far each was called."""

    def __init__(self, hall: Hall, window: str, now_ms: int, most: int) -> None:
        self.hall, self.window, self.now_ms = hall, window, now_ms
        self.turns = dict(hall.turns)
        self.fronts = {
            place.id: [[entry[2] for entry in reversed(lane[:most])] for lane in place.lanes]
            for place in hall.places_of[window]
        }
        fields = [self._field(place) for place in hall.places_of[window]]
        self.fields = [field for field in fields if field.heads]

    def _field(self, place: Place) -> Field:
        heads = [self.hall.tickets[front[-1]] for front in self.fronts[place.id] if front]
        return _field(self.hall, place, heads, self.now_ms, self.turns.get(place.id, 0))

    def call(self) -> Ticket | None:
        """Call the next one; only the field that was called from has changed then."""
        if not self.fields:
            return None
        won = _winner(self.hall, self.window, self.fields, self.now_ms).field
        place, (head, *_) = self.fields[won]
        next(front for front in self.fronts[place.id] if front and front[-1] == head.id).pop()
        if place.policy == "pattern":
            self.turns[place.id] = turn_of(self.hall, place, head, self.turns) % len(place.rota)
        self.fields[won] = self._field(place)
        if not self.fields[won].heads:
            del self.fields[won]
        return head


def _field(hall: Hall, place: Place, heads: list[Ticket], now_ms: int, turn: int) -> Field:
    if len(heads) > 1:
        turn %= len(place.rota) or 1
        look = Look(hall.index, now_ms, place.rota[turn:] + place.rota[:turn])
        heads.sort(key=POLICIES[place.policy](look))
    return Field(place, heads)


def _winner(hall: Hall, window: str, fields: list[Field], now_ms: int) -> Won:
    """Between the places: what the window prefers, or the hall's policy once somebody is past their time."""
    if len(fields) == 1:
        return Won(0, 0)
    best = _best(hall, [field.heads[0] for field in fields], now_ms)
    prefers = hall.index.counters[window].prefers
    if not prefers or any(head.due < now_ms for field in fields for head in field.heads):
        return Won(best, best)
    preferred = {queue: rank for rank, queue in enumerate(prefers)}
    ranks = [preferred.get(field.place.id, len(prefers)) for field in fields]
    first = min(ranks)
    return Won(ranks.index(first) if first < len(prefers) else best, best)


def _between(hall: Hall) -> Policy:
    """The hall's policy between places; a rota is kept for each place alone, so there the promises count."""
    policy = hall.index.rules.policy
    return "due" if policy == "pattern" else policy


def _best(hall: Hall, heads: list[Ticket], now_ms: int) -> int:
    key = POLICIES[_between(hall)](Look(hall.index, now_ms))
    keys = [key(head) for head in heads]
    return keys.index(min(keys))


def turn_of(hall: Hall, place: Place, head: Ticket, turns: dict[str, int]) -> int:
    """Which turn of a place's rota it is when this head is called, from 1."""
    turn, length = turns.get(place.id, 0), len(place.rota)
    skipped = next(n for n in range(length) if place.rota[(turn + n) % length] == head.cls)
    return (turn + skipped) % length + 1


def _why(hall: Hall, fields: list[Field], won: Won, now_ms: int) -> Why:
    place, heads = fields[won.field]
    policy, over = _over(hall, fields, won, now_ms)
    score = over_score = turn = None
    if policy == "accumulating":
        look = Look(hall.index, now_ms)
        score = score_ms(heads[0], look) // 1000
        over_score = score_ms(over, look) // 1000 if over else None
    if place.policy == "pattern":
        turn = turn_of(hall, place, heads[0], hall.turns)
    lanes = len(heads) if len(fields) == 1 else sum(len(field.heads) for field in fields)
    why = facts(policy, heads[0], over, lanes)
    if score is None and turn is None:
        return why
    turns = len(place.rota) if turn else None
    return replace(why, score=score, over_score=over_score, turn=turn, turns=turns)


def _over(hall: Hall, fields: list[Field], won: Won, now_ms: int) -> tuple[Decider, Ticket | None]:
    """The best of the other lanes, by the hall's policy, and what put the winner before it."""
    place, heads = fields[won.field]
    if won.instead_of != won.field:
        return "preferred", fields[won.instead_of].heads[0]
    second = heads[1] if len(heads) > 1 else None
    others = [field.heads[0] for field in fields if field.place is not place]
    if not others:
        return place.policy, second
    rivals = [second, *others] if second else others
    over = rivals[_best(hall, rivals, now_ms)]
    return (place.policy if over is second else _between(hall)), over


def facts(policy: Decider, head: Ticket, over: Ticket | None, lanes: int) -> Why:
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
