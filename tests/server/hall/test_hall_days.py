"""A new day, a server that was off, a clock that goes back, and another plan within a day."""

from __future__ import annotations

from copy import deepcopy

import pytest
from msgspec.structs import replace

from link import commands as c
from link.plan import Counter, PriorityClass
from server.hall.decide import roll_day
from server.hall.events import DayOpened
from server.hall.internal import SERVER, Configure
from tests.support.halls import DAY_MS, MINUTE, Desk, at, plan, refused, tag, text, with_queue


def busy_evening() -> Desk:
    """One called, one served, one parked, one passed, one waiting; three clerks."""
    desk = Desk(calls=1)
    desk.sign_in("1", "2", "3")
    for _ in range(5):
        desk.take()
    desk.take("homes")
    desk.next("1")
    desk.at("1", c.Start)
    desk.later()
    desk.at("1", c.Park)
    desk.next("1")
    desk.at("1", c.PassTicket)
    desk.next("1")
    desk.at("1", c.Start)
    desk.next("2")
    desk.at("3", c.Pause)
    return desk


def test_the_next_day_begins_empty_with_numbers_from_001() -> None:
    desk = busy_evening()
    learned = deepcopy(desk.hall.learned)
    desk.manager(c.SetNotice, zh="今晚", en="Tonight")
    desk.ms = at("2026-11-25 00:00")
    before = len(desk.events)
    assert desk.take().number == "A001"
    names = [tag(event) for event in desk.events[before:]]
    assert names == ["ticket_expired"] * 6 + ["day_opened", "ticket_taken"]
    hall = desk.hall
    assert (hall.day, hall.closed, hall.notice, len(hall.tickets), len(hall.calls)) == (
        "2026-11-25",
        False,
        None,
        1,
        0,
    )
    assert [(w.clerk, w.ticket, w.paused, w.since) for w in hall.windows.values()] == [
        (None, None, False, None)
    ] * 3
    assert hall.taken_today == {"tax": 1}
    learned.new_day()
    learned.came("tax", "ordinary", desk.ms)
    assert hall.learned == learned


def test_the_last_millisecond_belongs_to_the_old_day() -> None:
    desk = Desk()
    desk.take()
    desk.ms = at("2026-11-25 00:00") - 1
    assert desk.take().number == "A002"
    desk.later(1)
    assert desk.take().number == "A001"


@pytest.mark.parametrize("nights", [1, 2, 9])
def test_however_long_the_server_was_off_one_day_opens(nights: int) -> None:
    desk = busy_evening()
    desk.later(nights * DAY_MS)
    events = roll_day(desk.hall, desk.now())
    opened = [event for event in events if isinstance(event, DayOpened)]
    assert [event.day for event in opened] == [f"2026-11-{24 + nights}" if nights < 7 else "2026-12-03"]
    assert len(events) == 7
    desk.happens(events)
    assert roll_day(desk.hall, desk.now()) == []


def test_a_clock_that_goes_back_opens_no_day_and_gives_no_number_twice() -> None:
    desk = Desk()
    desk.take()
    desk.later(-2 * DAY_MS)
    assert roll_day(desk.hall, desk.now()) == []
    ticket = desk.take()
    assert (desk.hall.day, ticket.number) == ("2026-11-24", "A002")


def test_no_plan_no_day() -> None:
    desk = Desk()
    desk.hall.plan = None
    desk.later(DAY_MS)
    assert roll_day(desk.hall, desk.now()) == []


def test_clerks_sign_in_again_on_the_new_day() -> None:
    desk = Desk()
    desk.sign_in("1")
    desk.later(DAY_MS)
    with refused("not_signed_in"):
        desk.at("1", c.CallNext)
    desk.sign_in("1")


def configure(desk: Desk, new: object) -> list[str]:
    return [tag(event) for event in desk.give(Configure(new), SERVER)]  # type: ignore[arg-type]


def test_the_same_plan_again_is_nothing() -> None:
    assert configure(Desk(), plan()) == []


def test_a_changed_plan_keeps_who_waits_and_who_works() -> None:
    desk = busy_evening()
    waiting = [list(lane) for lane in desk.hall.lanes.values() if lane]
    new = replace(plan(calls=2), counters=(*plan().counters, Counter("4", ("tax",))))
    assert configure(desk, new) == ["plan_changed"]
    assert [list(lane) for lane in desk.hall.lanes.values() if lane] == waiting
    assert [window.clerk for window in desk.hall.windows.values()] == ["101", "102", "103", None]
    assert desk.called("2") == "A004"
    desk.sign_in("4")
    assert desk.next("4") == "A005"


def test_another_letter_within_a_day_gives_no_number_twice() -> None:
    desk = Desk()
    desk.take("tax")
    desk.take("homes")
    configure(desk, with_queue(with_queue(plan(), "tax", letter="B"), "homes", letter="A"))
    assert (desk.take("tax").number, desk.take("homes").number) == ("B002", "A002")


def test_a_plan_that_todays_tickets_forbid() -> None:
    desk = Desk()
    desk.sign_in("1")
    desk.take(cls="green")
    old = plan()
    without_queue = replace(old, queues=old.queues[1:], matters=(), counters=(Counter("1", ("homes",)),))
    with refused("plan_in_use", field="queues", id="tax", number="V001"):
        configure(desk, without_queue)
    with refused("plan_in_use", field="classes", id="green", number="V001"):
        configure(desk, replace(old, classes=(PriorityClass("ordinary", text("普"), 30),)))
    desk.next("1")
    with refused("plan_in_use", field="counters", id="1", number="V001"):
        configure(desk, replace(old, counters=old.counters[1:]))
    desk.at("1", c.Start)
    desk.at("1", c.Finish)
    assert configure(desk, without_queue) == ["plan_changed"]


def test_a_new_day_allows_any_plan() -> None:
    desk = Desk()
    desk.take()
    desk.later(DAY_MS)
    old = plan()
    new = replace(old, queues=old.queues[1:], matters=(), counters=(Counter("1", ("homes",)),))
    assert configure(desk, new) == ["plan_changed"]
    assert desk.events[-2].__class__ is DayOpened


def test_a_longer_window_name_does_not_end_the_day() -> None:
    desk = Desk(begin=at("2026-11-24 23:59"))
    desk.take()
    desk.later(30_000)
    assert configure(desk, plan(calls=5)) == ["plan_changed"]
    desk.later(30_000 + MINUTE)
    assert desk.take().number == "A001"
    assert desk.hall.index.rules.calls == 5
