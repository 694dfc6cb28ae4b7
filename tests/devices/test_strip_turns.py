"""Whose turn it is on a line of strips, and whose answer counts: without a line, and without waiting."""

from __future__ import annotations

import time
from typing import cast

import pytest

from devices.strips.line import REFRESH_S, Line, Slot
from devices.strips.plain import Plain, check
from devices.strips.says import Look
from link.plan import Strip
from link.words import DeviceState
from ports.keeper import Site
from ports.port import Port

HERE = Look(("A001",), "red")


def acknowledged(*addresses: int) -> bytes:
    bodies = [b"%03d,OK" % address for address in addresses]
    return b"".join(b"=" + body + b"*%02X\r" % check(body) for body in bodies)


class Script:
    """In place of a site and its port: what strips say to each frame, in order."""

    def __init__(self, *answers: bytes) -> None:
        self.answers, self.asked = list(answers), list[bytes]()
        self._now = b""
        self.port = cast(Port, self)

    @property
    def goes_on(self) -> bool:
        return len(self.asked) < len(self.answers)

    def says(self, state: str, detail: str = "") -> None:
        assert (state, detail) == ("ok", "")

    def forget(self) -> None:
        self._now = b""

    def write(self, data: bytes) -> None:
        self.asked.append(data)
        self._now = self.answers[len(self.asked) - 1] if len(self.asked) <= len(self.answers) else b""

    def read(self, wait_s: float) -> bytes:
        data, self._now = self._now, b""
        return data


def slots(count: int) -> list[Slot]:
    states = [DeviceState(f"rail/{n}", "strip", "unknown") for n in range(1, count + 1)]
    return [Slot(Strip(str(n), n), state, (HERE, n)) for n, state in enumerate(states, 1)]


def line(found: list[Slot], delivered: list[int] | None = None) -> Line:
    shown = [] if delivered is None else delivered
    return Line(found, Plain(), lambda _: None, shown.append, lambda: None)


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("devices.strips.line.ANSWER_S", 0.02)
    monkeypatch.setattr("devices.strips.line.FAREWELL_S", 0.0)


def test_what_is_new_goes_first_and_then_who_waited_longest() -> None:
    one, two, three = found = slots(3)
    one.shown = three.shown = HERE
    one.asked_at, two.asked_at, three.asked_at = 2.0, 9.0, 1.0
    turns = line(found)
    assert turns._next(10.0) is two  # the others are only told again
    two.shown = HERE
    assert turns._next(10.0) is three
    three.again_at = two.again_at = 20.0
    assert turns._next(10.0) is one
    one.again_at = 20.0
    assert turns._next(10.0) is None


def test_a_strip_that_does_not_answer_waits_longer_each_time_also_with_news() -> None:
    [one] = found = slots(1)
    turns, pauses = line(found), []
    for _ in range(7):
        turns._failed(one, "offline", "does not answer")
        pauses.append(round(one.again_at - time.monotonic()))
    assert pauses == [0, 1, 2, 4, 8, 8, 8]
    one.want = (Look(("A002",), "red"), 2)
    assert turns._next(time.monotonic() + 7) is None
    assert turns._next(time.monotonic() + 9) is one


def test_only_the_strip_that_was_asked_has_answered() -> None:
    one, two = found = slots(2)
    delivered: list[int] = []
    script = Script(acknowledged(2), acknowledged(1, 2), acknowledged(1))
    line(found, delivered).work(cast(Site, script))
    assert [frame[1:4] for frame in script.asked[:3]] == [b"001", b"002", b"001"]
    assert delivered == [2, 1]
    assert (one.shown, two.shown) == (HERE, HERE)


def test_one_alone_may_answer_under_any_address() -> None:
    [one] = found = slots(1)
    delivered: list[int] = []
    line(found, delivered).work(cast(Site, Script(acknowledged(7))))
    assert (delivered, one.shown) == ([1], HERE)
    assert one.again_at - time.monotonic() > REFRESH_S - 5
