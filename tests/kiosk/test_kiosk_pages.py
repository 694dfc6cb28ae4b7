"""Around the visit, without a window: finding a matter, language and type size, the way back to the start."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from kiosk.idle import Times
from link.commands import TakeTicket
from tests.display.display_fakes import plan
from tests.kiosk.kiosk_fakes import Stand


@pytest.fixture
def stand(qapp: object) -> Stand:
    stand = Stand()
    stand.join()
    return stand


def ticks(stand: Stand, seconds: int) -> None:
    for _ in range(seconds):
        stand.kiosk.countdown.tick()


def test_groups_lead_to_matters_and_matters_to_their_queue(stand: Stand) -> None:
    kiosk = stand.kiosk
    kiosk.find()
    assert kiosk.page == "find"
    assert len(kiosk.finding.groups.rows) == 25
    kiosk.open_group("police")
    assert kiosk.view["findTitle"] == "市公安局罗湖分局"
    row = next(row for row in kiosk.finding.matters.rows if row["key"] == "passport")
    assert (row["name"], row["where"], row["queue"], row["letter"]) == (
        "普通护照申请", "市公安局罗湖分局", "户政出入境", "M",
    )  # fmt: skip
    kiosk.back()
    assert (kiosk.page, kiosk.view["listing"]) == ("find", False)
    kiosk.open_group("police")
    kiosk.choose_matter("passport")
    assert kiosk.view["confirm"]["name"] == "普通护照申请"
    kiosk.back()
    assert kiosk.page == "find"
    kiosk.choose_matter("passport")
    kiosk.take()
    command = stand.link.takes()[0]
    assert isinstance(command, TakeTicket)
    assert (command.queue, command.matter, command.cls) == ("household", "passport", "ordinary")


def test_the_keypad_types_deletes_and_clears(stand: Stand) -> None:
    kiosk = stand.kiosk
    kiosk.find()
    for key in "SFX":
        kiosk.key(key)
    assert (kiosk.view["query"], kiosk.finding.matters.rows) == ("SFX", [])
    assert kiosk.view["findHint"] == "没有找到相符的事项。请减少字母再试，或咨询工作人员。"
    kiosk.key("back")
    kiosk.key("Z")
    assert [row["key"] for row in kiosk.finding.matters.rows] == ["identity-card"]
    assert kiosk.view["findHint"] == ""
    kiosk.key("clear")
    assert (kiosk.view["query"], kiosk.view["listing"]) == ("", False)
    kiosk.type("x" * 200)
    assert len(kiosk.view["query"]) == 24
    kiosk.home()
    kiosk.find()
    assert kiosk.view["query"] == ""


def test_language_and_type_size_are_reset_for_the_next_person(stand: Stand) -> None:
    kiosk = stand.kiosk
    kiosk.switch_language()
    kiosk.toggle_large()
    assert kiosk.view["hall"] == "Luohu District Service Hall"
    assert kiosk.view["headline"] == ["Which service do you need?"]
    assert kiosk.view["otherLanguage"] == "中文"
    stand.has_number()
    assert kiosk.view["result"]["ahead"] == "3 people are before you"
    assert kiosk.view["result"]["name"] == "General services"
    kiosk.done()
    assert kiosk.page == "start"
    assert kiosk.view["hall"] == "罗湖区行政服务大厅"
    assert not kiosk.language.large
    assert len(kiosk.view["headline"]) == 2


def test_home_keeps_the_language_of_whoever_is_still_here(stand: Stand) -> None:
    kiosk = stand.kiosk
    kiosk.switch_language()
    stand.at_confirm()
    kiosk.home()
    assert (kiosk.page, kiosk.language.texts.language) == ("start", "en")
    ticks(stand, Times().page_s)
    assert kiosk.language.texts.language == "zh"


def test_the_language_of_the_command_line_holds(qapp: object) -> None:
    stand = Stand("luohu", language="en")
    stand.join()
    assert stand.kiosk.view["hall"] == "Luohu District Service Hall"


def test_a_hall_with_one_language_has_no_switch(qapp: object) -> None:
    stand = Stand(the_plan=replace(plan("riverside"), languages=("en",)))
    stand.join()
    assert stand.kiosk.view["otherLanguage"] == ""
    assert stand.kiosk.view["headline"] == ["Which service do you need?"]


def test_a_page_that_nobody_touches_goes_back_and_says_when(stand: Stand) -> None:
    kiosk, times = stand.kiosk, Times()
    stand.at_confirm()
    assert kiosk.view["seconds"] == 0
    ticks(stand, times.page_s - times.show_below_s)
    assert kiosk.view["seconds"] == times.show_below_s
    kiosk.touched()
    assert kiosk.view["seconds"] == 0
    ticks(stand, times.page_s - 1)
    assert kiosk.page == "confirm"
    ticks(stand, 1)
    assert (kiosk.page, kiosk.view["seconds"]) == ("start", 0)


def test_the_number_stays_long_enough_and_counts_down(stand: Stand) -> None:
    times = Times()
    stand.has_number()
    ticks(stand, times.result_s)  # a slow printer: nobody is sent away before it is clear how the paper fares
    assert (stand.kiosk.page, stand.kiosk.view["seconds"]) == ("result", 0)
    stand.paper(stand.jobs.prints)
    assert stand.kiosk.view["seconds"] == times.result_s
    ticks(stand, times.result_s - 1)
    assert (stand.kiosk.page, stand.kiosk.view["seconds"]) == ("result", 1)
    ticks(stand, 1)
    assert stand.kiosk.page == "start"


def test_the_times_can_be_chosen(qapp: object) -> None:
    for paper, seconds in (("prints", 2), ("fails", 3)):
        stand = Stand(times=Times(page_s=5, result_s=2, note_s=3))
        stand.join()
        stand.has_number()
        stand.paper(getattr(stand.jobs, paper))
        assert stand.kiosk.view["seconds"] == seconds


def test_the_start_page_without_a_guest_counts_nothing(stand: Stand) -> None:
    stand.kiosk.touched()
    assert not stand.kiosk.countdown._timer.isActive()
    stand.has_number()
    stand.kiosk.home()
    assert (stand.kiosk.page, stand.kiosk.visit) == ("start", None)
    assert not stand.kiosk.countdown._timer.isActive()


def test_facts_have_what_happened(stand: Stand) -> None:
    assert stand.kiosk.facts() == {
        "tickets_taken": 0,
        "checked_in": 0,
        "tickets_printed": 0,
        "prints_failed": 0,
        "refusals": 0,
        "troubles": [],
        "page": "start",
        "state": "joined",
    }
