"""The clerk's window without a window: what it shows and gives, against the real rules."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from pytestqt.qtbot import QtBot

from link import commands as c
from server.hall.internal import Actor, OpenWindow
from tests.counter.counter_kit import CLERK, PIN, Window, named, opened
from tests.support import halls

pytestmark = pytest.mark.usefixtures("qapp")


# ---------------------------------------------------------------------- signing in


def test_the_pages_follow_the_hall() -> None:
    window = Window(plan=named(halls.plan()))
    assert window.shows["page"] == "looking"
    window.link.join()
    assert (window.shows["page"], window.shows["window"]) == ("sign-in", "Window 1")
    window.desk.sign_in(CLERK, PIN)
    assert (window.shows["page"], window.shows["clerk"]) == ("desk", CLERK)
    window.press("sign-out")
    assert window.shows["page"] == "sign-in"


def test_a_window_that_the_hall_does_not_have_says_so() -> None:
    window = Window("77")
    window.link.join()
    assert window.shows["page"] == "unknown"
    assert window.shows["window"] == "This hall has no window 77"


def test_what_cannot_be_a_staff_number_or_a_pin_is_not_sent() -> None:
    window = Window()
    window.link.join()
    window.desk.sign_in("张三", PIN)
    assert window.shows["message"] == "A staff number is 1 to 16 letters and digits"
    window.desk.sign_in(CLERK, "12")
    assert window.shows["message"] == "A PIN has 4 to 32 characters"
    assert window.link.sent == []


def test_a_wrong_pin_is_a_sentence_and_the_next_try_waits() -> None:
    window = Window()
    window.link.join()
    window.desk.sign_in(CLERK, "0000")
    assert (window.shows["message"], window.shows["retryIn"]) == ("Staff number or PIN is wrong", 0)
    window.link.pin_wait_s = 4
    window.desk.sign_in(CLERK, "0000")
    assert window.shows["message"] == "Staff number or PIN is wrong. Next try in 4 s"
    window.later(1500)
    assert window.shows["message"] == "Staff number or PIN is wrong. Next try in 3 s"
    tries = len(window.link.sent)
    window.desk.sign_in(CLERK, PIN)
    assert len(window.link.sent) == tries
    window.later(2500)
    window.desk.sign_in(CLERK, PIN)
    assert window.shows["page"] == "desk"
    assert window.desk.facts()["refusals"] == 2


def test_a_clerk_who_sits_elsewhere_is_told_where() -> None:
    window = Window()
    window.link.join()
    window.rules.give(OpenWindow("other-window", CLERK), Actor("counter", "2"))
    window.link.tell()
    window.desk.sign_in(CLERK, PIN)
    assert window.shows["message"] == "You are signed in at window 2"


# ---------------------------------------------------------------------- a turn


def test_a_turn_from_call_to_finish() -> None:
    window = opened()
    assert window.able() == {"choose", "pause", "sign-out"}
    number = window.take()
    assert window.able() == {"next", "choose", "pause", "sign-out"}
    assert window.shows["primary"] == "next"
    window.press("next")
    assert window.here["number"] == number
    assert window.here["state"] == "Called"
    assert window.able() == {"start", "choose"}
    assert window.shows["primary"] == "start"
    window.later(42_000)
    assert (window.here["timer"], window.here["since"]) == ("0:42", "since the call")
    window.press("start")
    assert window.able() == {"next", "finish", "park", "transfer", "choose"}
    assert (window.here["state"], window.here["timer"]) == ("Being served", "0:00")
    window.later(3_725_000)
    assert window.here["timer"] == "1:02:05"
    window.press("finish")
    assert window.here["number"] == ""
    assert window.desk.facts() == {
        "calls": 1,
        "recalls": 0,
        "finished": 1,
        "passed": 0,
        "transferred": 0,
        "granted": 0,
        "parked": 0,
        "refusals": 0,
        "troubles": [],
        "state": "joined",
        "window": {"clerk": CLERK, "paused": False, "ticket": None, "ticket_state": None},
    }


def test_next_finishes_whoever_is_served_and_calls_the_next() -> None:
    window = opened()
    first, second = window.take(), window.take()
    window.press("next", "start", "next")
    assert window.here["number"] == second != first
    window.press("start", "next")
    assert window.here["number"] == ""  # nobody waited: it only finished
    facts = window.desk.facts()
    assert (facts["calls"], facts["finished"]) == (2, 2)


def test_recall_waits_for_the_gap_and_pass_for_the_last_call() -> None:
    window = opened(calls=3, call_gap_s=5)
    number = window.take()
    window.press("next")
    assert window.here["recallIn"] == 5
    assert window.here["calls"] == "Call 1 of 3: 2 more before passing"
    window.later(4_999)
    assert window.here["recallIn"] == 1
    assert not window.able() & {"recall", "pass"}
    window.later(1)
    assert window.able() & {"recall", "pass"} == {"recall"}
    window.press("recall")
    window.later(5_000)
    window.press("recall")
    assert window.here["calls"] == "Call 3 of 3: may be passed now"
    window.later(60_000)
    assert window.able() & {"recall", "pass"} == {"pass"}
    window.press("pass")
    assert window.keys("passed") == [number]
    assert window.desk.facts()["recalls"] == 2


def test_recall_waits_though_this_clock_is_behind_but_not_for_one_that_was_put_back() -> None:
    window = opened(calls=3, call_gap_s=5)
    window.take()
    window.press("next")
    window.later(-40)
    assert "recall" not in window.able()
    window.later(-3_600_000)
    assert "recall" in window.able()
    window.press("recall")
    assert (window.desk.facts()["recalls"], window.desk.facts()["refusals"]) == (1, 0)


def test_where_service_starts_with_the_call_next_is_the_big_button_at_once() -> None:
    window = opened(start="auto")
    window.take()
    window.press("next")
    assert window.shows["primary"] == "next"
    assert window.shows["auto"]
    assert window.able() >= {"next", "finish", "park", "transfer"}
    assert "start" not in window.able()


def test_a_paused_window_only_goes_on() -> None:
    window = opened()
    window.take()
    window.press("pause")
    assert window.shows["nobody"]["stands"] == "Paused since 09:00"
    assert window.shows["primary"] == "resume"
    assert window.able() == {"resume", "choose", "sign-out"}
    window.press("resume")
    assert "next" in window.able()


def test_what_makes_no_sense_now_is_not_sent() -> None:
    window = opened()
    before = len(window.link.sent)
    window.press("next", "start", "finish", "recall", "pass", "park", "transfer", "resume", "no-such")
    assert len(window.link.sent) == before
    assert window.shows["sheet"]["open"] == ""


# ---------------------------------------------------------------------- the server


def test_a_double_press_is_one_command_until_the_mirror_shows_it() -> None:
    window = opened()
    window.take()
    window.link.silent = True
    window.press("next", "next")
    assert [type(command) for command, _ in window.link.unanswered] == [c.CallNext]
    assert window.able() == set()
    command, then = window.link.unanswered.pop()
    then(window.link._answer(command))
    assert window.able() == set()  # the reply is there, its change is not
    window.link.tell()
    assert window.able() == {"start", "choose"}


def test_a_lost_server_disables_everything_and_comes_back_by_itself() -> None:
    window = opened()
    window.take()
    window.link.become("lost")
    assert (window.shows["link"], window.able()) == ("lost", set())
    window.press("next")
    assert window.here["number"] == ""
    window.link.join()
    window.press("next")
    assert window.here["number"] == "A001"


def test_an_answer_that_stays_out_is_told(qtbot: QtBot) -> None:
    window = opened()
    window.take()
    window.link.silent = True
    window.press("next")
    qtbot.waitUntil(lambda: window.shows["message"] == "Waiting for the server's answer …")
    _, then = window.link.unanswered.pop()
    then(None)
    assert window.shows["message"].startswith("No answer from the server.")
    assert window.desk.facts()["troubles"] == ["no answer to call_next"]
    assert "next" in window.able()


def test_after_a_restart_the_window_stands_as_the_hall_knows_it() -> None:
    before = opened()
    number = before.take()
    before.press("next", "start")
    after = Window("1", "en")
    after.link.rules = after.rules = before.rules
    after.link.join()
    assert after.shows["page"] == "desk"
    assert (after.here["number"], after.here["state"]) == (number, "Being served")
    assert after.here["why"] == f"{number}: Ordinary, promised by 09:30"
    assert after.able() == {"next", "finish", "park", "transfer", "choose"}


def test_a_refusal_is_a_sentence_in_the_language_of_the_moment() -> None:
    window = opened()
    window.take()
    window.press("next", "start")
    window.desk.orders.give(c.SignOut("refused-sign-out"))
    assert window.shows["message"] == "Finish with A001 first"
    window.language.use("zh")
    assert window.shows["message"] == "请先办完A001号"
    assert window.here["state"] == "办理中"
    assert window.desk.facts()["refusals"] == 1


def test_the_hall_begins_in_its_first_language_unless_one_was_chosen() -> None:
    window = Window(language="", plan=named(halls.plan()))
    assert window.language.texts.language == "zh"
    window.link.join()
    assert window.language.texts.language == "zh"
    english = replace(named(halls.plan()), languages=("en", "zh"))
    window = Window(language="", plan=english)
    window.link.join()
    assert window.language.texts.language == "en"


def test_a_refusal_has_been_read_after_a_while_but_one_of_signing_in_stays() -> None:
    window = opened()
    window.take()
    window.press("next", "start")
    window.desk.orders.give(c.Pause("refused-pause"))
    window.later(14_999)
    assert window.shows["message"] == "Finish with A001 first"
    window.later(1)
    assert window.shows["message"] == ""
    window = Window()
    window.link.join()
    window.desk.sign_in(CLERK, "0000")
    window.later(60_000)
    assert window.shows["message"] == "Staff number or PIN is wrong"


def test_an_empty_window_says_why() -> None:
    window = opened()
    assert window.shows["nobody"]["meaning"] == "The window is free, and nobody waits for it"
    window.take()
    assert window.shows["nobody"]["meaning"] == "The window is free: call the next number"
    window.rules.manager(c.CloseDay)
    window.link.tell()
    assert window.shows["nobody"]["meaning"] == "The hall has closed for today"


def test_a_new_day_asks_to_sign_in_again() -> None:
    window = opened()
    window.take()
    window.press("next", "start")
    window.rules.later(halls.DAY_MS)
    window.rules.sign_in("2")
    window.link.tell()
    assert window.shows["page"] == "sign-in"
    assert window.desk.facts()["window"]["ticket"] is None
