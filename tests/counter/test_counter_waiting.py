"""Who waits, in which order they would be called, who would be next and why: held against the rules."""

from __future__ import annotations

from typing import Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pytestqt.qtbot import QtBot

from assets.texts import Texts
from counter.reasons import reason
from link import commands as c
from link.words import Why
from tests.counter.counter_kit import named, opened
from tests.support import halls
from tests.support.halls import MINUTE, at

pytestmark = pytest.mark.usefixtures("qapp")
PLAN = named(halls.plan())


@settings(max_examples=40, deadline=None)
@given(
    policy=st.sampled_from(["due", "strict"]),
    people=st.lists(
        st.tuples(st.sampled_from(["tax", "homes", "cars"]), st.sampled_from(["green", "ordinary"])),
        min_size=1,
        max_size=12,
    ),
    minutes=st.lists(st.integers(0, 9), min_size=12, max_size=12),
)
def test_the_list_is_the_order_in_which_they_are_called(
    policy: Literal["due", "strict"], people: list[tuple[str, str]], minutes: list[int]
) -> None:
    window = opened(policy=policy)
    for (queue, cls), wait in zip(people, minutes, strict=False):
        window.take(queue, cls)
        window.later(wait * MINUTE)
    listed = window.keys("waiting")
    assert len(listed) == sum(queue != "cars" for queue, _ in people)
    called = []
    for _ in listed:
        window.press("next")
        called.append(window.here["number"])
        window.press("start")
    assert called == listed


def test_rows_tell_how_long_and_whether_the_promise_is_broken() -> None:
    window = opened()
    window.take("tax")
    window.take("homes", "green")
    window.later(7 * MINUTE)
    assert window.desk.waiting.rows == [
        {
            "key": "V001",
            "cls": "Green channel",
            "queue": "Homes",
            "waited": "7 min",
            "late": "2 min late",
            "note": "",
        },
        {"key": "A001", "cls": "", "queue": "Tax", "waited": "7 min", "late": "", "note": ""},
    ]


def test_counts_by_queue_and_by_lane() -> None:
    window = opened()
    for queue, cls in (("homes", "green"), ("homes", None), ("homes", None), ("cars", None)):
        window.take(queue, cls)
    rows = window.desk.queues.rows
    assert [(row["letter"], row["name"], row["count"]) for row in rows] == [
        ("B", "Homes", 3),
        ("A", "Tax", 0),
    ]
    assert rows[0]["lanes"] == "Green channel 1 · Ordinary 2"
    assert window.shows["waiting"] == 3


def test_somebody_sent_to_this_window_waits_here_from_any_queue() -> None:
    window = opened()
    number = window.take("cars")
    window.rules.sign_in("3")
    window.rules.at("3", c.CallNext)
    window.rules.at("3", c.Start)
    window.rules.at("3", c.Transfer, counter="1", note="stamp")
    window.link.tell()
    [row] = window.desk.waiting.rows
    assert (row["key"], row["queue"], row["note"]) == (number, "For this window", "stamp")
    assert [row["count"] for row in window.desk.queues.rows if row["key"] == "@"] == [1]
    window.press("next")
    assert (window.here["number"], window.here["note"]) == (number, "stamp")


def test_who_would_be_next_is_asked_when_others_wait_and_not_more_than_once_a_second(qtbot: QtBot) -> None:
    window = opened()

    def asked() -> int:
        return sum(isinstance(command, c.Peek) for command in window.link.sent)

    window.take("tax")
    assert (asked(), window.shows["nextNumber"]) == (1, "A001")
    assert window.shows["nextWhy"] == "A001: Ordinary, promised by 09:30; nobody waits in another line"
    for _ in range(5):
        window.take("homes", "green")
    assert asked() == 1
    qtbot.waitUntil(lambda: asked() == 2)
    assert window.shows["nextNumber"] == "V001"
    window.desk.tick()
    qtbot.wait(10)
    assert asked() == 2  # nothing has changed


def test_the_answer_about_somebody_who_left_is_not_shown() -> None:
    window = opened()
    number = window.take("tax")
    assert window.shows["nextNumber"] == number
    window.rules.sign_in("2")
    window.rules.at("2", c.CallNext)
    window.link.tell()
    assert (window.shows["nextNumber"], window.shows["nextWhy"]) == ("", "")


# ---------------------------------------------------------------------- why


def why(policy: Literal["strict", "due", "chosen"], **fields: object) -> Why:
    facts = {
        "number": "A012",
        "cls": "ordinary",
        "queue": "tax",
        "taken": at("2026-11-24 09:02"),
        "due": at("2026-11-24 09:32"),
    }
    return Why(policy, **(facts | fields))  # type: ignore[arg-type]


OTHER = {"over": "B040", "over_cls": "ordinary", "over_due": at("2026-11-24 09:35"), "lanes": 2}
SENTENCES = {
    "alone": (
        why("due"),
        "09:20",
        "A012: Ordinary, promised by 09:32; nobody waits in another line",
        "A012：普通，承诺09:32前叫到；其他队列无人等待",
    ),
    "late": (
        why("due", cls="green", **OTHER),
        "09:35",
        "A012: Green channel, promised by 09:32, 3 min late; ahead of B040 (Ordinary), due 09:35",
        "A012：绿色通道，承诺09:32前叫到，已超3分钟；先于B040（普通，09:35到期）",
    ),
    "same class": (
        why("due", **OTHER),
        "09:20",
        "A012: Ordinary, promised by 09:32; ahead of B040, due 09:35",
        "A012：普通，承诺09:32前叫到；先于B040（09:35到期）",
    ),
    "class first": (
        why("strict", cls="green", **OTHER),
        "09:20",
        "A012: Green channel, promised by 09:32; ahead of B040: Green channel goes before Ordinary",
        "A012：绿色通道，承诺09:32前叫到；先于B040：绿色通道优先于普通",
    ),
    "strict, same class": (
        why("strict", **OTHER),
        "09:20",
        "A012: Ordinary, promised by 09:32; ahead of B040, due 09:35",
        "A012：普通，承诺09:32前叫到；先于B040（09:35到期）",
    ),
    "chosen": (
        why("chosen", **OTHER),
        "09:20",
        "A012: Ordinary, chosen by the clerk; B040 would have been next, due 09:35",
        "A012：普通，由工作人员指定呼叫；本应轮到B040（09:35到期）",
    ),
    "chosen, first anyway": (
        why("chosen"),
        "09:20",
        "A012: Ordinary, chosen by the clerk; it was next anyway",
        "A012：普通，由工作人员指定呼叫；本来就该轮到",
    ),
}


@pytest.mark.parametrize("case", SENTENCES)
def test_the_reason_is_a_sentence(case: str) -> None:
    facts, now, english, chinese = SENTENCES[case]
    moment = at(f"2026-11-24 {now}")
    assert reason(facts, moment, PLAN, Texts.load("en")) == english
    assert reason(facts, moment, PLAN, Texts.load("zh")) == chinese


def test_the_reason_of_the_call_stays_with_the_number_here() -> None:
    window = opened()
    window.take("tax")
    window.take("homes", "green")
    window.later(6 * MINUTE)
    window.press("next")
    sentence = "V001: Green channel, promised by 09:05, 1 min late; ahead of A001 (Ordinary), due 09:30"
    assert window.here["why"] == sentence
    window.press("start")
    window.later(10 * MINUTE)
    assert window.here["why"] == sentence
