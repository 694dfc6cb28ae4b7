"""The clerk's window drawn offscreen: each page and sheet in both languages, both type sizes, three sizes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtQuick import QQuickItem
from pytestqt.qtbot import QtBot

import counter
from screen.items import items
from tests.counter.scenes import SCENES
from tests.support.pictures import Shown, qml_complaints

__all__ = ["qml_complaints"]  # a fixture of every test here
pytestmark = pytest.mark.usefixtures("qml_complaints")
QML = Path(counter.__file__).parent / "qml" / "Counter.qml"
USUAL, SMALL, FULL = (1100, 720), (900, 640), (1920, 1080)
LOOKS = [(USUAL, False), (SMALL, False), (FULL, False), (FULL, True), (USUAL, True), (SMALL, True)]
"""Size of the window, and whether the type is large."""
SHEETS = {
    "park",
    "transfer",
    "transfer_refused",
    "number",
    "number_parked",
    "choose",
    "grant",
    "grant_listed",
    "troubles_list",
}


def line(text: QQuickItem) -> float:
    """The height of one line of a text."""
    return float(text.property("contentHeight")) / int(text.property("lineCount"))


class Looks:
    """One scene in a real window, which is then looked at in every size."""

    def __init__(self, qtbot: QtBot, scene: str, language: str) -> None:
        self.window = SCENES[scene](language)
        models = {"desk": self.window.desk, "language": self.window.language}
        self.picture = Shown(qtbot, QML, USUAL, self.window.language, **models)
        self.picture.settled(120)

    def __iter__(self) -> Iterator[str]:
        """Names each look while it is on the screen."""
        for size, large in LOOKS:
            if large and not self.window.language.large:
                self.window.language.toggle_large()
            self.picture.view.resize(*size)
            self.picture.settled(40)
            yield f"{size}, {'large' if large else 'normal'} type"


@pytest.fixture(params=["zh", "en"])
def looks(qtbot: QtBot, scene: str, request: pytest.FixtureRequest) -> Iterator[Looks]:
    looks = Looks(qtbot, scene, str(request.param))
    yield looks
    looks.picture.close()


def the_number_dominates(looks: Looks) -> None:
    texts = [item for item in items(looks.picture.view.rootObject()) if item.inherits("QQuickText")]
    heights = {item.objectName(): line(item) for item in texts if item.isVisible()}
    assert heights.pop("here-number") > 1.5 * max(heights.values())


def buttons_can_be_hit(looks: Looks) -> None:
    for button in items(looks.picture.view.rootObject()):
        if button.inherits("QQuickAbstractButton") and button.isVisible():
            assert min(button.height(), button.width()) >= 44, button.objectName()


@pytest.mark.parametrize("scene", sorted(set(SCENES) - SHEETS))
def test_page(looks: Looks) -> None:
    for look in looks:
        looks.picture.check()
        texts = {text for text, _ in looks.picture.texts()}
        if looks.window.shows["page"] == "desk" and looks.window.here["number"]:
            assert looks.window.here["number"] in texts, look
            assert looks.window.here["why"] in texts, look
            the_number_dominates(looks)
        if looks.window.shows["page"] == "desk":
            buttons_can_be_hit(looks)


@pytest.mark.parametrize("scene", sorted(SHEETS))
def test_sheet(looks: Looks) -> None:
    assert looks.window.shows["sheet"]["open"]
    for _ in looks:
        looks.picture.check("sheet")
