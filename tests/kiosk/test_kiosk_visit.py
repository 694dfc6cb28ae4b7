"""The kiosk's view-model without a window: choosing, one number a visit, refusals, breaks, the way back."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from kiosk.idle import Times
from link.frames import Change
from link.words import QueueStatus, Wait
from tests.display.display_fakes import plan
from tests.kiosk.kiosk_fakes import Stand
from tests.support.halls import about


@pytest.fixture
def stand(qapp: object) -> Stand:
    stand = Stand()
    stand.join()
    return stand


def tile(stand: Stand, queue: str) -> dict[str, object]:
    return next(row for row in stand.kiosk.tiles.rows if row["key"] == queue)


def page(stand: Stand) -> str:
    return stand.kiosk.page


def ticks(stand: Stand, seconds: int) -> None:
    for _ in range(seconds):
        stand.kiosk.countdown.tick()


def test_a_tile_says_what_the_queue_is_and_how_it_stands(stand: Stand) -> None:
    stand.queues(
        QueueStatus("social", "open", waiting=12, windows=3, wait=about(1490)),
        QueueStatus("tax", "open", waiting=0, windows=2, wait=about(0)),
        QueueStatus("hr", "open", waiting=2, windows=0),
        QueueStatus("civil", "not_yet", opens="14:00"),
        QueueStatus("issue", "closed"),
        QueueStatus("company", "full"),
    )
    social = tile(stand, "social")
    assert (social["letter"], social["icon"], social["name"]) == ("B", "shield", "社保医保")
    assert social["about"] == "社保卡、养老、医疗、工伤、失业、生育"
    assert (social["people"], social["wait"], social["says"]) == ("12人", "约10–50分钟", "")
    assert (tile(stand, "tax")["people"], tile(stand, "tax")["says"]) == ("", "现在无人等候")
    assert (tile(stand, "hr")["people"], tile(stand, "hr")["says"]) == ("2人", "窗口暂未开始办理")
    says = [
        (tile(stand, queue)["takes"], tile(stand, queue)["says"]) for queue in ("civil", "issue", "company")
    ]
    assert says == [(False, "14:00开始取号"), (False, "今日取号已结束"), (False, "今日号已满")]


def test_a_wait_is_a_range_in_the_language_chosen(stand: Stand) -> None:
    stand.queues(QueueStatus("general", "open", waiting=2, windows=1, wait=Wait(600, 900, 1500)))
    assert tile(stand, "general")["wait"] == "约10–25分钟"
    stand.kiosk.switch_language()
    assert tile(stand, "general")["wait"] == "about 10–25 min"


def test_the_headline_says_when_numbers_are_given(stand: Stand) -> None:
    kiosk, queues = stand.kiosk, stand.day.plan.queues
    assert kiosk.view["headline"] == ["请选择要办理的业务", "Which service do you need?"]
    stand.queues(*(QueueStatus(queue.id, "not_yet", opens="14:00") for queue in queues))
    stand.queues(QueueStatus("issue", "not_yet", opens="09:00"))
    assert kiosk.view["headline"][0] == "09:00开始取号"
    stand.queues(*(QueueStatus(queue.id, "closed") for queue in queues))
    assert kiosk.view["headline"][0] == "今日取号已结束"


def test_a_queue_that_gives_no_numbers_says_why_and_stays_on_the_page(stand: Stand) -> None:
    stand.queues(QueueStatus("tax", "not_yet", opens="14:00"))
    stand.kiosk.choose_queue("tax")
    assert (stand.kiosk.page, stand.kiosk.view["message"]) == ("start", "税务：14:00开始取号")
    stand.kiosk._message_ends.timeout.emit()
    assert stand.kiosk.view["message"] == ""


def test_confirming_shows_how_long_it_is_and_the_ordinary_class_is_chosen(stand: Stand) -> None:
    waits = {"green": Wait(60, 120, 240)}
    stand.queues(QueueStatus("social", "open", waiting=12, windows=3, wait=about(1490), waits=waits))
    stand.at_confirm("social")
    shown = stand.kiosk.view["confirm"]
    assert (shown["name"], shown["waiting"], shown["wait"]) == ("社保医保", "12人", "约10–50分钟")
    rows = stand.kiosk.classes.rows
    assert [(row["key"], row["chosen"]) for row in rows] == [("ordinary", True), ("green", False)]
    assert "军人证" in rows[1]["evidence"]
    stand.kiosk.choose_class("green")
    assert [row["chosen"] for row in stand.kiosk.classes.rows] == [False, True]
    assert stand.kiosk.view["confirm"]["wait"] == "约1–4分钟"
    stand.kiosk.take()
    assert stand.link.takes()[0].cls == "green"


def test_a_class_that_only_staff_give_is_not_offered(qapp: object) -> None:
    stand = Stand("riverside")
    stand.join()
    stand.at_confirm("general")
    assert [row["key"] for row in stand.kiosk.classes.rows] == ["everyone", "access"]


def test_without_a_choice_of_classes_there_is_nothing_to_choose(qapp: object) -> None:
    whole = plan("riverside")
    stand = Stand(the_plan=replace(whole, classes=whole.classes[-1:]))
    stand.join()
    stand.at_confirm("general")
    assert stand.kiosk.classes.rows == []


def test_the_number_is_shown_with_everything_that_belongs_to_it(stand: Stand) -> None:
    stand.at_confirm("property")
    stand.kiosk.choose_class("green")
    stand.kiosk.take()
    stand.link.give("V007", ahead=3, wait_s=900)
    shown = stand.kiosk.view["result"]
    assert stand.kiosk.page == "result"
    assert (shown["number"], shown["name"], shown["priority"]) == ("V007", "不动产登记", "绿色通道")
    assert (shown["ahead"], shown["wait"]) == ("前面还有3人等待", "约10–30分钟")
    assert shown["windows"] == "18–23、31号"
    assert "将排在后面3人之后" in shown["missed"]
    assert shown["qr"].startswith("image://qr/TINGXU%3A20261124-V007%3A")
    assert stand.kiosk.facts()["tickets_taken"] == 1


def test_windows_with_names_are_named(qapp: object) -> None:
    stand = Stand("riverside")
    stand.join()
    stand.has_number("general", "G001")
    assert stand.kiosk.view["result"]["windows"] == "1, 2, Garden Room"
    assert stand.kiosk.view["result"]["missed"] == stand.day.plan.passed_hint.en  # type: ignore[union-attr]


def test_a_double_tap_sends_one_command(stand: Stand) -> None:
    stand.at_confirm()
    stand.kiosk.take()
    stand.kiosk.take()
    assert len(stand.link.takes()) == 1
    stand.link.give()
    stand.kiosk.take()
    assert len(stand.link.takes()) == 1


def test_while_a_number_is_taken_nothing_else_can_be_done(stand: Stand) -> None:
    stand.at_confirm()
    stand.kiosk.take()
    assert stand.kiosk.view["confirm"]["taking"]
    for action in (stand.kiosk.home, stand.kiosk.back, stand.kiosk.done, stand.kiosk.find):
        action()
    stand.kiosk.choose_queue("tax")
    stand.kiosk.choose_class("green")
    ticks(stand, 100)
    assert page(stand) == "confirm"
    stand.link.give()
    assert page(stand) == "result"


def test_without_an_answer_it_says_so_and_the_next_try_has_the_same_id(stand: Stand) -> None:
    stand.at_confirm()
    stand.kiosk.take()
    assert stand.link.sent[-1].patience_s == Times().answer_s
    stand.link.become("lost")
    stand.link.answer(None)
    assert page(stand) == "confirm"
    assert "只会取到一个号" in stand.kiosk.view["message"]
    assert stand.kiosk.facts()["troubles"] == ["take_ticket: no answer"]
    stand.kiosk.take()
    assert len(stand.link.takes()) == 1  # not without the server
    stand.link.become("joined")
    stand.kiosk.take()
    first, second = stand.link.takes()
    assert first.id == second.id
    stand.link.give()
    assert page(stand) == "result"


def test_another_visit_has_another_id(stand: Stand) -> None:
    for _ in range(2):
        stand.has_number()
        stand.kiosk.done()
    first, second = stand.link.takes()
    assert first.id != second.id


def test_a_refusal_is_a_sentence_and_the_page_stays(stand: Stand) -> None:
    stand.at_confirm()
    stand.kiosk.take()
    stand.link.refuse("queue_full", queue="general", limit=40)
    assert (stand.kiosk.page, stand.kiosk.view["message"]) == ("confirm", "今日40个号已取完")
    assert stand.kiosk.facts()["refusals"] == 1
    assert not stand.kiosk.view["confirm"]["taking"]


@pytest.mark.parametrize("code", ["not_saved", "queue_full"])
def test_a_try_after_a_refusal_cannot_give_a_second_number(stand: Stand, code: str) -> None:
    """A refusal is not stored, so it is decided anew; what was written after all is given again."""
    stand.at_confirm()
    stand.kiosk.take()
    stand.link.refuse(code, queue="general", limit=40)
    stand.kiosk.take()
    first, second = stand.link.takes()
    assert first.id == second.id


def test_a_queue_that_closes_meanwhile_says_so_before_the_button(stand: Stand) -> None:
    stand.at_confirm()
    stand.queues(QueueStatus("general", "closed"))
    shown = stand.kiosk.view["confirm"]
    assert (shown["takes"], shown["closed"]) == (False, "今日取号已结束")


def test_a_queue_that_is_gone_from_the_plan_leads_back_to_the_start(stand: Stand) -> None:
    stand.at_confirm("issue")
    less = replace(stand.day.plan, queues=stand.day.plan.queues[:-1])
    stand.day.live(Change(9, 0, "plan_changed", plan=less))
    assert stand.kiosk.page == "start"
    stand.kiosk.choose_queue("issue")
    assert stand.kiosk.page == "start"


def test_without_the_server_nothing_can_be_taken_and_it_says_so_in_both_languages(qapp: object) -> None:
    stand = Stand()
    kiosk = stand.kiosk
    assert kiosk.view["serverNotice"][0].startswith("正在连接大厅系统")
    assert kiosk.view["serverNotice"][1].startswith("Connecting to the hall")
    stand.join()
    assert kiosk.view["serverNotice"] == []
    stand.at_confirm()
    stand.link.become("lost")
    assert len(kiosk.view["serverNotice"]) == 2
    kiosk.take()
    kiosk.home()
    kiosk.choose_queue("tax")
    assert (stand.link.takes(), kiosk.page) == ([], "start")
    kiosk.switch_language()
    assert [text.startswith("No connection") for text in kiosk.view["serverNotice"]] == [True]
    stand.link.become("joined")
    assert kiosk.view["serverNotice"] == []
    kiosk.choose_queue("tax")
    assert kiosk.page == "confirm"


def test_not_paired_is_said_plainly(stand: Stand) -> None:
    stand.link.become("not_paired")
    assert stand.kiosk.view["serverNotice"][0] == "本机尚未与大厅配对，请联系工作人员。"
