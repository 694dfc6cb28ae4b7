"""The sheets of the clerk's window, without a window: what is written in them, and what comes of it."""

from __future__ import annotations

import pytest

from link import commands as c
from link.frames import Refused
from tests.counter.counter_kit import opened

pytestmark = pytest.mark.usefixtures("qapp")


def test_park_and_unpark_with_a_note() -> None:
    window = opened()
    number = window.take()
    window.press("next", "start", "park")
    assert window.shows["sheet"]["open"] == "park"
    window.desk.park("  fetches the lease ")
    assert window.shows["sheet"]["open"] == ""
    assert window.keys("parked") == [number]
    window.desk.open_number(number)
    assert window.shows["sheet"]["able"] == ["cancel-ticket", "unpark"]
    assert window.shows["sheet"]["note"] == "fetches the lease"
    window.desk.act("unpark")
    assert (window.here["number"], window.here["note"]) == (number, "fetches the lease")


def test_a_sheet_stays_with_its_note_until_the_command_was_done() -> None:
    window = opened()
    window.take()
    window.press("next", "start", "transfer")
    window.desk.aim("queue", "cars")
    window.link.silent = True
    window.desk.transfer("a long note")
    assert window.shows["sheet"]["open"] == "transfer"
    command, then = window.link.unanswered.pop()
    then(Refused(command.id, "not_saved"))
    assert window.shows["sheet"]["open"] == "transfer"
    assert window.shows["message"] == "The server could not save this. Please try again"
    window.link.silent = False
    window.desk.transfer("a long note")
    assert window.shows["sheet"]["open"] == ""
    assert window.shows["message"] == ""


def test_transfer_to_a_queue_and_to_a_window() -> None:
    window = opened()
    first, second = window.take(), window.take()
    window.press("next", "start", "transfer")
    assert [row["key"] for row in window.desk.to_queues.rows] == ["homes", "cars"]
    assert [(row["key"], row["doing"]) for row in window.desk.to_counters.rows] == [
        ("2", "closed"),
        ("3", "closed"),
    ]
    window.desk.transfer("too early: no target yet")
    assert window.rules.ticket(first).state == "serving"
    window.desk.aim("queue", "cars")
    window.desk.transfer("")
    assert (window.rules.ticket(first).queue, window.rules.ticket(first).note) == ("cars", None)
    window.press("next", "start", "transfer")
    window.desk.aim("counter", "2")
    window.desk.transfer("stamp")
    sent = window.rules.ticket(second)
    assert (sent.counter, sent.note, sent.state) == ("2", "stamp", "waiting")
    assert window.desk.facts()["transferred"] == 2


def test_a_chosen_number_is_found_as_it_is_typed_and_called() -> None:
    window = opened()
    window.take()
    chosen = window.take()
    window.press("choose")
    window.desk.typed_number("b 1")
    assert (window.shows["sheet"]["about"], window.shows["sheet"]["able"]) == ("", [])
    window.desk.typed_number("z999")
    assert window.shows["sheet"]["about"] == "There is no number Z999 today"
    window.desk.typed_number(chosen.lower())
    assert window.shows["sheet"]["able"] == ["call-this", "cancel-ticket", "grant"]
    window.desk.act("call-this")
    assert window.here["number"] == chosen
    assert window.here["why"] == (
        f"{chosen}: Ordinary, chosen by the clerk; A001 would have been next, due 09:30"
    )


def test_a_number_of_another_window_cannot_be_called_here() -> None:
    window = opened()
    number = window.take("cars")
    assert window.keys("waiting") == []
    window.desk.open_number(number)
    assert window.shows["sheet"]["able"] == ["cancel-ticket", "grant"]
    assert window.shows["sheet"]["hint"] == f"This window does not serve {number}"
    window.desk.act("call-this")
    assert window.here["number"] == ""
    window.desk.act("cancel-ticket")
    assert number not in [ticket.number for ticket in window.rules.hall.tickets.values()]


def test_a_passed_person_comes_back() -> None:
    window = opened(calls=1)
    number = window.take()
    window.press("next", "pass")
    window.desk.open_number(number)
    window.desk.act("bring-back")
    assert window.keys("waiting") == [number]
    assert window.keys("passed") == []


def test_where_a_missed_number_is_gone_the_sheet_says_so() -> None:
    window = opened(calls=1, passed="new_ticket")
    number = window.take()
    window.press("next", "pass")
    window.desk.open_number(number)
    assert window.shows["sheet"]["able"] == ["cancel-ticket"]
    assert window.shows["sheet"]["hint"] == f"{number} was missed: please take a new number"


def test_escape_closes_a_sheet_first_and_then_the_message() -> None:
    window = opened()
    window.take()
    window.press("next", "start")
    window.press("park")
    window.desk.orders.give(c.Pause("refused-pause"))
    window.desk.close_sheet()
    assert window.shows["sheet"]["open"] == ""
    assert window.shows["message"] == "Finish with A001 first"
    window.desk.close_sheet()
    assert window.shows["message"] == ""


def test_a_sheet_closes_when_it_makes_no_sense_any_more() -> None:
    window = opened()
    window.take()
    window.press("next", "start", "park")
    window.rules.at("1", c.Finish)
    window.link.tell()
    assert window.shows["sheet"]["open"] == ""
