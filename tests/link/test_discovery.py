"""Finding the server by mDNS, over loopback alone."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from link import discovery
from link.discovery import DiscoveryError, announce, find
from server.app import ServerOptions, running
from tests.support.halls import plan

LOOPBACK = ["127.0.0.1"]


async def test_a_server_is_found_by_itself_or_by_its_hall(tmp_path: Path) -> None:
    async with running(ServerOptions(plan(), tmp_path, port=0)) as server:
        found = await asyncio.gather(
            find(interfaces=LOOPBACK, timeout_s=20),
            find("test", LOOPBACK, 20),
            find("another", LOOPBACK, 1.5),
        )
        assert list(found) == [server.url, server.url, None]
    assert await find("test", LOOPBACK, 1) is None, "it took the announcement back"


async def test_two_halls_of_one_name_are_both_found() -> None:
    one = await announce("twin", 8710, "127.0.0.1")
    two = await announce("twin", 8710, "127.0.0.1")
    try:
        assert await find("twin", LOOPBACK, 20) == "ws://127.0.0.1:8710"
    finally:
        await one.close()
        await two.close()


@pytest.mark.parametrize("address", ["localhost", "", "10.0.0"])
async def test_what_is_no_address_cannot_be_announced(address: str) -> None:
    with pytest.raises(DiscoveryError, match="cannot be announced"):
        await announce("test", 8710, address)


async def test_a_computer_without_a_network_cannot_announce(monkeypatch: pytest.MonkeyPatch) -> None:
    def none(*_: object) -> None:
        raise OSError(19, "No such device")

    monkeypatch.setattr(discovery, "_zeroconf", none)
    with pytest.raises(DiscoveryError, match="No such device"):
        await announce("test", 8710, "127.0.0.1")
