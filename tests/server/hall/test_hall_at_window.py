"""Every command of a clerk in every state of a ticket: what happens, or the refusal with its facts."""

from __future__ import annotations

from typing import Any

import pytest

from link import commands as c
from server.hall.events import TicketFinished
from server.hall.internal import Actor, OpenWindow
from server.hall.refused import Refused
from tests.support.halls import Desk, refused

N = "A001"


def waiting() -> Desk:
    desk = Desk()
    desk.sign_in("1")
    desk.take()
    return desk


def called() -> Desk:
    desk = waiting()
    desk.at("1", c.CallNext)
    return desk


def last_call() -> Desk:
    desk = called()
    for _ in range(2):
        desk.later()
        desk.at("1", c.Recall)
    return desk


def serving() -> Desk:
    desk = called()
    desk.at("1", c.Start)
    return desk


def parked() -> Desk:
    desk = serving()
    desk.at("1", c.Park)
    return desk


def passed() -> Desk:
    desk = last_call()
    desk.at("1", c.PassTicket)
    return desk


def finished() -> Desk:
    desk = serving()
    desk.at("1", c.Finish)
    return desk


def cancelled() -> Desk:
    desk = waiting()
    desk.at("1", c.Cancel, number=N)
    return desk


def expired() -> Desk:
    desk = waiting()
    desk.manager(c.CloseDay)
    return desk


STATES = [waiting, called, last_call, serving, parked, passed, finished, cancelled, expired]
GONE = ["unknown_number number=A001"] * 3
HERE = ["nobody_here"]

HAPPENED = ("ticket_", "service_", "clerk_", "window_paused", "class_granted")
"""How the names of these events begin."""
Row = tuple[type[c.Command], dict[str, Any], list[str]]
TABLE: list[Row] = [
    (c.CallNext, {}, [
        "ticket_called", "still_called number=A001", "still_called number=A001", "ticket_finished",
        *["nobody_waiting"] * 5]),
    (c.CallTicket, {"number": N}, [
        "ticket_called", "still_called number=A001", "still_called number=A001",
        "not_waiting number=A001 state=serving", "not_waiting number=A001 state=parked",
        "not_waiting number=A001 state=passed", *GONE]),
    (c.Recall, {}, [
        *HERE, "ticket_recalled", "call_limit calls=3", "busy number=A001", *HERE * 5]),
    (c.Start, {}, [*HERE, "service_started", "service_started", "busy number=A001", *HERE * 5]),
    (c.Finish, {}, [
        *HERE, "still_called number=A001", "still_called number=A001", "ticket_finished", *HERE * 5]),
    (c.PassTicket, {}, [
        *HERE, "not_yet_passed number=A001 calls_left=2", "ticket_passed", "busy number=A001", *HERE * 5]),
    (c.BringBack, {"number": N}, [
        "not_passed number=A001 state=waiting", "not_passed number=A001 state=called",
        "not_passed number=A001 state=called", "not_passed number=A001 state=serving",
        "not_passed number=A001 state=parked", "ticket_returned", *GONE]),
    (c.Park, {"note": "复印"}, [
        *HERE, "still_called number=A001", "still_called number=A001", "ticket_parked", *HERE * 5]),
    (c.Unpark, {"number": N}, [
        "not_parked number=A001 state=waiting", *["busy number=A001"] * 3, "ticket_unparked",
        "not_parked number=A001 state=passed", *GONE]),
    (c.Transfer, {"queue": "homes"}, [
        *HERE, "still_called number=A001", "still_called number=A001", "ticket_transferred", *HERE * 5]),
    (c.Cancel, {"number": N}, [
        "ticket_cancelled", *["somebody_at_window number=A001 counter=1"] * 3, "ticket_cancelled",
        "ticket_cancelled", *GONE]),
    (c.Grant, {"number": N, "cls": "green", "evidence": "优待证"}, [
        "class_granted", "not_waiting number=A001 state=called", "not_waiting number=A001 state=called",
        "not_waiting number=A001 state=serving", "not_waiting number=A001 state=parked",
        "not_waiting number=A001 state=passed", *GONE]),
    (c.SignOut, {}, ["clerk_signed_out", *["busy number=A001"] * 3, *["clerk_signed_out"] * 5]),
    (c.Pause, {}, ["window_paused", *["busy number=A001"] * 3, *["window_paused"] * 5]),
    (c.Resume, {}, ["not_paused"] * 9),
]  # fmt: skip


def outcome(desk: Desk, window: str, kind: type[c.Command], **fields: Any) -> str:
    """The events of a command, or its refusal, as one line."""
    try:
        return " ".join(desk.at(window, kind, **fields))
    except Refused as error:
        return " ".join([error.code, *(f"{name}={value}" for name, value in error.facts.items())])


CASES = [
    pytest.param(kind, fields, state, expected, id=f"{kind.__name__}-{state.__name__}")
    for kind, fields, row in TABLE
    for state, expected in zip(STATES, row, strict=True)
]


@pytest.mark.parametrize(("kind", "fields", "state", "expected"), CASES)
def test_command_in_state(kind: type[c.Command], fields: dict[str, Any], state: Any, expected: str) -> None:
    desk = state()
    desk.later()
    before = repr(desk.hall)
    found = outcome(desk, "1", kind, **fields)
    assert found == expected
    refusal = not any(word in expected for word in HAPPENED)
    assert (repr(desk.hall) == before) is refusal


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row[0].__name__)
def test_nothing_without_a_clerk_and_nothing_at_an_unknown_window(row: Row) -> None:
    desk = waiting()
    assert outcome(desk, "2", row[0], **row[1]) == "not_signed_in"
    assert outcome(desk, "9", row[0], **row[1]) == "unknown_counter counter=9"


def test_every_clerks_command_is_in_the_table() -> None:
    others = {c.RollToken, c.Peek, c.SignIn}
    assert {row[0] for row in TABLE} | others == {kind for kind in c.COMMANDS if "counter" in kind.roles}


def test_signing_in_and_out() -> None:
    desk = Desk()
    desk.sign_in("1")
    assert desk.hall.windows["1"].clerk == "101"
    one, two = Actor("counter", "1"), Actor("counter", "2")
    with refused("already_signed_in"):
        desk.give(OpenWindow("x", "101"), one)
    with refused("counter_taken", clerk="101"):
        desk.give(OpenWindow("x", "999"), one)
    with refused("clerk_elsewhere", counter="1"):
        desk.give(OpenWindow("x", "101"), two)
    with refused("unknown_counter", counter="9"):
        desk.give(OpenWindow("x", "900"), Actor("counter", "9"))
    desk.at("1", c.SignOut)
    desk.give(OpenWindow("x", "101"), two)
    assert [desk.hall.windows[id_].clerk for id_ in ("1", "2")] == [None, "101"]


def test_a_paused_window_calls_and_unparks_nobody() -> None:
    desk = parked()
    desk.take()
    desk.at("1", c.Pause)
    for kind, fields in ((c.CallNext, {}), (c.CallTicket, {"number": "A002"}), (c.Unpark, {"number": N})):
        with refused("paused"):
            desk.at("1", kind, **fields)
    with refused("paused"):
        desk.at("1", c.Pause)
    desk.at("1", c.Resume)
    assert desk.next("1") == "A002"


def test_signing_out_ends_a_pause() -> None:
    desk = Desk()
    desk.sign_in("1")
    desk.at("1", c.Pause)
    desk.at("1", c.SignOut)
    desk.sign_in("1")
    assert not desk.hall.windows["1"].paused


def test_recall_needs_the_gap() -> None:
    desk = Desk(call_gap_s=5, calls=9)
    desk.sign_in("1")
    desk.take()
    desk.at("1", c.CallNext)
    for passed_ms, wait_s in ((0, 5), (1, 5), (3999, 1)):
        desk.later(passed_ms)
        with refused("too_soon", wait_s=wait_s):
            desk.at("1", c.Recall)
    desk.later(1000)
    desk.at("1", c.Recall)
    with refused("too_soon", wait_s=5):
        desk.at("1", c.Recall)
    assert [call.times for call in desk.hall.calls] == [1, 2]


def test_recall_does_not_wait_for_a_clock_that_was_put_back() -> None:
    desk = Desk(call_gap_s=5, calls=9)
    desk.sign_in("1")
    desk.take()
    desk.at("1", c.CallNext)
    desk.later(-3_600_000)
    desk.at("1", c.Recall)
    with refused("too_soon", wait_s=5):
        desk.at("1", c.Recall)


@pytest.mark.parametrize(("later_ms", "took_ms"), [(-3_600_000, 0), (90 * 86_400_000, 4 * 3_600_000)])
def test_a_clock_that_was_put_right_does_not_spoil_the_mean(later_ms: int, took_ms: int) -> None:
    desk = Desk(start="press")
    desk.sign_in("1")
    desk.take()
    desk.next("1")
    desk.at("1", c.Start)
    [ticket] = desk.hall.tickets.values()
    desk.happens([TicketFinished(desk.ms + later_ms, ticket.id, "1")])
    assert desk.hall.learned.turn_ms("tax") == 480_000 + (took_ms - 480_000) // 4


def test_one_call_may_be_all() -> None:
    desk = Desk(calls=1)
    desk.sign_in("1")
    desk.take()
    desk.at("1", c.CallNext)
    with refused("call_limit", calls=1):
        desk.at("1", c.Recall)
    assert desk.at("1", c.PassTicket) == ["ticket_passed"]


def test_start_auto_serves_from_the_call_on() -> None:
    desk = Desk(start="auto")
    desk.sign_in("1")
    desk.take()
    desk.take()
    desk.at("1", c.CallNext)
    desk.later(3 * 60_000)
    assert desk.at("1", c.CallNext) == ["ticket_finished", "ticket_called"]
    assert desk.hall.learned.turn_ms("tax") == 480_000 - (480_000 - 180_000) // 4
    assert desk.at("1", c.Park) == ["ticket_parked"]
    assert desk.at("1", c.Unpark, number="A002") == ["ticket_unparked"]
    assert desk.at("1", c.Finish) == ["ticket_finished"]


def test_start_auto_still_lets_a_clerk_recall_and_pass() -> None:
    desk = Desk(start="auto", calls=2)
    desk.sign_in("1")
    desk.take()
    desk.at("1", c.CallNext)
    desk.give_up_on("1")
    assert desk.ticket(N).state == "passed"


def test_call_next_finishes_then_calls() -> None:
    desk = serving()
    desk.take()
    assert desk.at("1", c.CallNext) == ["ticket_finished", "ticket_called"]
    assert desk.called("1") == "A002"


def test_a_chosen_number_must_be_served_here() -> None:
    desk = Desk()
    desk.sign_in("2")
    desk.take("homes")
    with refused("not_served_here", number="B001", queue="homes"):
        desk.at("2", c.CallTicket, number="B001")
    desk.sign_in("3")
    assert desk.at("3", c.CallTicket, number="B001") == ["ticket_called"]


def test_a_refused_chosen_number_does_not_finish_whoever_is_served() -> None:
    desk = serving()
    with refused("unknown_number", number="A077"):
        desk.at("1", c.CallTicket, number="A077")
    assert desk.called("1") == N
