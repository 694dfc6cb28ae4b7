"""The real programs: server, kiosk and printer as processes, hands on the window, paper over TCP."""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from link.commands import Book, CallNext, SignIn
from tests.support.programs import CLERK, PIN, Hall, Process, opened


class Place:
    """A kiosk with its printer in a hall."""

    def __init__(self, hall: Hall) -> None:
        self.hall = hall
        self.paper = hall.data / "paper"
        self.printer = hall.start("emulate", "printer", "--listen", "127.0.0.1:0", "--out", str(self.paper))
        self.kiosk = hall.screen("kiosk", "k1", "--printer", str(self.printer.line()["listening"]))

    def fault(self, name: str | None) -> None:
        """Let something be wrong with the printer; None repairs it."""
        self.printer.ask(fault=name)

    def choose(self, queue: str = "general") -> None:
        """Touch a queue."""
        self.kiosk.ask(wait=f"queue-{queue}", s=20)
        self.kiosk.ask(tap=f"queue-{queue}")
        self.kiosk.ask(wait="take", s=20)

    def take(self, queue: str = "general", tap: str = "tap") -> str:
        """Touch a queue and the button; the number on the screen."""
        self.choose(queue)
        self.kiosk.ask(**{tap: "take"})
        return self.kiosk.sees("ticket-number")

    def printed(self, number: int) -> str:
        """What stands on the ticket that the printer cuts next."""
        line = self.printer.line()
        assert line["ticket"] == number
        return Path(line["txt"]).read_text(encoding="utf-8")

    def print_state(self, says: str) -> None:
        """Wait until the screen says this of the paper."""
        self.says("print-state", says)

    def says(self, name: str, says: str) -> None:
        """Wait until this stands there."""
        deadline = time.monotonic() + 20
        while (there := self.kiosk.sees(name)) != says:
            assert time.monotonic() < deadline, there
            time.sleep(0.02)


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    with opened(tmp_path) as hall:
        yield Place(hall)


def test_a_number_on_the_screen_and_on_paper(place: Place) -> None:
    kiosk = place.kiosk
    kiosk.ask(wait="find", s=20)
    kiosk.ask(tap="find")
    kiosk.ask(wait="key-S", s=20)
    for key in "SFZ":
        kiosk.ask(tap=f"key-{key}")
    kiosk.ask(wait="matter-identity-card", s=20)
    kiosk.ask(tap="matter-identity-card")
    kiosk.ask(wait="class-green", s=20)
    kiosk.ask(tap="class-green")
    kiosk.ask(double_tap="take")
    number = kiosk.sees("ticket-number")
    assert number == "V001"
    paper = place.printed(1)
    assert "\nV001\n" in paper
    assert "居民身份证首次申领、换领、补领" in paper.replace("\n", "")
    assert "绿色通道" in paper
    assert "[QR TINGXU:" in paper
    place.print_state("请取走您的号票")
    kiosk.ask(tap="done")
    assert place.take(tap="double_tap") == "A001"
    place.printed(2)
    place.print_state("请取走您的号票")
    facts = kiosk.facts()
    assert (facts["tickets_taken"], facts["tickets_printed"], facts["troubles"]) == (2, 2, [])
    counter = place.hall.paired("counter", "31")
    place.hall.do(counter, SignIn, clerk=CLERK, pin=PIN)
    called = place.hall.do(counter, CallNext).ticket
    assert called is not None
    assert (called.number, called.printed, called.kiosk) == ("V001", "printed", "k1")
    assert (kiosk.ends(), place.printer.ends()) == (0, 0)


def test_when_paper_fails_the_turn_is_kept_and_printed_again(place: Place) -> None:
    kiosk = place.kiosk
    place.choose()
    place.fault("ends")  # after the next line
    kiosk.ask(tap="take")
    assert kiosk.sees("ticket-number") == "A001"
    kiosk.ask(wait="print-again", s=20)
    assert kiosk.sees("print-state") == "号票未能打印，您的号码有效"
    kiosk.ask(see="ticket-qr")
    place.fault(None)
    kiosk.ask(tap="print-again")
    paper = place.printed(1)
    assert "补打 COPY" in paper
    assert "\nA001\n" in paper
    place.print_state("请取走您的号票")
    facts = kiosk.facts()
    assert (facts["tickets_taken"], facts["tickets_printed"], facts["prints_failed"]) == (1, 1, 1)
    kiosk.ask(tap="done")
    kiosk.ask(wait="find", s=20)
    place.fault("out")
    assert "打印机缺纸，仍可取号" in kiosk.sees("notice-printer")
    place.fault(None)
    kiosk.ask(gone="notice-printer", s=20)


def test_a_killed_server_is_said_and_comes_back_with_the_same_number(place: Place) -> None:
    kiosk = place.kiosk
    place.choose()
    place.hall.server.kill()
    assert "暂时连不上大厅系统" in kiosk.sees("notice-server")
    assert "hidden or disabled" in cannot(kiosk, "take")
    place.hall.serve()
    kiosk.ask(gone="notice-server", s=3)
    kiosk.ask(wait="take", s=3)
    kiosk.ask(tap="take")
    assert kiosk.sees("ticket-number") == "A001"
    place.printed(1)
    kiosk.ask(tap="done")
    assert place.take() == "A002"
    place.printed(2)
    assert kiosk.facts()["troubles"] == []
    assert kiosk.ends() == 0


def test_a_number_asked_for_as_the_server_dies_is_given_once(place: Place) -> None:
    kiosk, server = place.kiosk, place.hall.server.process
    place.choose()
    server.send_signal(signal.SIGSTOP)  # it is there, and says nothing any more
    kiosk.ask(double_tap="take")
    assert "hidden or disabled" in cannot(kiosk, "home")
    place.hall.server.kill()
    assert kiosk.facts()["page"] == "confirm"
    place.hall.serve()
    assert kiosk.sees("ticket-number") == "A001"
    place.printed(1)
    place.print_state("请取走您的号票")
    facts = kiosk.facts()
    assert (facts["tickets_taken"], facts["refusals"], facts["troubles"]) == (1, 0, [])
    kiosk.ask(tap="done")
    assert place.take() == "A002"


def test_people_who_booked_check_in_by_scanner_code_and_phone(place: Place) -> None:
    hall, kiosk = place.hall, place.kiosk
    web = hall.paired("web", "public")

    def book(time: str, phone: str, **what: str) -> str:
        reply = hall.do(web, Book, day="2026-11-24", time=time, phone=phone, **what)
        assert reply.appointment is not None
        return reply.appointment.code

    scanned = book("10:30", "13800003072", queue="tax")
    typed = book("10:30", "13900001111", matter="passport")
    first = book("10:30", "13700002222", queue="general")
    book("10:30", "13600002222", queue="social")
    afternoon = book("14:30", "13500005555", queue="tax")
    kiosk.ask(wait="check-in", s=20)
    kiosk.ask(scan="?;not a booking")
    kiosk.ask(scan=f"http://127.0.0.1:8711/b/{scanned}")
    assert kiosk.sees("ticket-number") == "Y001"
    assert kiosk.sees("ticket-class") == "预约10:30"
    paper = place.printed(1)
    assert "\nY001\n" in paper
    assert "您来得早：将在10:30叫号，窗口空闲时会提前。" in paper.replace("\n", "")
    kiosk.ask(tap="done")

    kiosk.ask(wait="check-in", s=20)
    kiosk.ask(tap="check-in")
    kiosk.ask(wait="key-2", s=20)
    for key in typed:
        kiosk.ask(tap=f"key-{key}")
    assert kiosk.sees("code-text") == f"{typed[:4]} {typed[4:]}"
    kiosk.ask(double_tap="check-in-go")
    assert kiosk.sees("ticket-number") == "Y002"
    assert "普通护照申请" in place.printed(2)
    kiosk.ask(tap="done")

    kiosk.ask(wait="check-in", s=20)
    kiosk.ask(tap="check-in")
    kiosk.ask(wait="by-phone", s=20)
    kiosk.ask(tap="by-phone")
    for digit in "2222":
        kiosk.ask(wait=f"key-{digit}", s=20)
        kiosk.ask(tap=f"key-{digit}")
    kiosk.ask(tap="check-in-go")
    kiosk.ask(wait=f"booking-{first}", s=20)
    assert len(kiosk.ask(find="booking-")["names"]) == 2
    kiosk.ask(tap=f"booking-{first}")
    assert kiosk.sees("ticket-number") == "Y003"
    place.printed(3)
    kiosk.ask(tap="done")

    kiosk.ask(wait="check-in", s=20)
    for code, says in (
        (afternoon, "您预约的是14:30，来得早，4小时后即可签到。请先就座，到时再来签到。"),
        (scanned, "您已签到，号码是Y001。号票丢失请到导办台补打。"),
        ("ABCDEFGH", "没有找到此预约码，请逐位核对。也可以用手机尾号查找。"),
    ):
        kiosk.ask(scan=code)
        place.says("message", says)
    facts = kiosk.facts()
    assert (facts["tickets_taken"], facts["refusals"], facts["troubles"]) == (3, 3, [])
    assert kiosk.ends() == 0


def cannot(kiosk: Process, tap: str) -> str:
    """Something that cannot be touched; what the hands say about it."""
    with pytest.raises(AssertionError) as told:
        kiosk.ask(tap=tap)
    return str(told.value)


@pytest.mark.parametrize(
    "options",
    [("--printer", "lpt1"), ("--size", "tall"), ("--language", "fr")],
    ids=lambda options: options[0],
)
def test_a_wrong_option_is_refused(tmp_path: Path, options: tuple[str, str]) -> None:
    with opened(tmp_path) as hall:
        kiosk = hall.screen("kiosk", "k1", *options)
        assert kiosk.process.wait(20) == 2


def test_a_wrong_printer_does_not_use_up_the_code(tmp_path: Path) -> None:
    with opened(tmp_path) as hall:
        code = hall.access.make_code("kiosk", "k1")
        joining = ["--server", hall.url, "--identity", str(tmp_path / "k1.json"), "--code", code, "--hands"]
        assert hall.start("kiosk", *joining, "--printer", "lpt1").process.wait(20) == 2
        kiosk = hall.start("kiosk", *joining)
        assert kiosk.sees("headline") == "请选择要办理的业务"
        assert kiosk.ends() == 0
