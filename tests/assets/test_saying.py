"""What is said of queues and waits: ranges rounded as people say them, and why no number is given."""

from __future__ import annotations

import pytest

from assets import saying
from assets.texts import Texts
from link.plan import Queue, Text
from link.words import QueueStatus, Wait

ZH, EN = Texts.load("zh"), Texts.load("en")


@pytest.mark.parametrize(
    ("low", "high", "zh", "en", "column"),
    [
        (0, 59, "不到1分钟", "under a minute", "<1"),
        (0, 60, "1分钟以内", "up to 1 min", "≤1"),
        (20, 290, "5分钟以内", "up to 5 min", "≤5"),
        (130, 410, "约2–7分钟", "about 2–7 min", "2–7"),
        (290, 310, "约5分钟", "about 5 min", "5"),
        (611, 1490, "约10–25分钟", "about 10–25 min", "10–25"),
        (100, 1490, "25分钟以内", "up to 25 min", "≤25"),
        (2400, 5100, "约40–90分钟", "about 40–90 min", "40–90"),
        (7100, 7200, "约120分钟", "about 120 min", "120"),
        (5000, 9500, "约1.5–2.5小时", "about 1.5–2.5 h", "90–150"),
        (100, 9500, "2.5小时以内", "up to 2.5 h", "≤150"),
        (10700, 10900, "约3小时", "about 3 h", "180"),
    ],
)
def test_a_wait_is_a_range_without_false_precision(
    low: int, high: int, zh: str, en: str, column: str
) -> None:
    expected = Wait(low, (low + high) // 2, high)
    assert (saying.wait(ZH, expected), saying.wait(EN, expected)) == (zh, en)
    assert saying.wait_in_minutes(expected) == column


def test_a_longer_range_is_never_said_as_a_shorter_one() -> None:
    said = [saying._minutes(Wait(seconds // 3, seconds // 2, seconds)) for seconds in range(0, 20_000, 7)]
    assert said == sorted(said, key=lambda ends: ends[1])
    assert all(low <= high for low, high in said)


def test_nobody_can_tell() -> None:
    assert saying.wait(EN, None) == "cannot be said yet"


def test_a_queue_that_may_not_reach_everybody_says_so_instead_of_a_time() -> None:
    status = QueueStatus("tax", "open", waiting=40, windows=1, wait=Wait(5000, 7000, 9000), late=True)
    assert saying.stands(EN, status) == {
        "people": "40 people", "wait": "", "says": "Perhaps not today", "kind": "warn",
    }  # fmt: skip


def test_a_queue_without_time_says_why_it_gives_no_number() -> None:
    status = QueueStatus("tax", "no_time", waiting=90, windows=1)
    assert saying.stands(ZH, status)["says"] == "今日时间已满"
    queue = Queue("tax", "B", Text("税务", "Tax"))
    sentence = "Tax: Too many people wait: the turn would come only after closing"
    assert saying.why_not(EN, queue, status) == sentence
    full = QueueStatus("tax", "full")
    assert saying.why_not(EN, queue, full) == "Tax: Full today"
