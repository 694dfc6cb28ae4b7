"""One connection from its first frame to its last: join, then each frame checked and handed on.

What a command does is the engine's matter; what others hear of it is the hub's.
"""

from __future__ import annotations

import asyncio
from functools import partial
from typing import NamedTuple

import msgspec
import structlog
from websockets.asyncio.server import ServerConnection
from websockets.exceptions import ConnectionClosed

from link import commands as c
from link.frames import Error, Paired, Refused, Reply, ServerFrame, encode, frame_decoder
from server.access import Access, AccessError, NotKept
from server.engine import Engine
from server.gateway.guard import CodeGuard, Guard, Rejected
from server.gateway.hub import Client, Hub
from server.gateway.personal import Personal, is_personal, wrong_pin
from server.hall.internal import Actor, OpenWindow
from server.people import People

log = structlog.get_logger()

HELLO_TIMEOUT_S = 5
NOT_A_FRAME = (msgspec.DecodeError, UnicodeError, RecursionError)
"""What decoding raises; RecursionError when brackets are nested too deeply."""
_decoder = frame_decoder()


class Rooms(NamedTuple):
    """What every connection works with."""

    engine: Engine
    hub: Hub
    access: Access
    codes: CodeGuard
    people: People


async def serve_connection(socket: ServerConnection, rooms: Rooms) -> None:
    """Serve one connection until it ends."""
    try:
        client = await _join(socket, rooms)
        if client is not None:
            await Session(client, rooms).listen()
    except Rejected as rejected:
        await _close_with(socket, rejected.error)
    except ConnectionClosed:
        log.debug("session.closed")
    except NotKept as error:
        log.error("access.not_kept", error=str(error))
        await socket.close(1011)


async def _close_with(socket: ServerConnection, error: Error) -> None:
    log.info("session.rejected", code=error.code, detail=error.detail)
    error.fatal = True
    try:
        await socket.send(encode(error), text=True)
        await socket.close(1008, error.code)
    except ConnectionClosed:
        log.debug("session.gone_before_error")


async def _join(socket: ServerConnection, rooms: Rooms) -> Client | None:
    """The client that said a good hello; None after pairing, which ends the connection."""
    try:
        async with asyncio.timeout(HELLO_TIMEOUT_S):
            frame = _decode(await socket.recv())
    except TimeoutError:
        raise Rejected(Error("say_hello_first", detail=f"nothing said in {HELLO_TIMEOUT_S} s")) from None
    if isinstance(frame, c.Pair):
        _check_version(frame.protocol)
        await _pair(socket, rooms, frame.code)
        return None
    if not isinstance(frame, c.Hello):
        raise Rejected(Error("say_hello_first", detail="the first frame is `hello` or `pair`"))
    _check_version(frame.protocol)
    device = rooms.access.check(frame.role, frame.name, frame.token)
    if device is None:
        raise Rejected(Error("bad_token", detail=f"{frame.role} {frame.name}"))
    client = Client(socket, device, frame.version)
    if client.role == "web":
        await rooms.hub.join_replica(client, frame.since)
    else:
        rooms.hub.join(client, frame.since)
    return client


def _check_version(protocol: int) -> None:
    if protocol != c.PROTOCOL:
        detail = f"the server speaks {c.PROTOCOL}, the client {protocol}"
        raise Rejected(Error("wrong_protocol", detail=detail))


async def _pair(socket: ServerConnection, rooms: Rooms, code: str) -> None:
    host = str((socket.remote_address or ("?",))[0])
    wait_s = rooms.codes.wait_s(host)
    if wait_s:
        raise Rejected(Error("slow_down", wait_s=wait_s))
    found = rooms.access.redeem(code)
    if found is None:
        rooms.codes.failed(host)
        raise Rejected(Error("bad_code", detail="unknown, used or too old; make a new one"))
    role, name, token = found
    log.info("device.paired", role=role, name=name)
    plan = rooms.engine.hall.plan
    assert plan is not None, "the server listens after the plan is set"  # noqa: S101
    await socket.send(encode(Paired(role, name, token, plan.id)), text=True)
    await socket.close(1000)


class _LooseFrame(msgspec.Struct):
    id: str | None = None


def _decode(message: str | bytes) -> c.Frame:
    if isinstance(message, bytes):
        raise Rejected(Error("bad_frame", detail="expected a text frame with one JSON object, got binary"))
    try:
        return _decoder.decode(message)
    except NOT_A_FRAME as error:
        raise Rejected(Error("bad_frame", id=_loose_id(message), detail=str(error))) from error


def _loose_id(message: str) -> str | None:
    """The command's id, where at least that can be read, so that the client knows what was rejected."""
    try:
        return msgspec.json.decode(message, type=_LooseFrame).id
    except NOT_A_FRAME:
        return None


class Session:
    """The frames of one device that has joined."""

    def __init__(self, client: Client, rooms: Rooms) -> None:
        self.client, self.rooms = client, rooms
        self.actor = Actor(client.role, client.name)
        self.guard = Guard()
        self._signing_in = 0
        self._one_sign_in = asyncio.Lock()
        self._personal = Personal(rooms.engine, rooms.access, rooms.people, self.actor)
        self._asking: set[asyncio.Task[None]] = set()

    async def listen(self) -> None:
        """Take frames until the connection ends. Raises Rejected when a frame ends it."""
        try:
            async for message in self.client.socket:
                if self.client.gone:  # put out, and what it said before it heard of that does not count
                    return
                try:
                    self.guard.frame()
                    self._take(_decode(message))
                except Rejected as rejected:
                    if rejected.error.fatal or self.guard.bad():
                        raise
                    log.info(
                        "frame.rejected",
                        by=self.actor,
                        code=rejected.error.code,
                        detail=rejected.error.detail,
                    )
                    self._send(rejected.error)
        finally:
            self.rooms.hub.leave(self.client)

    def _send(self, frame: ServerFrame) -> None:
        self.client.send(encode(frame))

    def _take(self, frame: c.Frame) -> None:
        if self.actor.role not in frame.roles:
            if isinstance(frame, c.Command):
                raise Rejected(Error("not_allowed", id=frame.id, detail=f"{self.actor.role} may not do this"))
            raise Rejected(Error("already_joined"))
        if isinstance(frame, c.Delivered):
            self.rooms.hub.receipt(self.client, frame)
        elif isinstance(frame, c.Status):
            self.rooms.hub.status(self.client, frame.devices)
        elif isinstance(frame, c.SignIn):
            self._start_sign_in(frame)
        elif isinstance(frame, c.RollToken):
            self._roll(frame)
        elif isinstance(frame, c.Command):
            if is_personal(frame):
                self._ask_personal(frame)
            else:
                self._submit(frame)

    def _ask_personal(self, command: c.Command) -> None:
        """What needs a file, or time, before it can be decided: it keeps nobody else waiting."""
        self.guard.asked()
        task = asyncio.get_running_loop().create_task(self._personal.do(command, self._answer))
        self._asking.add(task)
        task.add_done_callback(partial(self._asked, command))

    def _asked(self, command: c.Command, task: asyncio.Task[None]) -> None:
        """A fault of ours is told to whoever asked, too; nobody waits for an answer that cannot come."""
        self._asking.discard(task)
        if not task.cancelled() and (fault := task.exception()) is not None:
            log.error("session.fault", do=type(command).__name__, fault=type(fault).__name__)
            self._answer(encode(Refused(command.id, "not_saved")))

    def _submit(self, command: c.Command) -> None:
        self.guard.asked()
        self.rooms.engine.submit(command, self.actor, self._answer)

    def _answer(self, data: bytes) -> None:
        self.guard.answered()
        self.client.send(data)

    def _start_sign_in(self, frame: c.SignIn) -> None:
        """One after another; keypads of one program may come together, a counter has one clerk."""
        if self._signing_in and self.actor.role == "counter":
            raise Rejected(Error("slow_down", detail="one sign-in at a time"))
        self.guard.asked()
        self._signing_in += 1
        task = asyncio.get_running_loop().create_task(self._sign_in(frame))
        self._asking.add(task)
        task.add_done_callback(self._signed_in)

    def _signed_in(self, task: asyncio.Task[None]) -> None:
        self._signing_in -= 1
        self._asking.discard(task)

    async def _sign_in(self, frame: c.SignIn) -> None:
        async with self._one_sign_in:
            wrong = await wrong_pin(self.rooms.access, frame)
        if wrong is not None:
            self._answer(encode(wrong))
        elif not self.client.gone:  # who is gone, or put out meanwhile, opens no window
            opening = OpenWindow(frame.id, frame.clerk, frame.window)
            self.rooms.engine.submit(opening, self.actor, self._answer)

    def _roll(self, frame: c.RollToken) -> None:
        try:
            token = self.rooms.access.roll(self.client.role, self.client.name)
        except NotKept as error:
            log.error("access.not_kept", error=str(error))
            self._send(Refused(frame.id, "not_saved"))
            return
        except AccessError as error:
            raise Rejected(Error("revoked", fatal=True, id=frame.id, detail=str(error))) from error
        log.info("device.rolled", role=self.client.role, name=self.client.name)
        self._send(Reply(frame.id, self.rooms.engine.durable, token=token))
