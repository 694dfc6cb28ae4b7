"""What a strip says: by the state of its window, its width, and the hall's languages."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from devices.strips.says import DARK, LONGEST, Look, look
from devices.strips.text import width
from link.mirror import Mirror
from link.plan import Counter, Strip, Text
from link.words import Ticket, Window
from tests.support.halls import plan


def hall(state: str = "called", languages: tuple[str, ...] = ("zh",), name: str = "") -> Mirror:
    """Window 3 with A001 called to it, served at it, or in another state."""
    mirror = Mirror()
    counter = Counter("3", ("tax",), name=Text(name, name) if name else None)
    mirror.plan = replace(plan(), languages=languages, counters=(counter,))
    ticket = Ticket("t", "A001", "tax", "ordinary", 0, 0, 0, state, counter="3")  # type: ignore[arg-type]
    busy = state in {"called", "serving"}
    mirror.tickets = {"t": ticket} if busy else {}
    clerk = None if state == "closed" else "101"
    mirror.windows = {"3": Window("3", clerk, paused=state == "paused", ticket="t" if busy else None)}
    return mirror


def says(mirror: Mirror, dots: int, *, lost: bool = False, fresh: bool = False, height: int = 16) -> Look:
    return look(mirror, Strip("3", 1, dots, height), lost=lost, fresh=fresh)


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ("called", "请A001号到3号窗口"),
        ("serving", "正在办理 A001号"),
        ("idle", "欢迎光临"),
        ("paused", "暂停服务"),
        ("closed", "暂未开放"),
    ],
)
def test_the_usual_words(state: str, said: str) -> None:
    assert says(hall(state), 256).pages == (said,)


@pytest.mark.parametrize(
    ("dots", "said"),
    [(136, "请A001号到3号窗口"), (128, "请A001到3号窗口"), (64, "请A001号"), (48, "A001"), (32, "A001")],
)
def test_a_call_is_said_as_fully_as_the_strip_is_wide(dots: int, said: str) -> None:
    assert says(hall(), dots) == Look((said,), "red", "steady")


def test_what_cannot_be_shortened_runs_through() -> None:
    assert says(hall("idle"), 48) == Look(("欢迎光临",), "green", "scroll")


def test_a_long_name_of_a_window_is_left_out_before_anything_scrolls() -> None:
    assert says(hall(name="不动产登记综合受理一号窗口"), 128).pages == ("请A001号",)
    assert len(says(hall("called", name="窗" * 500), 2048).pages[0]) <= LONGEST


def test_a_hall_of_two_languages_says_both_in_turn() -> None:
    both = hall("paused", ("zh", "en"))
    assert says(both, 128) == Look(("暂停服务", "Paused"), "yellow", "steady")
    assert says(both, 144).pages == ("暂停服务", "Service is paused")


def test_a_new_call_blinks_and_while_it_does_nothing_else_comes_between() -> None:
    both = hall("called", ("zh", "en"))
    assert says(both, 128, fresh=True) == Look(("请A001到3号窗口",), "red", "blink")
    assert says(both, 128, fresh=True, height=32).pages == ("请A001到3号窗口", "A001 to Window 3")
    assert says(both, 128).pages == ("请A001到3号窗口", "A001 to Window 3")
    assert says(hall("serving"), 128, fresh=True).effect == "steady"


def test_without_the_server_no_number_stays() -> None:
    assert says(hall(), 128, lost=True) == Look(("请稍候",), "yellow", "steady")


def test_before_the_hall_is_known_nothing_is_said() -> None:
    assert says(Mirror(), 128) == DARK


@pytest.mark.parametrize("state", ["called", "serving", "idle", "paused", "closed"])
@pytest.mark.parametrize("dots", [32, 64, 96, 128, 192, 256])
def test_what_does_not_run_through_fits(state: str, dots: int) -> None:
    found = says(hall(state, ("zh", "en")), dots)
    assert found.effect == "scroll" or all(width(page) <= dots for page in found.pages)
