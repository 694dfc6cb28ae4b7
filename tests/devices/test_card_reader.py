"""The driver of identity-card readers at a pseudo-terminal, with a reader that also misbehaves."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from devices.card import CardReader, Seen
from devices.sdt import Card
from emulators.card import CardReader as Emulated
from emulators.card import number_of
from link.words import DeviceState
from ports.address import parse_line
from tests.devices.device_kit import Heard, state_is

CARD = Card(number_of("19500308"), "王*明", date(1950, 3, 8))
OTHER = Card(number_of("20010101"), "李*", date(2001, 1, 1))
QUICK = (0.05, 0.1)


class Desk:
    """A reader and the driver that looks at it."""

    def __init__(self, at: str) -> None:
        self.reader = Emulated(at)
        self.seen, self.states = Heard[Seen](), Heard[DeviceState]()
        self.driver: CardReader | None = None

    def start(self, answer_s: float = 0.25) -> None:
        address = parse_line(self.reader.wire.address)
        self.driver = CardReader(
            "card", address, self.seen, self.states, pauses_s=QUICK, answer_s=answer_s, read_s=answer_s + 0.25
        )
        self.driver.start()

    def close(self) -> None:
        if self.driver is not None:
            self.driver.close()
        self.reader.wire.unplug()

    def looks(self, more: int = 5) -> None:
        """Let the driver look again so many times."""
        at = self.reader.asked
        self.reader.wait_asked(at + more)


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("devices.card.LOOK_S", 0.02)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(str(tmp_path / "reader"))
    made.reader.wire.plug()
    yield made
    made.close()


@pytest.mark.parametrize("finds_again", [False, True])
def test_a_card_that_lies_there_is_read_once(desk: Desk, finds_again: bool) -> None:
    desk.reader.finds_again = finds_again
    desk.start()
    state_is(desk.states, "ok")
    desk.reader.put()
    assert desk.seen.next() == CARD
    desk.looks()
    desk.reader.take()
    desk.looks()
    assert desk.seen.all == [CARD]
    desk.reader.put("李明", "20010101")
    assert desk.seen.next(1) == OTHER


def test_a_network_converter_will_do() -> None:
    desk = Desk("tcp://127.0.0.1:0")
    desk.reader.wire.plug()
    desk.reader.put()
    desk.start()
    assert desk.seen.next() == CARD
    desk.close()


def test_a_card_pulled_away_in_the_middle_is_told_once_and_the_next_is_read(desk: Desk) -> None:
    desk.reader.pull_at("read")
    desk.reader.put()
    desk.start()
    assert desk.seen.next() == "unreadable"
    desk.looks()
    desk.reader.put("李明", "20010101")
    assert desk.seen.next(1) == OTHER
    assert {one.state for one in desk.states.all} == {"ok"}


def test_another_kind_of_card(desk: Desk) -> None:
    desk.reader.put("DUPONT, JEAN", kind="I")
    desk.start()
    assert desk.seen.next() == "other_kind"


@pytest.mark.parametrize("fault", ["twice", "garbage"])
def test_what_a_bad_line_adds_is_overheard(desk: Desk, fault: str) -> None:
    desk.reader.wire.fault = fault  # type: ignore[assignment]
    desk.reader.put()
    desk.start()
    assert desk.seen.next() == CARD
    desk.looks()
    assert desk.seen.all == [CARD]


def test_a_reader_that_is_late_is_waited_for(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("emulators.wire.LATE_S", 0.4)
    desk.reader.wire.fault = "late"
    desk.reader.put()
    desk.start(answer_s=4)
    assert desk.seen.next() == CARD


FAULTS: list[tuple[str, str]] = [
    ("silent", "nothing answers"),
    ("wrong_baud", "speed"),
    ("half", "makes no sense"),
]


@pytest.mark.parametrize(("fault", "says"), FAULTS)
def test_what_is_wrong_is_said_and_it_heals(desk: Desk, fault: str, says: str) -> None:
    desk.reader.wire.fault = fault  # type: ignore[assignment]
    desk.start()
    state_is(desk.states, "fault", says)
    desk.reader.wire.fault = None
    state_is(desk.states, "ok")
    desk.reader.put()
    assert desk.seen.next() == CARD


def test_a_reader_without_authorisation_is_for_its_supplier(desk: Desk) -> None:
    desk.reader.status = 0x66
    desk.start()
    assert "supplier" in state_is(desk.states, "fault").detail


def test_unplugged_and_plugged_in_again(desk: Desk) -> None:
    desk.start()
    state_is(desk.states, "ok")
    desk.reader.wire.unplug()
    state_is(desk.states, "offline")
    desk.reader.wire.plug()
    desk.reader.put()
    assert desk.seen.next() == CARD
    state_is(desk.states, "ok")


def test_nothing_of_a_card_is_logged(desk: Desk, log: object) -> None:
    desk.reader.put()
    desk.start()
    desk.seen.next()
    desk.reader.wire.unplug()
    state_is(desk.states, "offline")
    said = "\n".join([*log.lines, *(one.detail for one in desk.states.all)])  # type: ignore[attr-defined]
    assert "王" not in said
    assert CARD.number not in said
