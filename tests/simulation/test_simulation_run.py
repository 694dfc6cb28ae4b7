"""A simulated day: beside one that looks at everybody, and what happens first at one instant."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from link.plan import Counter, Plan, Policy
from link.words import Ticket
from server.hall.state import Hall
from simulation.people import Person
from simulation.plans import Making, make, under
from simulation.run import Observer, run
from tests.simulation.naive import Rules, waits

S = 1000
CLASSES, TARGETS, WEIGHTS = ["a", "b", "c"], [60, 120, 600], [Decimal("2.5"), Decimal("1.5"), Decimal(1)]
SERVES = {2: [{"x", "y"}, {"y"}], 3: [{"x"}, {"x", "y"}, {"y"}]}


def plan(policy: Policy, windows: int, serves: list[set[str]] | None = None) -> Plan:
    targets = [Decimal(target) for target in TARGETS]
    made = under(make(["x", "y"], [], Making(windows, CLASSES, targets, WEIGHTS)), policy)
    if serves is None:
        return made
    counters = tuple(Counter(str(n + 1), tuple(sorted(queues))) for n, queues in enumerate(serves))
    return replace(made, counters=counters)


PEOPLE = st.lists(
    st.builds(
        Person,
        st.integers(0, 40).map(lambda n: n * 7 * S),
        st.sampled_from(["x", "y"]),
        st.sampled_from(CLASSES),
        st.integers(0, 300).map(lambda n: n * S),
        st.none() | st.integers(0, 100).map(lambda n: n * S),
    ),
    min_size=10,
    max_size=60,
).map(lambda people: sorted(people, key=lambda one: one.arrived))


@settings(max_examples=150, deadline=None)
@given(PEOPLE, st.sampled_from(["strict", "due", "accumulating"]), st.sampled_from([1, 2, 3]), st.booleans())
def test_everybody_waits_as_long_as_when_all_are_looked_at(
    people: list[Person], policy: Policy, windows: int, apart: bool
) -> None:
    serves = SERVES.get(windows) if apart else None
    targets = {cls: target * S for cls, target in zip(CLASSES, TARGETS, strict=True)}
    weights = dict(zip(CLASSES, WEIGHTS, strict=True))
    rules = Rules(policy, CLASSES, targets, weights, serves or [{"x", "y"}] * windows)
    outcomes = run(plan(policy, windows, serves), people)
    assert [(one.waited, one.left) for one in outcomes] == waits(rules, people)
    assert [one.person for one in outcomes] == people


def person(arrived: float, service: float = 60, patience: float | None = None, cls: str = "c") -> Person:
    wait = None if patience is None else round(patience * S)
    return Person(round(arrived * S), "x", cls, round(service * S), wait)


def waited(*people: Person, windows: int = 1, policy: Policy = "due") -> list[tuple[float, bool]]:
    return [(one.waited / S, one.left) for one in run(plan(policy, windows), people)]


def test_whoever_comes_while_a_window_is_free_is_served_at_once() -> None:
    assert waited(person(0), person(30), windows=2) == [(0, False), (0, False)]
    assert waited(person(0, service=30), person(30)) == [(0, False), (0, False)]


def test_at_one_instant_windows_get_free_then_people_leave_then_others_come() -> None:
    assert waited(person(0), person(10, patience=50), person(60)) == [(0, False), (50, True), (0, False)]
    assert waited(person(0), person(0, patience=61)) == [(0, False), (60, False)]


def test_of_two_who_come_at_once_the_policy_picks() -> None:
    assert waited(person(0), person(0, cls="a"), policy="strict") == [(60, False), (0, False)]


def test_without_patience_somebody_is_served_only_at_once() -> None:
    assert waited(person(0, patience=0), person(1, patience=0)) == [(0, False), (0, True)]


def test_a_service_without_length_holds_nobody_up() -> None:
    assert waited(person(0, service=0), person(0, service=0), person(0, service=0)) == [(0, False)] * 3


def test_the_window_that_is_idle_longest_calls_first() -> None:
    people = [person(0, service=50), person(1, service=10), person(60), person(70)]
    assert [one.window for one in run(plan("due", 2), people)] == ["1", "2", "2", "1"]
    even = [person(0, service=50), person(0, service=50), person(60)]
    assert [one.window for one in run(plan("due", 2), even)] == ["1", "2", "1"]


def test_midnight_and_the_night_change_nothing() -> None:
    late = 23 * 3600 + 3590
    assert waited(person(late), person(late + 1), person(late + 2)) == [(0, False), (59, False), (118, False)]


def test_nobody_comes() -> None:
    assert run(plan("due", 1), []) == []


class Notes(Observer):
    def __init__(self) -> None:
        self.seen: list[tuple[int, str, str, int]] = []

    def comes(self, hall: Hall, person: Person, now_ms: int) -> None:
        self.seen.append((now_ms // S, "comes", person.cls, hall.waiting("x")))

    def joined(self, hall: Hall, ticket: Ticket, now_ms: int) -> None:
        self.seen.append((now_ms // S, "joined", ticket.number, hall.waiting("x")))

    def called(self, hall: Hall, ticket: Ticket, now_ms: int) -> None:
        self.seen.append((now_ms // S, "called", ticket.state, hall.waiting("x")))

    def left(self, hall: Hall, ticket: Ticket, now_ms: int) -> None:
        self.seen.append((now_ms // S, "left", ticket.number, hall.waiting("x")))


def test_an_observer_sees_everything_in_its_order() -> None:
    notes = Notes()
    run(plan("due", 1), [person(0), person(5, patience=10)], notes)
    assert notes.seen == [
        (0, "comes", "c", 0),
        (0, "joined", "A001", 1),
        (0, "called", "serving", 0),
        (5, "comes", "c", 0),
        (5, "joined", "A002", 1),
        (15, "left", "A002", 0),
    ]


@pytest.mark.parametrize("policy", ["strict", "due", "accumulating", "pattern"])
def test_the_same_people_give_the_same_answer(policy: Policy) -> None:
    people = [Person(n * 9 * S, "xy"[n % 2], CLASSES[n % 3], (n * 37 % 90) * S) for n in range(200)]
    first = run(plan(policy, 4), people)
    assert first == run(plan(policy, 4), people)
    assert not any(one.left for one in first)
