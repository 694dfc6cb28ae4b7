"""Granting a class from the clerk's window: what is offered, what is missing, what is sent."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from link.commands import Grant
from link.frames import Refused
from link.plan import Listed, Plan, Text
from tests.counter.counter_kit import Window, named
from tests.display.display_fakes import plan as file
from tests.support import halls

pytestmark = pytest.mark.usefixtures("qapp")


def with_list() -> Plan:
    """The plan of the rules' tests; "case" is for those on a list."""
    whole = named(halls.plan())
    papers = Text("老兵：请带军人证或诊断证明", "Veterans: bring the military card or diagnosis")
    green, case, ordinary = whole.classes
    classes = (replace(green, evidence=papers), replace(case, listed=True), ordinary)
    firms = (
        Listed("9144", Text("示例", "Sample firm"), "case"),
        Listed("77", Text("桥", "A bridge"), "case"),
    )
    return replace(whole, classes=classes, listed=firms)


@pytest.fixture
def window() -> Window:
    return Window("1", "en", with_list()).opened()


def opens(window: Window, number: str) -> None:
    window.desk.open_number(number)
    window.desk.act("grant")
    assert window.shows["sheet"]["open"] == "grant"


def grants(window: Window) -> list[Grant]:
    return [command for command in window.link.sent if isinstance(command, Grant)]


def missing(window: Window) -> str:
    return str(window.shows["sheet"]["grant"]["missing"])


def test_a_class_with_the_paper_that_was_seen(window: Window) -> None:
    first, number = window.take(), window.take()
    opens(window, number)
    granting = window.desk.sheets.granting
    assert window.keys_of(granting.classes) == ["green", "case"]
    assert missing(window) == "Choose a kind of priority"
    window.desk.grant()
    window.desk.grant_with("cls", "green")
    assert window.keys_of(granting.papers) == ["military card", "diagnosis"]
    assert missing(window) == "Say which paper was seen"
    window.desk.grant()
    assert grants(window) == []
    window.desk.grant_with("evidence", "diagnosis")
    assert missing(window) == ""
    window.desk.grant()
    [command] = grants(window)
    assert (command.number, command.cls, command.evidence, command.listed) == (
        number, "green", "diagnosis", None,
    )  # fmt: skip
    assert window.rules.ticket(number).cls == "green"
    assert window.shows["sheet"]["open"] == ""
    window.desk.peeks._pause.timeout.emit()
    assert window.keys("waiting") == [number, first]
    assert window.desk.facts()["granted"] == 1


def test_what_tells_who_somebody_is_is_not_sent(window: Window) -> None:
    opens(window, window.take())
    window.desk.grant_with("cls", "green")
    window.desk.grant_with("evidence", "ID 440300")
    assert missing(window).startswith("Leave the number of the paper out")
    window.desk.grant()
    assert grants(window) == []


def test_a_listed_class_needs_somebody_of_the_list(window: Window) -> None:
    number = window.take()
    opens(window, number)
    window.desk.grant_with("cls", "case")
    assert window.shows["sheet"]["grant"]["listed"]
    assert missing(window) == "Choose from the hall's list"
    granting = window.desk.sheets.granting
    window.desk.grant_with("query", "bri")
    assert window.keys_of(granting.entries) == ["77"]
    window.desk.grant_with("entry", "77")
    window.desk.grant_with("evidence", "approval")
    window.desk.grant()
    [command] = grants(window)
    assert (command.cls, command.listed) == ("case", "77")
    assert window.rules.ticket(number).cls == "case"


def test_another_class_begins_anew(window: Window) -> None:
    opens(window, window.take())
    window.desk.grant_with("cls", "case")
    window.desk.grant_with("entry", "77")
    window.desk.grant_with("evidence", "approval")
    window.desk.grant_with("cls", "green")
    shown = window.shows["sheet"]["grant"]
    assert (shown["evidence"], shown["entry"], shown["listed"]) == ("", "", False)


def test_the_class_that_somebody_has_is_not_offered_again(window: Window) -> None:
    opens(window, window.take(cls="green"))
    assert window.keys_of(window.desk.sheets.granting.classes) == ["case"]
    assert window.shows["sheet"]["grant"]["cls"] == "case", "the only one is chosen"


def test_nothing_is_granted_where_clerks_may_not_or_nobody_waits() -> None:
    whole = with_list()
    nothing = tuple(replace(cls, granted_by=("guide",)) for cls in whole.classes)
    window = Window("1", "en", replace(whole, classes=nothing)).opened()
    window.desk.open_number(window.take())
    assert "grant" not in window.shows["sheet"]["able"]
    window = Window("1", "en", whole).opened()
    number = window.take()
    window.press("next")
    window.desk.open_number(number)
    assert "grant" not in window.shows["sheet"]["able"]


def test_a_refusal_keeps_the_sheet_and_what_was_written(window: Window) -> None:
    opens(window, window.take())
    window.desk.grant_with("cls", "green")
    window.desk.grant_with("evidence", "diagnosis")
    window.link.silent = True
    window.desk.grant()
    command, then = window.link.unanswered.pop()
    then(Refused(command.id, "has_class", {"number": "A001", "cls": "green"}))
    assert window.shows["message"] == "A001 has this kind of priority already"
    assert window.shows["sheet"]["open"] == "grant"
    assert window.shows["sheet"]["grant"]["evidence"] == "diagnosis"


def test_when_the_person_is_called_meanwhile_the_sheet_closes(window: Window) -> None:
    number = window.take()
    opens(window, number)
    window.rules.sign_in("2")
    window.rules.next("2")
    window.link.tell()
    assert window.rules.ticket(number).state == "called"
    assert window.shows["sheet"]["open"] == ""


def test_who_booked_is_seen_in_the_list_and_at_the_window() -> None:
    window = Window("5", "en", file("luohu")).opened()
    number = window.arrives("social", "09:30")
    [row] = window.desk.waiting.rows
    assert (row["key"], row["cls"]) == (number, "Booked 09:30")
    window.press("next")
    assert (window.here["number"], window.here["booked"]) == (number, "Booked 09:30")
    assert window.here["cls"] == ""
    window.press("start", "finish")
    assert window.here["booked"] == ""
