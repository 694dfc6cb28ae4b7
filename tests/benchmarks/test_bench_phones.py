"""What phones saw, beside what had happened: the arithmetic of the measurement, and one phone's reading."""

from __future__ import annotations

import asyncio

import pytest

from benchmarks.crowd import Phone
from benchmarks.measurement import Measurement
from benchmarks.phones_saw import Lags, Result, Round, Taken, judged

PEOPLE = [Taken("first", "tax", 0), Taken("second", "tax", 1), Taken("elsewhere", "homes", 0)]


def lags(*rounds: tuple[Round, dict[str, list[tuple[float, int]]]]) -> Lags:
    found = Lags(PEOPLE)
    for one, seen in rounds:
        found.add(one, seen, counts=True)
    return found


def test_a_call_is_due_on_the_own_phone_and_one_fewer_on_those_behind() -> None:
    called = Round([], [(100.0, "tax")], [])
    found = lags((called, {"/t/first#1": [(100.5, -1)], "/t/second#2": [(100.75, 0)], "/t/elsewhere#3": []}))
    assert (found.own_call, found.place, found.missed) == ([0.5], [0.75], 0)


def test_a_later_change_shows_the_earlier_ones_too() -> None:
    called = Round([], [(100.0, "tax"), (100.5, "tax")], [])
    found = lags((called, {"/t/second#2": [(101.0, -1)]}))
    assert (found.place, found.own_call, found.missed) == ([1.0], [0.5], 0)


def test_what_is_not_shown_is_missed() -> None:
    called = Round([], [(100.0, "tax")], [(100.0, 7)])
    found = lags((called, {"/t/first#1": [], "/t/second#2": [(100.5, 1)], "/#3": [(100.2, 6)]}))
    assert (found.all, found.missed) == ([], 3)


def test_notices_grow() -> None:
    told = Round([], [], [(100.0, 7), (101.0, 9)])
    found = lags((told, {"/#0": [(100.25, 7), (101.5, 9)], "/#1": [(101.5, 9)]}))
    assert (found.notice, found.missed) == ([0.25, 0.5, 1.5, 0.5], 0)


def test_rounds_that_do_not_count_still_move_the_queue() -> None:
    found = Lags(PEOPLE)
    found.add(Round([], [(50.0, "tax")], []), {"/t/second#2": []}, counts=False)
    found.add(Round([], [(100.0, "tax")], []), {"/t/second#2": [(100.5, -1)]}, counts=True)
    assert (found.own_call, found.missed) == ([0.5], 0)


def test_the_ratio_is_judged_and_the_noise_is_told() -> None:
    result = Result(1.0, lags((Round([], [], [(100.0, 1)]), {"/#0": [(100.5, 1)]})))
    result.lags.own_call.append(0.5)
    result.with_phones, result.without, result.busy = [[0.003, 0.005]], [[0.001], [0.002]], [0.25]
    found: dict[str, Measurement] = {one.measure: one for one in judged("2 phones", result)}
    ratio = found["2 phones: issuing a ticket, p99, to without"]
    assert (ratio.value, ratio.reach, ratio.ok) == (2.5, 2.0, False)
    assert found["2 phones: p99 of half of the rounds without, to the other half"].value == 0.5
    assert found["2 phones: changes that were shown"].value == 100
    assert found["2 phones: processor of the public plane"].value == 25


PAGE = b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nbody"
STREAM = (
    b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n"
    b'd\r\nretry: 3000\n\n\r\n2a\r\ndata: {"title":"A007: 12 before you"}\n\n\r\n'
    b'10\r\ndata: {"notice":"45"}\n\n\r\n12\r\ndata: {"state":"called"}\n\n\r\n'
)


class Line(asyncio.Transport):
    """Keeps what a phone says."""

    def __init__(self) -> None:
        super().__init__()
        self.said = b""
        self.aborted = False

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.said += data

    def abort(self) -> None:
        self.aborted = True


@pytest.mark.parametrize("size", [1, 7, 10_000])
async def test_a_phone_reads_its_page_and_its_stream_in_any_pieces(size: int) -> None:
    line, ended = Line(), list[str]()
    phone = Phone("h", "/t/x", "/t/x/events", ended.append)
    phone.connection_made(line)
    for data in (PAGE, STREAM):
        for at in range(0, len(data), size):
            phone.data_received(data[at : at + size])
    await phone.listening
    assert [value for _, value in phone.seen] == [12, 45, -1]
    assert [part.split()[1] for part in line.said.split(b"\r\n\r\n")[:-1]] == [b"/t/x", b"/t/x/events"]
    assert not ended


async def test_a_phone_that_is_sent_away_says_so() -> None:
    line, ended = Line(), list[str]()
    phone = Phone("h", "/", "/events", ended.append)
    phone.connection_made(line)
    phone.data_received(b"HTTP/1.1 503 Service Unavailable\r\n\r\n")
    with pytest.raises(ConnectionError, match="503"):
        await phone.listening
    assert ended
    assert line.aborted
