"""The client end of the connection, without Qt: join, stay joined, send commands, receive frames.

It re-sends what was not answered after every break, with the same id, so a command is done once.
What the frames mean for a screen is not known here.
"""

from __future__ import annotations

import asyncio
import random
import secrets
import time
from collections.abc import Awaitable, Callable
from typing import Literal, TypeVar
from urllib.parse import urlsplit

import structlog
from msgspec import DecodeError
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake

from link.commands import MAX_FRAME, PROTOCOL, UNANSWERED, Command, Delivered, Hello, Status
from link.frames import (
    Changes,
    Error,
    Events,
    Refused,
    Reply,
    ServerFrame,
    Welcome,
    encode,
    server_frame_decoder,
)
from link.identity import Identity
from link.version import VERSION

log = structlog.get_logger()

T = TypeVar("T")
LinkState = Literal["looking", "lost", "joined", "not_paired"]
"""looking: never joined yet; lost: was joined; not_paired: the server does not know this device."""

Find = Callable[[], Awaitable[str | None]]
MAX_SERVER_FRAME = 16 * 1024 * 1024
RETRY_S = (0.2, 1.0)
"""Pause between two tries, in seconds: random in this range, so that many boards do not come at once."""
NOT_PAIRED_RETRY_S = 5.0
WELCOME_TIMEOUT_S = 5.0


class LinkError(Exception):
    """Something between this program and the server went wrong.

    LinkError
    ├── BadAddress  the server's address is not one
    ├── NotPaired   the code or the token was refused
    └── NoAnswer    a command stayed unanswered for longer than its patience
    """


class BadAddress(LinkError):
    """The server's address is not one; the text says what would be right."""


class NotPaired(LinkError):
    """The code or token was refused; `code` is the server's error code."""

    def __init__(self, error: Error) -> None:
        super().__init__(f"the server refused this device: {error.code} {error.detail}".strip())
        self.error = error


class NoAnswer(LinkError):
    """No answer within the command's patience; whether it was done is not known."""


NOT_PAIRED_CODES = frozenset({"bad_token", "revoked", "wrong_protocol"})
BREAKS = (OSError, ConnectionClosed, InvalidHandshake, TimeoutError, DecodeError, LinkError)
"""What ends one connection but not the client: it tries again."""


def new_id() -> str:
    """A command id: the time first, so that ids of one device sort roughly by time, then 48 random bits."""
    return f"{time.time_ns() // 1_000_000:011x}-{secrets.token_hex(6)}"


def check_address(url: str) -> None:
    """Raises BadAddress unless this is the address of a server: "ws://10.0.0.5:8710"."""
    try:
        parts = urlsplit(url)
        good = parts.scheme == "ws" and bool((parts.hostname or "").encode("idna")) and bool(parts.port)
    except ValueError:
        good = False
    if not good:
        raise BadAddress(
            f"{url!r} is not the address of a server; ws://HOST:PORT is, as in ws://10.0.0.5:8710"
        )


def open_socket(url: str) -> connect:
    """A connection with this project's settings: keepalive that finds a dead server within 10 s.

    Raises BadAddress.
    """
    check_address(url)
    return connect(
        url,
        compression=None,
        ping_interval=5,
        ping_timeout=5,
        close_timeout=1,
        open_timeout=3,
        max_size=MAX_SERVER_FRAME,
        proxy=None,
    )


class Client:
    """One device's connection. Run `run()` as a task; it returns only when cancelled.

    `on_frame` gets every frame but replies and refusals, `on_state` every change of LinkState.
    Both are called in the event loop's thread.
    """

    def __init__(
        self,
        find: Find,
        identity: Identity,
        on_frame: Callable[[ServerFrame], None],
        on_state: Callable[[LinkState], None],
    ) -> None:
        self.identity = identity
        self.position: int | None = None
        self.state: LinkState = "looking"
        self.not_paired: NotPaired | None = None
        """Why the server does not know this device, while the state is not_paired."""
        self.devices: Status | None = None
        """How the devices of this program fare: told whenever it has joined. None: it has none."""
        self.broken = ""
        """Why the connection ended, or did not begin; "" since it was joined last."""
        self._find, self._on_frame, self._on_state = find, on_frame, on_state
        self._socket: ClientConnection | None = None
        self._waiting: dict[str, tuple[bytes, asyncio.Future[Reply | Refused]]] = {}
        self._room = asyncio.Semaphore(UNANSWERED)
        self._decoder = server_frame_decoder()

    async def run(self) -> None:
        """Stay joined until cancelled: find the server, join, receive, and after a break again."""
        while True:
            try:
                url = await self._find()
                if url is not None:
                    await self._session(url)
            except NotPaired as error:
                if self.state != "not_paired":
                    log.info("link.not_paired", error=str(error))
                self.not_paired = error
                self._set("not_paired")
                await asyncio.sleep(NOT_PAIRED_RETRY_S)
                continue
            except Exception as error:  # noqa: BLE001 - or a screen would stand still and look alive
                self._note_break(error)
            finally:
                self._socket = None
            self._set("looking" if self.position is None else "lost")
            await asyncio.sleep(random.uniform(*RETRY_S))  # noqa: S311 - spread, not a secret

    def _note_break(self, error: Exception) -> None:
        """The same reason again and again, every second of a night, is logged once."""
        why = str(error) or repr(error)
        if why != self.broken:
            level = "info" if isinstance(error, BREAKS) else "error"
            getattr(log, level)("link.broken", error=repr(error))
        self.broken = why

    async def send(self, command: Command, patience_s: float = 30.0) -> Reply | Refused:
        """Send a command and wait for its answer, across breaks. Raises NoAnswer."""
        data = encode(command)
        if len(data) > MAX_FRAME:  # the server would cut the connection, again and again
            return Refused(command.id, "bad_frame", {"detail": f"{len(data)} bytes; at most {MAX_FRAME}"})
        try:
            async with asyncio.timeout(patience_s), self._room:
                return await self._ask(command.id, data)
        except TimeoutError:
            raise NoAnswer(f"no answer to {command.id} within {patience_s:g} s") from None

    async def _ask(self, id_: str, data: bytes) -> Reply | Refused:
        future: asyncio.Future[Reply | Refused] = asyncio.get_running_loop().create_future()
        self._waiting[id_] = (data, future)
        try:
            await self._post(data)
            return await future
        finally:
            self._waiting.pop(id_, None)

    async def tell(self, frame: Delivered | Status) -> None:
        """Tell the server what was shown or spoken, which is lost without a connection, or how devices fare,
        which is told again after each joining."""
        if isinstance(frame, Status):
            self.devices = frame
        await self._post(encode(frame))

    async def _post(self, data: bytes) -> None:
        if self._socket is not None and self.state == "joined":
            try:
                await self._socket.send(data, text=True)
            except ConnectionClosed:
                log.debug("link.send_on_closed")  # `run` notices too and the command is sent again

    async def _session(self, url: str) -> None:
        async with open_socket(url) as socket:
            await self._join(socket)
            self._socket, self.broken, self.not_paired = socket, "", None
            self._set("joined")
            for data, _ in list(self._waiting.values()):
                await socket.send(data, text=True)
            if self.devices is not None:
                await socket.send(encode(self.devices), text=True)
            async for message in socket:
                self._receive(self._decoder.decode(message))

    async def _join(self, socket: ClientConnection) -> None:
        me = self.identity
        hello = Hello(PROTOCOL, me.role, me.name, me.token, self.position, VERSION)
        await socket.send(encode(hello), text=True)
        async with asyncio.timeout(WELCOME_TIMEOUT_S):
            frame = self._decoder.decode(await socket.recv())
        if isinstance(frame, Error) and frame.code in NOT_PAIRED_CODES:
            raise NotPaired(frame)
        if not isinstance(frame, Welcome):
            raise LinkError(f"expected `welcome`, got {frame}")
        self.position = frame.position
        self._on_frame(frame)

    def _receive(self, frame: ServerFrame) -> None:
        if isinstance(frame, Reply | Refused):
            entry = self._waiting.get(frame.id)
            if entry is not None and not entry[1].done():
                entry[1].set_result(frame)
            return
        if isinstance(frame, Error) and frame.id in self._waiting:
            self._receive(Refused(frame.id or "", frame.code, {"detail": frame.detail}))
            return
        if isinstance(frame, Changes):
            seen = self.position or 0
            frame.changes = [change for change in frame.changes if change.n > seen]
            self.position = max(seen, frame.position)
        elif isinstance(frame, Events):
            self.position = (
                frame.position if frame.base is not None else max(self.position or 0, frame.position)
            )
        self._on_frame(frame)

    def _set(self, state: LinkState) -> None:
        if state != self.state:
            self.state = state
            self._on_state(state)
