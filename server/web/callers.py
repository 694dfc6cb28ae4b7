"""Who asks: a partner system by its key, or somebody's phone by its address; and how much they may ask.

The buckets are in `limits.py`; which partner has a key is known in `partners.py`.
"""

from __future__ import annotations

import ipaddress
from typing import NamedTuple

from starlette.requests import Request

from server.web.limits import Credit
from server.web.problems import Problem
from server.web.public import Public, public_of

IPV6_PREFIX = 64
"""One customer of a network has so much of it: all of these addresses are one client."""


class Caller(NamedTuple):
    """Who asks."""

    address: str
    partner: str | None = None

    def name(self) -> str:
        """For keys of repeated requests: a partner's are its own, everybody else shares theirs."""
        return "anybody" if self.partner is None else f"partner/{self.partner}"


async def caller_of(request: Request) -> Caller:
    """Who asks. Raises Problem for a key that is not known."""
    public, address = public_of(request), address_of(request)
    header = request.headers.get("authorization")
    if header is None:
        return Caller(address)
    scheme, _, key = header.partition(" ")
    key = key.strip() if scheme.lower() == "bearer" else ""
    if not public.partners.knows(key):
        public.guards.guess.look(address)
    try:
        partner = await public.partners.name_of(key)
    except Problem as problem:
        if problem.code == "unknown_key":
            public.guards.guess.take(address)
        raise
    request.state.partner = partner
    return Caller(address, partner)


def spend(public: Public, caller: Caller, *, writes: bool) -> Credit:
    """Count a request. Raises Problem when it is one too many."""
    if caller.partner is not None:
        return public.guards.partner.take(caller.partner)
    return (public.guards.write if writes else public.guards.read).take(caller.address)


def address_of(request: Request) -> str:
    """Where a request comes from; behind a proxy what that says last, which is all that it knows itself."""
    text = request.client.host if request.client else ""
    if public_of(request).behind_proxy:
        text = request.headers.get("x-forwarded-for", "").rpartition(",")[2].strip() or text
    return grouped(text)


def grouped(text: str) -> str:
    """One name for all addresses that are surely one client's."""
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return "unknown"
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return str(ipaddress.ip_network((address, IPV6_PREFIX), strict=False))
