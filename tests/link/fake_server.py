"""A server that says exactly what a test wants, to see what the client does about it.

The real one is in `tests/support/serving.py`.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any

from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed

Talk = Callable[[ServerConnection, dict[str, Any]], Awaitable[None]]
"""Gets each connection with its first frame."""


def welcome(position: int = 0, **fields: Any) -> str:
    return json.dumps({"is": "welcome", "position": position, "now": 1, "hall": "h", **fields})


@asynccontextmanager
async def says(talk: Talk, port: int = 0) -> AsyncIterator[str]:
    """Its address, while the block runs."""

    async def connected(socket: ServerConnection) -> None:
        with suppress(ConnectionClosed):
            await talk(socket, json.loads(await socket.recv()))

    async with serve(connected, "127.0.0.1", port, close_timeout=0.1) as server:
        yield f"ws://127.0.0.1:{next(iter(server.sockets)).getsockname()[1]}"
