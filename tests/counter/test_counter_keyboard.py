"""The clerk's window from the keyboard alone: a whole turn with keys, and a focus that is never lost."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QWindow
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

import counter
from counter.keys import KEYS
from screen.items import named, shown
from tests.counter.counter_kit import CLERK, PIN, Window
from tests.counter.counter_kit import named as named_plan
from tests.support import halls
from tests.support.pictures import Shown, qml_complaints

__all__ = ["qml_complaints"]  # a fixture of every test here
pytestmark = pytest.mark.usefixtures("qml_complaints")
QML = Path(counter.__file__).parent / "qml" / "Counter.qml"


class Clerk:
    """Two hands on a keyboard, and no mouse."""

    def __init__(self, qtbot: QtBot, window: Window) -> None:
        self.qtbot, self.window = qtbot, window
        models = {"desk": window.desk, "language": window.language}
        self.picture = Shown(qtbot, QML, (1100, 720), window.language, **models)
        self.view = self.picture.view
        self.view.requestActivate()
        qtbot.waitUntil(self.view.isActive)

    def until(self, ready: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(ready)

    def key(self, name: str) -> None:
        sequence = QKeySequence.fromString(name)
        QTest.keyClick(self.view, sequence[0].key(), sequence[0].keyboardModifiers())  # type: ignore[index]

    def does(self, action: str) -> None:
        """The key that stands on a button."""
        self.until(lambda: action in self.window.able())
        self.key(KEYS[action])

    def types(self, text: str) -> None:
        for letter in text:
            QTest.keyClick(self.view, ord(letter))

    def focus(self) -> str:
        """Where the keyboard is: the name of the item, or of the nearest named one around it."""
        item = self.view.activeFocusItem()
        while item is not None and not item.objectName():
            item = item.parentItem()
        return item.objectName() if item is not None else ""

    def is_at(self, name: str) -> None:
        self.until(lambda: self.focus() == name)


@pytest.fixture
def clerk(qtbot: QtBot) -> Iterator[Clerk]:
    window = Window(plan=named_plan(halls.plan(call_gap_s=0)))
    window.link.join()
    clerk = Clerk(qtbot, window)
    yield clerk
    clerk.picture.close()


def sign_in(clerk: Clerk) -> None:
    clerk.is_at("clerk")
    clerk.types(CLERK)
    clerk.key("Return")
    clerk.is_at("pin")
    clerk.types(PIN)
    clerk.key("Return")
    clerk.until(lambda: clerk.window.shows["page"] == "desk")


def test_a_whole_turn_with_the_keys_on_the_buttons(clerk: Clerk) -> None:
    window = clerk.window
    sign_in(clerk)
    first = window.take()
    clerk.does("next")
    assert window.here["number"] == first
    clerk.does("recall")
    assert window.rules.ticket(first).calls == 2
    clerk.does("start")
    clerk.does("park")
    clerk.is_at("park-note")
    clerk.types("lease")
    clerk.key("Return")
    assert window.keys("parked") == [first]

    clerk.does("choose")
    clerk.is_at("choose-number")
    clerk.types(first.lower())
    clerk.key("Return")
    assert (window.here["number"], window.here["note"]) == (first, "lease")

    clerk.does("transfer")
    clerk.until(lambda: bool(named(clerk.view.contentItem(), "transfer-queue-cars")))
    clerk.key("Down")
    clerk.key("Space")
    assert window.shows["sheet"]["target"] == "cars"
    clerk.key("Tab")
    clerk.key("Tab")
    clerk.is_at("transfer-note")
    clerk.types("now cars")
    clerk.key("Return")
    assert (window.rules.ticket(first).queue, window.rules.ticket(first).note) == ("cars", "now cars")

    clerk.does("pause")
    clerk.does("resume")
    clerk.does("sign-out")
    assert window.shows["page"] == "sign-in"
    clerk.is_at("clerk")
    facts = window.desk.facts()
    assert (facts["refusals"], facts["troubles"]) == (0, [])


def test_after_a_wrong_pin_the_right_one_takes_its_place(clerk: Clerk) -> None:
    clerk.is_at("clerk")
    clerk.types(CLERK)
    clerk.key("Return")
    clerk.types("0000")
    clerk.key("Return")
    assert clerk.window.shows["message"] == "Staff number or PIN is wrong"
    clerk.types(PIN[:2])
    clerk.window.later(1000)
    clerk.types(PIN[2:])
    clerk.key("Return")
    assert clerk.window.shows["page"] == "desk"


def test_a_key_fills_the_screen_and_gives_it_back(clerk: Clerk) -> None:
    clerk.key(KEYS["fullscreen"])
    clerk.until(lambda: clerk.view.visibility() == QWindow.Visibility.FullScreen)
    clerk.key(KEYS["fullscreen"])
    clerk.until(lambda: clerk.view.visibility() == QWindow.Visibility.Windowed)


def test_enter_alone_calls_starts_and_calls_again(clerk: Clerk) -> None:
    window = clerk.window
    sign_in(clerk)
    first, second = window.take(), window.take()
    clerk.is_at("next")
    clerk.key("Return")
    assert window.here["number"] == first
    clerk.is_at("start")
    clerk.key("Return")
    clerk.is_at("next")
    clerk.key("Space")
    assert window.here["number"] == second


def test_the_focus_comes_back_when_a_sheet_closes(clerk: Clerk) -> None:
    sign_in(clerk)
    clerk.window.take()
    clerk.does("next")
    clerk.does("start")
    clerk.is_at("next")
    clerk.does("transfer")
    clerk.until(lambda: bool(named(clerk.view.contentItem(), "transfer-note")))
    clerk.key("Escape")
    clerk.is_at("next")


def test_keys_work_while_a_field_is_written_in(clerk: Clerk) -> None:
    clerk.is_at("clerk")
    clerk.key(KEYS["language"])
    assert clerk.window.language.texts.language == "zh"
    sign_in(clerk)
    clerk.window.take()
    clerk.does("next")
    clerk.does("start")
    clerk.does("park")
    clerk.is_at("park-note")
    clerk.types("x")
    clerk.key("Escape")
    assert clerk.window.shows["sheet"]["open"] == ""
    clerk.is_at("next")


def test_tab_goes_round_and_visits_what_can_be_used(clerk: Clerk) -> None:
    window = clerk.window
    sign_in(clerk)
    for _ in range(3):
        window.take()
    clerk.is_at("next")
    visited: list[str] = []
    while not visited or visited[-1] != "next":
        clerk.key("Tab")
        visited.append(clerk.focus())
        assert len(visited) < 20
    assert visited == ["choose", "waiting-A001", "language", "large", "pause", "sign-out", "next"]


def test_a_number_of_the_list_is_reached_with_arrows(clerk: Clerk) -> None:
    window = clerk.window
    sign_in(clerk)
    numbers = [window.take() for _ in range(3)]
    clerk.is_at("next")
    clerk.key("Tab")
    clerk.key("Tab")
    clerk.is_at("waiting-A001")
    clerk.key("Down")
    clerk.key("Return")
    assert window.shows["sheet"]["number"] == numbers[1]
    clerk.is_at("call-this")
    clerk.key("Return")
    assert window.here["number"] == numbers[1]


def test_a_class_is_granted_without_a_mouse(clerk: Clerk) -> None:
    window = clerk.window
    sign_in(clerk)
    first, number = window.take(), window.take()
    clerk.does("choose")
    clerk.is_at("choose-number")
    clerk.types(number)
    clerk.until(lambda: "grant" in window.shows["sheet"]["able"])
    while clerk.focus() != "grant":
        clerk.key("Tab")
    clerk.key("Return")
    clerk.until(lambda: clerk.focus() != "grant" and window.shows["sheet"]["open"] == "grant")
    clerk.key("Space")
    assert window.shows["sheet"]["grant"]["cls"] == "green"
    while clerk.focus() != "grant-evidence":
        clerk.key("Tab")
    clerk.types("army card")
    clerk.key("Return")
    clerk.until(lambda: window.shows["sheet"]["open"] == "")
    assert (window.rules.ticket(number).cls, window.rules.ticket(first).cls) == ("green", "ordinary")


def test_a_key_held_down_presses_once(clerk: Clerk) -> None:
    window = clerk.window
    sign_in(clerk)
    window.take()
    window.take()
    clerk.is_at("next")
    before = window.desk.facts()["calls"]
    for held in (False, True, True, True, True):
        event = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier, "\r", held)
        QCoreApplication.sendEvent(clerk.view, event)
    assert window.desk.facts()["calls"] == before + 1
    assert window.here["state"] == "Called"


def test_language_and_type_are_switched_with_keys(clerk: Clerk) -> None:
    sign_in(clerk)
    clerk.key(KEYS["language"])
    assert clerk.window.language.texts.language == "zh"
    clerk.key(KEYS["large"])
    assert clerk.window.shows["window"] == "1号窗口"
    clerk.picture.settled()
    clerk.picture.check()


def test_every_key_stands_on_a_button_that_can_be_seen(clerk: Clerk) -> None:
    """In one state or another each action of the table has its button, with its key written on it."""
    window = clerk.window
    sign_in(clerk)
    found: dict[str, str] = {}

    def look() -> None:
        for name in KEYS:
            for button in named(clerk.view.contentItem(), name):
                if shown(button):
                    found[name] = str(button.property("hint"))

    window.take()
    look()
    for press in (("pause",), ("resume", "next"), ("start",), ("finish",)):
        window.press(*press)
        look()
    window.take()
    window.press("next")
    look()
    window.press("recall", "recall")
    look()
    assert set(KEYS) - set(found) == {"fullscreen"}
    hinted = {name: hint for name, hint in found.items() if hint}
    assert hinted == {name: KEYS[name] for name in hinted}
    assert set(found) - set(hinted) == {"large"}
