"""Who waits, in which order they would be called, who would be next and why: held against the rules."""

from __future__ import annotations

from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from pytestqt.qtbot import QtBot

from assets.texts import Texts
from counter.reasons import reason
from counter.standing import waiting
from link import commands as c
from link.plan import Policy
from link.words import Why
from server.hall.discipline import MOST_IN_ORDER as ORDER
from tests.counter.counter_kit import Window, named, opened
from tests.server.hall.crowds import weighted
from tests.support import halls
from tests.support.halls import MINUTE, at

pytestmark = pytest.mark.usefixtures("qapp")
PLAN = named(halls.plan())


@settings(max_examples=40, deadline=None)
@given(
    policy=st.sampled_from(["due", "strict", "accumulating", "pattern"]),
    prefers=st.sampled_from([(), ("homes",)]),
    people=st.lists(
        st.tuples(st.sampled_from(["tax", "homes", "cars"]), st.sampled_from(["green", "ordinary"])),
        min_size=1,
        max_size=12,
    ),
    minutes=st.lists(st.integers(0, 9), min_size=12, max_size=12),
)
def test_the_list_is_the_order_in_which_they_are_called(
    policy: Policy, prefers: tuple[str, ...], people: list[tuple[str, str]], minutes: list[int]
) -> None:
    made = named(weighted(policy))
    counters = (replace(made.counters[0], prefers=prefers), *made.counters[1:])
    with patch("counter.peeks.EVERY_MS", 0):
        window = Window(plan=replace(made, counters=counters)).opened()
    for (queue, cls), wait in zip(people, minutes, strict=False):
        window.take(queue, cls)
        window.later(wait * MINUTE)
    window.asks()
    listed = window.keys("waiting")
    assert len(listed) == sum(queue != "cars" for queue, _ in people)
    called = []
    for _ in listed:
        window.press("next")
        called.append(window.here["number"])
        window.press("start")
    assert called == listed


def test_who_is_not_in_the_servers_order_comes_after_it_by_due_time() -> None:
    window = opened()
    for cls in (None, None, None, "green"):
        window.take("tax", cls)
    assert window.desk.here is not None
    listed = waiting(window.link.mirror, window.desk.here, ["A003", "A009", "A001"])
    assert [ticket.number for ticket in listed] == ["A003", "A001", "V001", "A002"]


def test_a_long_list_is_asked_for_in_part() -> None:
    window = opened()
    for _ in range(ORDER + 2):
        window.take("tax")
    window.asks()
    assert len(window.desk.peeks.order) == ORDER
    assert window.keys("waiting") == [f"A{n:03}" for n in range(1, ORDER + 3)]


def test_the_order_is_asked_for_again_while_people_wait(qtbot: QtBot) -> None:
    with patch("counter.peeks.AGAIN_MS", 30), patch("counter.peeks.EVERY_MS", 0):
        window = opened(policy="accumulating")
    window.take("tax")
    qtbot.waitUntil(lambda: sum(isinstance(command, c.Peek) for command in window.link.sent) > 3)


def test_rows_tell_how_long_and_whether_the_promise_is_broken() -> None:
    window = opened()
    window.take("tax")
    window.take("homes", "green")
    window.later(7 * MINUTE)
    window.asks()
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


def why(policy: str, **fields: object) -> Why:
    facts = {
        "policy": policy,
        "number": "A012",
        "cls": "ordinary",
        "queue": "tax",
        "taken": at("2026-11-24 09:02"),
        "due": at("2026-11-24 09:32"),
    }
    return Why(**(facts | fields))  # type: ignore[arg-type]


OTHER = {"over": "B040", "over_cls": "ordinary", "over_due": at("2026-11-24 09:35"), "lanes": 2}
GREEN = {"cls": "green", **OTHER}
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
    "more priority": (
        why("accumulating", **GREEN, score=4321, over_score=779),
        "09:20",
        "A012: Green channel, promised by 09:32;"
        " ahead of B040 (Ordinary): weighted wait 72 min against 12 min",
        "A012：绿色通道，承诺09:32前叫到；先于B040（普通）：按权重等候72分钟，对方12分钟",
    ),
    "a little more priority": (
        why("accumulating", **GREEN, score=59, over_score=41),
        "09:20",
        "A012: Green channel, promised by 09:32; ahead of B040 (Ordinary): weighted wait 59 s against 41 s",
        "A012：绿色通道，承诺09:32前叫到；先于B040（普通）：按权重等候59秒，对方41秒",
    ),
    "as much priority": (
        why("accumulating", **GREEN, score=60, over_score=60),
        "09:20",
        "A012: Green channel, promised by 09:32; ahead of B040: Green channel goes before Ordinary",
        "A012：绿色通道，承诺09:32前叫到；先于B040：绿色通道优先于普通",
    ),
    "accumulating, same class": (
        why("accumulating", **OTHER, score=60, over_score=20),
        "09:20",
        "A012: Ordinary, promised by 09:32; ahead of B040, due 09:35",
        "A012：普通，承诺09:32前叫到；先于B040（09:35到期）",
    ),
    "its turn": (
        why("pattern", **GREEN, turn=3, turns=5),
        "09:20",
        "A012: Green channel, promised by 09:32; ahead of B040 (Ordinary): turn 3 of 5 is for Green channel",
        "A012：绿色通道，承诺09:32前叫到；先于B040（普通）：按次序轮到绿色通道（第3轮，共5轮）",
    ),
    "preferred": (
        why("preferred", **OTHER),
        "09:20",
        "A012: Ordinary, promised by 09:32; ahead of B040, due 09:35: this window takes Tax first",
        "A012：普通，承诺09:32前叫到；先于B040（09:35到期）：本窗口优先办理税务",
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
