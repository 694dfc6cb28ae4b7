"""The estimate: what makes a wait longer or shorter, for whom, and when nothing can be said."""

from __future__ import annotations

from link import commands as c
from link.words import Wait
from server.hall.estimate import ahead, newcomer, of_ticket, statuses
from server.hall.learning import MEAN_TURN_MS
from tests.support.halls import MINUTE, Desk

TURN_S = MEAN_TURN_MS // 1000


def told(desk: Desk, queue: str = "tax", cls: str = "ordinary") -> Wait | None:
    """What somebody who takes a number now would be told."""
    found = newcomer(desk.hall, queue, cls, desk.now())
    return found and found.wait


def median(desk: Desk, queue: str = "tax", cls: str = "ordinary") -> int:
    """The median of that."""
    wait = told(desk, queue, cls)
    assert wait is not None
    return wait.median


def busy(desk: Desk, *windows: str, queue: str = "tax") -> None:
    """A clerk signs in at each window and calls somebody."""
    desk.sign_in(*windows)
    for window in windows:
        desk.take(queue)
        desk.next(window)


def test_no_estimate_while_no_window_serves_the_queue() -> None:
    desk = Desk()
    desk.take()
    assert (told(desk), of_ticket(desk.hall, desk.ticket("A001"), desk.now())) == (None, None)
    busy(desk, "2")
    assert told(desk) is not None
    assert told(desk, "homes") is None
    desk.at("2", c.Start)
    desk.at("2", c.Finish)
    desk.at("2", c.Pause)
    assert told(desk) is None


def test_whoever_finds_a_free_window_does_not_wait() -> None:
    desk = Desk()
    desk.sign_in("1")
    assert told(desk) == Wait(0, 0, 0)
    desk.take()
    assert told(desk) != Wait(0, 0, 0), "somebody is about to be called there"
    desk.sign_in("2")
    assert told(desk) == Wait(0, 0, 0), "two free windows, one before"


def test_a_busy_window_alone_is_a_wait_of_a_turn_more_or_less() -> None:
    desk = Desk()
    busy(desk, "1")
    wait = told(desk)
    assert wait is not None
    assert 0 < wait.low < wait.median < TURN_S < wait.high


def test_more_people_ahead_and_fewer_windows_make_it_longer() -> None:
    desk = Desk()
    busy(desk, "1")
    waits = []
    for _ in range(30):
        waits.append(median(desk))
        desk.take()
    assert waits == sorted(set(waits))
    one = median(desk)
    busy(desk, "2")
    assert 0.4 * one < median(desk) < 0.6 * one


def test_people_of_other_queues_at_the_same_window_make_it_longer() -> None:
    desk = Desk()
    busy(desk, "1")
    desk.take("tax")
    alone = median(desk, "tax")
    for _ in range(3):
        desk.take("homes")
    desk.later(1000)
    assert alone * 1.8 < median(desk, "tax") < alone * 3


def test_a_window_of_ones_own_is_not_slowed_by_what_waits_elsewhere() -> None:
    desk = Desk()
    busy(desk, "1", "2")
    for _ in range(20):
        desk.take("homes")
    assert median(desk, "tax") < median(desk, "homes") / 5


def test_a_better_class_waits_less_and_is_not_told_of_those_behind() -> None:
    desk = Desk(policy="strict")
    busy(desk, "1")
    first = median(desk, cls="green")
    for _ in range(5):
        desk.take()
    assert median(desk, cls="green") == first < median(desk) / 3


def test_the_better_classes_that_keep_coming_count_before_they_are_here() -> None:
    desk = Desk(policy="strict")
    busy(desk, "1")
    for _ in range(4):
        desk.take()
    before = median(desk)
    for _ in range(10):
        desk.take(cls="green")
        desk.later(8 * MINUTE)
        desk.next("1")
    assert median(desk) > before * 1.5, "nobody green waits, but they are known to come"


def test_an_open_ticket_is_told_less_the_nearer_its_turn_is() -> None:
    desk = Desk()
    busy(desk, "1")
    for _ in range(6):
        desk.take()
    tickets = [ticket for ticket in desk.hall.tickets.values() if ticket.state == "waiting"]
    waits = [of_ticket(desk.hall, ticket, desk.now()) for ticket in tickets]
    medians = [wait.median for wait in waits if wait]
    assert len(medians) == 6
    assert medians == sorted(set(medians))
    assert [ahead(desk.hall, ticket) for ticket in tickets] == list(range(6))
    assert of_ticket(desk.hall, desk.ticket("A001"), desk.now()) is None, "it was called"


def test_the_status_of_a_queue_says_what_each_class_would_wait() -> None:
    desk = Desk(policy="strict")
    busy(desk, "1")
    desk.take()
    tax = statuses(desk.hall, desk.now())[0]
    assert (tax.id, tax.waiting, tax.windows) == ("tax", 1, 1)
    assert tax.wait == told(desk)
    assert tax.waits == {cls: told(desk, cls=cls) for cls in ("green", "case")}
