"""Which board speaks, and what becomes of its voice when the plan changes: real voices that only chime."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import Signal
from pytestqt.qtbot import QtBot

from display.board import Board
from display.speaking import Speaking
from link.frames import Change
from link.identity import Identity
from link.plan import Plan, Text, Voice, Zone
from link.words import DeviceState
from tests.display.display_fakes import Day, FakeLink, plan

PATIENCE_MS = 30_000
CHIMES = Voice(engines=("none",), zones=(Zone("east", "display/board-1", ("1",)),))


class SpeakingLink(FakeLink):
    """With what a voice needs besides."""

    announced = Signal(object)

    def __init__(self, name: str) -> None:
        super().__init__()
        self.identity = Identity("display", name, "t" * 16)
        self.states: list[DeviceState] = []

    def status(self, devices: list[DeviceState]) -> None:
        self.states = devices


def hall(voice: Voice) -> Plan:
    return msgspec.structs.replace(plan("riverside"), voice=voice)


def files(folder: Path) -> list[str]:
    """The whole ones: what is being written has another name until it is done."""
    return sorted(path.name for path in folder.glob("*.wav"))


@pytest.mark.parametrize("name", ["board-1", "board-2"])
def test_a_board_with_a_zone_speaks_unasked_and_another_does_not(
    name: str, qtbot: QtBot, tmp_path: Path
) -> None:
    link = SpeakingLink(name)
    screen = Board(link)
    speaking = Speaking(screen, link, tmp_path / "kept", asked=True)  # type: ignore[arg-type]
    day = Day(link, hall(CHIMES))
    day.join()
    day.live(day.call("A001", "2"), day.call("A002", "1"))
    link.announced.emit(Text("请勿吸烟", "No smoking"))
    if name == "board-1":
        qtbot.waitUntil(lambda: len(files(tmp_path / "kept")) == 2, timeout=PATIENCE_MS)
        assert files(tmp_path / "kept") == ["0002-A002-window-1.wav", "announcement-001.wav"]
        assert [(one.id, one.kind, one.state) for one in link.states] == [("east", "voice", "ok")]
    speaking.close()
    assert len(files(tmp_path / "kept")) == (2 if name == "board-1" else 0)
    assert screen.receipts.sent["spoken"] == 0, "a chime alone is not spoken"


def test_a_zone_that_is_taken_away_falls_silent_and_is_not_told_about(qtbot: QtBot, tmp_path: Path) -> None:
    link = SpeakingLink("board-1")
    speaking = Speaking(Board(link), link, tmp_path, asked=False)  # type: ignore[arg-type]
    day = Day(link, hall(CHIMES))
    day.join()
    qtbot.waitUntil(lambda: bool(link.states), timeout=PATIENCE_MS)
    elsewhere = msgspec.structs.replace(CHIMES, zones=(Zone("east", "display/board-9"),))
    day.live(Change(1, link.clock, "plan_changed", plan=hall(elsewhere)))
    assert link.states == []
    day.n = 1
    day.live(day.call("A001", "1"))
    assert speaking._voice is None
    assert files(tmp_path) == []
    speaking.close()
