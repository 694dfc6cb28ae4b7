"""What every policy promises, with its bound, for any crowd; each pick beside one made by looking at all."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from link.plan import Plan, Policy
from link.words import Ticket
from server.hall import events as e
from server.hall.apply import apply
from server.hall.discipline import order, pick
from server.hall.state import Hall, entry_of
from tests.server.hall.crowds import (
    EARLY_OR_LATE,
    POLICIES,
    ROTA,
    WEIGHTS,
    WINDOWS,
    Crowd,
    Step,
    live,
    lives,
    plans,
    two_stages,
    weighted,
)
from tests.server.hall.oracle import first_of_all, key
from tests.support.halls import MINUTE

ONE_STAGE = st.sampled_from(["strict", "due", "accumulating"])
quick = settings(max_examples=100, deadline=None)


@quick
@given(plans(), lives(EARLY_OR_LATE))
def test_the_pick_from_heads_is_the_pick_from_everybody(made: Plan, steps: list[Step]) -> None:
    crowd = Crowd(made)
    live(crowd, steps)
    for window in WINDOWS:
        first, why = first_of_all(crowd.hall, window, crowd.ms), crowd.pick(window)
        assert (first and first.number) == (why and why.number)


@quick
@given(ONE_STAGE, lives(EARLY_OR_LATE))
def test_picking_within_queues_and_then_between_them_is_picking_at_once(
    policy: Policy, steps: list[Step]
) -> None:
    """With one policy for all and no preference each call, and its reason, is the same either way."""
    made = weighted(policy)
    once, twice = Crowd(made), Crowd(two_stages(made))
    assert len(once.hall.places_of["1"]) == 1
    assert len(twice.hall.places_of["1"]) == 4
    calls = live(once, steps)
    assert [why for why, _, _ in calls] == [why for why, _, _ in live(twice, steps)]
    for why, people, now in calls:
        assert why.number == min(people, key=lambda t: key(policy, once.hall, t, now)).number


@quick
@given(plans(), lives(EARLY_OR_LATE))
def test_nobody_is_overtaken_within_a_lane(made: Plan, steps: list[Step]) -> None:
    """Whoever is called was the first of their lane: the earliest due, and of equals the first who came."""
    for why, people, _ in live(Crowd(made), steps):
        lane = [ticket for ticket in people if (ticket.queue, ticket.cls) == (why.queue, why.cls)]
        assert min(lane, key=entry_of).number == why.number


@quick
@given(lives())
def test_with_due_nobody_is_overtaken_by_somebody_who_came_after_their_time(steps: list[Step]) -> None:
    """The bound of `due`: the last who can go before me came when my promise fell due, so nobody starves."""
    for why, people, _ in live(Crowd(weighted("due")), steps):
        assert all(why.taken <= ticket.due for ticket in people)


@quick
@given(lives())
def test_with_accumulating_whoever_goes_before_me_has_waited_in_proportion(steps: list[Step]) -> None:
    """The bound of `accumulating`: at time t only those go before me who have waited at least my wait ×
    my weight / the largest weight. Everybody who comes later than that is behind me, so nobody starves.
    """
    largest = max(WEIGHTS.values())
    for why, people, now in live(Crowd(weighted("accumulating")), steps):
        for ticket in people:
            assert (now - why.taken) * largest >= (now - ticket.taken) * WEIGHTS[ticket.cls]


@quick
@given(st.sampled_from([ROTA, (), ("ordinary", "green")]), lives(EARLY_OR_LATE))
def test_with_pattern_every_class_is_called_within_a_rota_of_calls(
    rota: tuple[str, ...], steps: list[Step]
) -> None:
    """The bound of `pattern`: while a class waits in a queue, it is called at least once in as many calls of
    that queue as its rota has turns. Classes that the rota forgets have a turn at its end.
    """
    waits: dict[tuple[str, str], int] = {}
    for why, people, _ in live(Crowd(weighted("pattern", pattern=rota)), steps):
        assert why.turns is not None
        for cls in {ticket.cls for ticket in people if ticket.queue == why.queue}:
            lane = why.queue, cls
            waits[lane] = 0 if cls == why.cls else waits.get(lane, 0) + 1
            assert waits[lane] < why.turns


@quick
@given(plans(), lives(EARLY_OR_LATE), st.integers(1, 5))
def test_the_pick_does_not_depend_on_how_many_wait(made: Plan, steps: list[Step], more: int) -> None:
    """The same heads with any number of people behind them: the same pick for the same reason."""
    few, many = Crowd(made), Crowd(made)
    live(few, steps)
    live(many, steps)
    for (queue, cls), lane in list(many.hall.lanes.items()):
        if lane and not queue.startswith("@"):
            for _ in range(more):
                many.take(queue, cls, lane[-1][0])
    for window in WINDOWS:
        assert many.pick(window) == few.pick(window)


class Counted(dict[str, Ticket]):
    """Tickets that count how often somebody is looked at."""

    looks = 0

    def __getitem__(self, id_: str) -> Ticket:
        self.looks += 1
        return super().__getitem__(id_)


@pytest.mark.parametrize("policy", ["strict", "due", "accumulating", "pattern"])
def test_a_pick_looks_at_no_more_people_than_there_are_lanes(policy: Policy) -> None:
    looks = {}
    for people in (3, 300):
        crowd = Crowd(weighted(policy))
        for n in range(people):
            crowd.take("tax", ("green", "case", "ordinary")[n % 3])
        for what in (pick, order):
            crowd.hall.tickets = counted = Counted(crowd.hall.tickets)
            what(crowd.hall, "1", crowd.ms)
            looks[people, what] = counted.looks
    assert looks[300, pick] == looks[3, pick] == 3
    assert looks[300, order] <= 31 * 3


@quick
@given(plans(), lives(EARLY_OR_LATE), st.integers(1, 40))
def test_the_order_is_the_order_of_the_calls(made: Plan, steps: list[Step], most: int) -> None:
    """If nobody else comes or calls and no time passes. Asking changes nothing."""
    crowd = Crowd(made)
    live(crowd, steps)
    before = repr(crowd.hall)
    foretold = order(crowd.hall, "1", crowd.ms, most)
    assert repr(crowd.hall) == before
    called: list[str] = []
    while len(called) < most and (why := crowd.call("1")) is not None:
        called.append(why.number)
    assert foretold == called


@quick
@given(plans(), lives(EARLY_OR_LATE))
def test_a_replay_has_the_rota_at_the_same_turn(made: Plan, steps: list[Step]) -> None:
    crowd, again = Crowd(made), Hall()
    live(crowd, steps)
    for event in crowd.events:
        apply(again, msgspec.json.decode(msgspec.json.encode(event), type=type(event)))
    assert (again, repr(again)) == (crowd.hall, repr(crowd.hall))
    assert [pick(again, w, crowd.ms) for w in WINDOWS] == [crowd.pick(w) for w in WINDOWS]


@quick
@given(POLICIES, lives())
def test_a_new_day_begins_the_rota_anew(policy: Policy, steps: list[Step]) -> None:
    crowd = Crowd(weighted(policy))
    live(crowd, steps)
    crowd.happen(e.DayOpened(crowd.ms + 24 * 60 * MINUTE, "2026-11-25", crowd.plan))
    assert crowd.hall.turns == {}
