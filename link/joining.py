"""From a program's options to who it is and where its server is: find the server, pair where a code is given.

Staying connected is in `link/client.py`.
"""

from __future__ import annotations

from pathlib import Path

from link import discovery
from link.client import BREAKS, BadAddress, Find, LinkError, check_address
from link.commands import Role
from link.identity import Identity, IdentityError, default_path, load, prepare, save
from link.visit import pair

LOOPBACK = ["127.0.0.1"]


class JoinError(Exception):
    """This device cannot join; the text says why and what to do."""


async def who_and_where(
    role: Role, *, server: str, identity: Path | None, code: str, loopback: bool
) -> tuple[Identity, Find]:
    """Who this device is, and how it finds its server. Raises JoinError.

    `server` is an address, "" looks for one by mDNS (with `loopback` on this machine only). `code` pairs
    the device first and keeps what it got in the file `identity` (None: the role's default path).
    """
    path = identity or default_path(role)
    try:
        if server:
            check_address(server)
        me = await _pair(finder(server, loopback=loopback), code, path) if code else load(path)
    except IdentityError as error:
        raise JoinError(str(error)) from error
    except BadAddress as error:
        raise JoinError(f"--server: {error}") from error
    except BREAKS as error:
        raise JoinError(f"joining with the code failed: {error}") from error
    if me.role != role:
        raise JoinError(f"{path}: paired as {me.role}, not as {role}; name another file with --identity")
    return me, finder(server, loopback=loopback, hall=me.hall)


def finder(server: str, *, loopback: bool, hall: str | None = None) -> Find:
    """How to find the server each time it is needed; of several on one network the one of this hall."""
    interfaces = LOOPBACK if loopback else None

    async def find() -> str | None:
        return server or await discovery.find(hall=hall, interfaces=interfaces)

    return find


async def _pair(find: Find, code: str, path: Path) -> Identity:
    url = await find()
    if url is None:
        raise LinkError("no server found on this network; name it with --server ws://HOST:PORT")
    prepare(path)
    me = await pair(url, code)
    save(path, me)
    return me
