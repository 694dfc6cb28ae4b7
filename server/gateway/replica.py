"""Bringing the public plane up to date: the events of today from the journal, then every new one.

What it makes of them is in `server/web/`; what the other devices hear is in `hub.py`.
"""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Raw
from websockets.asyncio.server import ServerConnection

from link.frames import Events, encode
from server.engine import Engine

PAGE = 1_000
"""So many events go out in one frame; the client has read them before the next ones follow."""


async def catch_up(socket: ServerConnection, engine: Engine, at: int, *, anew: bool) -> bytes:
    """Send what came after position `at`, until the rest is in memory; gives that rest as the last frame.

    The caller sends it and begins to tell what is new, without waiting in between: so nothing is missed.
    What comes twice all the same has a position that the client knows already. Raises ConnectionClosed, and
    JournalError when the history cannot be read.
    """
    base = at if anew else None
    while (missed := events_after(engine, at)) is None:
        page = await engine.history(at, PAGE)
        at += len(page)
        await socket.send(encode(Events(at, [Raw(event) for event in page], base, more=True)), text=True)
        base = None
    return encode(Events(at + len(missed), [Raw(event) for event in missed], base))


def events_after(engine: Engine, at: int) -> list[bytes] | None:
    """The durable events after a position, from memory; None when that does not reach so far back."""
    if at >= engine.durable:
        return []
    if not engine.recent or engine.recent[0].n > at + 1:
        return None
    return [change.event for change in engine.recent if change.n > at]


def begin_at(engine: Engine, since: int | None) -> int | None:
    """Where a client goes on that has seen everything up to `since`; None: it begins anew with today."""
    return since if since is not None and engine.day_base < since <= engine.durable else None


def join_events(position: int, encoded: Iterable[bytes]) -> bytes:
    """One `events` frame from events that are encoded already."""
    return b'{"is":"events","position":%d,"events":[%s]}' % (position, b",".join(encoded))
