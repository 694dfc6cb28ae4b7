"""Every answer is safe for browsers, faults stop nothing else, and the log knows nobody."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import NoReturn

import pytest

from link import commands as c
from server.web import telling
from server.web.wire import SAFE
from tests.conftest import Log
from tests.server.web.api_kit import API, PHONE, booked, get, problem
from tests.server.web.test_web_partners import key_of
from tests.support.web import web


async def test_every_answer_has_the_headers(tmp_path: Path) -> None:
    async with web(tmp_path) as there:
        for path in (f"{API}/hall", f"{API}/bookings/ABCD2345", "/nothing", f"{API}/openapi.json"):
            headers = (await there.http.get(path)).headers
            assert {name: headers.get(name) for name in SAFE} == SAFE
            assert headers["cache-control"] == "no-store"
            assert "server" not in headers
        policy = SAFE["Content-Security-Policy"]
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert "http" not in policy.replace("https://", "x")


async def test_a_fault_is_a_problem_and_stops_nothing_else(
    tmp_path: Path, log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    def faulty(*_: object) -> None:
        raise ValueError(f"somebody's number is {PHONE}")

    log.expect("web.fault.*ValueError at .*test_web_wire.py")
    async with web(tmp_path) as there:
        with monkeypatch.context() as patched:
            patched.setattr(telling, "the_hall", faulty)
            answers = await asyncio.gather(*(there.http.get(f"{API}/hall") for _ in range(3)))
            for answer in answers:
                problem(answer, 500, "internal")
                assert answer.headers["x-content-type-options"] == "nosniff"
            assert (await get(there.http, "/queues/status"))["connected"] is True
        assert (await get(there.http, "/hall"))["id"] == "test"
    assert PHONE not in "\n".join(log.lines)


async def test_a_fault_in_how_problems_look_is_told_all_the_same(tmp_path: Path, log: Log) -> None:
    def faulty(*_: object) -> NoReturn:
        raise KeyError(PHONE)

    log.expect("web.fault.*KeyError")
    async with web(tmp_path) as there:
        there.public.problem_page = faulty
        problem(await there.http.get("/nothing"), 500, "internal")
    assert PHONE not in "\n".join(log.lines)


async def test_the_log_knows_no_number_code_or_key(tmp_path: Path, log: Log) -> None:
    async with web(tmp_path) as there:
        ours = key_of(there, "portal")
        code = (await booked(there.http))["code"]
        ticket = (await there.do("kiosk", "k", c.TakeTicket("ticket-1", "tax")))["key"]
        await there.http.get(f"{API}/bookings/{code}?from={PHONE}", headers=ours)
        await there.http.get(f"{API}/tickets/{ticket}")
        await there.http.post(f"{API}/bookings", json={"phone": f"{PHONE}x"})
        await there.http.get(f"{API}/slots", params={"queue": f"tax {PHONE}"})
        await there.http.get(f"/{PHONE}/{code}")
        await there.http.delete(f"{API}/bookings/{code}")
    text = "\n".join(log.lines)
    for secret in (PHONE, code, str(ticket), ours["Authorization"].split()[1]):
        assert secret not in text
    assert "web.asked method=DELETE route=/api/v1/bookings/{code} status=200" in text
    assert "partner=portal" in text


async def test_no_answer_tells_a_number(tmp_path: Path) -> None:
    async with web(tmp_path) as there:
        answer = await there.http.post(
            f"{API}/bookings",
            json={"matter": "invoice", "day": "2026-11-24", "time": "14:00", "phone": PHONE},
        )
        code = answer.json()["code"]
        texts = [answer.text, (await there.http.get(f"{API}/bookings/{code}")).text]
        wrong = {"matter": "invoice", "day": PHONE, "time": PHONE, "phone": f"{PHONE}x", PHONE[:5]: PHONE}
        texts.append((await there.http.post(f"{API}/bookings", json=wrong)).text)
        assert "not_valid" in texts[-1]
        assert PHONE not in "".join(texts[:2])
        assert f"{PHONE}x" not in texts[2]
