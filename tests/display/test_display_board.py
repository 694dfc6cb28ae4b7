"""The board's view-model without a window."""

from __future__ import annotations

import json

import pytest
from msgspec.structs import replace
from pytestqt.qtbot import QtBot

from display.board import EARLIER, Board
from link.frames import Change, Queues
from link.plan import Text
from link.words import Call, QueueStatus
from tests.display.display_fakes import Day, FakeLink, plan
from tests.support.halls import about


class Heard:
    """A voice that only remembers."""

    def __init__(self) -> None:
        self.said: list[int] = []

    def say(self, call: Call) -> None:
        self.said.append(call.n)


@pytest.fixture
def link(qapp: object) -> FakeLink:
    return FakeLink()


@pytest.fixture
def day(link: FakeLink) -> Day:
    return Day(link, plan("luohu"))


@pytest.fixture
def board(link: FakeLink, day: Day) -> Board:
    board = Board(link)
    day.join()
    return board


def earlier(board: Board) -> list[str]:
    return [row["number"] for row in board.earlier.rows]


def test_newest_first_and_only_as_many_as_fit(board: Board, day: Day) -> None:
    day.live(*(day.call(f"A{i:03}", str(i)) for i in range(1, 12)))
    assert board.view["number"] == "A011"
    assert board.view["window"] == ["11号窗口", "Window 11"]
    assert earlier(board) == [f"A{i:03}" for i in range(10, 10 - EARLIER, -1)]


def test_a_recalled_number_moves_up_and_stands_there_once(board: Board, day: Day) -> None:
    day.live(day.call("A001", "1"), day.call("A002", "2"), day.call("A001", "1", times=2))
    assert board.view["number"] == "A001"
    assert board.view["again"] == ["第2次呼叫", "Call 2"]
    assert earlier(board) == ["A002"]


def test_who_is_still_expected_is_marked(board: Board, day: Day) -> None:
    day.live(
        day.call("A001", "1"), day.call("A002", "2"), day.call("A003", "3"), day.becomes("A001", "serving")
    )
    assert [(row["number"], row["waiting"]) for row in board.earlier.rows] == [
        ("A002", True),
        ("A001", False),
    ]
    assert board.view["waiting"]
    assert board.view["words"]["calling"] == ["正在叫号", "Now calling"]
    day.live(day.becomes("A003", "passed"))
    assert not board.view["waiting"]
    assert board.view["words"]["calling"] == ["最新叫号", "Latest call"], "nobody is called any more"


def test_rows_move_and_are_not_rebuilt(board: Board, day: Day) -> None:
    day.live(day.call("A001", "1"), day.call("A002", "2"), day.call("A003", "3"))
    done: list[str] = []
    board.earlier.rowsInserted.connect(lambda *_: done.append("in"))
    board.earlier.rowsRemoved.connect(lambda *_: done.append("out"))
    board.earlier.rowsMoved.connect(lambda *_: done.append("moved"))
    board.windows.modelReset.connect(lambda: done.append("reset"))
    changed: list[int] = []
    board.windows.dataChanged.connect(lambda first, *_: changed.append(first.row()))
    day.live(day.call("A001", "1", times=2))
    assert (earlier(board), done) == (["A003", "A002"], ["out", "in"])
    assert changed == []  # window 1 shows what it showed
    day.live(day.becomes("A002", "serving"))
    assert changed == [1]


def test_every_window_says_what_it_does(board: Board, day: Day) -> None:
    day.live(day.window("2"), day.window("3", paused=True), day.call("B001", "4"), day.call("B002", "5"))
    day.live(day.becomes("B002", "serving"))
    rows = {row["key"]: row for row in board.windows.rows}
    assert list(rows) == [counter.id for counter in day.plan.counters]
    assert [rows[key]["doing"] for key in "12345"] == ["closed", "idle", "paused", "calling", "serving"]
    assert (rows["4"]["number"], rows["5"]["number"]) == ("B001", "B002")
    assert rows["3"]["says"] == ["暂停服务", "Paused"]


def test_how_the_queues_stand(board: Board, day: Day, link: FakeLink) -> None:
    first, second, third, fourth = (queue.id for queue in day.plan.queues[:4])
    link.take(
        Queues(
            day.link.clock,
            [
                QueueStatus(first, "open", waiting=7, windows=3, wait=about(730)),
                QueueStatus(second, "not_yet", opens="13:30"),
                QueueStatus(third, "full", waiting=4, windows=1, wait=about(600)),
                QueueStatus(fourth, "no_time", waiting=60, windows=1, wait=about(9000)),
            ],
        )
    )
    rows = {row["key"]: row for row in board.queues.rows}
    assert (rows[first]["waiting"], rows[first]["minutes"]) == (7, "5–25")
    assert rows[second]["says"] == ["13:30开始取号", "From 13:30"]
    assert rows[third]["says"][1] == "Full today"
    assert (rows[third]["waiting"], rows[third]["minutes"]) == (4, "")
    assert rows[fourth]["says"] == ["今日时间已满", "No time left"]


def test_who_booked_or_has_a_priority_is_a_number_like_any_other(board: Board, day: Day) -> None:
    """Nothing on a public board may tell that somebody is ill, or came by appointment."""
    change = day.call("A001", "1")
    assert change.ticket is not None
    best = day.plan.classes[0]
    change.ticket = replace(change.ticket, booked=day.link.clock, cls=best.id, matter="senior-card")
    day.live(change)
    shown = json.dumps([board.view, board.earlier.rows, board.windows.rows], ensure_ascii=False)
    assert "A001" in shown
    for word in (best.id, best.name.zh, best.name.en, "senior", "敬老", "09:41:", "预约", "ooked"):
        assert word not in shown


def test_notices_take_turns_and_a_set_one_replaces_them(board: Board, day: Day, qtbot: QtBot) -> None:
    first = board.view["notice"]
    assert first == [day.plan.notices[0].zh, day.plan.notices[0].en]
    with qtbot.waitSignal(board.changed):
        board._turn.timeout.emit()
    assert board.view["notice"] == [day.plan.notices[1].zh, day.plan.notices[1].en]
    set_one = Change(day.n + 1, link_clock(day), "notice_set", notice=Text("三楼暂停", "Floor 3 is closed"))
    day.live(set_one)
    assert board.view["notice"] == ["三楼暂停", "Floor 3 is closed"]
    assert not board._turn.isActive()
    day.live(Change(day.n + 2, link_clock(day), "notice_set"))
    assert board.view["notice"] == [day.plan.notices[1].zh, day.plan.notices[1].en]
    assert board._turn.isActive()


def link_clock(day: Day) -> int:
    return day.link.clock


def test_live_calls_are_spoken_but_neither_old_nor_caught_up_ones(
    board: Board, day: Day, link: FakeLink
) -> None:
    heard = board.speaker = Heard()
    fresh: list[str] = []
    board.newest_called.connect(lambda: fresh.append(board.view["number"]))
    day.live(day.call("A001", "1"))
    assert (heard.said, fresh) == ([1], ["A001"])
    link.become("lost")
    day.back(day.call("A002", "2"))
    assert (heard.said, fresh, board.view["number"]) == ([1], ["A001"], "A002")
    late = day.call("A003", "3")
    link.clock += 15_001
    day.live(late)
    assert (heard.said, board.view["number"]) == ([1], "A003")


def test_a_call_is_receipted_once_and_together_with_others(board: Board, day: Day, link: FakeLink) -> None:
    day.live(day.call("A001", "1"), day.call("A002", "2"))
    assert link.told == []  # not drawn yet
    board.shown(board.calls_on_screen())
    board.shown(board.calls_on_screen())
    board.spoken(1)
    assert link.told == [("shown", [1, 2]), ("spoken", [1])]
    assert board.facts()["calls_shown"] == 2
    assert board.facts()["calls_spoken"] == 1


def test_receipts_wait_for_the_server(board: Board, day: Day, link: FakeLink) -> None:
    day.live(day.call("A001", "1"))
    link.become("lost")
    board.shown(board.calls_on_screen())
    board.spoken(1)
    assert (link.told, board.facts()["calls_shown"]) == ([], 0)
    day.back()
    assert link.told == [("shown", [1]), ("spoken", [1])]


def test_a_long_break_is_said_and_ends_by_itself(board: Board, day: Day, link: FakeLink) -> None:
    day.live(day.call("A001", "1"))
    link.become("lost")
    assert not board.view["stale"]  # a short break is nobody's business
    board._patience.timeout.emit()
    link.clock += 120_000
    assert board.view["stale"]
    assert board.view["link"] == [
        "与服务器的连接已中断，以下为09:41的信息",
        "No connection to the server. As of 09:41",
    ]
    assert board.view["number"] == "A001"
    day.back(day.call("A002", "2"))
    assert (board.view["stale"], board.view["link"], board.view["number"]) == (False, ["", ""], "A002")


def test_before_the_first_welcome_it_says_what_it_waits_for(link: FakeLink) -> None:
    board = Board(link)
    assert board.view["link"][1] == "Looking for the hall's server"
    link.become("not_paired")
    assert board.view["link"][1] == "This screen is not paired with the hall's server"
    assert not board.view["hasPlan"]


def test_clock_and_date_are_the_halls(board: Board) -> None:
    assert board.view["clock"] == "09:41"
    assert board.view["date"] == ["11月24日 星期二", "Tuesday, 24 November"]


def test_a_new_day_starts_empty(board: Board, day: Day) -> None:
    day.live(day.call("A001", "1"), day.call("A002", "2"))
    day.live(Change(day.n + 1, link_clock(day), "day_opened", day="2026-11-25", plan=day.plan))
    assert (board.view["number"], earlier(board)) == ("", [])
    assert {row["doing"] for row in board.windows.rows} == {"closed"}


def test_english_first_where_the_hall_says_so(link: FakeLink) -> None:
    board = Board(link)
    day = Day(link, plan("riverside"))
    day.join()
    day.live(day.call("A001", day.plan.counters[0].id))
    assert board.view["window"] == [day.plan.counters[0].label("en"), day.plan.counters[0].label("zh")]
    assert board.view["words"]["calling"] == ["Now calling", "正在叫号"]
