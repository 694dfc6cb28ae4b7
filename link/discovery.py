"""Finding the hall's server on the local network by mDNS, and making it findable.

Which address to listen on, and whether to announce at all, is decided by the server.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket

from zeroconf import Error as ZeroconfError
from zeroconf import InterfaceChoice, ServiceStateChange, Zeroconf
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


def _own_addresses() -> list[bytes]:
    found = socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)
    return sorted({socket.inet_aton(str(entry[4][0])) for entry in found})


async def find(hall: str | None = None, interfaces: Interfaces = None, timeout_s: float = 5) -> str | None:
    """The address ("ws://10.0.0.5:8710") of the first server found, or None after `timeout_s` seconds."""
    zeroconf = _zeroconf(interfaces)
    found: asyncio.Queue[str] = asyncio.Queue()
    looking: set[asyncio.Task[None]] = set()

    async def resolve(name: str) -> None:
        info = AsyncServiceInfo(SERVICE, name)
        if not await info.async_request(zeroconf.zeroconf, 2000):
            return
        if hall is None or (info.properties or {}).get(b"hall") == hall.encode():
            for address in info.parsed_addresses()[:1]:
                found.put_nowait(f"ws://{address}:{info.port}")

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
