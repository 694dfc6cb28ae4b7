"""Scripted hands on a real window: they see, tap, type and wait as a person does, and say what cannot be."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtQuick import QQuickView
from pytestqt.qtbot import QtBot

from screen.hands import Hands
from screen.program import prepare

QML = """
import QtQuick

Item {
    id: root
    property int taps: 0
    property int doubles: 0
    property string keys: ""

    component Button: Rectangle {
        property alias text: label.text
        signal tapped
        width: 100; height: 40
        Text { id: label }
        MouseArea {
            anchors.fill: parent
            onClicked: parent.tapped()
            onDoubleClicked: root.doubles += 1
        }
    }

    Button { objectName: "take"; text: "Take"; onTapped: root.taps += 1 }
    Text { objectName: "count"; y: 50; text: "taps " + root.taps + " doubles " + root.doubles }
    Text { objectName: "keys"; y: 70; text: "keys " + root.keys }
    Item {
        objectName: "card"; x: 120; width: 80; height: 40
        Text { text: "A001" }
        Text { y: 20; text: "Window 3" }
        Text { text: "unseen"; visible: false }
    }
    Button { objectName: "hidden"; x: 220; visible: false }
    Button { objectName: "disabled"; x: 220; enabled: false }
    Item { opacity: 0.2; Button { objectName: "faded"; x: 220 } }
    Button { objectName: "outside"; x: 5000 }
    TextInput { objectName: "field"; y: 100; width: 200; height: 30; activeFocusOnPress: true }
    Button {
        objectName: "later"; text: "Later"; y: 140
        onTapped: timer.start()
    }
    Timer { id: timer; interval: 60; onTriggered: { late.visible = !late.visible } }
    Text { id: late; objectName: "late"; y: 160; x: 120; visible: false; text: "here" }
    Flickable {
        objectName: "list"; y: 200; width: 200; height: 100; contentHeight: 50 * 40; clip: true
        Column {
            Repeater {
                model: 50
                Button { required property int index; objectName: "row-" + index; text: "Row " + index
                         onTapped: root.taps += 100 + index }
            }
        }
    }
    focus: true
    Keys.onPressed: (event) => {
        const control = event.modifiers & Qt.ControlModifier
        if (event.key === Qt.Key_F2)
            root.keys += "F2"
        else if (event.key !== Qt.Key_Control)
            root.keys += control && event.key === Qt.Key_P ? "Ctrl+P" : event.text
    }
}
"""


class Person:
    """Says what the hands shall do, and hears their answers."""

    def __init__(self, qtbot: QtBot, folder: Path) -> None:
        (folder / "hands.qml").write_text(QML)
        self.qtbot, self.answers = qtbot, list[dict[str, Any]]()
        self.view = QQuickView()
        prepare(self.view.engine())
        self.view.setResizeMode(QQuickView.ResizeMode.SizeRootObjectToView)
        self.view.resize(400, 320)
        self.view.setSource(QUrl.fromLocalFile(str(folder / "hands.qml")))
        assert self.view.status() is QQuickView.Status.Ready, self.view.errors()
        self.view.show()
        qtbot.waitUntil(self.view.isExposed)
        self.view.requestActivate()
        self.hands = Hands(
            self.view, lambda: {"taken": 3}, lambda line: self.answers.append(json.loads(line))
        )

    def say(self, **what: Any) -> None:
        self.hands.obey(json.dumps(what).encode())

    def ask(self, **what: Any) -> dict[str, Any]:
        before = len(self.answers)
        self.say(**what)
        self.qtbot.waitUntil(lambda: len(self.answers) > before)
        return self.answers[-1]

    def sees(self, name: str) -> str:
        return str(self.ask(see=name)["text"])


@pytest.fixture
def person(qtbot: QtBot, tmp_path: Path) -> Iterator[Person]:
    person = Person(qtbot, tmp_path)
    yield person
    person.view.setSource(QUrl())
    person.view.destroy()


def test_a_tap_a_double_tap_and_what_is_seen(person: Person) -> None:
    assert person.ask(tap="take") == {"ok": True}
    assert person.sees("count") == "taps 1 doubles 0"
    person.ask(double_tap="take")
    assert person.sees("count").endswith("doubles 1")
    assert person.sees("card") == "A001 Window 3"
    assert person.sees("take") == "Take"


@pytest.mark.parametrize("name", ["hidden", "disabled", "faded"])
def test_what_a_person_cannot_use(person: Person, name: str) -> None:
    for what in ("tap", "see", "double_tap"):
        answer = person.ask(**{what: name})
        assert answer == {
            "ok": False, "why": f"{name} is not visible and enabled: it is there, but hidden or disabled",
        }  # fmt: skip


def test_what_is_not_there_is_said_with_what_is(person: Person) -> None:
    answer = person.ask(tap="nowhere")
    assert answer["ok"] is False
    assert "nowhere is not visible and enabled: there are card, count," in answer["why"]


def test_what_lies_outside_the_window(person: Person) -> None:
    assert person.ask(tap="outside") == {"ok": False, "why": "outside is outside the window, at 5050,20"}


def test_a_row_far_down_is_scrolled_to(person: Person) -> None:
    person.ask(tap="row-40")
    assert person.sees("count") == "taps 140 doubles 0"
    person.ask(tap="row-2")
    assert person.sees("count") == "taps 242 doubles 0"


def test_names_by_prefix_as_they_are_seen(person: Person) -> None:
    names = person.ask(find="row-")["names"]
    assert names[:3] == ["row-0", "row-1", "row-2"]
    assert person.ask(find="h")["names"] == []


def test_typing_goes_where_the_focus_is(person: Person) -> None:
    person.ask(tap="field")
    person.ask(type="王小明 123")
    assert person.sees("field") == "王小明 123"


def test_keys(person: Person) -> None:
    for key in ("F2", "Ctrl+P", "x"):
        assert person.ask(key=key) == {"ok": True}
    assert person.sees("keys") == "keys F2Ctrl+Px"
    assert "there is no key 'A, B'" in person.ask(key="A, B")["why"]


def test_waiting_for_what_comes_and_what_goes(person: Person) -> None:
    person.say(tap="later")
    assert person.ask(wait="late", s=20) == {"ok": True}
    person.say(tap="later")
    assert person.ask(gone="late", s=20) == {"ok": True}
    assert person.ask(wait="late", s=0.05) == {"ok": False, "why": "late did not come within 0.05 s"}
    assert person.ask(gone="take", s=0) == {"ok": False, "why": "take is still there within 0 s"}


def test_lines_wait_for_those_before_them(person: Person) -> None:
    person.say(tap="later")
    person.say(wait="late", s=20)
    person.say(see="late")
    person.say(facts=True)
    person.qtbot.waitUntil(lambda: len(person.answers) == 4)
    assert person.answers[2:] == [{"ok": True, "text": "here"}, {"ok": True, "facts": {"taken": 3}}]


def test_a_picture(person: Person, tmp_path: Path) -> None:
    assert person.ask(picture=str(tmp_path / "seen.png")) == {"ok": True}
    assert (tmp_path / "seen.png").read_bytes().startswith(b"\x89PNG")
    answer = person.ask(picture=str(tmp_path / "no" / "seen.png"))
    assert "could not be written" in answer["why"]


@pytest.mark.parametrize(
    "line",
    [b"hello", b"[]", b"7", b'{"tap":7}', b'{"dance":true}', b'{"wait":"take","s":"soon"}', b"\xff", b"{}"],
)
def test_what_is_not_understood(person: Person, line: bytes) -> None:
    person.hands.obey(line)
    assert person.answers[-1]["ok"] is False
    assert "not understood" in person.answers[-1]["why"]
    assert person.ask(tap="take") == {"ok": True}, "the next line is obeyed"
