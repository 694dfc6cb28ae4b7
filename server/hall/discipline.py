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


def pick(hall: Hall, window: str, now_ms: int) -> Why | None:
    """Who is next at a window, and why; None when nobody waits there."""
    tickets, fields = hall.tickets, []
    for place in hall.places_of[window]:
        heads = [tickets[lane[0][2]] for lane in place.lanes if lane]
        if heads:
            fields.append(_field(hall, place, heads, now_ms, hall.turns))
    if not fields:
        return None
    won, decider, over = _choose(hall, window, fields, now_ms)
    lanes = len(fields[0].heads) if len(fields) == 1 else sum(len(field.heads) for field in fields)
    why = facts(decider, fields[won].heads[0], over, lanes)
    return _counted(hall, fields[won], why, over, now_ms)


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
        return _field(self.hall, place, heads, self.now_ms, self.turns)

    def call(self) -> Ticket | None:
        """Call the next one; only the field that was called from has changed then."""
        if not self.fields:
            return None
        won, _ = _winner(self.hall, self.window, self.fields, self.now_ms)
        place, (head, *_) = self.fields[won]
        next(front for front in self.fronts[place.id] if front and front[-1] == head.id).pop()
        if place.policy == "pattern":
            self.turns[place.id] = turn_of(place, head, self.turns.get(place.id, 0)) % len(place.rota)
        self.fields[won] = self._field(place)
        if not self.fields[won].heads:
            del self.fields[won]
        return head


def _field(hall: Hall, place: Place, heads: list[Ticket], now_ms: int, turns: dict[str, int]) -> Field:
    if len(heads) > 1:
        rota = place.rota
        if place.policy == "pattern":
            turn = turns.get(place.id, 0) % len(rota)
            rota = rota[turn:] + rota[:turn]
        heads.sort(key=POLICIES[place.policy](Look(hall.index, now_ms, rota)))
    return Field(place, heads)


def _winner(hall: Hall, window: str, fields: list[Field], now_ms: int) -> tuple[int, int]:
    """Which field's first head is next, and which one's it would be by the hall's policy alone.

    They differ where a preference decided: the window has one as long as nobody is past the promised time.
    """
    best = _best(hall, [field.heads[0] for field in fields], now_ms)
    prefers = hall.index.counters[window].prefers
    if not prefers or any(head.due < now_ms for field in fields for head in field.heads):
        return best, best
    places = [field.place.id for field in fields]
    return next((places.index(queue) for queue in prefers if queue in places), best), best


def _between(hall: Hall) -> Policy:
    """The hall's policy between places; a rota is kept for each place alone, so there the promises count."""
    policy = hall.index.rules.policy
    return "due" if policy == "pattern" else policy


def _best(hall: Hall, heads: list[Ticket], now_ms: int) -> int:
    key = POLICIES[_between(hall)](Look(hall.index, now_ms))
    keys = [key(head) for head in heads]
    return keys.index(min(keys))


def turn_of(place: Place, head: Ticket, next_turn: int) -> int:
    """Which turn of a place's rota it is when this head is called, from 1."""
    length = len(place.rota)
    turns = [(next_turn + skipped) % length for skipped in range(length)]
    return next(turn for turn in turns if place.rota[turn] == head.cls) + 1


def _counted(hall: Hall, field: Field, why: Why, over: Ticket | None, now_ms: int) -> Why:
    """The reason with what accumulating counted, and with the turn of the rota that it was."""
    place, heads = field
    if why.policy == "accumulating":
        look = Look(hall.index, now_ms)
        over_score = None if over is None else score_ms(over, look) // 1000
        why = replace(why, score=score_ms(heads[0], look) // 1000, over_score=over_score)
    if place.policy == "pattern":
        turn = turn_of(place, heads[0], hall.turns.get(place.id, 0))
        why = replace(why, turn=turn, turns=len(place.rota))
    return why


def _choose(hall: Hall, window: str, fields: list[Field], now_ms: int) -> tuple[int, Decider, Ticket | None]:
    """Which field's first head is next, what put it before the best of the other lanes, and that one."""
    if len(fields) == 1:
        place, heads = fields[0]
        return 0, place.policy, heads[1] if len(heads) > 1 else None
    won, instead_of = _winner(hall, window, fields, now_ms)
    if instead_of != won:
        return won, "preferred", fields[instead_of].heads[0]
    place, (_, *seconds) = fields[won]
    rivals = seconds[:1] + [field.heads[0] for n, field in enumerate(fields) if n != won]
    over = rivals[_best(hall, rivals, now_ms)]
    return won, place.policy if over in seconds else _between(hall), over


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
