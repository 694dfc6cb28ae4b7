"""Tickets on paper: every state of a print, what is reported, and what the paper says."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QCoreApplication, QSize

from kiosk.printing import Printing
from kiosk.qr import QUIET, QrProvider, source
from link.frames import Change, PrintOrder, Refused, Reply
from link.plan import Devices, Printer
from link.reporting import Reporting
from link.words import DeviceState, Ticket
from ports.address import AddressError
from printers.fields import Fields, layout_for, of_ticket
from printers.spooler import Reason
from printers.status import PrinterState
from screen.language import Language
from tests.display.display_fakes import Day, plan
from tests.kiosk.kiosk_fakes import FakeJobs, KioskLink, Stand

COPY = "补打"


@pytest.fixture
def stand(qapp: object) -> Stand:
    stand = Stand()
    stand.join()
    return stand


def shown(stand: Stand) -> tuple[str, str]:
    result = stand.kiosk.view["result"]
    return result["state"], result["says"]


def text(data: bytes) -> str:
    return data.decode("gb18030", "replace")


def test_a_ticket_that_comes_out_is_printed_and_reported(stand: Stand) -> None:
    stand.has_number()
    assert shown(stand) == ("printing", "正在打印号票……")
    stand.paper(stand.jobs.prints)
    assert shown(stand) == ("printed", "请取走您的号票")
    assert stand.link.reports() == [("printed", None)]
    assert stand.kiosk.facts()["tickets_printed"] == 1


@pytest.mark.parametrize(
    ("reason", "todo"),
    [
        ("out", "打印机缺纸：请记下号码或拍照，也可请工作人员补打。"),
        ("cover", "打印机盖未关好：请记下号码或拍照，也可请工作人员补打。"),
        ("offline", "请记下号码或拍照，也可请工作人员补打。"),
        ("timeout", "请记下号码或拍照，也可请工作人员补打。"),
    ],
)
def test_when_paper_fails_the_turn_is_kept_and_the_screen_says_what_to_do(
    stand: Stand, reason: Reason, todo: str
) -> None:
    stand.has_number(number="A042")
    stand.paper(lambda: stand.jobs.fails(reason))
    result = stand.kiosk.view["result"]
    assert (result["state"], result["number"], result["todo"]) == ("failed", "A042", todo)
    assert result["qr"]
    assert stand.link.reports() == [("failed", reason)]
    assert stand.kiosk.facts()["prints_failed"] == 1


def test_print_again_is_reported_as_reprinted(stand: Stand) -> None:
    stand.has_number()
    stand.paper(lambda: stand.jobs.fails("out"))
    stand.kiosk.print_again()
    assert shown(stand)[0] == "printing"
    assert COPY not in text(stand.jobs.jobs[-1][1])
    stand.paper(stand.jobs.prints)
    assert shown(stand)[0] == "printed"
    assert stand.link.reports() == [("failed", "out"), ("reprinted", None)]
    facts = stand.kiosk.facts()
    assert (facts["tickets_printed"], facts["prints_failed"]) == (1, 1)


def test_what_may_be_on_paper_already_is_printed_again_as_a_copy(stand: Stand) -> None:
    stand.has_number()
    stand.paper(lambda: stand.jobs.fails("cut", maybe=True))
    stand.kiosk.print_again()
    assert COPY in text(stand.jobs.jobs[-1][1])
    stand.paper(lambda: stand.jobs.fails("offline"))
    stand.kiosk.print_again()
    assert COPY in text(stand.jobs.jobs[-1][1])
    assert len({job for job, _ in stand.jobs.jobs}) == 3


def test_a_double_tap_on_print_again_prints_once(stand: Stand) -> None:
    stand.has_number()
    stand.paper(stand.jobs.fails)
    stand.kiosk.print_again()
    stand.kiosk.print_again()
    assert len(stand.jobs.jobs) == 2


def test_an_outcome_after_the_person_has_gone_is_reported_and_shown_to_nobody(stand: Stand) -> None:
    stand.has_number(number="A001")
    stand.kiosk.done()
    stand.at_confirm("tax")
    stand.paper(lambda: stand.jobs.fails("out"))
    assert stand.link.reports() == [("failed", "out")]
    assert stand.kiosk.page == "confirm"


def test_a_report_that_is_refused_or_unanswered_is_a_trouble(stand: Stand) -> None:
    stand.has_number()
    stand.paper(lambda: stand.jobs.fails("out"))
    stand.link.answer(Refused(stand.link.sent[-1].command.id, "unknown_number"))
    stand.kiosk.print_again()
    stand.paper(stand.jobs.prints)
    stand.link.answer(None)
    assert stand.kiosk.facts()["troubles"] == [
        "report of 20261124-A001 failed: unknown_number",
        "report of 20261124-A001 reprinted: no answer",
    ]


def test_a_report_that_is_taken_is_no_trouble(stand: Stand) -> None:
    stand.has_number()
    stand.paper(stand.jobs.prints)
    stand.link.answer(Reply(stand.link.sent[-1].command.id, 8))
    assert stand.kiosk.facts()["troubles"] == []


@pytest.mark.parametrize(
    ("state", "kind", "says"),
    [
        (PrinterState.OUT, "warn", "打印机缺纸"),
        (PrinterState.COVER, "warn", "打印机盖未关好"),
        (PrinterState.OFFLINE, "warn", "打印机未响应"),
        (PrinterState.UNKNOWN, "warn", "打印机未响应"),
        (PrinterState.LOW, "plain", "打印纸即将用完"),
    ],
)
def test_the_start_page_says_how_the_printer_is_before_anyone_taps(
    stand: Stand, state: PrinterState, kind: str, says: str
) -> None:
    assert stand.kiosk.view["printerNotice"] == []
    stand.paper(lambda: stand.jobs.state(state))
    assert stand.kiosk.view["printerKind"] == kind
    assert stand.kiosk.view["printerNotice"][0].startswith(says)
    assert len(stand.kiosk.view["printerNotice"]) == 2
    stand.paper(lambda: stand.jobs.state(PrinterState.OK))
    assert stand.kiosk.view["printerNotice"] == []


def test_a_kiosk_without_a_printer_says_to_note_the_number(qapp: object) -> None:
    stand = Stand(printer=False)
    stand.join()
    stand.has_number()
    assert shown(stand) == ("none", "请记下号码，或拍照保存")
    assert stand.kiosk.view["seconds"] == stand.kiosk.times.note_s
    assert stand.link.reports() == []
    stand.kiosk.print_again()
    stand.printing.close()
    assert shown(stand)[0] == "none"


def test_closing_ends_the_printers_thread(stand: Stand) -> None:
    stand.printing.close()
    assert stand.jobs.closed


def test_whoever_took_a_ticket_may_have_it_once_more_for_a_minute(
    stand: Stand, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand.has_number()
    stand.paper(stand.jobs.prints)
    assert stand.kiosk.visit is not None
    one = stand.kiosk.visit.print
    assert one is not None
    assert stand.printing.may_reprint(one)
    stand.printing.reprint(one)
    assert COPY in text(stand.jobs.jobs[-1][1])
    assert not stand.printing.may_reprint(one), "it is being printed"
    stand.paper(stand.jobs.prints)
    assert stand.link.reports() == [("printed", None), ("reprinted", None)]
    monkeypatch.setattr("kiosk.printing.REPRINT_S", 0.0)
    assert not stand.printing.may_reprint(one)
    stand.printing.reprint(one)
    assert len(stand.jobs.jobs) == 2


def test_an_order_of_the_hall_is_obeyed_and_reported(stand: Stand) -> None:
    ticket = Ticket("20261124-A007", "A007", "general", "ordinary", 1, 2, 3)
    stand.link.frame_received.emit(PrintOrder("reprint", ticket, "9c1185a5c5e9fc54"))
    assert COPY in text(stand.jobs.jobs[-1][1])
    stand.paper(stand.jobs.prints)
    assert stand.link.reports() == [("reprinted", None)]
    assert stand.kiosk.facts()["tickets_printed"] == 0, "it was not taken here"


def test_the_printers_are_those_of_the_plan_and_follow_it(qapp: object) -> None:
    own = Printer("own", "tcp://own:9100", at=("kiosk/door",))
    spare = Printer("spare", "tcp://spare:9100", spare_for=("kiosk/door",))
    told: list[list[DeviceState]] = []
    made: list[FakeJobs] = []

    def make(*parts: Any) -> FakeJobs:
        made.append(FakeJobs(*parts))
        return made[-1]

    link = KioskLink()
    reporting = Reporting(told.append)
    printing = Printing(link, program="kiosk/door", reporting=reporting, make=make)
    day = Day(link, replace(plan("luohu"), devices=Devices(printers=(spare, own))))
    day.join()
    assert [one.printer.id for one in made] == ["own", "spare"]
    one = printing.print("20261124-A001", lambda _profile, copy: b"copy" if copy else b"first")
    assert made[0].jobs == [("20261124-A001/1", b"first")]
    made[0].state(PrinterState.OFFLINE)
    made[0].fails("cut", maybe=True)
    assert made[1].jobs == [("20261124-A001/1", b"copy")]
    made[1].prints()
    QCoreApplication.processEvents()
    assert one.state == "printed"
    assert link.reports() == [("reprinted", None)]
    assert [(state.id, state.state) for state in told[-1]] == [("own", "fault")]
    day.live(Change(9, 0, "plan_changed", plan=plan("luohu")))
    assert told[-1] == []
    printing.close()


def test_a_wrong_address_is_refused(qapp: object) -> None:
    with pytest.raises(AddressError, match="tcp://HOST:PORT"):
        Printing(KioskLink(), "lpt1")


def on_paper(hall: str, language: str, queue: str, number: str, cls: str = "") -> tuple[str, Fields]:
    stand = Stand(hall)
    stand.join()
    stand.at_confirm(queue)
    if cls:
        stand.kiosk.choose_class(cls)
    stand.kiosk.take()
    stand.link.give(number, ahead=1, wait_s=None)
    assert stand.kiosk.visit is not None
    taken = stand.kiosk.visit.taken
    assert taken is not None
    fields = of_ticket(stand.day.plan, taken, Language(language).texts)
    return layout_for(stand.day.plan, taken.ticket), {name: said for name, said in fields.items() if said}


def test_the_paper_says_everything_in_chinese(qapp: object) -> None:
    layout, says = on_paper("luohu", "zh", "general", "V001", "green")
    assert layout == "green"
    assert says == {
        "hall": "罗湖区行政服务大厅",
        "number": "V001",
        "queue": "综合业务",
        "title": "综合业务",
        "priority": "绿色通道",
        "windows": "1–4、7、8、23–25、30、31号",
        "ahead": "1人",
        "wait": "暂时无法预计",
        "day": "11月24日（周二）",
        "taken": "11-24 09:41",
        "time": "09:41",
        "missed": "叫号3次未到即过号；请到导办台恢复排队，将排在后面3人之后。",
        "follow": "工作人员可扫此码",
        "qr": "TINGXU:20261124-V001:9c1185a5c5e9fc54",
        "note": "现役及退役军人和家属、70岁以上长者、孕妇、残疾人、重病患者："
        "请带军人证、优待证、身份证、孕产手册、残疾人证或诊断证明",
    }


def test_the_paper_says_everything_in_english(qapp: object) -> None:
    layout, says = on_paper("riverside", "en", "family", "F001")
    assert layout == "ordinary"
    assert says["title"] == "Families and well-being"
    assert [says[name] for name in ("windows", "ahead", "wait", "taken")] == [
        "Garden Room",
        "1 person",
        "cannot be said yet",
        "11-24 01:41",
    ]


def test_the_ticket_is_in_the_language_that_was_chosen(stand: Stand) -> None:
    stand.kiosk.switch_language()
    stand.has_number()
    assert "Luohu District Service Hall" in text(stand.jobs.jobs[-1][1])


def test_the_code_leads_to_the_halls_own_page_where_there_is_one(qapp: object) -> None:
    stand = Stand(the_plan=replace(plan("luohu"), follow_url="https://hall.example.org"))
    stand.join()
    stand.has_number()
    code = stand.kiosk.view["result"]["qr"]
    assert code == "image://qr/https%3A%2F%2Fhall.example.org%2Ft%2F9c1185a5c5e9fc54"
    assert stand.kiosk.view["result"]["qrSays"] == "扫码可在手机上查看排队进度"


def test_a_code_has_whole_modules_and_a_quiet_margin(qapp: object) -> None:
    size = QSize()
    name = source("TINGXU:20261124-A001:9c1185a5c5e9fc54").removeprefix("image://qr/")
    image = QrProvider().requestImage(name, size, QSize(300, 300))
    assert (image.width(), image.height(), size) == (300, 300, QSize(300, 300))
    module = 300 // (29 + 2 * QUIET)
    left = (300 - module * (29 + 2 * QUIET)) // 2 + QUIET * module
    assert image.pixelColor(left - 1, left).value() == 255
    assert image.pixelColor(left, left).value() == 0
    assert source("") == ""
