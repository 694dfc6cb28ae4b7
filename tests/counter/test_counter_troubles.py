"""The line about devices that are not well: which trouble it names first, and the list behind it."""

from __future__ import annotations

from msgspec.structs import replace

from link.frames import Health
from link.plan import Devices, Keypad, KeypadLine
from link.words import DeviceCondition, DeviceState, ProgramState
from tests.counter.counter_kit import Window, named
from tests.support import halls

MINUTE = 60_000


def window(language: str = "en") -> Window:
    """Window 2 of a hall whose keypads hang on one line."""
    pads = KeypadLine("line", "devices/back", "serial:/dev/ttyUSB0@9600", (Keypad("1", 1), Keypad("2", 2)))
    plan = replace(named(halls.plan()), devices=Devices(keypads=(pads,)))
    return Window("2", language, plan).opened()


def printer(state: DeviceCondition, since: int = 0) -> DeviceState:
    return DeviceState("door", "printer", state, since=since)


def tell(it: Window, *devices: DeviceState, joined: bool = True, since: int = 1) -> None:
    programs = [ProgramState("kiosk", "door", joined, since, devices=list(devices))]
    it.link.frame_received.emit(Health(it.rules.ms, programs))


def test_nothing_is_said_while_all_is_well(qapp: object) -> None:
    it = window()
    assert it.shows["trouble"] == {"line": "", "more": "", "level": ""}
    tell(it, printer("ok"))
    assert it.shows["trouble"]["line"] == ""


def test_no_paper_is_said_where_and_what_to_do(qapp: object) -> None:
    it = window("zh")
    tell(it, printer("out", it.rules.ms - 5 * MINUTE))
    assert it.shows["trouble"] == {"line": "取号机 door：打印机 door 缺纸", "more": "", "level": "bad"}
    it.desk.open_troubles()
    assert it.shows["sheet"]["open"] == "troubles"
    [row] = it.desk.troubles.rows.rows
    assert (row["what"], row["mend"]) == ("打印机 door 缺纸", "请换上新纸卷")
    assert row["since"] == "从08:55起"
    tell(it, printer("ok"))
    assert (it.shows["trouble"]["line"], it.shows["sheet"]["open"]) == ("", ""), "mended: nothing is left"


def test_what_is_at_this_window_comes_first(qapp: object) -> None:
    it = window()
    here, there = (DeviceState(f"line/{n}", "keypad", "offline", since=3) for n in (2, 1))
    tell(it, printer("out", 2), there, here)
    assert it.shows["trouble"]["line"] == "Kiosk door: Keypad (Window 2) cannot be reached"
    assert it.shows["trouble"]["more"] == "2 more"


def test_a_program_that_only_starts_anew_is_no_trouble(qapp: object) -> None:
    it = window()
    tell(it, printer("ok"), joined=False, since=it.rules.ms)
    assert it.shows["trouble"]["line"] == ""
    it.later(11_000)
    assert it.shows["trouble"]["line"] == "Kiosk door is away"
