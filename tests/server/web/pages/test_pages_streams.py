"""The streams of thousands of phones: what is sent, how seldom, and that each ends in time."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from link import commands as c
from link.client import new_id
from server.hall.internal import OpenWindow
from server.web.pages import streams
from tests.support.serving import eventually
from tests.support.web import Web, web

Views = AsyncIterator[dict[str, str]]


async def views(lines: AsyncIterator[str]) -> Views:
    """The events of a stream, without the beats."""
    kind = ""
    async for line in lines:
        if line.startswith("event: "):
            kind = line[7:]
        elif line.startswith("data: "):
            if not kind:
                yield json.loads(line[6:])
            kind = ""


async def next_of(found: Views) -> dict[str, str]:
    async with asyncio.timeout(20):
        return await anext(found)


async def take(hall: Web, queue: str = "tax") -> Any:
    return await hall.do("kiosk", "hall-1", c.TakeTicket(new_id(), queue))


async def test_only_what_changed_is_sent(tmp_path: Path) -> None:
    async with web(tmp_path) as hall, hall.http.stream("GET", "/events?lang=en") as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        assert answer.headers["cache-control"] == "no-store"
        found = views(answer.aiter_lines())
        whole = await next_of(found)
        assert {"page", "at", "lost", "today", "notice", "tax.people", "homes.wait"} <= whole.keys()
        await take(hall)
        news = await next_of(found)
        assert news.pop("at", whole["at"])
        assert news == {"tax.people": "1 person waits"}


async def test_all_phones_are_told_the_same_bytes(tmp_path: Path) -> None:
    async with web(tmp_path) as hall:
        board: Any = board_of(hall)
        first, _ = board.news(None)
        await take(hall)
        await eventually(lambda: hall.replica.queues["tax"].waiting == 1)
        seen, news = board.news(first)
        assert board.news(first)[1] is news
        assert board.news(seen) == (seen, b"")
        late = board.news(None)[1]
        assert json.loads(late[6:]) == seen
        assert len(late) > len(news)


def board_of(hall: Web) -> object:
    from server.web.pages.status import boards

    return boards(hall.public)["en"]


async def test_a_phone_hears_of_its_own_ticket_only(tmp_path: Path) -> None:
    async with web(tmp_path) as hall:
        mine = await take(hall)
        async with hall.http.stream("GET", f"/t/{mine['key']}/events?lang=en") as answer:
            found = views(answer.aiter_lines())
            whole = await next_of(found)
            assert (whole["state"], whole["line"]) == ("waiting", "Nobody is before you")
            await take(hall)  # somebody behind
            await take(hall, "homes")
            opening: Any = OpenWindow(new_id(), "1001")
            await hall.do("counter", "1", opening)
            assert "more" in await next_of(found)
            await hall.do("counter", "1", c.CallNext(new_id()))
            news = await next_of(found)
            assert (news["state"], news["window"]) == ("called", "Window 1")


async def test_a_burst_is_one_event(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with web(tmp_path) as hall, hall.http.stream("GET", "/events?lang=en") as answer:
        found = views(answer.aiter_lines())
        await next_of(found)
        for _ in range(30):
            await take(hall)
        heard = 0
        while (news := await next_of(found)).get("tax.people") != "30 people wait":
            heard += "tax.people" in news
        assert heard <= 5


async def test_a_beat_comes_when_nothing_happens(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "BEAT_S", 0.05)
    async with web(tmp_path) as hall, hall.http.stream("GET", "/events") as answer:
        async with asyncio.timeout(20):
            lines = [line async for line, _ in until_beat(answer)]
        assert "event: beat" in lines


async def until_beat(answer: httpx.Response) -> AsyncIterator[tuple[str, bool]]:
    async for line in answer.aiter_lines():
        yield line, False
        if line == "event: beat":
            return


async def test_a_stream_ends_with_its_phone(tmp_path: Path) -> None:
    async with web(tmp_path) as hall:
        before = len(asyncio.all_tasks())
        async with hall.http.stream("GET", "/events") as answer:
            await next_of(views(answer.aiter_lines()))
            assert len(asyncio.all_tasks()) > before
        await eventually(lambda: len(asyncio.all_tasks()) <= before)


async def test_streams_end_at_once_with_the_program(tmp_path: Path) -> None:
    async with asyncio.timeout(20), web(tmp_path) as hall:
        answer = await hall.http.send(hall.http.build_request("GET", "/events"), stream=True)
        found = views(answer.aiter_lines())
        await next_of(found)
        ended = asyncio.create_task(rest(found))
        hall.public.stopping.set()
        hall.replica.news()
        await ended
        await answer.aclose()


async def rest(found: Views) -> None:
    async for _ in found:
        pass


async def test_a_stranger_gets_no_stream(tmp_path: Path) -> None:
    async with web(tmp_path) as hall:
        answer = await hall.http.get("/t/0000000000000000/events")
        assert answer.status_code == 404


async def test_keys_cannot_be_tried_without_end(tmp_path: Path) -> None:
    async with web(tmp_path) as hall:
        answers = [(await hall.http.get(f"/t/{n:016x}")).status_code for n in range(15)]
        assert answers[0] == 404
        assert answers[-1] == 429
        assert (await hall.http.get("/b/ABCDEFGH")).status_code == 429
        assert (await hall.http.get("/")).status_code == 200


async def test_whoever_has_a_ticket_sees_it_while_others_of_the_same_network_try_keys(tmp_path: Path) -> None:
    async with web(tmp_path) as hall:
        key = (await take(hall))["key"]
        answers = [(await hall.http.get(f"/t/{n:016x}")).status_code for n in range(15)]
        assert answers[-1] == 429
        assert (await hall.http.get(f"/t/{key}")).status_code == 200
