"""Board and strip drawn offscreen: every text is readable, nothing overlaps, QML has no complaint."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

import display
from display.board import Board
from display.drawn import Drawn
from display.screenlink import HallScreen
from display.strip import Strip
from link.frames import Queues
from link.words import QueueStatus
from tests.display.display_fakes import Day, FakeLink, plan
from tests.support.halls import about
from tests.support.pictures import Shown as Picture
from tests.support.pictures import qml_complaints

QML = Path(display.__file__).parent / "qml"
SIZES = {"wide": (1920, 1080), "small": (1280, 720), "standing": (1080, 1920)}
__all__ = ["qml_complaints"]  # a fixture of every test here
STATES = ("calling", "serving", "idle", "paused", "closed", "lost")


pytestmark = pytest.mark.usefixtures("qml_complaints")


class Shown(Picture):
    """A board or a strip in a real window."""

    def __init__(self, qtbot: QtBot, screen: HallScreen, size: tuple[int, int]) -> None:
        kind = type(screen).__name__
        super().__init__(qtbot, QML / f"{kind}.qml", size, **{kind.lower(): screen})
        self.drawn = Drawn(self.view, screen.calls_on_screen, screen.shown)
        self.view.update()
        self.settled()


def busy(link: FakeLink, hall: str) -> Day:
    """A hall in mid-morning: windows in every state, some people called a second time."""
    day = Day(link, plan(hall))
    day.join()
    queues, windows = day.plan.queues, [counter.id for counter in day.plan.counters]
    stands = [
        QueueStatus(queue.id, "open", waiting=i * 7 % 23, windows=2, wait=about(i * 433 % 2900))
        for i, queue in enumerate(queues)
    ]
    stands[2] = QueueStatus(queues[2].id, "no_time", waiting=46, windows=1, wait=about(8000))
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
    shown.check()
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
    shown.check()
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
    shown.check()
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
