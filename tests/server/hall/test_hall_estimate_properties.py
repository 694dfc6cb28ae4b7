"""What is true of every estimate, in halls of all policies and whatever they have learned."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from link import commands as c
from link.frames import encode
from link.plan import Counter, Plan, Policy
from link.words import Wait
from server.hall.discipline import order
from server.hall.estimate import ahead, newcomer, of_ticket, statuses
from server.hall.learning import BUCKETS, Coming, Given, Learned, Leaving, Mean, bucket
from tests.support.halls import MINUTE, Desk, plan

POLICIES = st.sampled_from(["strict", "due", "accumulating", "pattern"])
CLASSES = ("green", "case", "ordinary")
QUEUES = ("tax", "homes", "cars")
STEADY = ("strict", "due")
"""With scores or a rota the wait itself changes who is ahead: there only much more is surely longer."""
PEOPLE = st.lists(
    st.tuples(st.sampled_from(QUEUES), st.sampled_from(CLASSES), st.integers(0, 6)), max_size=25
)
"""(queue, class, minutes since the one before)"""


@st.composite
def learned(draw: st.DrawFn) -> Learned:
    """Whatever days may have taught a hall."""
    points = st.lists(st.integers(20_000, 6_000_000), min_size=3, max_size=3)
    gaps = st.integers(20_000, 3_600_000)
    return Learned(
        {queue: Mean(draw(st.integers(1, 30 * MINUTE))) for queue in draw(st.sets(st.sampled_from(QUEUES)))},
        Mean(draw(st.integers(0, MINUTE))),
        {
            queue: {cls: Coming(Mean(draw(gaps)), None) for cls in CLASSES}
            for queue in draw(st.sets(st.sampled_from(QUEUES)))
        },
        Leaving(Mean(draw(st.integers(1000, 20 * MINUTE))), Mean(draw(st.integers(0, 1_000_000)))),
        {cls: [sorted(draw(points)) for _ in BUCKETS] for cls in draw(st.sets(st.sampled_from(CLASSES)))},
    )


def the_plan(policy: Policy, windows: int = 3) -> Plan:
    """Windows that share some queues; class weights that differ."""
    classes = tuple(replace(cls, weight=6 - 2 * n) for n, cls in enumerate(plan().classes))
    pattern = ("green", "ordinary", "case", "ordinary") if policy == "pattern" else ()
    made = replace(plan(policy=policy, pattern=pattern, start="auto", call_gap_s=0), classes=classes)
    if windows == 3:
        return made
    return replace(made, counters=tuple(Counter(str(n + 1), QUEUES) for n in range(windows)))


def filled(desk: Desk, people: list[tuple[str, str, int]]) -> Desk:
    """All of them wait; a moment later the hall looks anew."""
    for queue, cls, minutes in people:
        desk.later(minutes * MINUTE)
        desk.take(queue, cls, by="manager")
    desk.later(1000)
    return desk


def told(desk: Desk, queue: str = "tax", cls: str = "ordinary") -> Wait:
    """What a newcomer is told."""
    found = newcomer(desk.hall, queue, cls, desk.now())
    assert found is not None
    return found.wait


@settings(max_examples=150, deadline=None)
@given(POLICIES, PEOPLE, learned(), st.sets(st.sampled_from("123")))
def test_the_range_is_a_range_and_nothing_is_said_where_no_window_is_open(
    policy: Policy, people: list[tuple[str, str, int]], past: Learned, windows: set[str]
) -> None:
    desk = filled(Desk(the_plan(policy)), people)
    desk.sign_in(*sorted(windows))
    desk.hall.learned = past
    serves = {queue for window in windows for queue in desk.hall.index.counters[window].serves}
    now = desk.now()
    said = [(one.id, wait) for one in statuses(desk.hall, now) for wait in (one.wait, *one.waits.values())]
    said += [(one.queue, of_ticket(desk.hall, one, now)) for one in desk.hall.tickets.values()]
    for queue, wait in said:
        assert (wait is not None) == (queue in serves)
        assert wait is None or 0 <= wait.low <= wait.median <= wait.high


@settings(max_examples=60, deadline=None)
@given(POLICIES, PEOPLE, learned(), st.sampled_from(CLASSES), st.integers(1, 3))
def test_more_people_ahead_never_shorten_it(
    policy: Policy, people: list[tuple[str, str, int]], past: Learned, cls: str, windows: int
) -> None:
    desk = Desk(the_plan(policy))
    desk.sign_in(*"123"[:windows])
    filled(desk, people).hall.learned = past
    waits = [told(desk, "tax", cls)]
    for _ in range(28):
        desk.take("tax", cls, by="manager")
        desk.hall.outlook = None
        waits.append(told(desk, "tax", cls))
    for before, after in pairwise(waits if policy in STEADY else (waits[0], waits[-1])):
        assert before.low <= after.low
        assert before.median <= after.median
        assert before.high <= after.high


@settings(max_examples=100, deadline=None)
@given(POLICIES, PEOPLE, learned(), st.sampled_from(CLASSES))
def test_another_window_never_lengthens_it(
    policy: Policy, people: list[tuple[str, str, int]], past: Learned, cls: str
) -> None:
    """But for a second of rounding, and for what was learned of the range: that of fewer turns may be any."""
    desk = filled(Desk(the_plan(policy, windows=6)), people)
    desk.hall.learned = past
    past.points.clear()
    desk.sign_in("1")
    medians = [told(desk, "tax", cls).median]
    for window in "23456":
        desk.sign_in(window)
        medians.append(told(desk, "tax", cls).median)
    for before, after in pairwise(medians if policy in STEADY else (medians[0], medians[-1])):
        assert after <= before + 1


@settings(max_examples=150, deadline=None)
@given(
    POLICIES, st.lists(st.tuples(st.just("tax"), st.sampled_from(CLASSES), st.integers(0, 20)), max_size=20)
)
def test_the_people_ahead_are_those_whom_a_window_would_call_before(
    policy: Policy, people: list[tuple[str, str, int]]
) -> None:
    desk = Desk(the_plan(policy))
    filled(desk, people)
    desk.sign_in("2")  # serves this queue alone
    numbers = order(desk.hall, "2", desk.ms)
    assert [ahead(desk.hall, desk.ticket(number)) for number in numbers] == list(range(len(people)))


@settings(max_examples=30, deadline=None)
@given(POLICIES, PEOPLE)
def test_what_was_learned_goes_through_the_journal_unchanged(
    policy: Policy, people: list[tuple[str, str, int]]
) -> None:
    desk = Desk(the_plan(policy))
    desk.sign_in("1", "2", "3")
    for n, one in enumerate(people):
        filled(desk, [one])
        if n % 3 == 0:
            desk.manager(c.Cancel, number=next(t.number for t in desk.hall.tickets.values()))
    again = Learned(**{name: getattr(desk.hall.learned, name) for name in Learned.__struct_fields__})
    assert again == desk.hall.learned
    assert b"." not in encode(desk.hall.learned), "whole numbers"


def test_estimates_that_were_too_long_make_the_next_ones_shorter_and_the_other_way_round() -> None:
    past = Learned()
    start = past.points_of("ordinary")[bucket(3)][1]
    given_ = Given(Wait(60, 300, 900), 3)
    past.judged("ordinary", given_, 100_000)
    shorter = past.points_of("ordinary")[bucket(3)][1]
    assert shorter < start
    for _ in range(3):
        past.judged("ordinary", given_, 400_000)
    assert past.points_of("ordinary")[bucket(3)][1] > start
    assert past.points_of("green")[bucket(3)][1] == start, "each class learns by itself"
