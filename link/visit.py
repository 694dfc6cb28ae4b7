"""Short visits to the server: turn a code into an identity, give one command, look once, and leave.

Staying joined is `client.py`'s.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from link.client import Client, LinkError, LinkState, NoAnswer, NotPaired, check_address, new_id, open_socket
from link.commands import PROTOCOL, Command, Pair
from link.frames import Error, Paired, Refused, Reply, ServerFrame, Welcome, encode, server_frame_decoder
from link.identity import Identity

T = TypeVar("T")
ONCE_S = 10.0
"""So long a visit may take, in seconds."""


async def pair(url: str, code: str) -> Identity:
    """Turn a one-time code into an identity. Raises NotPaired, OSError or a websockets error."""
    decoder = server_frame_decoder()
    async with open_socket(url) as socket:
        await socket.send(encode(Pair(protocol=PROTOCOL, code=code)), text=True)
        frame = decoder.decode(await socket.recv())
    if isinstance(frame, Error):
        raise NotPaired(frame)
    if not isinstance(frame, Paired):
        raise LinkError(f"expected `paired`, got {type(frame).__name__}")
    return Identity(role=frame.role, name=frame.name, token=frame.token, hall=frame.hall)


async def once(url: str, identity: Identity, kind: type[Command], /, **fields: str) -> Reply | Refused:
    """Join, give one command, leave. Raises LinkError (which says why) after ONCE_S at the latest."""

    def ask(client: Client, _: asyncio.Future[Welcome]) -> Awaitable[Reply | Refused]:
        return client.send(kind(id=new_id(), **fields), patience_s=ONCE_S)

    return await _visit(url, identity, ask)


async def look(url: str, identity: Identity) -> Welcome:
    """Join, take the welcome, leave: the hall as the role may see it. Raises LinkError as `once` does."""

    async def ask(_: Client, welcome: asyncio.Future[Welcome]) -> Welcome:
        try:
            async with asyncio.timeout(ONCE_S):
                return await welcome
        except TimeoutError:
            raise NoAnswer from None

    return await _visit(url, identity, ask)


async def _visit(
    url: str, identity: Identity, ask: Callable[[Client, asyncio.Future[Welcome]], Awaitable[T]]
) -> T:
    check_address(url)
    unknown = asyncio.Event()
    welcome: asyncio.Future[Welcome] = asyncio.get_running_loop().create_future()

    def on_state(state: LinkState) -> None:
        if state == "not_paired":
            unknown.set()

    def on_frame(frame: ServerFrame) -> None:
        if isinstance(frame, Welcome) and not welcome.done():
            welcome.set_result(frame)

    async def find() -> str:
        return url

    client = Client(find, identity, on_frame, on_state)
    running = asyncio.create_task(client.run())
    answer = asyncio.ensure_future(ask(client, welcome))
    refused = asyncio.create_task(unknown.wait())
    try:
        await asyncio.wait((answer, refused), return_when=asyncio.FIRST_COMPLETED)
        if client.not_paired is not None:
            raise client.not_paired
        return await answer
    except NoAnswer as error:
        raise NoAnswer(f"{url}: no answer within {ONCE_S:g} s. {client.broken}".strip()) from error
    finally:
        tasks: tuple[asyncio.Future[Any], ...] = (running, answer, refused)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
