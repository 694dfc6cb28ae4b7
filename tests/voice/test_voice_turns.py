"""Which calls are said next: in order, none twice, none too late, a rush together."""

from __future__ import annotations

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from tests.voice.voice_kit import call
from voice.turns import MOST_TOGETHER, Waiting, next_turn


def waiting(*asked: float) -> list[Waiting]:
    return [Waiting(call(n, f"A{n:03d}", str(n)), at) for n, at in enumerate(asked, 1)]


def test_one_after_another_until_too_many_wait() -> None:
    turn = next_turn(waiting(0, 1, 2), 3, merge_over=3, stale_s=30)
    assert [one.n for one in turn.say] == [1]
    turn = next_turn(waiting(0, 1, 2, 3, 4, 5), 6, merge_over=3, stale_s=30)
    assert [one.n for one in turn.say] == [1, 2, 3, 4]
    assert [one.call.n for one in turn.rest] == [5, 6]


def test_what_waited_too_long_is_left_out() -> None:
    turn = next_turn(waiting(0, 20), 31, merge_over=3, stale_s=30)
    assert [one.n for one in turn.say] == [2]
    assert [(one.call.n, one.why) for one in turn.left_out] == [(1, "stale: waited 31 s to be said")]


def test_a_call_that_came_again_is_said_once() -> None:
    again = msgspec.structs.replace(call(9, "A001", "1"), times=2)
    turn = next_turn([*waiting(0, 1), Waiting(again, 2)], 3, merge_over=3, stale_s=30)
    assert [one.n for one in turn.say] == [2]
    assert [one.call.n for one in turn.rest] == [9]
    assert turn.left_out[0].why.startswith("over: called again")


def test_who_is_at_the_window_is_called_no_more() -> None:
    turn = next_turn(waiting(0, 1), 2, merge_over=3, stale_s=30, expected=lambda one: one.n != 1)
    assert [one.n for one in turn.say] == [2]
    assert turn.left_out[0].why == "over: not called any more"


@given(
    st.lists(st.tuples(st.integers(1, 6), st.floats(0, 100)), max_size=20),
    st.integers(1, 10),
    st.integers(5, 60),
)
def test_each_call_ends_exactly_once_and_in_order(
    arrivals: list[tuple[int, float]], merge_over: int, stale_s: int
) -> None:
    rest = [
        Waiting(call(n, f"A{number:03d}", "1"), at)
        for n, (number, at) in enumerate(sorted(arrivals, key=lambda one: one[1]), 1)
    ]
    all_n, ended, said = {one.call.n for one in rest}, [], []
    now = 0.0
    while rest:
        now += 7
        turn = next_turn(rest, now, merge_over=merge_over, stale_s=stale_s)
        assert len(turn.say) <= MOST_TOGETHER
        asked = {one.call.n: one.asked for one in rest}
        assert all(now - asked[one.n] <= stale_s for one in turn.say)
        said += [one.n for one in turn.say]
        ended += [one.n for one in turn.say] + [one.call.n for one in turn.left_out]
        rest = list(turn.rest)
    assert sorted(ended) == sorted(all_n)
    assert said == sorted(said)
