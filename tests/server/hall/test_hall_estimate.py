"""The simple estimate: people ahead, mean service, and the windows that share the work."""

from __future__ import annotations

from server.hall.estimate import ms_per_person, people_before, statuses
from server.hall.state import MEAN_SERVICE_MS
from tests.support.halls import Desk


def wait_s(desk: Desk, queue: str) -> int | None:
    """What somebody who takes a number for the queue now would be told."""
    standing = statuses(desk.hall, ms_per_person(desk.hall), desk.now())
    wait = next(one.wait for one in standing if one.id == queue)
    return None if wait is None else wait.median


MEAN_S = MEAN_SERVICE_MS // 1000


def test_no_estimate_while_no_window_serves_the_queue() -> None:
    desk = Desk()
    desk.take("tax")
    assert wait_s(desk, "tax") is None
    desk.sign_in("2")
    assert wait_s(desk, "tax") == MEAN_S
    assert wait_s(desk, "homes") is None


def test_a_window_is_wholly_theirs_where_nobody_else_waits() -> None:
    desk = Desk()
    desk.sign_in("1")
    desk.take("tax")
    assert wait_s(desk, "tax") == MEAN_S
    assert wait_s(desk, "homes") == 0


def test_people_of_other_queues_at_the_same_window_make_it_longer() -> None:
    desk = Desk()
    desk.sign_in("1")
    desk.take("tax")
    desk.take("homes")
    assert wait_s(desk, "tax") == MEAN_S * 3 // 2  # two of three turns at the window are for this queue


def test_two_windows_halve_it() -> None:
    desk = Desk()
    desk.sign_in("1", "2")
    for _ in range(4):
        desk.take("tax")
    assert wait_s(desk, "tax") == MEAN_S * 2


def test_people_of_a_better_class_who_are_due_before_count() -> None:
    desk = Desk()
    desk.take("tax")
    desk.take("tax", "green")
    entry = (desk.ticket("A001").due, desk.ticket("A001").order, desk.ticket("A001").id)
    assert people_before(desk.hall, "tax", entry) == 1
