"""The real programs with a card reader and a scanner on pseudo-terminals: cards, tickets, a pulled plug."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import assets
from emulators.card import number_of
from link.commands import Book
from tests.support.programs import Hall, Process, opened

BOOKED, OLD = number_of("19900101", "011"), number_of("19490308", "013")
READERS = """
[[devices.readers]]
id = "card"
at = "kiosk/k1"
port = "serial:{at}/card@115200"
kind = "card"

[[devices.readers]]
id = "scanner"
at = "kiosk/k1"
port = "serial:{at}/scanner@9600"
"""


class Place:
    """A kiosk with its readers and its printer in a hall."""

    def __init__(self, hall: Hall) -> None:
        self.hall = hall
        self.reader = self._starts("card", str(hall.data / "card"))
        self.scanner = self._starts("scanner", str(hall.data / "scanner"))
        paper = str(hall.data / "paper")
        self.printer = hall.start("emulate", "printer", "--listen", "127.0.0.1:0", "--out", paper)
        self.kiosk = hall.screen("kiosk", "k1", "--printer", str(self.printer.line()["listening"]))

    def _starts(self, kind: str, at: str) -> Process:
        started = self.hall.start("emulate", kind, at)
        assert at in started.line()["address"]
        return started

    def lays_down(self, name: str, number: str) -> None:
        """Somebody lays a card down, and takes it away when it was read."""
        self.reader.ask(put={"name": name, "birth": number[6:14], "number": number})

    def takes_number(self) -> None:
        self.kiosk.ask(wait="queue-general", s=20)
        self.kiosk.ask(tap="queue-general")
        self.kiosk.ask(wait="take", s=20)
        self.kiosk.ask(tap="take")

    def prints(self) -> str:
        """What stands on the next paper."""
        return Path(self.printer.line()["txt"]).read_text(encoding="utf-8")


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    data = tmp_path / "data"
    data.mkdir()
    file = tmp_path / "hall.toml"
    built_in = assets.hall_file("luohu").read_text(encoding="utf-8")
    file.write_text(built_in + READERS.format(at=data), encoding="utf-8")
    with opened(data, file=file) as hall:
        yield Place(hall)


def test_people_with_cards_and_tickets(place: Place, capfd: pytest.CaptureFixture[str]) -> None:
    kiosk, web = place.kiosk, place.hall.paired("web", "public")
    assert kiosk.sees("greeting") == "可将身份证放在读卡区"

    # Who booked is found by the card.
    fields = {"queue": "general", "day": "2026-11-24", "time": "10:30", "phone": "13800138000"}
    booking = place.hall.do(web, Book, identity=BOOKED, **fields).appointment
    assert booking is not None
    place.lays_down("李小华", BOOKED)
    assert kiosk.sees("check-in-person") == "您好，李*华"
    kiosk.ask(tap=f"booking-{booking.code}")
    assert kiosk.sees("ticket-number") == "Y001"
    place.prints()
    kiosk.ask(tap="done")

    # Who is old enough goes first without asking, and gets one number.
    place.reader.ask(take=True)
    kiosk.ask(wait="greeting", s=20)
    place.lays_down("欧阳明", OLD)
    assert kiosk.sees("greeting-priority") == "70岁以上优先"
    assert kiosk.sees("greeting") == "您好，欧*明"
    place.takes_number()
    assert kiosk.sees("ticket-number") == "V001"
    code = re.search(r"TINGXU:\S+?:[0-9a-f]{16}", place.prints().replace("\n", ""))
    assert code is not None
    kiosk.ask(tap="done")

    # The plug is pulled and put in again: it heals.
    place.reader.ask(unplug=True)
    kiosk.ask(gone="greeting", s=20)
    place.reader.ask(plug=True)
    kiosk.ask(wait="greeting", s=20)

    # The same person again: the number that is there, and the same on paper.
    place.lays_down("欧阳明", OLD)
    kiosk.ask(wait="greeting-priority", s=20)
    place.takes_number()
    assert kiosk.sees("found-number") == "V001"
    kiosk.ask(tap="print-copy")
    assert "补打" in place.prints()
    kiosk.ask(tap="found-done")

    # The paper itself is scanned.
    kiosk.ask(wait="queue-general", s=20)
    place.scanner.ask(scan=code[0])
    assert kiosk.sees("found-number") == "V001"

    facts = kiosk.facts()
    assert (facts["tickets_taken"], facts["checked_in"], facts["troubles"]) == (2, 1, [])
    assert kiosk.ends() == 0
    said = capfd.readouterr()
    for number in (BOOKED, OLD):
        assert number not in said.out + said.err
        for file in filter(Path.is_file, place.hall.data.rglob("*")):
            raw = file.read_bytes()
            assert number.encode() not in raw, file
            assert number.encode("utf-16-le") not in raw, file
