"""People who missed the call, were parked or sent on: where they wait, and who may call them."""

from __future__ import annotations

from typing import Any

import pytest

from link import commands as c
from server.hall.internal import Actor
from tests.support.halls import MINUTE, Desk, refused


def numbers(desk: Desk, place: str = "tax", cls: str = "ordinary") -> list[str]:
    """Who waits in a lane, in order."""
    return [desk.hall.tickets[id_].number for _, _, id_ in desk.hall.lanes[place, cls]]


def full(people: int = 6, **rules: Any) -> Desk:
    """A clerk at window 1 and people in the tax queue, a minute apart."""
    desk = Desk(**rules)
    desk.sign_in("1")
    for _ in range(people):
        desk.take()
        desk.later()
    return desk


def missed(desk: Desk, window: str = "1") -> str:
    """The next one is called and does not come."""
    number = desk.next(window)
    desk.give_up_on(window)
    return number


@pytest.mark.parametrize(("behind", "expected"), [
    (1, ["A002", "A001", "A003", "A004", "A005", "A006"]),
    (3, ["A002", "A003", "A004", "A001", "A005", "A006"]),
    (5, ["A002", "A003", "A004", "A005", "A006", "A001"]),
    (99, ["A002", "A003", "A004", "A005", "A006", "A001"]),
])  # fmt: skip
def test_back_behind_the_next_n(behind: int, expected: list[str]) -> None:
    desk = full(passed="behind", passed_behind=behind)
    missed(desk)
    desk.at("1", c.BringBack, number="A001")
    assert numbers(desk) == expected


def test_back_into_an_empty_lane_is_next() -> None:
    desk = full(1, passed="behind")
    missed(desk)
    due = desk.ticket("A001").due
    desk.at("1", c.BringBack, number="A001")
    assert (numbers(desk), desk.ticket("A001").due) == (["A001"], due)


def test_two_who_come_back_keep_their_order() -> None:
    desk = full(passed="behind", passed_behind=2)
    missed(desk)
    missed(desk)
    desk.at("1", c.BringBack, number="A001")
    desk.at("1", c.BringBack, number="A002")
    assert numbers(desk) == ["A003", "A004", "A001", "A002", "A005", "A006"]


def test_back_at_the_end() -> None:
    desk = full(passed="end")
    missed(desk)
    desk.at("1", c.BringBack, number="A001")
    assert numbers(desk)[-1] == "A001"
    assert desk.ticket("A001").due == desk.ms + 30 * MINUTE
    desk.later()
    desk.take()
    assert numbers(desk)[-2:] == ["A001", "A007"]


def test_back_at_the_end_is_behind_everybody_even_with_the_clock_put_back() -> None:
    desk = full(passed="end")
    missed(desk)
    desk.later(-60 * MINUTE)
    desk.at("1", c.BringBack, number="A001")
    assert numbers(desk)[-1] == "A001"


def test_back_only_with_a_new_number() -> None:
    desk = full(1, passed="new_ticket")
    missed(desk)
    with refused("take_new_ticket", number="A001"):
        desk.at("1", c.BringBack, number="A001")


def test_who_comes_back_has_all_the_calls_again() -> None:
    desk = full(1)
    missed(desk)
    desk.at("1", c.BringBack, number="A001")
    ticket = desk.ticket("A001")
    assert (ticket.state, ticket.calls, ticket.called, ticket.counter) == ("waiting", 0, None, None)
    assert desk.next("1") == "A001"
    assert (ticket.calls, ticket.turns) == (1, 2)


def test_a_manager_may_bring_back_without_a_window() -> None:
    desk = full(1)
    missed(desk)
    assert desk.manager(c.BringBack, number="A001") == ["ticket_returned"]


def test_parked_comes_back_to_any_window_of_the_queue() -> None:
    desk = full(1)
    desk.sign_in("2", "3")
    desk.next("1")
    desk.at("1", c.Start)
    desk.at("1", c.Park, note="复印")
    assert (desk.called("1"), desk.ticket("A001").note) == (None, "复印")
    with refused("not_served_here", number="A001", queue="tax"):
        desk.at("3", c.Unpark, number="A001")
    desk.later()
    desk.at("2", c.Unpark, number="A001")
    ticket = desk.ticket("A001")
    assert (ticket.state, ticket.counter, ticket.started) == ("serving", "2", desk.ms)
    assert desk.called("2") == "A001"


def sent_on(desk: Desk, **target: object) -> None:
    """The next one at window 1 is served there and sent on."""
    desk.next("1")
    desk.at("1", c.Start)
    desk.at("1", c.Transfer, **target)


def test_transfer_keeps_the_place() -> None:
    desk = full(1, transfer="kept")
    desk.take("homes")
    due = desk.ticket("A001").due
    sent_on(desk, queue="homes", note="已核")
    assert numbers(desk, "homes") == ["A001", "B001"]
    ticket = desk.ticket("A001")
    assert (ticket.due, ticket.queue, ticket.note, ticket.counter) == (due, "homes", "已核", None)


def test_transfer_to_the_end() -> None:
    desk = full(1, transfer="end")
    desk.take("homes")
    desk.later()
    sent_on(desk, queue="homes")
    assert numbers(desk, "homes") == ["B001", "A001"]
    assert desk.ticket("A001").due == desk.ms + 30 * MINUTE


def test_transfer_keeps_the_class() -> None:
    desk = Desk()
    desk.sign_in("1")
    desk.take(cls="green")
    sent_on(desk, queue="cars")
    assert (numbers(desk, "cars", "green"), numbers(desk, "cars")) == (["V001"], [])


def test_transfer_to_one_window_is_called_only_there() -> None:
    desk = full(1)
    desk.sign_in("2", "3")
    sent_on(desk, counter="3")
    for window in ("1", "2"):
        with refused("nobody_waiting"):
            desk.at(window, c.CallNext)
        with refused("not_served_here", number="A001", queue="tax"):
            desk.at(window, c.CallTicket, number="A001")
    assert desk.next("3") == "A001"


def test_sent_to_a_window_that_does_not_serve_the_queue_it_stays_there_when_missed_or_parked() -> None:
    desk = full(1)
    desk.sign_in("3")
    sent_on(desk, counter="3")
    missed(desk, "3")
    assert desk.ticket("A001").counter == "3"
    desk.at("3", c.BringBack, number="A001")
    assert numbers(desk, "@3") == ["A001"]
    desk.next("3")
    desk.at("3", c.Start)
    desk.at("3", c.Park)
    with refused("not_served_here", number="A001", queue="tax"):
        desk.at("1", c.Unpark, number="A001")
    assert desk.at("3", c.Unpark, number="A001") == ["ticket_unparked"]
    assert desk.at("3", c.Transfer, queue="tax") == ["ticket_transferred"]
    assert desk.next("1") == "A001"


def test_transfers_that_lead_nowhere() -> None:
    desk = full(1)
    desk.next("1")
    desk.at("1", c.Start)
    for target, code, facts in (
        ({}, "name_one_target", {}),
        ({"queue": "homes", "counter": "2"}, "name_one_target", {}),
        ({"queue": "moon"}, "unknown_queue", {"queue": "moon"}),
        ({"counter": "9"}, "unknown_counter", {"counter": "9"}),
        ({"queue": "tax"}, "same_place", {}),
        ({"counter": "1"}, "same_place", {}),
    ):
        with refused(code, **facts):
            desk.at("1", c.Transfer, **target)
    assert desk.called("1") == "A001"


def test_cancel_by_counter_and_manager() -> None:
    desk = full(3)
    assert desk.at("1", c.Cancel, number="A002") == ["ticket_cancelled"]
    assert desk.manager(c.Cancel, number="A003") == ["ticket_cancelled"]
    assert numbers(desk) == ["A001"]
    with refused("not_signed_in"):
        desk.at("2", c.Cancel, number="A001")


def test_print_reports() -> None:
    desk = Desk()
    ticket = desk.take()
    kiosk, other = Actor("kiosk", "hall-1"), Actor("kiosk", "hall-2")
    desk.give(c.ReportPrint("x", ticket.id, "failed", "paper_out"), kiosk)
    assert desk.ticket("A001").printed == "failed"
    with refused("not_printed_here", number="A001"):
        desk.give(c.ReportPrint("x", ticket.id, "printed"), other)
    with refused("unknown_number", number="20261123-A001"):
        desk.give(c.ReportPrint("x", "20261123-A001", "printed"), kiosk)
    desk.sign_in("1")
    desk.at("1", c.Cancel, number="A001")
    desk.give(c.ReportPrint("x", ticket.id, "printed"), kiosk)  # a slow printer


def test_a_report_about_a_number_never_given_is_refused() -> None:
    desk = Desk()
    desk.take()
    for ticket in ("20261124-A002", "20261124-Z001", "20261124-", "20261124-A001x" * 30):
        with refused("unknown_number", number=ticket[:40]):
            desk.give(c.ReportPrint("x", ticket, "printed"), Actor("kiosk", "hall-1"))
