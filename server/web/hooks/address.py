"""Whether a URL can be a receiver's, and where in the network it leads.

Addresses of the hall's own network are welcome: partner systems often stand in the same building.
"""

from __future__ import annotations

import socket
from ipaddress import IPv4Address, IPv6Address, ip_address
from urllib.parse import urlsplit

from server.web.hooks.subscription import HookError

EXAMPLE = "https://sms.example.org/tingxu"
MOST_CHARS = 500
PORTS = {"http": 80, "https": 443}


def check_url(url: str) -> tuple[str, int]:
    """Host and port of a receiver's URL. Raises HookError."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port or PORTS.get(parts.scheme, 0)
        host.encode("idna")
    except ValueError as error:
        raise HookError(f"{url!r} is no address: {error}; {EXAMPLE} would be one") from error
    if parts.scheme not in PORTS or not host or not url.isprintable() or " " in url:
        raise HookError(f"{url!r} is no address to send to; it looks like {EXAMPLE}")
    if parts.username is not None or parts.password is not None:
        raise HookError("a name or password in the address would be shown; every message is signed instead")
    if parts.fragment or len(url) > MOST_CHARS:
        raise HookError(f"the address has no part after '#', and {MOST_CHARS} characters at most")
    return host, port


def leads_to(host: str, port: int) -> list[str]:
    """The addresses behind a name, each with what kind it is. Raises HookError when nobody can be there."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise HookError(f"{host} is not known on this machine: {error}") from error
    addresses = dict.fromkeys(str(entry[4][0]).partition("%")[0] for entry in found)
    return [f"{address} ({_kind(ip_address(address))})" for address in addresses]


def _kind(address: IPv4Address | IPv6Address) -> str:
    if address.is_loopback:
        return "this machine"
    if address.is_unspecified or address.is_multicast or address.is_link_local:
        raise HookError(f"{address} is the address of no single machine in a network")
    return "the hall's own network" if address.is_private else "the internet"
