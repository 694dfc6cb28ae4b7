"""Keys of keypads: what they do in each state, and that none does what the counter's program could not."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from link import commands as c
from link.plan import Devices, Keypad, KeypadLine, Plan
from server.hall.decide import decide
from server.hall.events import Event
from server.hall.internal import Actor, OpenWindow
from server.hall.refused import Refused
from tests.support.halls import Desk, plan, refused, tag

PADS = Actor("devices", "floor-1")
KEYS = ("call", "recall", "pass", "pause", "finish", "transfer", "sign_out")
LINES = (
    KeypadLine("a", "devices/floor-1", "serial:COM3@9600", (Keypad("1", 1), Keypad("3", 2, "rating"))),
    KeypadLine("b", "devices/floor-1", "serial:COM4@9600", (Keypad("2", 1),)),
    KeypadLine("c", "devices/floor-2", "serial:COM3@9600", (Keypad("3", 1),)),
)


def with_pads(**rules: Any) -> Plan:
    return replace(plan(**rules), devices=Devices(keypads=LINES))


def press(desk: Desk, key: Any, window: str = "1", by: Actor = PADS, **target: str) -> list[str]:
    return [tag(event) for event in desk.give(c.Press(desk.id(), window, key, **target), by)]


def opened(**rules: Any) -> Desk:
    """A clerk has signed in at the keypad of window 1; two people wait."""
    desk = Desk(with_pads(**rules))
    desk.give(OpenWindow(desk.id(), "1001", "1"), PADS)
    desk.take()
    desk.take()
    return desk


def test_a_turn_with_a_keypad_where_the_clerk_says_when_service_starts() -> None:
    desk = opened(call_gap_s=0)
    assert press(desk, "call") == ["ticket_called"]
    assert press(desk, "recall") == ["ticket_recalled"]
    with refused("still_called", number="A001"):
        press(desk, "call")
    assert press(desk, "finish") == ["service_started", "ticket_finished"]
    assert press(desk, "call") == ["ticket_called"]
    assert press(desk, "transfer", queue="homes") == ["service_started", "ticket_transferred"]


def test_one_key_is_enough_where_service_starts_with_the_call() -> None:
    desk = opened(start="auto", call_gap_s=0)
    assert press(desk, "call") == ["ticket_called"]
    assert press(desk, "call") == ["ticket_finished", "ticket_called"]
    assert press(desk, "call") == ["ticket_finished"]
    with refused("nobody_waiting"):
        press(desk, "call")
    with refused("nobody_here"):
        press(desk, "finish")


def test_a_call_key_that_is_pressed_twice_sends_nobody_away() -> None:
    desk = opened(start="auto", call_gap_s=5)
    assert press(desk, "call") == ["ticket_called"]
    with refused("too_soon", wait_s=5):
        press(desk, "call")
    assert not desk.hall.served


def test_the_pause_key_goes_on_after_a_pause() -> None:
    desk = opened()
    assert press(desk, "pause") == ["window_paused"]
    with refused("paused"):
        press(desk, "call")
    assert press(desk, "pause") == ["window_resumed"]
    assert press(desk, "sign_out") == ["clerk_signed_out"]
    with refused("not_signed_in"):
        press(desk, "call")


@pytest.mark.parametrize(("by", "window"), [(PADS, "3"), (PADS, "9"), (Actor("devices", "floor-9"), "1")])
def test_a_program_presses_only_at_the_windows_of_its_keypads(by: Actor, window: str) -> None:
    desk = opened()
    with refused("not_your_window", counter=window):
        press(desk, "call", window, by)
    with refused("not_your_window", counter=window):
        desk.give(OpenWindow(desk.id(), "1002", window), by)


def test_signing_in_at_a_keypad_names_its_window_and_a_counter_has_its_own() -> None:
    desk = Desk(with_pads())
    with refused("not_your_window", counter=""):
        desk.give(OpenWindow(desk.id(), "1001"), PADS)
    with refused("not_your_window", counter="1"):
        desk.give(OpenWindow(desk.id(), "1001", "1"), Actor("counter", "2"))
    assert [tag(one) for one in desk.give(OpenWindow(desk.id(), "1001", "2"), Actor("counter", "2"))]
    with refused("clerk_elsewhere", counter="2"):
        desk.give(OpenWindow(desk.id(), "1001", "1"), PADS)


# ---------------------------------------------------------------------- nothing more than the counter


def same_by_counter(desk: Desk, key: str, window: str, target: dict[str, str]) -> list[list[c.Command]]:
    """Ways in which a clerk at the counter's program would do the same."""
    single: dict[str, list[list[c.Command]]] = {
        "call": [[c.CallNext("x" * 8)]],
        "recall": [[c.Recall("x" * 8)]],
        "pass": [[c.PassTicket("x" * 8)]],
        "pause": [[c.Resume("x" * 8)] if desk.hall.windows[window].paused else [c.Pause("x" * 8)]],
        "finish": [[c.Finish("x" * 8)], [c.Start("x" * 8), c.Finish("x" * 8)]],
        "transfer": [
            [c.Transfer("x" * 8, **target)],
            [c.Start("x" * 8), c.Transfer("x" * 8, **target)],
        ],
        "sign_out": [[c.SignOut("x" * 8)]],
    }
    return single[key]


def by_counter(desk: Desk, commands: list[c.Command], window: str) -> list[Event] | str:
    """What happens to a copy of the hall, or the refusal."""
    copy = deepcopy(desk)
    before = len(copy.events)
    try:
        for command in commands:
            copy.give(command, Actor("counter", window))
    except Refused as no:
        return str(no)
    return copy.events[before:]


step = st.one_of(
    st.tuples(st.sampled_from(KEYS), st.sampled_from("12"), st.sampled_from(["", "tax", "homes", "2", "no"])),
    st.sampled_from(["take", "sign 1", "sign 2", "later"]),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(step, max_size=30), st.sampled_from(["press", "auto"]))
def test_every_key_does_what_the_counter_could_or_is_refused_alike(steps: list[Any], start: Any) -> None:
    desk = opened(start=start, call_gap_s=0)
    for one in steps:
        match one:
            case "take":
                desk.take()
            case "later":
                desk.later()
            case str():
                with_window = OpenWindow(desk.id(), f"20{one[-1]}", one[-1])
                try:
                    desk.give(with_window, PADS)
                except Refused:
                    continue
            case (key, window, where):
                target = {"counter" if where.isdigit() else "queue": where} if where else {}
                target = target if key == "transfer" else {}
                ways = [by_counter(desk, way, window) for way in same_by_counter(desk, key, window, target)]
                try:
                    found: list[Event] | str = desk.give(c.Press(desk.id(), window, key, **target), PADS)
                except Refused as no:
                    found = str(no)
                assert found in ways


def test_the_rules_name_every_key() -> None:
    desk = opened()
    for key in KEYS:
        try:
            found = decide(desk.hall, c.Press("x" * 8, "1", key), PADS, desk.now(), None)  # type: ignore[arg-type]
        except Refused:
            continue
        assert found is not None, key
