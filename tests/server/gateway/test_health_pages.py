"""/health and /metrics at the device plane's address, asked by raw sockets, and who asks too much."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from server.gateway import pages
from server.gateway.facts import STUCK_MS, HealthFacts
from server.gateway.pages import Pages
from tests.support.serving import PATIENCE_S, Served, eventually, serving


async def raw(served: Served, request: bytes) -> tuple[int, dict[str, str], bytes]:
    """Status, headers and body of the answer; status 0: the connection just ended."""
    async with asyncio.timeout(PATIENCE_S):
        reader, writer = await asyncio.open_connection("127.0.0.1", served.port)
        writer.write(request)
        answer = await reader.read()
        writer.close()
    if not answer:
        return 0, {}, b""
    head, _, body = answer.partition(b"\r\n\r\n")
    first, *lines = head.decode().split("\r\n")
    return int(first.split()[1]), dict(line.split(": ", 1) for line in lines), body


async def get(served: Served, path: str) -> tuple[int, dict[str, str], bytes]:
    return await raw(served, f"GET {path} HTTP/1.1\r\nHost: hall\r\n\r\n".encode())


@asynccontextmanager
async def a_hall(data: Path) -> AsyncIterator[Served]:
    """A kiosk with an empty printer, a clerk at a window, one who waits."""
    async with serving(data) as served:
        kiosk = await served.join("kiosk", "door")
        printer = {"id": "door", "kind": "printer", "state": "out", "detail": 'no "paper"'}
        await kiosk.say(do="status", devices=[printer])
        await served.open_window("1")
        await kiosk.ask("take_ticket", queue="tax")
        await kiosk.ask("take_ticket", queue="nothing")
        served.hub.queues_changed()
        yield served


async def test_health_says_what_works_and_what_does_not(tmp_path: Path) -> None:
    async with a_hall(tmp_path) as served:
        status, headers, body = await get(served, "/health")
        said = json.loads(body)
        assert (status, headers["Content-Type"]) == (200, "application/json")
        assert int(headers["Content-Length"]) == len(body)
        assert (said["status"], said["troubles"], said["hall"]) == ("degraded", 1, "test")
        assert said["journal"]["position"] == served.engine.durable
        assert said["journal"]["free_bytes"] > 0
        [door] = [one for one in said["programs"] if one["name"] == "door"]
        assert door["devices"][0]["state"] == "out"


async def test_a_server_that_cannot_write_says_so_by_its_status(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "FRESH_S", 0.0)
    async with serving(tmp_path) as served:
        assert (await get(served, "/health"))[0] == 200
        served.engine.counts.writing_since = served.ms - STUCK_MS - 1
        status, _, body = await get(served, "/health")
        assert (status, json.loads(body)["status"]) == (503, "failed")
        served.engine.counts.writing_since = 0


async def test_prometheus_reads_the_metrics(tmp_path: Path) -> None:
    async with a_hall(tmp_path) as served:
        status, headers, body = await get(served, "/metrics")
        assert status == 200
        assert headers["Content-Type"].startswith("text/plain; version=0.0.4")
        found = {}
        for family in text_string_to_metric_families(body.decode()):
            for one in family.samples:
                found[one.name, tuple(sorted(one.labels.values()))] = one.value
        assert found["tingxu_tickets_waiting", ("tax",)] == 1
        assert found["tingxu_commands_total", ()] == served.engine.counts.commands
        assert found["tingxu_refused_total", ()] == 1
        assert found["tingxu_clients", ("kiosk",)] == 1
        assert found["tingxu_windows", ("open",)] == 1
        here = ("door", "door", "kiosk", "printer")
        assert found["tingxu_device_state", tuple(sorted((*here, "out")))] == 1
        assert found["tingxu_device_state", tuple(sorted((*here, "ok")))] == 0
        assert all(name.startswith("tingxu_") for name, _ in found)


async def test_nothing_of_people_is_in_either(tmp_path: Path) -> None:
    async with a_hall(tmp_path) as served:
        for path in ("/health", "/metrics"):
            _, _, body = await get(served, path)
            assert not re.search(rb"A001|101|secret|token", body), "a number, a clerk, or a secret"


async def test_malformed_requests_are_answered_or_cut_and_hurt_nobody(tmp_path: Path) -> None:
    async with a_hall(tmp_path) as served:
        assert (await raw(served, b"POST /health HTTP/1.1\r\nHost: x\r\n\r\n"))[0] == 405
        assert (await raw(served, b"HEAD /metrics HTTP/1.1\r\nHost: x\r\n\r\n"))[0] == 405
        assert (await raw(served, b"GET /healthy HTTP/1.1\r\nHost: x\r\n\r\n"))[0] == 426
        assert (await raw(served, b"GET /metrics HTTP/1.1\r\nX: " + b"a" * 9000 + b"\r\n\r\n"))[0] == 431
        for noise in (
            b"\x00\xff\r\n\r\n",
            b"GET /health\r\n\r\n",
            b"GET /health HTTP/1.1\r\nno colon\r\n\r\n",
        ):
            assert (await raw(served, noise))[0] == 0
        assert (await get(served, "/health?pretty=1"))[0] == 200


async def test_a_flood_makes_it_once_a_second_and_keeps_nobody_waiting(tmp_path: Path) -> None:
    async with a_hall(tmp_path) as served:
        kiosk = await served.join("kiosk", "back")
        asked = asyncio.Event()
        answers: list[int] = []

        async def flood() -> None:
            while not asked.is_set() or len(answers) < 200:
                answers.append((await get(served, "/metrics"))[0])

        floods = [asyncio.create_task(flood()) for _ in range(20)]
        await eventually(lambda: len(answers) > 20)
        taken = [await kiosk.ask("take_ticket", queue="tax") for _ in range(20)]
        asked.set()
        await asyncio.gather(*floods)
        assert {one["is"] for one in taken} == {"reply"}
        assert set(answers) == {200}


def test_what_was_made_is_good_for_a_second() -> None:
    now, made = [0.0], [0]

    def metrics() -> bytes:
        made[0] += 1
        return b"%d" % made[0]

    def none() -> HealthFacts:
        raise AssertionError("nobody asked for it")

    both = Pages(none, metrics, lambda: now[0])
    found = []
    for at in (0.0, 0.5, 0.99, 1.0, 1.5, 0.2):
        now[0] = at
        found.append(both._fresh("/metrics").body)
    assert found == [b"1", b"1", b"1", b"2", b"2", b"3"]
    assert pages.FRESH_S == 1.0
