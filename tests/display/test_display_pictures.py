"""Board and strip drawn offscreen: every text is readable, nothing overlaps, QML has no complaint."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

import pytest
from PySide6.QtCore import QRectF, QtMsgType, QUrl, qInstallMessageHandler
from PySide6.QtQml import QQmlExpression, qmlContext
from PySide6.QtQuick import QQuickItem, QQuickView
from pytestqt.qtbot import QtBot

import assets
import display
from display.board import Board
from display.drawn import Drawn
from display.screenlink import HallScreen
from display.strip import Strip
from link.frames import Queues
from link.words import QueueStatus
from tests.display.display_fakes import Day, FakeLink, plan

QML = Path(display.__file__).parent / "qml"
SIZES = {"wide": (1920, 1080), "small": (1280, 720), "standing": (1080, 1920)}
STATES = ("calling", "serving", "idle", "paused", "closed", "lost")


@pytest.fixture(autouse=True)
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
    """A screen in a real window."""

    def __init__(self, qtbot: QtBot, screen: HallScreen, size: tuple[int, int]) -> None:
        kind = type(screen).__name__
        self.screen, self.qtbot = screen, qtbot
        self.view = QQuickView()
        self.view.engine().addImportPath(str(assets.ROOT / "qml"))
        self.view.setResizeMode(QQuickView.ResizeMode.SizeRootObjectToView)
        self.view.setInitialProperties({kind.lower(): screen})
        self.view.setSource(QUrl.fromLocalFile(str(QML / f"{kind}.qml")))
        assert [error.toString() for error in self.view.errors()] == []
        self.view.resize(*size)
        self.drawn = Drawn(self.view, screen.calls_on_screen, screen.shown)
        with qtbot.waitSignal(self.view.frameSwapped):
            self.view.show()
        self.settled()

    def settled(self) -> None:
        """Wait until what slides and fades has arrived: no frame follows for a while."""
        frames: list[int] = []
        self.view.frameSwapped.connect(lambda: frames.append(1))
        while True:
            before = len(frames)
            self.qtbot.wait(300)
            if len(frames) == before:
                return

    def texts(self) -> list[tuple[str, QRectF]]:
        """Every visible text, with where its ink is."""
        return list(self._texts(self.view.rootObject()))

    def _texts(self, item: QQuickItem) -> Iterator[tuple[str, QRectF]]:
        if not item.isVisible() or item.opacity() == 0:
            return
        if item.inherits("QQuickText") and item.property("text"):
            text, width = str(item.property("text")), float(item.property("contentWidth"))
            assert not item.property("truncated"), text
            assert width <= item.width() + 1, f"{text}: {width} wide in {item.width()}"
            yield text, item.mapRectToScene(ink(item))
        for child in item.childItems():
            yield from self._texts(child)

    def close(self) -> None:
        self.view.close()
        self.view.setSource(QUrl())  # before the view-model goes
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


def check(shown: Shown) -> None:
    """Everything is inside the screen, nothing lies on another text, and the picture is not blank."""
    texts = shown.texts()
    assert texts
    screen = QRectF(0, 0, shown.view.width(), shown.view.height())
    for text, place in texts:
        assert screen.contains(place), f"{text} is outside: {place}"
    for (one, first), (other, second) in combinations(texts, 2):
        assert not first.intersects(second), f"{one!r} lies on {other!r}"
    image = shown.view.grabWindow()
    colours = {image.pixel(x, y) for x in range(0, image.width(), 7) for y in range(0, image.height(), 7)}
    assert len(colours) > 20


def busy(link: FakeLink, hall: str) -> Day:
    """A hall in mid-morning: windows in every state, some people called a second time."""
    day = Day(link, plan(hall))
    day.join()
    queues, windows = day.plan.queues, [counter.id for counter in day.plan.counters]
    stands = [
        QueueStatus(queue.id, "open", waiting=i * 7 % 23, windows=2, wait_s=i * 433 % 2900)
        for i, queue in enumerate(queues)
    ]
    link.take(Queues(link.clock, [*stands[:-1], QueueStatus(queues[-1].id, "not_yet", opens="13:30")]))
    for i, window in enumerate(windows[:-2]):
        if i % 7 == 3:
            day.live(day.window(window, paused=i % 2 == 0))
            continue
        number = f"{queues[i % len(queues)].letter}{i + 1:03}"
        day.live(day.call(number, window))
        if i % 3:
            day.live(day.becomes(number, "serving"))
    day.live(day.call(f"{queues[0].letter}128", windows[-1], times=2))
    return day


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("hall", ["luohu", "riverside"])
def test_board(qtbot: QtBot, hall: str, size: str) -> None:
    link = FakeLink()
    board = Board(link)
    busy(link, hall)
    shown = Shown(qtbot, board, SIZES[size])
    check(shown)
    texts = [text for text, _ in shown.texts()]
    assert board.view["number"] in texts
    for counter in board.link.mirror.plan.counters if board.link.mirror.plan else ():
        assert counter.id in texts or (counter.name and board.both.of(counter.name)[0] in texts)
    shown.close()


@pytest.mark.parametrize("hall", ["luohu", "riverside"])
def test_board_before_the_first_call(qtbot: QtBot, hall: str) -> None:
    link = FakeLink()
    board = Board(link)
    Day(link, plan(hall)).join()
    shown = Shown(qtbot, board, SIZES["wide"])
    check(shown)
    assert board.both.t("Please take a number at a kiosk")[0] in [text for text, _ in shown.texts()]
    shown.close()


def test_board_says_that_it_looks_for_the_server(qtbot: QtBot) -> None:
    shown = Shown(qtbot, Board(FakeLink()), SIZES["wide"])
    assert "正在连接大厅服务器" in [text for text, _ in shown.texts()]
    shown.close()


def test_board_keeps_the_last_state_when_the_server_is_lost(qtbot: QtBot) -> None:
    link = FakeLink()
    board = Board(link)
    busy(link, "luohu")
    shown = Shown(qtbot, board, SIZES["wide"])
    link.become("lost")
    board._patience.timeout.emit()
    shown.settled()
    texts = [text for text, _ in shown.texts()]
    assert "No connection to the server. As of 09:41" in texts
    assert board.view["number"] in texts
    shown.close()


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("hall", ["luohu", "riverside"])
def test_strip(qtbot: QtBot, hall: str, state: str) -> None:
    link = FakeLink()
    day = Day(link, plan(hall))
    strip = Strip(link, day.plan.counters[-1].id)
    day.join()
    if state in {"calling", "serving", "lost"}:
        day.live(day.call(f"{day.plan.queues[0].letter}001", strip.window_id))
    if state == "serving":
        day.live(day.becomes(f"{day.plan.queues[0].letter}001", "serving"))
    if state in {"idle", "paused"}:
        day.live(day.window(strip.window_id, paused=state == "paused"))
    if state == "lost":
        link.become("lost")
        strip._patience.timeout.emit()
    shown = Shown(qtbot, strip, (1200, 200))
    check(shown)
    assert strip.view["text"][0] in [text for text, _ in shown.texts()]
    shown.close()


def test_a_call_is_receipted_after_the_frame_that_shows_it(qtbot: QtBot) -> None:
    link = FakeLink()
    board = Board(link)
    day = Day(link, plan("luohu"))
    day.join()
    shown = Shown(qtbot, board, SIZES["wide"])
    with qtbot.waitSignal(shown.view.frameSwapped):
        day.live(day.call("A001", "1"), day.call("A002", "2"))
        assert link.told == []
    qtbot.waitUntil(lambda: link.told == [("shown", [1, 2])])
    shown.view.hide()
    day.live(day.call("A003", "3"))
    shown.settled()
    assert link.told == [("shown", [1, 2])]  # nobody can have seen it
    with qtbot.waitSignal(shown.view.frameSwapped):
        shown.view.show()
    qtbot.waitUntil(lambda: link.told[-1] == ("shown", [3]))
    shown.settled()
    shown.close()


def test_an_idle_board_draws_nothing(qtbot: QtBot) -> None:
    link = FakeLink()
    board = Board(link)
    busy(link, "luohu")
    shown = Shown(qtbot, board, SIZES["wide"])
    link.updated.emit()
    frames: list[int] = []
    shown.view.frameSwapped.connect(lambda: frames.append(1))
    shown.settled()
    assert len(frames) <= 2
    shown.close()
