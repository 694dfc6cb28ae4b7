"""A line of strips at work on pseudo-terminals and TCP, with boards and lines that misbehave."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from tests.devices.pads_kit import until
from tests.devices.strips_kit import QUICK, driven

BOTH = pytest.mark.parametrize("protocol", ["onbon", "ascii"])
TCP = "tcp://127.0.0.1:0"


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in QUICK.items():
        monkeypatch.setattr(f"devices.strips.line.{name}", value)


@pytest.fixture
def at(tmp_path: Path) -> Path:
    """Where a pseudo-terminal is."""
    return tmp_path / "rail"


@BOTH
def test_several_boards_on_one_serial_line(protocol: str, at: Path) -> None:
    with driven(at, (1, 2, 3), protocol) as rig:
        call = rig.call("A001", "2")
        rig.reads(2, "请A001")
        rig.reads(1, "欢迎光临")
        rig.reads(3, "欢迎光临")
        until(lambda: rig.hall.shown == [call])
        assert {rig.state(one) for one in (1, 2, 3)} == {"ok"}
        assert rig.line.wrong == []
    assert [board.text() for board in rig.line.boards.values()] == ["", "", ""]  # nothing stale stays behind


@BOTH
def test_two_boards_with_the_same_text_over_one_window_by_tcp(protocol: str) -> None:
    with driven(TCP, (1, 11), protocol) as rig:
        call = rig.call("A001")
        rig.reads(1, "请A001")
        rig.reads(11, "请A001")
        until(lambda: rig.hall.shown == [call, call])


@pytest.mark.parametrize(
    ("protocol", "fault"),
    [("onbon", fault) for fault in ("silent", "late", "garbage", "half", "wrong_baud")]
    + [("ascii", fault) for fault in ("garbage", "half")],
)
def test_a_fault_on_the_line_is_named_and_heals_by_itself(protocol: str, fault: str, at: Path) -> None:
    with driven(at, (1,), protocol) as rig:
        rig.is_(1, "ok")
        rig.line.wire.fault = fault  # type: ignore[assignment]
        if fault == "garbage":  # noise before an answer spoils none
            call = rig.call("A001")
            until(lambda: rig.hall.shown == [call])
        else:
            rig.is_(1, "fault" if fault == "half" else "offline", "is the speed right")
        rig.line.wire.fault = None
        call = rig.call("A002")
        rig.reads(1, "A002")
        rig.is_(1, "ok")
        until(lambda: call in rig.hall.shown)


@BOTH
def test_answers_that_come_twice_are_no_trouble(protocol: str, at: Path) -> None:
    with driven(at, (1, 2), protocol) as rig:
        rig.line.wire.fault = "twice"
        calls = [rig.call("A001"), rig.call("B001", "2")]
        rig.reads(1, "A001")
        rig.reads(2, "B001")
        until(lambda: sorted(rig.hall.shown) == calls)
        assert {state for _, state in rig.hall.history} == {"unknown", "ok"}


@BOTH
def test_a_board_that_refuses_says_why(protocol: str, at: Path) -> None:
    with driven(at, (1,), protocol) as rig:
        rig.is_(1, "ok")
        rig.board(1).refuses = rig.line.refusal
        rig.is_(1, "fault", "refuses:")
        rig.call("A001")
        rig.board(1).refuses = None
        rig.is_(1, "ok")
        rig.reads(1, "A001")


@BOTH
def test_after_its_power_was_gone_a_board_is_told_again(protocol: str, at: Path) -> None:
    with driven(at, (1,), protocol) as rig:
        call = rig.call("A001")
        rig.reads(1, "A001")
        rig.line.power_loss(1)
        rig.reads(1, "A001")
        assert rig.hall.shown == [call]  # shown once is told once


def test_a_dead_board_does_not_hold_up_the_others(at: Path) -> None:
    with driven(at, (1, 2, 3)) as rig:
        rig.board(2).off = True
        rig.is_(2, "offline")
        for count in range(5):
            rig.call(f"A{count:03d}", "1")
            rig.call(f"C{count:03d}", "3")
            rig.reads(1, f"A{count:03d}")
            rig.reads(3, f"C{count:03d}")
        assert rig.state(1) == rig.state(3) == "ok"
        rig.board(2).off = False
        rig.is_(2, "ok")
        rig.reads(2, "欢迎光临")


def test_a_slow_board_shows_the_newest_call_and_skips_the_old_ones(at: Path) -> None:
    with driven(at, (1,)) as rig:
        rig.is_(1, "ok")
        rig.board(1).off = True
        calls = [rig.call(f"A{count:03d}") for count in range(20)]
        told = len(rig.board(1).told)
        rig.board(1).off = False
        until(lambda: calls[-1] in rig.hall.shown)
        after = [line for shown in rig.board(1).told[told:] for line in shown.lines if "A0" in line]
        assert set(after) == {"请A019到3号窗口".replace("3", "1")}
        assert rig.hall.shown == [calls[-1]]


def test_unplugged_and_plugged_in_again(at: Path) -> None:
    with driven(at, (1, 2)) as rig:
        rig.is_(1, "ok")
        rig.line.wire.unplug()
        rig.is_(1, "offline")
        rig.is_(2, "offline")
        call = rig.call("A001")
        for board in rig.line.boards.values():
            board.clear()
        rig.line.wire.plug()
        rig.reads(1, "A001")
        rig.reads(2, "欢迎光临")
        rig.is_(1, "ok")
        assert rig.hall.shown == [call]


def test_a_controller_that_hangs_up_between_two_frames_is_called_again_without_a_word() -> None:
    with driven(TCP) as rig:
        call = rig.call("A001")
        until(lambda: rig.hall.shown == [call])
        assert rig.line.wire._peer is not None
        rig.line.wire._peer.shutdown(socket.SHUT_RDWR)
        rig.board(1).clear()
        rig.reads(1, "A001")
        assert [state for _, state in rig.hall.history] == ["unknown", "ok"]


def test_a_call_blinks_at_first(monkeypatch: pytest.MonkeyPatch, at: Path) -> None:
    monkeypatch.setattr("devices.strips.part.FRESH_S", 0.4)
    with driven(at) as rig:
        rig.call("A001")
        rig.board(1).wait(lambda board: bool(board.told) and board.told[-1].blinks)
        rig.board(1).wait(lambda board: "A001" in board.text() and not board.told[-1].blinks)


def test_when_the_server_is_away_no_number_stays(monkeypatch: pytest.MonkeyPatch, at: Path) -> None:
    monkeypatch.setattr("devices.strips.part.LOST_S", 0.2)
    with driven(at) as rig:
        rig.call("A001")
        rig.reads(1, "A001")
        rig.hall.joined = False
        rig.changed()
        rig.reads(1, "请稍候")
        rig.hall.joined = True
        rig.changed()
        rig.reads(1, "A001")


def test_a_converter_that_echoes_disturbs_nobody(at: Path) -> None:
    with driven(at) as rig:
        heard = rig.line.wire._heard

        def echo(data: bytes) -> None:
            rig.line.wire.say(data, plainly=True)
            heard(data)

        rig.line.wire._heard = echo
        call = rig.call("A001")
        until(lambda: rig.hall.shown == [call])
        assert rig.state(1) == "ok"


def test_onbon_boards_forget_by_themselves_when_nobody_tells_them_anything_more(at: Path) -> None:
    with driven(at) as rig:
        rig.call("A001")
        rig.reads(1, "A001")
        shown = rig.board(1).shows()
        assert shown is not None
        assert shown.forgets_s == 60
