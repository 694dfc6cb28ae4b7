"""The readers of the plan beside a kiosk: its own ones alone, another plan, and an address that is none."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace
from pytestqt.qtbot import QtBot

from devices.card import Seen
from emulators.scanner import Scanner
from kiosk.readers import Readers
from link.frames import Change
from link.plan import Devices, Reader
from link.reporting import Reporting
from link.words import DeviceState
from tests.display.display_fakes import plan
from tests.kiosk.kiosk_fakes import Stand


class Beside:
    """A kiosk's readers, for a plan in the test's hands."""

    def __init__(self) -> None:
        self.stand = Stand(the_plan=plan("luohu"))
        self.lines, self.cards, self.told = list[str](), list[Seen](), list[list[DeviceState]]()
        reporting = Reporting(self.told.append)
        self.readers = Readers(self.stand.link, "kiosk/door", reporting, self.lines.append, self.cards.append)
        self.stand.join()

    def plan(self, *readers: Reader) -> None:
        """The hall's plan has these readers from now on."""
        changed = replace(self.stand.day.plan, devices=Devices(readers=readers))
        self.stand.day.live(Change(9, 0, "plan_changed", plan=changed))

    def state(self) -> list[tuple[str, str]]:
        """What was told last."""
        return [(one.id, one.state) for one in self.told[-1]] if self.told else []


@pytest.fixture
def beside() -> Iterator[Beside]:
    made = Beside()
    yield made
    made.readers.close()


def test_its_own_readers_work_and_those_of_others_are_left_alone(
    qtbot: QtBot, beside: Beside, tmp_path: Path
) -> None:
    scanner = Scanner(str(tmp_path / "scanner"))
    scanner.wire.plug()
    mine = Reader("mine", "kiosk/door", scanner.wire.address)
    beside.plan(mine, Reader("other", "kiosk/back", "serial:/nowhere@9600"))
    qtbot.waitUntil(lambda: beside.state() == [("mine", "ok")])
    scanner.scan("K7QM2XWP")
    qtbot.waitUntil(lambda: beside.lines == ["K7QM2XWP"])
    beside.plan()
    assert beside.state() == []
    scanner.wire.unplug()


def test_an_address_that_is_none_is_told_and_stops_nothing_else(qtbot: QtBot, beside: Beside) -> None:
    beside.plan(Reader("card", "kiosk/door", "usb:04b8:0e15", "card"))
    assert beside.state() == [("card", "fault")]
    assert "can be read from" in beside.told[-1][0].detail
    assert not beside.readers.has_card()
    beside.plan(Reader("card", "kiosk/door", "serial:/nowhere/at/all@115200", "card"))
    qtbot.waitUntil(lambda: beside.state() == [("card", "offline")])
    assert not beside.readers.has_card()
