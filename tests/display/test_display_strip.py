"""The strip over one window without a window: its texts in every state."""

from __future__ import annotations

import pytest
from structlog.testing import capture_logs

from display.strip import Strip
from tests.display.display_fakes import Day, FakeLink, plan


@pytest.fixture
def link(qapp: object) -> FakeLink:
    return FakeLink()


@pytest.fixture
def day(link: FakeLink) -> Day:
    return Day(link, plan("luohu"))


@pytest.fixture
def strip(link: FakeLink, day: Day) -> Strip:
    strip = Strip(link, "3")
    day.join()
    return strip


def test_nobody_signed_in(strip: Strip) -> None:
    assert (strip.view["state"], strip.view["text"]) == ("closed", ["暂未开放", "Not open yet"])


def test_idle(strip: Strip, day: Day) -> None:
    day.live(day.window("3"))
    assert (strip.view["state"], strip.view["text"]) == ("idle", ["欢迎光临", "Welcome"])


def test_paused(strip: Strip, day: Day) -> None:
    day.live(day.window("3", paused=True))
    assert (strip.view["state"], strip.view["text"]) == ("paused", ["暂停服务", "Service is paused"])


def test_calling_then_serving_then_idle(strip: Strip, day: Day) -> None:
    day.live(day.call("A001", "3"))
    assert strip.view["state"] == "calling"
    assert strip.view["text"] == ["请A001号到3号窗口", "A001 to Window 3"]
    day.live(day.becomes("A001", "serving"))
    assert (strip.view["state"], strip.view["text"]) == ("serving", ["正在办理 A001号", "Serving A001"])
    day.live(day.becomes("A001", "finished"))
    assert strip.view["state"] == "idle"


def test_other_windows_do_not_matter(strip: Strip, day: Day) -> None:
    day.live(day.window("3"), day.call("A001", "4"))
    assert (strip.view["state"], strip.calls_on_screen()) == ("idle", [])


def test_it_receipts_its_own_calls_each_once(strip: Strip, day: Day, link: FakeLink) -> None:
    day.live(day.call("A001", "3"))
    strip.shown(strip.calls_on_screen())
    day.live(day.call("A002", "4"), day.call("A001", "3", times=2))
    strip.shown(strip.calls_on_screen())
    strip.shown(strip.calls_on_screen())
    assert link.told == [("shown", [1]), ("shown", [3])]


def test_only_a_live_call_is_new(strip: Strip, day: Day, link: FakeLink) -> None:
    fresh: list[str] = []
    strip.newest_called.connect(lambda: fresh.append(strip.standing.number))
    link.become("lost")
    day.back(day.call("A001", "3"))
    assert (strip.view["state"], fresh) == ("calling", [])
    day.live(day.call("A001", "3", times=2))
    assert fresh == ["A001"]


def test_a_window_that_the_hall_does_not_have(link: FakeLink, day: Day) -> None:
    strip = Strip(link, "99")
    with capture_logs() as logs:
        day.join()
        day.live(day.window("3"))
    assert strip.view["text"] == ["本大厅没有99号窗口", "This hall has no window 99"]
    assert [entry["event"] for entry in logs] == ["strip.no_such_window"]


def test_english_first(link: FakeLink) -> None:
    day = Day(link, plan("riverside"))
    id_ = day.plan.counters[0].id
    strip = Strip(link, id_)
    day.join()
    day.live(day.call("A001", id_))
    assert strip.view["text"][0] == f"A001 to {day.plan.counters[0].label('en')}"
    assert strip.view["text"][1].startswith("请A001号到")
