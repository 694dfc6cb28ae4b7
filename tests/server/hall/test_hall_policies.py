"""Who is next, and the reason that is written down with it."""

from __future__ import annotations

from msgspec.structs import replace

from link import commands as c
from link.plan import Plan
from server.hall.discipline import pick
from server.hall.events import TicketCalled
from tests.server.hall.crowds import Crowd, weighted
from tests.support.halls import MINUTE, Desk, refused, with_queue


def order(desk: Desk, window: str) -> list[str]:
    """Everybody a window may call, in the order in which it would."""
    found = []
    while pick(desk.hall, window, desk.ms):
        found.append(desk.next(window))
        desk.at(window, c.Start)
        desk.at(window, c.Finish)
    return found


def crowd(policy: str) -> Desk:
    desk = Desk(policy=policy)
    desk.sign_in("1", "2", "3")
    desk.take()  # A001 due 30
    desk.later(10 * MINUTE)
    desk.take("homes")  # B001 due 40
    desk.later(16 * MINUTE)
    desk.take(cls="green")  # V001 due 31
    desk.later(MINUTE)
    desk.take("homes", cls="green")  # V002 due 32
    desk.take(cls="case", by="manager")  # A002 due 37
    return desk


def test_strict_is_class_then_time() -> None:
    assert order(crowd("strict"), "1") == ["V001", "V002", "A002", "A001", "B001"]


def test_due_is_the_smallest_promised_time() -> None:
    assert order(crowd("due"), "1") == ["A001", "V001", "V002", "A002", "B001"]


def test_a_window_sees_only_its_queues() -> None:
    assert order(crowd("due"), "2") == ["A001", "V001", "A002"]
    assert order(crowd("strict"), "3") == ["V002", "B001"]


def test_on_a_tie_the_better_class_then_whoever_came_first() -> None:
    desk = Desk(policy="due")
    desk.sign_in("1")
    desk.take("homes")
    desk.take("tax")
    desk.later(25 * MINUTE)
    desk.take(cls="green")
    assert order(desk, "1") == ["V001", "B001", "A001"]


def test_the_reason_is_in_the_event() -> None:
    desk = crowd("due")
    desk.next("1")
    event = desk.events[-1]
    assert isinstance(event, TicketCalled)
    why = event.why
    first, second = desk.ticket("A001"), desk.ticket("V001")
    assert (why.policy, why.number, why.cls, why.queue) == ("due", "A001", "ordinary", "tax")
    assert (why.taken, why.due) == (first.taken, first.due)
    assert (why.over, why.over_cls, why.over_due, why.over_taken) == (
        "V001",
        "green",
        second.due,
        second.taken,
    )
    assert why.lanes == 5


def test_the_reason_with_nobody_else() -> None:
    desk = Desk()
    desk.sign_in("1")
    desk.take()
    why = pick(desk.hall, "1", desk.ms)
    assert why is not None
    assert (why.number, why.over, why.lanes) == ("A001", None, 1)


def test_the_reason_of_a_chosen_number_names_who_was_overtaken() -> None:
    desk = crowd("due")
    desk.at("1", c.CallTicket, number="A002")
    event = desk.events[-1]
    assert isinstance(event, TicketCalled)
    assert (event.why.policy, event.why.number, event.why.over) == ("chosen", "A002", "A001")


def test_a_chosen_number_that_was_next_anyway_overtakes_nobody() -> None:
    desk = crowd("due")
    desk.at("1", c.CallTicket, number="A001")
    event = desk.events[-1]
    assert isinstance(event, TicketCalled)
    assert (event.why.policy, event.why.over) == ("chosen", None)


def test_people_sent_to_one_window_are_weighed_with_the_rest() -> None:
    desk = crowd("strict")
    desk.next("2")
    desk.at("2", c.Start)
    desk.at("2", c.Transfer, counter="3")
    assert order(desk, "3") == ["V001", "V002", "B001"]


def test_nobody_waits() -> None:
    desk = Desk()
    desk.sign_in("1")
    assert pick(desk.hall, "1", desk.ms) is None
    with refused("nobody_waiting"):
        desk.at("1", c.CallNext)


# ---------------------------------------------------------------------- facts of the other policies


def test_accumulating_tells_the_weighted_seconds_of_both() -> None:
    crowd = Crowd(weighted("accumulating"))
    crowd.take("tax", "ordinary")
    crowd.ms += 10 * MINUTE
    crowd.take("homes", "green")
    crowd.ms += 2 * MINUTE + 500
    why = crowd.pick("1")
    assert why is not None
    assert (why.policy, why.number, why.over) == ("accumulating", "A002", "A001")
    assert (why.score, why.over_score) == (120 * 6 + 3, 720)
    crowd.ms -= 1500
    why = crowd.pick("1")
    assert why is not None
    assert (why.number, why.score, why.over_score) == ("A001", 719, 714)


def test_who_booked_and_is_early_has_not_begun_to_wait() -> None:
    crowd = Crowd(weighted("accumulating"))
    crowd.take("tax", "green", crowd.ms + 15 * MINUTE)  # booked for ten minutes from now
    crowd.take("tax", "ordinary")
    why = crowd.pick("1")
    assert why is not None
    assert (why.number, why.score, why.over_score) == ("A002", 0, -600)


def called(crowd: Crowd, window: str, times: int) -> list[tuple[str, int | None, int | None]]:
    found = []
    for _ in range(times):
        why = crowd.call(window)
        assert why is not None
        found.append((why.cls, why.turn, why.turns))
    return found


def test_the_rota_goes_on_and_skips_classes_with_nobody() -> None:
    crowd = Crowd(weighted("pattern", pattern=("green", "ordinary", "ordinary", "case")))
    for cls in ("ordinary", "ordinary", "ordinary", "green", "green"):
        crowd.take("tax", cls)
    assert called(crowd, "2", 2) == [("green", 1, 4), ("ordinary", 2, 4)]
    crowd.take("tax", "case")
    assert called(crowd, "1", 2) == [("ordinary", 3, 4), ("case", 4, 4)]
    assert called(crowd, "2", 2) == [("green", 1, 4), ("ordinary", 2, 4)]
    crowd.take("tax", "green")
    assert called(crowd, "2", 1) == [("green", 1, 4)]


def test_each_queue_has_its_own_rota_and_between_queues_the_promise_counts() -> None:
    crowd = Crowd(weighted("pattern", pattern=("green", "ordinary", "case")))
    crowd.take("tax", "ordinary")
    crowd.take("homes", "ordinary")
    crowd.take("homes", "green")
    why = crowd.call("1")  # of tax's ordinary and homes' green the green one is due first
    assert why is not None
    assert (why.policy, why.queue, why.over, why.turn, why.turns) == ("due", "homes", "A001", 1, 3)
    assert crowd.hall.turns == {"homes": 1}


def preferring(made: Plan, *queues: str) -> Plan:
    """The first window prefers these queues."""
    first, *others = made.counters
    return replace(made, counters=(replace(first, prefers=queues), *others))


def test_a_window_prefers_its_queues_until_somebody_is_late() -> None:
    crowd = Crowd(preferring(weighted("due"), "homes"))
    crowd.take("tax", "green")
    crowd.take("homes", "ordinary")
    crowd.take("homes", "ordinary")
    why = crowd.call("1")
    assert why is not None
    assert (why.policy, why.number, why.over, why.lanes) == ("preferred", "A002", "A001", 2)
    crowd.ms += 5 * MINUTE + 1
    why = crowd.call("1")
    assert why is not None
    assert (why.policy, why.number, why.over) == ("due", "A001", "A003")
    why = crowd.call("1")
    assert why is not None
    assert (why.policy, why.over) == ("due", None)


def test_a_preference_that_changes_nothing_is_not_the_reason() -> None:
    crowd = Crowd(preferring(weighted("due"), "homes"))
    crowd.take("tax", "ordinary")
    crowd.take("homes", "green")
    why = crowd.pick("1")
    assert why is not None
    assert (why.policy, why.number, why.over) == ("due", "A002", "A001")


def test_a_queue_with_its_own_policy() -> None:
    crowd = Crowd(with_queue(weighted("due"), "tax", policy="strict"))
    crowd.take("tax", "ordinary")
    crowd.ms += 28 * MINUTE
    crowd.take("tax", "green")
    crowd.ms += 10
    why = crowd.pick("2")
    assert why is not None
    assert (why.policy, why.number, why.over) == ("strict", "A002", "A001")
    crowd.take("homes", "green")
    why = crowd.pick("1")  # tax puts up its green one, and between the queues the promise counts
    assert why is not None
    assert (why.policy, why.number, why.over) == ("strict", "A002", "A001")
    crowd.call("1")
    why = crowd.pick("1")
    assert why is not None
    assert (why.policy, why.number, why.over) == ("due", "A001", "A003")


def test_the_clerks_own_choice_does_not_move_the_rota() -> None:
    desk = Desk(policy="pattern", pattern=("green", "ordinary", "case"))
    desk.sign_in("1")
    desk.take(cls="green")
    number = desk.take().number
    desk.at("1", c.CallTicket, number=number)
    assert desk.hall.turns == {}
    assert desk.next("1") == "V001"
    assert desk.hall.turns == {"tax": 1}
