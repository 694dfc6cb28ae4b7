"""Who is next, and the reason that is written down with it."""

from __future__ import annotations

from link import commands as c
from server.hall.discipline import pick
from server.hall.events import TicketCalled
from tests.support.halls import MINUTE, Desk, refused


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
