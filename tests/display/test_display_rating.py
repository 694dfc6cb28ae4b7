"""The second screen at a window: whom it asks, what it sends, and how it looks."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

import display
from display.rating import RatingScreen
from link.commands import Command, Rate
from link.frames import Refused, Reply
from link.qt import Answer
from link.words import RatingReason
from screen.items import named
from tests.conftest import Log
from tests.display.display_fakes import Day, FakeLink, plan
from tests.support.pictures import Shown, qml_complaints

QML = Path(display.__file__).parent / "qml" / "Rating.qml"
TICKET = "20261124-A001"
__all__ = ["qml_complaints"]  # a fixture


class SendingLink(FakeLink):
    """A link that keeps what is sent until the test answers."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: list[Rate] = []
        self._then: list[Any] = []

    def send(self, command: Command, then: Any, patience_s: float = 30.0) -> None:
        assert isinstance(command, Rate)
        self.sent.append(command)
        self._then.append(then)

    def answer(self, answer: Answer) -> None:
        self._then.pop(0)(answer)

    def reply(self) -> None:
        self.answer(Reply(self.sent[-1].id, 1))


@pytest.fixture
def link(qapp: object) -> SendingLink:
    return SendingLink()


@pytest.fixture
def day(link: SendingLink) -> Day:
    return Day(link, plan("luohu"))


@pytest.fixture
def screen(link: SendingLink, day: Day) -> RatingScreen:
    screen = RatingScreen(link, "3")
    day.join()
    return screen


def served(day: Day, number: str = "A001", window: str = "3") -> None:
    day.live(day.call(number, window))
    started(day, number)
    day.live(day.becomes(number, "finished"))


def started(day: Day, number: str) -> None:
    change = day.becomes(number, "serving")
    change.what = "service_started"
    day.live(change)


def test_before_and_during_the_service_it_says_what_the_window_does(screen: RatingScreen, day: Day) -> None:
    assert (screen.page, screen.view["text"]) == ("idle", ["暂未开放", "Not open yet"])
    day.live(day.call("A001", "3"))
    assert screen.view["text"] == ["请A001号到3号窗口", "A001 to Window 3"]
    assert screen.calls_on_screen() == [day.n]
    started(day, "A001")
    assert (screen.page, screen.view["text"][0]) == ("idle", "正在办理 A001号")


def test_after_the_service_one_touch_is_enough(screen: RatingScreen, day: Day, link: SendingLink) -> None:
    served(day)
    assert (screen.page, screen.view["number"]) == ("ask", "A001")
    assert [one["text"][0] for one in screen.view["levels"]] == [
        "非常满意", "满意", "基本满意", "不满意", "非常不满意",
    ]  # fmt: skip
    screen.rate(4)
    [sent] = link.sent
    assert (sent.ticket, sent.level, sent.on, sent.reasons) == (TICKET, 4, "screen", [])
    assert (screen.page, screen.view["more"][1]) == ("thanks", "It is being saved.")
    link.reply()
    assert screen.view["more"][1].startswith("It helps us")
    assert screen.facts()["given"] == 1
    screen._until.timeout.emit()
    assert screen.page == "idle"


def test_nobody_is_asked_twice_and_a_second_touch_does_nothing(
    screen: RatingScreen, day: Day, link: SendingLink
) -> None:
    served(day)
    screen.rate(5)
    screen.rate(1)
    link.reply()
    day.live(day.window("3"))
    assert (len(link.sent), screen.page) == (1, "thanks")


@pytest.mark.parametrize("level", [1, 2])
def test_with_a_bad_one_the_reasons_may_be_chosen(
    screen: RatingScreen, day: Day, link: SendingLink, level: int
) -> None:
    served(day)
    screen.rate(level)
    assert (screen.page, link.sent) == ("why", [])
    for reason in ("waiting", "attitude", "waiting", "skill", "nonsense"):
        screen.toggle(reason)
    screen.done()
    wanted: list[RatingReason] = ["attitude", "skill"]
    assert (link.sent[0].level, link.sent[0].reasons) == (level, wanted)


def test_whoever_walks_away_from_the_reasons_is_counted(
    screen: RatingScreen, day: Day, link: SendingLink
) -> None:
    served(day)
    screen.rate(1)
    screen.toggle("papers")
    screen._until.timeout.emit()
    assert [(one.level, one.reasons) for one in link.sent] == [(1, ["papers"])]
    assert screen.page == "thanks"


def test_back_from_the_reasons_another_face_can_be_touched(
    screen: RatingScreen, day: Day, link: SendingLink
) -> None:
    served(day)
    screen.rate(1)
    screen.toggle("papers")
    screen.back()
    screen.rate(5)
    assert [(one.level, one.reasons) for one in link.sent] == [(5, [])]


def test_nobody_has_to(screen: RatingScreen, day: Day, link: SendingLink) -> None:
    served(day)
    screen.decline()
    day.live(day.window("3"))
    assert (screen.page, link.sent) == ("idle", [])
    served(day, "A002")
    screen._until.timeout.emit()  # the time to ask is over
    assert (screen.page, link.sent) == ("idle", [])


def test_the_next_person_ends_the_asking_when_they_are_there(screen: RatingScreen, day: Day) -> None:
    served(day)
    day.live(day.call("A002", "3"))
    assert screen.view["page"] == "ask", "the one who was served is still here"
    started(day, "A002")
    assert screen.view["page"] == "idle"


def test_the_next_person_does_not_see_the_reasons_of_the_one_before(
    screen: RatingScreen, day: Day, link: SendingLink
) -> None:
    served(day)
    screen.rate(2)
    day.live(day.call("A002", "3"))
    started(day, "A002")
    assert [(one.ticket, one.level) for one in link.sent] == [(TICKET, 2)]


def test_other_windows_ask_on_their_own_screens(screen: RatingScreen, day: Day) -> None:
    served(day, window="4")
    assert screen.page == "idle"


def test_a_service_that_ended_long_ago_during_a_break_is_not_asked_about(
    screen: RatingScreen, day: Day, link: SendingLink
) -> None:
    day.live(day.call("A001", "3"))
    link.become("lost")
    change = day.becomes("A001", "finished")
    link.clock += 31_000
    day.back(change)
    assert screen.page == "idle"


def test_without_the_server_a_rating_waits_and_the_screen_says_so(
    screen: RatingScreen, day: Day, link: SendingLink
) -> None:
    served(day)
    link.become("lost")
    screen._patience.timeout.emit()
    screen.rate(5)
    assert screen.view["more"][1] == "It is kept here, and saved as soon as the server is there again."
    assert screen.facts()["waiting"] == 1
    link.reply()
    assert (screen.facts()["waiting"], screen.facts()["given"]) == (0, 1)


@pytest.mark.parametrize(("answer", "says"), [
    (None, "The rating could not be saved. You can rate on your phone with the code on the ticket."),
    (Refused("x", "not_rated_here"), "This hall does not ask for ratings"),
])  # fmt: skip
def test_a_rating_that_is_lost_is_said(
    screen: RatingScreen, day: Day, log: Log, answer: Answer, says: str
) -> None:
    link = screen.link
    assert isinstance(link, SendingLink)
    log.expect("rating.lost")
    served(day)
    screen.rate(5)
    link.answer(answer)
    assert (screen.page, screen.view["more"][1]) == ("failed", says)
    assert screen.facts()["lost"] == 1


def test_who_has_rated_on_the_phone_is_thanked_all_the_same(
    screen: RatingScreen, day: Day, link: SendingLink
) -> None:
    served(day)
    screen.rate(5)
    link.answer(Refused("x", "already_rated", {"number": "A001"}))
    assert (screen.page, screen.facts()["lost"]) == ("thanks", 0)


@pytest.mark.usefixtures("qml_complaints")
@pytest.mark.parametrize("size", [(1280, 800), (800, 1280)])
def test_how_it_looks_and_that_it_can_be_touched(
    qtbot: QtBot, screen: RatingScreen, day: Day, link: SendingLink, size: tuple[int, int]
) -> None:
    shown = Shown(qtbot, QML, size, screen=screen)
    shown.check()
    served(day)
    shown.settled()
    shown.check("rating-ask")
    least = 118 * min(max(size) / 1280, min(size) / 800)  # 20 mm on a screen of ten inches
    for level in range(1, 6):
        [face] = named(shown.view.rootObject(), f"level-{level}")
        assert min(face.width(), face.height()) >= least
    touch(shown, "level-1")
    shown.settled()
    shown.check("rating-why")
    touch(shown, "reason-environment")
    touch(shown, "done")
    assert [(one.level, one.reasons) for one in link.sent] == [(1, ["environment"])]
    shown.settled()
    shown.check()
    shown.close()


def touch(shown: Shown, name: str) -> None:
    [item] = named(shown.view.rootObject(), name)
    middle = item.mapRectToScene(item.boundingRect()).center()
    QTest.mouseClick(shown.view, Qt.MouseButton.LeftButton, pos=QPoint(round(middle.x()), round(middle.y())))
