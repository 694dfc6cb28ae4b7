"""The driver of keypads on real lines with emulated pads, also with pads and lines that misbehave."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from devices.keypads.line import Master, NoAnswer
from devices.keypads.registers import RING, events, missed
from emulators.keypad import PAD_FAULTS, Kind, PadFault
from emulators.modbus import crc, sealed
from link.commands import Press, Rate
from link.words import Ticket, Window
from tests.devices.pads_kit import Rig, driven, until

TWO: dict[int, Kind] = {1: "keypad", 2: "keypad"}
KEYS = ["call", "recall", "pass", "pause", "finish"]


@pytest.fixture(params=["line", "stream"])
def rig(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Rig]:
    """Two keypads on a pseudo-terminal and behind a converter."""
    at = "tcp://127.0.0.1:0" if request.param == "stream" else tmp_path / "tty"
    with driven(at, TWO) as found:
        found.all_are("ok")
        yield found


def heard(rig: Rig, window: str) -> list[str]:
    """The keys of one window, as the hall heard them."""
    return [one.key for one in rig.hall.sent if isinstance(one, Press) and one.window == window]


def test_keys_come_once_and_in_order_and_the_pad_shows_what_stands_at_its_window(rig: Rig) -> None:
    for key in KEYS:
        assert rig.pad(1).press(key)
    rig.pad(2).press("call")
    until(lambda: len(rig.hall.sent) == 6)
    assert (heard(rig, "1"), heard(rig, "2")) == (KEYS, ["call"])
    assert len({command.id for command in rig.hall.sent}) == 6
    rig.mirror.windows["1"] = Window("1", "101", ticket="t")
    rig.mirror.tickets["t"] = Ticket("t", "A017", "tax", "ordinary", 0, 0, 1, state="called", counter="1")
    for place in range(3):
        rig.mirror.tickets[f"w{place}"] = Ticket(f"w{place}", f"B00{place}", "homes", "ordinary", 0, 0, place)
    rig.changed()
    until(lambda: rig.pad(1).text == "A017")
    assert (rig.pad(1).waiting, rig.pad(1).lamps) == (3, {"called"})
    assert (rig.pad(2).text, rig.pad(2).waiting) == ("READY", 0)  # window 2 does not serve that queue


def test_a_refusal_beeps_as_wrong_and_a_deed_as_done(rig: Rig) -> None:
    rig.pad(1).press("call")
    until(lambda: rig.pad(1).beeps == ["short"])
    rig.hall.refuses = True
    rig.pad(1).press("recall")
    rig.pad(2).press("7")  # means nothing while nothing is typed
    until(lambda: rig.pad(1).beeps == ["short", "wrong"] and rig.pad(2).beeps == ["wrong"])


def test_pads_that_misbehave_are_named_lose_nothing_and_leave_the_others_alone(tmp_path: Path) -> None:
    faults: dict[int, PadFault] = dict(enumerate(PAD_FAULTS, start=1))
    good = len(faults) + 1
    with driven("tcp://127.0.0.1:0", dict.fromkeys(range(1, good + 1), "keypad")) as rig:
        rig.all_are("ok")
        for address, fault in faults.items():
            rig.pad(address).fault = fault
            for key in KEYS[:3]:
                rig.pad(address).press(key)
        until(lambda: all(rig.state(address) != "ok" for address in faults if faults[address] != "twice"))
        assert rig.state(good) == "ok"
        rig.pad(good).press("finish")
        until(lambda: heard(rig, str(good)) == ["finish"])
        until(lambda: rig.state(1) == "offline" and "does not answer: is it on" in rig.detail(1))
        assert rig.state(3) == "ok"  # a doubled answer is one
        for address in faults:
            rig.pad(address).fault = None
        rig.all_are("ok")
        until(lambda: all(heard(rig, str(address)) == KEYS[:3] for address in faults))
        assert len({command.id for command in rig.hall.sent}) == len(rig.hall.sent)


@pytest.mark.parametrize("fault", ["wrong_baud", "twice"])
def test_a_bad_line_heals(tmp_path: Path, fault: str) -> None:
    with driven(tmp_path / "tty", TWO) as rig:
        rig.all_are("ok")
        rig.line.wire.fault = fault  # type: ignore[assignment]
        rig.pad(2).press("call")
        if fault != "twice":
            until(
                lambda: (
                    {rig.state(1), rig.state(2)} & {"offline", "fault"}
                    and "ok" not in {rig.state(1), rig.state(2)}
                )
            )
            assert not rig.hall.sent
        rig.line.wire.fault = None
        rig.all_are("ok")
        until(lambda: rig.hall.keys() == ["call"])


def test_a_line_that_was_pulled_out_comes_back_with_what_was_pressed_meanwhile(rig: Rig) -> None:
    rig.line.wire.unplug()
    rig.all_are("offline")
    until(lambda: "is the device plugged in?" in rig.detail(1) or "is the device on" in rig.detail(1))
    rig.pad(1).press("call")
    rig.line.plug()
    rig.all_are("ok")
    until(lambda: rig.hall.keys() == ["call"])


def test_a_pad_that_was_switched_off_begins_anew_and_shows_the_same(rig: Rig) -> None:
    rig.pad(1).press("call")
    until(lambda: rig.hall.keys() == ["call"])
    rig.pad(1).switch(on=False)
    rig.pad(1).switch(on=True)
    rig.pad(1).press("finish")
    until(lambda: rig.hall.keys() == ["call", "finish"] and rig.pad(1).text == "READY")
    assert len({command.id for command in rig.hall.sent}) == 2


def test_what_was_pressed_before_the_program_began_is_nobody_s_wish(tmp_path: Path) -> None:
    with driven(tmp_path / "tty", TWO) as rig:
        rig.all_are("ok")
        rig.pad(1).press("call")
        until(lambda: rig.hall.keys() == ["call"])
        rig.part.close()
        rig.pad(1).press("finish")
        rig.hall.sent.clear()
        again = type(rig.part)(rig.mirror.plan.devices.keypads[0], rig.hall)  # type: ignore[union-attr]
        again.start()
        rig.hall.later(lambda: again.changed(rig.mirror))
        rig.all_are("ok")
        rig.pad(1).press("recall")
        until(lambda: rig.hall.sent)
        assert rig.hall.keys() == ["recall"]
        again.close()


def test_a_pad_whose_memory_is_full_takes_no_key_and_loses_none(rig: Rig) -> None:
    rig.pad(1).fault = "silent"
    taken = [rig.pad(1).press("recall") for _ in range(RING + 2)]
    assert taken.count(False) >= 2  # one may have been read before the fault
    rig.pad(1).fault = None
    until(lambda: len(rig.hall.sent) == taken.count(True))
    until(lambda: rig.pad(1).press("call"))  # as soon as it is told that its memory is read


def test_another_device_at_the_address_is_named(tmp_path: Path) -> None:
    with driven(tmp_path / "tty", {1: "rating"}) as rig:
        rig.all_are("ok")
        rig.pad(1).kind = "keypad"
        until(lambda: rig.state(1) == "fault")
        assert rig.detail(1) == "is a keypad pad, but the hall file says rating"


def test_people_rate_while_they_are_asked_and_once(tmp_path: Path) -> None:
    with driven(tmp_path / "tty", {1: "rating"}) as rig:
        rig.all_are("ok")
        assert not rig.pad(1).rate(5)  # dark: nobody is asked
        rules = rig.mirror.plan.rating if rig.mirror.plan else None
        rig.mirror.asking.finished("20261124-A001", "1", rig.hall.now_ms(), rules)
        rig.changed()
        until(lambda: rig.pad(1).lamps == {"asking"})
        assert rig.pad(1).text == "A001"
        assert rig.pad(1).rate(4)
        assert rig.pad(1).rate(1)  # before the lamps are out
        until(lambda: not rig.pad(1).asked and rig.pad(1).beeps == ["short"])
        [rate] = rig.hall.sent
        assert isinstance(rate, Rate)
        assert (rate.ticket, rate.level, rate.on) == ("20261124-A001", 4, "pad")
        rig.mirror.asking.finished("20261124-A002", "1", rig.hall.now_ms(), rules)
        rig.changed()
        until(lambda: rig.pad(1).text == "A002")
        rig.mirror.asking.over("1")  # the next person has come
        rig.changed()
        until(lambda: rig.pad(1).text == "" and not rig.pad(1).asked)
        assert rig.pad(1).beeps == ["short"]  # nobody is thanked for nothing


class Stream:
    """A port on which everything comes in one piece after each question."""

    def __init__(self, *pieces: bytes) -> None:
        self._pieces, self._open = list(pieces), b""

    def write(self, data: bytes) -> None:
        self._open = self._pieces.pop(0)

    def read(self, wait_s: float) -> bytes:
        data, self._open = self._open, b""
        return data


def test_an_answer_that_comes_late_is_noted_and_costs_the_next_pad_nothing() -> None:
    late = sealed(bytes.fromhex("02 04 08 4B01 0001 0002 0003"))
    right = sealed(bytes.fromhex("01 04 08 4B01 0007 0000 0009"))
    written = sealed(bytes.fromhex("03 10 0000 000A"))
    master = Master(Stream(late + written + right, late, late[:6]), 0.05)  # type: ignore[arg-type]
    assert master.read(1, 4) == [0x4B01, 7, 0, 9]
    assert master.late == {2, 3}
    with pytest.raises(NoAnswer, match="does not answer: is it on"):
        master.read(1, 4)  # all that came is another one's
    with pytest.raises(NoAnswer, match="no Modbus answer"):
        master.read(1, 4)  # half of one is noise


def test_events_are_counted_over_the_end_of_the_counter_and_never_backwards() -> None:
    ring = [0] * RING
    for number, code in ((65534, 1), (65535, 2), (0, 3), (1, 4)):
        ring[(number - 1) % RING] = code
    registers = [0, 0, 1, 0, *ring]
    assert events(registers, 65533) == [(65534, 1), (65535, 2), (0, 3), (1, 4)]
    assert events(registers, 1) == events(registers, 5) == []  # an answer from the past
    assert missed(65535, 65535) == 0
    assert len(events([0, 0, 40, 0, *ring], 0)) == RING


def test_the_emulator_s_checksum_is_that_of_the_specification() -> None:
    assert crc(bytes.fromhex("0207")) == bytes.fromhex("4112")  # the example of its appendix
    assert sealed(b"\x01\x04\x00\x00\x00\x04")[-2:] == bytes.fromhex("f1c9")
