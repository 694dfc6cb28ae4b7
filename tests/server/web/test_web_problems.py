"""What is said when something cannot be done: languages, faults of HTTP, and where a type leads."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from server.web import wire
from tests.server.web.api_kit import API, get, problem
from tests.support.serving import PATIENCE_S
from tests.support.web import web


async def test_problems_speak_the_language_that_is_preferred(tmp_path: Path) -> None:
    async with web(tmp_path) as there:
        for header, start in (
            ("en", "There is no booking"),
            ("zh-CN,zh;q=0.9,en;q=0.8", "没有找到"),
            ("fr, en;q=0.5, zh;q=0.1", "There is no booking"),
            ("fr", "没有找到"),
            ("en;q=wrong", "没有找到"),
        ):
            answer = await there.http.get(f"{API}/bookings/ABCD2345", headers={"accept-language": header})
            assert answer.json()["detail"].startswith(start), header
            assert answer.headers["content-language"] == ("en" if start.startswith("There") else "zh")


async def test_problems_of_http_itself(tmp_path: Path) -> None:
    async with web(tmp_path) as there:
        http = there.http
        problem(await http.get(f"{API}/nothing"), 404, "unknown_path")
        other = await http.patch(f"{API}/bookings/ABCD2345", json={})
        problem(other, 405, "wrong_method")
        assert other.headers["allow"] == "GET, PUT, DELETE"
        problem(await http.post(f"{API}/bookings", content="{}"), 415, "wrong_type")
        json = {"content-type": "application/json"}
        problem(await http.post(f"{API}/bookings", content="{", headers=json), 400, "not_json")
        problem(await http.post(f"{API}/bookings", content=b'"\xff"', headers=json), 400, "bad_request")
        problem(await http.post(f"{API}/bookings", content="[" * 9000, headers=json), 400, "bad_request")
        large = b'{"reference": "' + b"x" * 20_000 + b'"}'
        problem(await http.post(f"{API}/bookings", content=large, headers=json), 413, "too_large")

        async def pieces() -> Any:
            for _ in range(20):
                yield b" " * 1024

        problem(await http.post(f"{API}/bookings", content=pieces(), headers=json), 413, "too_large")
        assert (await get(http, "/hall"))["id"] == "test"


async def test_a_type_leads_to_what_it_means(tmp_path: Path) -> None:
    async with web(tmp_path) as there:
        answer = await there.http.get("/problems/slot_full", headers={"accept-language": "en"})
        assert answer.text.startswith("slot_full\n409 Not possible as things stand\n{time} on {day} is full")
        problem(await there.http.get("/problems/nothing"), 404, "unknown_path")


async def test_a_body_that_does_not_come(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire, "BODY_S", 0.05)
    async with web(tmp_path) as there:
        host, _, port = there.url.removeprefix("http://").partition(":")
        reader, writer = await asyncio.open_connection(host, int(port))
        head = "Host: x\r\nContent-Type: application/json\r\nContent-Length: 500\r\n"
        writer.write(f'POST {API}/bookings HTTP/1.1\r\n{head}\r\n{{"day": '.encode())
        async with asyncio.timeout(PATIENCE_S):
            answer = await reader.read()  # the connection ends with it
        assert answer.startswith(b"HTTP/1.1 408")
        assert b'"code": "too_slow"' in answer
        writer.close()
        await writer.wait_closed()
        assert (await get(there.http, "/hall"))["id"] == "test"
