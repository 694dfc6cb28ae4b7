"""Whether a call was shown and spoken: what is known, what is not yet so, and what nobody can know."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from link.plan import Voice
from tests.counter.counter_kit import Window

pytestmark = pytest.mark.usefixtures("qapp")


def called() -> Window:
    window = Window().opened()
    window.take()
    window.press("next")
    return window


def last_call(window: Window) -> int:
    return window.rules.hall.calls[-1].n


def test_a_call_is_soon_shown_and_spoken() -> None:
    window = called()
    assert window.here["undelivered"] == "Not yet shown · Not yet spoken"
    assert not window.here["worry"]
    window.link.receipt(last_call(window), "shown", "board-1")
    assert window.here["shown"] == "Shown by board-1"
    assert window.here["undelivered"] == "Not yet spoken"
    window.link.receipt(last_call(window), "spoken", "voice-1")
    assert (window.here["spoken"], window.here["undelivered"]) == ("Spoken by voice-1", "")


def test_a_call_that_no_board_shows_is_a_worry_after_some_seconds() -> None:
    window = called()
    window.later(3_000)
    assert window.here["undelivered"] == "No board has shown it · Not yet spoken"
    assert window.here["worry"]


def test_a_call_that_is_not_spoken_is_a_worry_only_where_there_is_a_voice() -> None:
    window = called()
    window.link.receipt(last_call(window), "shown", "board-1")
    window.later(20_000)
    assert window.here["undelivered"] == "No voice has spoken it"
    assert not window.here["worry"]
    window.press("recall")
    window.link.receipt(last_call(window), "shown", "board-1")
    window.link.receipt(last_call(window), "spoken", "board-1")
    window.later(20_000)
    window.press("recall")
    window.link.receipt(last_call(window), "shown", "board-1")
    window.later(20_000)
    assert window.here["worry"]


def test_each_recall_has_its_own_receipts() -> None:
    window = called()
    window.link.receipt(last_call(window), "shown", "board-1")
    window.later(6_000)
    window.press("recall")
    assert (window.here["shown"], window.here["undelivered"]) == ("", "Not yet shown · Not yet spoken")


def test_many_boards_are_counted() -> None:
    window = called()
    for name in ("board-1", "board-1", "board-2", "strip-1", "strip-2"):
        window.link.receipt(last_call(window), "shown", name)
    assert window.here["shown"] == "Shown by board-1, board-2 and 2 more"


def test_after_a_break_nobody_knows() -> None:
    window = called()
    window.link.become("lost")
    window.link.join()
    window.later(60_000)
    assert window.here["undelivered"] == "Whether boards and voice delivered this call is not known"
    assert not window.here["worry"]


def test_what_was_delivered_before_a_break_stays_known() -> None:
    window = called()
    window.link.receipt(last_call(window), "shown", "board-1")
    window.link.become("lost")
    window.link.join()
    assert window.here["shown"] == "Shown by board-1"
    assert window.here["undelivered"] == ""


def test_while_somebody_is_served_only_what_was_delivered_stands_there() -> None:
    window = called()
    window.link.receipt(last_call(window), "shown", "board-1")
    window.press("start")
    window.later(60_000)
    assert window.here["shown"] == "Shown by board-1"
    assert (window.here["undelivered"], window.here["worry"]) == ("", False)


def test_receipts_of_other_calls_change_nothing() -> None:
    window = called()
    window.link.receipt(999, "shown", "board-1")
    assert window.here["shown"] == ""


def test_in_quiet_hours_boards_alone_call_and_nobody_worries_about_the_voice() -> None:
    window = called()
    plan = window.rules.hall.plan
    assert plan is not None
    window.link.mirror.plan = replace(plan, voice=Voice(silent=True))
    window.link.receipt(last_call(window), "shown", "board-1")
    window.later(20_000)
    assert window.here["spoken"] == "Boards alone: nothing is spoken now"
    assert (window.here["undelivered"], window.here["worry"]) == ("", False)
