"""Finding the server by mDNS, over loopback alone."""

from __future__ import annotations

import asyncio
import ipaddress
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


def cards(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> None:
    """Give this computer network cards with these addresses."""
    monkeypatch.setattr(discovery, "_own", lambda: iter(map(ipaddress.IPv4Interface, addresses)))


@pytest.mark.parametrize(
    ("addresses", "announced"),
    [
        (["127.0.0.1/8", "192.168.7.5/24"], ["192.168.7.5"]),
        (["127.0.0.1/8", "127.0.1.1/8", "192.168.7.5/24", "172.17.0.1/16"], ["172.17.0.1", "192.168.7.5"]),
        (["127.0.0.1/8"], ["127.0.0.1"]),
    ],
)
def test_a_server_open_to_the_network_says_no_address_of_loopback(
    monkeypatch: pytest.MonkeyPatch, addresses: list[str], announced: list[str]
) -> None:
    cards(monkeypatch, *addresses)
    assert [str(ipaddress.IPv4Address(one)) for one in discovery._own_addresses()] == announced


@pytest.mark.parametrize("own", ["192.168.7.31/24", "192.168.7.5/24"])
def test_of_several_addresses_a_device_takes_one_of_its_own_network(
    monkeypatch: pytest.MonkeyPatch, own: str
) -> None:
    cards(monkeypatch, "127.0.0.1/8", own, "172.17.0.1/16")
    server = ["10.8.0.2", "172.17.0.1", "192.168.7.5"]
    best = "192.168.7.5" if own.endswith("31/24") else "172.17.0.1"
    assert discovery._nearest(server) == best
    assert discovery._nearest(["10.8.0.2"]) == "10.8.0.2", "through a router"


def test_this_computers_own_addresses_are_read() -> None:
    assert ipaddress.IPv4Interface("127.0.0.1/8") in list(discovery._own())
