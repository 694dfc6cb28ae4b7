"""A screen drawn offscreen, and what every picture must hold: all texts readable, inside, none on another.

What a page shows, and in which states it is looked at, stands in each screen's tests.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, QRectF, QtMsgType, QUrl, qInstallMessageHandler
from PySide6.QtQml import QQmlExpression, qmlContext
from PySide6.QtQuick import QQuickItem, QQuickView
from pytestqt.qtbot import QtBot

from screen.items import items, named
from screen.language import Language
from screen.program import prepare


@pytest.fixture
def qml_complaints(qapp: object) -> Iterator[list[str]]:
    """A test fails when Qt or QML complained."""
    complaints: list[str] = []

    def heard(kind: QtMsgType, _: object, message: str) -> None:
        if kind != QtMsgType.QtDebugMsg:
            complaints.append(message)

    qInstallMessageHandler(heard)
    yield complaints
    qInstallMessageHandler(None)
    assert complaints == []


class Shown:
    """The root of a QML file in a real window, with its view-models."""

    def __init__(
        self,
        qtbot: QtBot,
        qml: Path,
        size: tuple[int, int],
        language: Language | None = None,
        /,
        **view_models: QObject,
    ) -> None:
        self.qtbot = qtbot
        self.view = QQuickView()
        prepare(self.view.engine(), language)
        self.view.setResizeMode(QQuickView.ResizeMode.SizeRootObjectToView)
        self.view.setInitialProperties(view_models)
        self.view.setSource(QUrl.fromLocalFile(str(qml)))
        assert [error.toString() for error in self.view.errors()] == []
        self.view.resize(*size)
        with qtbot.waitSignal(self.view.frameSwapped):
            self.view.show()

    def settled(self, quiet_ms: int = 300) -> None:
        """Wait until what slides and fades has arrived: no frame follows for a while."""
        frames: list[int] = []
        self.view.frameSwapped.connect(lambda: frames.append(1))
        while True:
            before = len(frames)
            self.qtbot.wait(quiet_ms)
            if len(frames) == before:
                return

    def texts(self, within: str = "") -> list[tuple[str, QRectF]]:
        """Every visible text (in the item of this objectName), with where its ink is.

        A line that a list has scrolled out of sight, wholly or in part, is none.
        """
        root = self.view.rootObject()
        [item] = named(root, within) if within else [root]
        return list(self._texts(item, QRectF(0, 0, self.view.width(), self.view.height()), in_list=False))

    def _texts(self, item: QQuickItem, seen: QRectF, *, in_list: bool) -> Iterator[tuple[str, QRectF]]:
        if not item.isVisible() or item.opacity() == 0:
            return
        if item.inherits("QQuickFlickable") and item.clip():
            seen, in_list = seen.intersected(item.mapRectToScene(item.boundingRect())), True
        if item.inherits("QQuickText") and item.property("text"):
            text, width = str(item.property("text")), float(item.property("contentWidth"))
            assert not item.property("truncated"), text
            assert width <= item.width() + 1, f"{text}: {width} wide in {item.width()}"
            place = item.mapRectToScene(ink(item))
            if not in_list or seen.contains(place):
                yield text, place
        for child in item.childItems():
            yield from self._texts(child, seen, in_list=in_list)

    def check(self, within: str = "") -> None:
        """Everything is inside the screen, nothing lies on another text, and the picture is not blank."""
        texts = self.texts(within)
        assert texts
        screen = QRectF(0, 0, self.view.width(), self.view.height())
        for text, place in texts:
            assert screen.contains(place), f"{text} is outside: {place}"
        for (one, first), (other, second) in combinations(texts, 2):
            assert not first.intersects(second), f"{one!r} lies on {other!r}"
        self.check_buttons()
        image = self.view.grabWindow()
        colours = {image.pixel(x, y) for x in range(0, image.width(), 7) for y in range(0, image.height(), 7)}
        assert len(colours) > 20

    def check_buttons(self) -> None:
        """What is written on a button lies on it."""
        for button in items(self.view.rootObject()):
            if button.inherits("QQuickAbstractButton") and button.isVisible():
                face = button.mapRectToScene(button.boundingRect()).adjusted(-1, -1, 1, 1)
                for part in items(button):
                    if part.inherits("QQuickText") and part.isVisible():
                        place = part.mapRectToScene(ink(part))
                        assert face.contains(place), f"{part.property('text')!r} is wider than its button"

    def close(self) -> None:
        """Take QML away before the view-models go."""
        self.view.close()
        self.view.setSource(QUrl())
        self.view.deleteLater()


def ink(item: QQuickItem) -> QRectF:
    """The middle of the lines: a font's own line is much higher than its letters."""
    width, height = float(item.property("contentWidth")), float(item.property("contentHeight"))
    left = {1: 0.0, 2: item.width() - width, 4: (item.width() - width) / 2}[
        number(item, "horizontalAlignment")
    ]
    top = {32: 0.0, 128: (item.height() - height) / 2}[number(item, "verticalAlignment")]
    return QRectF(left, top + height * 0.2, width, height * 0.6)


def number(item: QQuickItem, name: str) -> int:
    """A property that is an enumeration of Qt Quick's own, which Python has no type for."""
    context = qmlContext(item)
    assert context is not None
    return int(QQmlExpression(context, item, f"Number({name})").evaluate()[0])
