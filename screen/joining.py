"""From a screen's options to its connection with the hall.

Finding the server and pairing is the same for every program, in `link/joining.py`.
"""

from __future__ import annotations

import asyncio
from pathlib import Path

from link.commands import Role
from link.joining import JoinError, who_and_where
from link.qt import HallLink

__all__ = ["JoinError", "join"]


def join(role: Role, *, server: str, identity: Path | None, code: str, loopback: bool) -> HallLink:
    """The connection of a screen, not yet started. Raises JoinError; the options are `who_and_where`'s."""
    me, find = asyncio.run(
        who_and_where(role, server=server, identity=identity, code=code, loopback=loopback)
    )
    return HallLink(find, me)
