"""The server goes and comes: what is known is still told, nothing is changed meanwhile, then all goes on."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from link import commands as c
from link.client import Client, NoAnswer
from link.frames import Refused
from server.hall.calendar import add_days
from server.web import uplink
from server.web.problems import Problem
from tests.conftest import Log
from tests.server.web.api_kit import API, TODAY, book, booked, get, problem
from tests.support.halls import MINUTE
from tests.support.serving import eventually
from tests.support.web import bookable, web


async def test_lost_and_found(tmp_path: Path) -> None:
    async with web(tmp_path) as there:
        code = (await booked(there.http))["code"]
        key = (await there.do("kiosk", "k", c.TakeTicket("ticket-1", "tax")))["key"]
        await there.lose_server()

        hall = await get(there.http, "/hall")
        assert (hall["connected"], hall["id"]) == (False, "test")
        assert (await get(there.http, "/hall"))["as_of"] == hall["as_of"]
        assert (await get(there.http, "/queues/status"))["connected"] is False
        assert (await get(there.http, f"/tickets/{key}"))["ahead"] == 0
        assert (await get(there.http, f"/bookings/{code}"))["state"] == "booked"
        for answer in (
            await book(there.http, phone="13900139000"),
            await there.http.delete(f"{API}/bookings/{code}"),
            await there.http.delete(f"{API}/tickets/{key}"),
            await there.http.get(f"{API}/hall", headers={"Authorization": "Bearer 1234567890123456"}),
        ):
            problem(answer, 503, "server_lost")
            assert answer.headers["retry-after"] == "5"

        await there.find_server()
        assert (await get(there.http, "/hall"))["connected"] is True
        assert (await there.http.delete(f"{API}/tickets/{key}")).status_code == 200
        await booked(there.http, phone="13900139000")


async def test_what_happened_meanwhile_is_known_afterwards(tmp_path: Path) -> None:
    async with web(tmp_path) as there:
        await booked(there.http)
        key = (await there.do("kiosk", "k", c.TakeTicket("ticket-1", "tax")))["key"]
        await there.lose_server()
        there.served.ms += 24 * 60 * MINUTE
        await there.find_server()
        there.served.engine.begin_day()
        await there.in_step()
        assert (await get(there.http, "/hall"))["day"] == add_days(TODAY, 1)
        problem(await there.http.get(f"{API}/tickets/{key}"), 404, "unknown_ticket")


async def test_before_the_first_day_has_come_there_is_nothing_to_tell(tmp_path: Path) -> None:
    async with web(tmp_path) as there:
        there.replica._copy = None
        for path in ("hall", "matters", "queues/status", "slots?queue=tax", "bookings/ABCD2345", "tickets/x"):
            answer = await there.http.get(f"{API}/{path}")
            problem(answer, 503, "starting")
            assert answer.headers["retry-after"] == "5"


async def test_an_answer_that_does_not_come(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def silence(*_: object) -> None:
        raise NoAnswer

    async with web(tmp_path) as there:
        monkeypatch.setattr(Client, "send", silence)
        problem(await book(there.http), 503, "no_answer")


async def test_who_goes_away_while_it_is_done(tmp_path: Path) -> None:
    """The client of a request that is under way gives up; it is done all the same, and nothing is upset."""
    async with web(tmp_path) as there:
        asking = asyncio.create_task(book(there.http))
        await eventually(lambda: bool(there.public.uplink._asked))
        asking.cancel()
        await asyncio.gather(asking, return_exceptions=True)
        await eventually(lambda: len(there.served.engine.hall.appointments) == 1)
        assert (await get(there.http, "/hall"))["connected"] is True


async def test_when_too_many_wait_the_next_ones_are_sent_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uplink, "AT_ONCE", 1)
    async with web(tmp_path, bookable(quota=20)) as there:
        asked = (book(there.http, phone=f"1390013900{number}") for number in range(5))
        answers = await asyncio.gather(*asked)
        told = [answer for answer in answers if answer.status_code != 201]
        assert len(told) < 5
        for answer in told:
            problem(answer, 503, "crowded")
        assert len(there.served.engine.hall.appointments) == 5 - len(told)


async def test_a_refusal_that_nobody_knows_is_our_own_fault(tmp_path: Path, log: Log) -> None:
    log.expect("web.not_understood code=bad_frame")
    async with web(tmp_path) as there:
        answer = await there.public.uplink.send(c.Cancel("an-id-of-mine", "no number"))
        assert isinstance(answer, Refused)
        assert Problem.of(answer).code == "internal"
