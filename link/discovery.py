"""Finding the hall's server on the local network by mDNS, and making it findable.

Which address to listen on, and whether to announce at all, is decided by the server.
"""

from __future__ import annotations

import asyncio
import ipaddress
from collections.abc import Iterator

import ifaddr
from zeroconf import Error as ZeroconfError
from zeroconf import InterfaceChoice, IPVersion, ServiceStateChange, Zeroconf
from zeroconf.asyncio import AsyncServiceBrowser, AsyncServiceInfo, AsyncZeroconf

SERVICE = "_tingxu._tcp.local."
Interfaces = list[str] | None
"""Addresses of the interfaces to use; None means all."""


class DiscoveryError(Exception):
    """The server cannot be made findable; the text says why."""


def _zeroconf(interfaces: Interfaces) -> AsyncZeroconf:
    return AsyncZeroconf(interfaces=interfaces if interfaces else InterfaceChoice.All)


class Announcement:
    """A server made findable; `close()` takes it back."""

    def __init__(self, zeroconf: AsyncZeroconf, info: AsyncServiceInfo) -> None:
        self._zeroconf, self._info = zeroconf, info

    async def close(self) -> None:
        """Say goodbye on the network."""
        await self._zeroconf.async_unregister_service(self._info)
        await self._zeroconf.async_close()


async def announce(hall: str, port: int, address: str) -> Announcement:
    """Make the server at `address`:`port` findable under the hall's id; 0.0.0.0 means every interface.

    Raises DiscoveryError.
    """
    try:
        own = ipaddress.ip_address(address)
        addresses = _own_addresses() if own.is_unspecified else [own.packed]
        zeroconf = _zeroconf(None if own.is_unspecified else [address])
    except (ValueError, OSError) as error:
        raise DiscoveryError(f"{address} cannot be announced: {error}") from error
    info = AsyncServiceInfo(
        SERVICE,
        f"{hall}-{port}.{SERVICE}",
        port=port,
        addresses=addresses,
        properties={"hall": hall},
        server=f"tingxu-{hall}-{port}.local.",
    )
    try:
        await zeroconf.async_register_service(info, allow_name_change=True)
    except (ZeroconfError, OSError) as error:
        await zeroconf.async_close()
        raise DiscoveryError(f"{address} cannot be announced: {error!r}") from error
    return Announcement(zeroconf, info)


def _own() -> Iterator[ipaddress.IPv4Interface]:
    """This computer's addresses, as its network cards have them: its own name often leads to 127.0.1.1."""
    for adapter in ifaddr.get_adapters():
        for ip in adapter.ips:
            if ip.is_IPv4:
                yield ipaddress.IPv4Interface(f"{ip.ip}/{ip.network_prefix}")


def _own_addresses() -> list[bytes]:
    """Those that others may reach; the loopback one only where there is no other."""
    own = sorted({interface.ip for interface in _own()})
    return [ip.packed for ip in own if not ip.is_loopback] or [ip.packed for ip in own]


def _nearest(addresses: list[str]) -> str:
    """Of a server's addresses one in a network of ours: others may lead nowhere from here (docker, VPN)."""
    own = list(_own())

    def far(address: str) -> tuple[bool, bool]:
        ip = ipaddress.ip_address(address)
        return not any(ip in one.network for one in own), any(ip == one.ip for one in own)

    return min(addresses, key=far)


async def find(hall: str | None = None, interfaces: Interfaces = None, timeout_s: float = 5) -> str | None:
    """The address ("ws://10.0.0.5:8710") of the first server found, or None after `timeout_s` seconds."""
    zeroconf = _zeroconf(interfaces)
    found: asyncio.Queue[str] = asyncio.Queue()
    looking: set[asyncio.Task[None]] = set()

    async def resolve(name: str) -> None:
        info = AsyncServiceInfo(SERVICE, name)
        if not await info.async_request(zeroconf.zeroconf, 2000):
            return
        wanted = hall is None or (info.properties or {}).get(b"hall") == hall.encode()
        if wanted and (addresses := info.parsed_addresses(IPVersion.V4Only)):
            found.put_nowait(f"ws://{_nearest(addresses)}:{info.port}")

    def seen(zeroconf: Zeroconf, service_type: str, name: str, state_change: ServiceStateChange) -> None:  # noqa: ARG001 - zeroconf calls by these names
        if state_change is ServiceStateChange.Added:
            looking.add(asyncio.ensure_future(resolve(name)))

    browser = AsyncServiceBrowser(zeroconf.zeroconf, SERVICE, handlers=[seen])
    try:
        return await asyncio.wait_for(found.get(), timeout_s)
    except TimeoutError:
        return None
    finally:
        for task in looking:
            task.cancel()
        await browser.async_cancel()
        await zeroconf.async_close()
