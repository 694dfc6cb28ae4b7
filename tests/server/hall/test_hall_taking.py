"""Taking a number: numbering, hours, limits, classes, matters."""

from __future__ import annotations

import pytest

from link import commands as c
from link.plan import Opening, Text
from server.hall.events import NoticeSet, TicketTaken
from server.hall.internal import Actor
from tests.support.halls import MINUTE, WEEK, Desk, at, plan, refused, with_queue

KIOSK, MANAGER = Actor("kiosk", "hall-1"), Actor("manager", "m")


def test_numbers_by_letter_from_001() -> None:
    desk = Desk()
    lanes = [
        ("tax", None),
        ("homes", None),
        ("tax", None),
        ("tax", "green"),
        ("homes", "green"),
        ("tax", None),
    ]
    taken = [desk.take(queue, cls).number for queue, cls in lanes]
    assert taken == ["A001", "B001", "A002", "V001", "V002", "A003"]


def test_queues_with_one_letter_share_its_numbers() -> None:
    desk = Desk(with_queue(plan(), "homes", letter="A"))
    assert [desk.take("tax").number, desk.take("homes").number, desk.take("tax").number] == [
        "A001",
        "A002",
        "A003",
    ]


def test_numbers_go_on_after_999() -> None:
    desk = Desk()
    desk.hall.last_number["A"] = 998
    assert [desk.take().number for _ in range(3)] == ["A999", "A1000", "A1001"]


def test_a_number_is_not_given_again_after_its_ticket_is_gone() -> None:
    desk = Desk()
    desk.take()
    desk.manager(c.Cancel, number="A001")
    assert desk.take().number == "A002"


def test_due_is_taken_plus_the_promise() -> None:
    desk = Desk()
    assert desk.take().due == desk.ms + 30 * MINUTE
    assert desk.take(cls="green").due == desk.ms + 5 * MINUTE


def test_by_matter() -> None:
    desk = Desk()
    ticket = desk.take(None, matter="invoice")  # type: ignore[arg-type]
    assert (ticket.queue, ticket.matter) == ("tax", "invoice")
    assert desk.take("tax", matter="invoice").number == "A002"
    with refused("name_one_target"):
        desk.take("homes", matter="invoice")
    with refused("unknown_matter", matter="moon"):
        desk.take("homes", matter="moon")


def test_unknown_queue_and_class() -> None:
    desk = Desk()
    with refused("unknown_queue", queue="moon"):
        desk.take("moon")
    with refused("unknown_queue", queue=""):
        desk.give(c.TakeTicket("x"), KIOSK)
    with refused("unknown_class", cls="moon"):
        desk.take(cls="moon")


def test_a_class_that_kiosks_may_not_give() -> None:
    desk = Desk()
    with refused("class_not_at_kiosk", cls="case"):
        desk.take(cls="case")
    assert desk.take(cls="case", by="manager").cls == "case"


HOURS = (
    Opening(WEEK[:5], "09:00", "11:30"),
    Opening(WEEK[:5], "13:30", "17:00"),
    Opening(("sat",), "00:00", "24:00"),
)


@pytest.mark.parametrize(("time", "answer"), [
    ("2026-11-24 08:59", ("queue_not_open", {"queue": "tax", "opens": "09:00"})),
    ("2026-11-24 09:00", None),
    ("2026-11-24 11:29", None),
    ("2026-11-24 11:30", ("queue_not_open", {"queue": "tax", "opens": "13:30"})),
    ("2026-11-24 13:30", None),
    ("2026-11-24 16:59", None),
    ("2026-11-24 17:00", ("queue_closed", {"queue": "tax"})),
    ("2026-11-28 00:00", None),
    ("2026-11-28 23:59", None),
    ("2026-11-29 10:00", ("queue_closed", {"queue": "tax"})),
])  # fmt: skip
def test_opening_hours(time: str, answer: tuple[str, dict[str, str | int]] | None) -> None:
    desk = Desk(plan(HOURS), begin=at(time))
    if answer is None:
        assert desk.take().number == "A001"
        return
    with refused(answer[0], **answer[1]):
        desk.take()


def test_a_queues_own_hours_go_before_the_halls() -> None:
    desk = Desk(
        with_queue(plan(HOURS), "homes", opening=(Opening(WEEK, "10:00", "11:00"),)), at("2026-11-24 09:30")
    )
    desk.take("tax")
    with refused("queue_not_open", queue="homes", opens="10:00"):
        desk.take("homes")


def test_the_daily_limit_counts_numbers_given_and_ends_with_the_day() -> None:
    desk = Desk(with_queue(plan(), "tax", daily_limit=2))
    desk.take()
    desk.manager(c.Cancel, number="A001")
    desk.take(cls="green")
    with refused("queue_full", queue="tax", limit=2):
        desk.take()
    desk.take("homes")
    desk.later(24 * 60 * MINUTE)
    assert desk.take().number == "A001"


def test_no_number_after_the_day_was_closed() -> None:
    desk = Desk()
    desk.take()
    assert desk.manager(c.CloseDay) == ["ticket_expired", "day_closed"]
    with refused("day_closed"):
        desk.take()
    with refused("day_closed"):
        desk.manager(c.CloseDay)
    desk.later(24 * 60 * MINUTE)
    assert desk.take().number == "A001"


def test_the_day_is_not_closed_over_somebody_at_a_window() -> None:
    desk = Desk()
    desk.sign_in("1")
    desk.take()
    desk.next("1")
    for _ in range(2):
        with refused("somebody_at_window", number="A001", counter="1"):
            desk.manager(c.CloseDay)
        if desk.ticket("A001").state == "called":
            desk.at("1", c.Start)
    desk.at("1", c.Park)
    assert desk.manager(c.CloseDay) == ["ticket_expired", "day_closed"]
    assert desk.hall.tickets == {}


def test_the_key_on_the_paper_is_the_one_that_was_drawn() -> None:
    """Whatever the rules know, a key is not made from it: somebody else may know it too."""
    desk = Desk()
    for n in range(1, 4):
        desk.take()
        taken = desk.events[-1]
        assert isinstance(taken, TicketTaken)
        assert taken.key == f"key {n}"


def test_a_notice_is_set_and_taken_back() -> None:
    desk = Desk()
    desk.manager(c.SetNotice, zh="请排队", en="Queue here")
    assert desk.hall.notice is not None
    assert desk.hall.notice.en == "Queue here"
    desk.manager(c.SetNotice, zh="", en="")
    assert desk.hall.notice is None


def test_half_a_notice_is_no_command_and_in_an_old_journal_is_whole() -> None:
    with pytest.raises(ValueError, match="both languages"):
        c.SetNotice("notice-1", "请排队", "")
    assert NoticeSet(1, "请排队", "").text() == Text("请排队", "请排队")
    assert NoticeSet(1, "", "Queue here").text() == Text("Queue here", "Queue here")
