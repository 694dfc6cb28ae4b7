"""Connections that say nothing, or half of something, over real sockets: they end, and others are served."""

from __future__ import annotations

import asyncio
from pathlib import Path

import httpx
import pytest

from server.web.patience import PatientProtocol
from tests.support.web import web


@pytest.mark.parametrize("said", [b"", b"GET / HT", b"GET / HTTP/1.1\r\nHost: a\r\nX-Slow: "])
async def test_whoever_never_asks_is_let_go(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: bytes
) -> None:
    monkeypatch.setattr(PatientProtocol, "head_s", 0.2)
    async with web(tmp_path) as site:
        address = httpx.URL(site.url)
        reader, writer = await asyncio.open_connection(address.host, address.port)
        writer.write(said)
        async with asyncio.timeout(20):
            assert await reader.read() == b""
        writer.close()


async def test_whoever_asks_slowly_again_is_let_go_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(PatientProtocol, "head_s", 0.2)
    async with web(tmp_path) as site:
        address = httpx.URL(site.url)
        reader, writer = await asyncio.open_connection(address.host, address.port)
        writer.write(b"GET /api/v1/hall HTTP/1.1\r\nHost: hall\r\n\r\n")
        async with asyncio.timeout(20):
            head = await reader.readuntil(b"\r\n\r\n")
            writer.write(b"GET / HT")
            await reader.read()
        assert head.startswith(b"HTTP/1.1 200")
        writer.close()


async def test_a_stream_that_goes_on_is_not_let_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(PatientProtocol, "head_s", 0.05)
    monkeypatch.setattr("server.web.pages.streams.BEAT_S", 0.1)
    async with web(tmp_path) as site, httpx.AsyncClient(base_url=site.url) as client:
        beats = 0
        async with client.stream("GET", "/events") as answer:
            async for line in answer.aiter_lines():
                beats += line == "event: beat"
                if beats == 3:
                    break
        assert beats == 3
