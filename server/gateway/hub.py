"""Everybody who has joined, and what they hear: changes at once, how the queues stand a few times a second.

What a client says is handled in `session.py`. Nobody waits here: who does not read is dropped.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict, defaultdict
from collections.abc import Collection, Iterable, Sequence

import structlog
from websockets.asyncio.connection import broadcast
from websockets.asyncio.server import ServerConnection

from link.commands import Delivered, Role
from link.frames import Error, Health, Queues, Receipt, ServerFrame, Snapshot, Welcome, encode, join_changes
from link.words import DeviceState, QueueStatus
from server.access import Device
from server.engine import Engine
from server.gateway.health import ProgramKey, Register
from server.gateway.replica import begin_at, catch_up, join_events
from server.hall.estimate import statuses
from server.hall.rating import open_ratings
from server.saying import Announced, without_note

log = structlog.get_logger()

OUTBOX_BYTES = 8 * 1024 * 1024
"""Unsent bytes after which a client is dropped; it joins again and catches up."""
FLUSH_EVERY_S = 0.02
"""A change goes out at once; further ones within this time go together."""
QUEUES_EVERY_S = 0.5
HEALTH_EVERY_S = 1.0
CALLS_KEPT = 2_000

Audience = str
AUDIENCE: dict[Role, Audience] = {
    "kiosk": "kiosk", "counter": "staff", "manager": "manager", "display": "public", "devices": "public",
    "web": "web",
}  # fmt: skip
HEARS_HEALTH: frozenset[Audience] = frozenset({"staff", "manager", "web"})


class Client:
    """A device that has joined on one connection."""

    def __init__(self, socket: ServerConnection, device: Device, version: str = "") -> None:
        self.socket, self.device, self.version = socket, device, version
        self.role, self.name = device.role, device.name
        self.gone = False

    def send(self, data: bytes) -> None:
        """Put a frame into the outbox. Never waits; a closed connection swallows it."""
        broadcast((self.socket,), data, text=True)
        self.look()

    def look(self) -> None:
        """End the connection of a client that does not read; it joins again and catches up."""
        if self.socket.transport.get_write_buffer_size() > OUTBOX_BYTES:
            log.info("client.too_slow", role=self.role, name=self.name)
            self.cut()

    def cut(self) -> None:
        """End the connection without a word."""
        self.socket.transport.abort()


class Hub:
    """The clients of one engine."""

    def __init__(self) -> None:
        self.engine: Engine | None = None
        self.clients: set[Client] = set()
        self._audiences: dict[Audience, set[Client]] = {audience: set() for audience in AUDIENCE.values()}
        self._windows: defaultdict[str, set[Client]] = defaultdict(set)
        """The counters' connections, by window."""
        self.health = Register()
        self.queues: dict[str, QueueStatus] = {}
        self._pending: list[Announced] = []
        self._timer: asyncio.TimerHandle | None = None
        self._quiet_until = 0.0
        self._calls: OrderedDict[int, str] = OrderedDict()
        self._stood = (-1, -1)

    # ------------------------------------------------------------------ joining

    def join(self, client: Client, since: int | None) -> None:
        """Welcome a client as soon as what it will see is durable; from then on it hears every change.

        What it missed is durable, so it enters at once. A snapshot may hold more: it waits for the disk.
        """
        engine = self._engine()
        if not engine.sound():  # what is in memory is not so: the client comes again
            client.cut()
            return
        missed = self._missed(client, since)
        if missed is None:
            self._join_anew(client)
            return
        data = self._welcome(engine.durable, None)
        changes = b',"changes":[%s]}' % b",".join(missed)
        self._enter(client, data[:-1] + changes if missed else data)

    def _join_anew(self, client: Client) -> None:
        engine, queues = self._engine(), self.queues
        data = self._welcome(engine.hall.position, self._snapshot(client.role))

        def enter(durable: bool) -> None:
            if not durable:
                client.cut()
            elif not client.gone:
                self._enter(client, data)
                if self.queues is not queues:
                    client.send(encode(Queues(engine.clock(), list(self.queues.values()))))

        engine.when_durable(enter)

    async def join_replica(self, client: Client, since: int | None) -> None:
        """Welcome the public plane: it gets the events themselves, from where it was or all of today."""
        engine = self._engine()
        at = begin_at(engine, since)
        anew = at is None
        at = engine.day_base if at is None else at
        await client.socket.send(self._welcome(at, None), text=True)
        last = await catch_up(client.socket, engine, at, anew=anew)
        self._enter(client, last)

    def _welcome(self, position: int, snapshot: Snapshot | None) -> bytes:
        engine = self._engine()
        hall = engine.hall.plan.id if engine.hall.plan else ""
        return encode(Welcome(position, engine.clock(), hall, snapshot, queues=list(self.queues.values())))

    def _enter(self, client: Client, welcome: bytes) -> None:
        client.send(welcome)
        self.clients.add(client)
        self._audiences[AUDIENCE[client.role]].add(client)
        if client.role == "counter":
            self._windows[client.name].add(client)
        self.health.joined(ProgramKey(client.role, client.name), client.version, self._engine().clock())
        if AUDIENCE[client.role] in HEARS_HEALTH:
            client.send(encode(self._health()))

    def _missed(self, client: Client, since: int | None) -> list[bytes] | None:
        recent = self._engine().recent
        if since is None or since > self._engine().durable:
            return None
        if since == self._engine().durable:
            return []
        if not recent or recent[0].n > since + 1:
            return None
        return _for(AUDIENCE[client.role], (change for change in recent if change.n > since))

    def _snapshot(self, role: Role) -> Snapshot:
        hall = self._engine().hall
        assert hall.plan is not None, "the server listens after the plan is set"  # noqa: S101
        tickets = [] if role == "kiosk" else list(hall.tickets.values())
        if AUDIENCE[role] == "public":
            tickets = [without_note(ticket) for ticket in tickets]
        calls = [] if role == "kiosk" else list(hall.calls)
        windows = list(hall.windows.values())
        snapshot = Snapshot(hall.day, hall.plan, windows, tickets, calls, hall.closed, hall.notice)
        if role == "manager":
            snapshot.ratings = [one.rating for one in open_ratings(hall, hall.day)]
        return snapshot

    def leave(self, client: Client) -> None:
        """A client is gone."""
        client.gone = True
        if client in self.clients:
            self.health.left(ProgramKey(client.role, client.name), self._engine().clock())
        self.clients.discard(client)
        self._audiences[AUDIENCE[client.role]].discard(client)
        if client.role == "counter" and client.name in self._windows:
            self._windows[client.name].discard(client)
            if not self._windows[client.name]:
                del self._windows[client.name]

    def rebuilt(self, jumped: bool) -> None:
        """The engine read the journal anew; if that holds what nobody was told, everybody joins again."""
        self._stood = (-1, -1)
        for client in list(self.clients) if jumped else ():
            self.leave(client)
            client.cut()

    def _engine(self) -> Engine:
        assert self.engine is not None, "the composition root sets it"  # noqa: S101
        return self.engine

    # ------------------------------------------------------------------ telling

    def announce(self, changes: Sequence[Announced]) -> None:
        """Tell everybody what has become durable: at once, or together with what follows within 20 ms."""
        self._pending.extend(changes)
        for change in changes:
            if change.call is not None:
                self._calls[change.n] = change.call.counter
        while len(self._calls) > CALLS_KEPT:
            self._calls.popitem(last=False)
        if self._timer is None:
            loop = asyncio.get_running_loop()
            self._timer = loop.call_at(max(loop.time(), self._quiet_until), self._flush)

    def _flush(self) -> None:
        self._timer = None
        self._quiet_until = asyncio.get_running_loop().time() + FLUSH_EVERY_S
        pending, self._pending = self._pending, []
        for audience, clients in self._audiences.items():
            if clients and (encoded := _for(audience, pending)):
                join = join_events if audience == "web" else join_changes
                self._tell(clients, join(pending[-1].n, encoded))

    def _tell(self, clients: Collection[Client], data: bytes) -> None:
        broadcast([client.socket for client in clients], data, text=True)
        for client in clients:
            client.look()

    async def expel(self, client: Client, error: Error) -> None:
        """End a connection, saying why."""
        self.leave(client)
        client.send(encode(error))
        await client.socket.close(1008, error.code)

    def tell_all(self, frame: ServerFrame) -> None:
        """One frame for everybody."""
        self._tell(self.clients, encode(frame))

    def receipt(self, by: Client, frame: Delivered) -> None:
        """A board or voice delivered calls: tell the windows that made them."""
        for n in frame.calls:
            window = self._calls.get(n)
            if window is not None:
                self._tell(self._windows.get(window, ()), encode(Receipt(n, frame.how, by.name)))

    # ------------------------------------------------------------------ how the queues stand

    async def watch_queues(self) -> None:
        """Tell how the queues stand whenever it has changed. Runs until cancelled."""
        while True:
            self.queues_changed()
            await asyncio.sleep(QUEUES_EVERY_S)

    def queues_changed(self) -> None:
        """Look at the queues once, if anything can have changed, and tell what has."""
        engine = self._engine()
        engine.begin_day()
        if not engine.sound():
            return
        now = engine.now()
        if (engine.hall.position, now.minute) == self._stood:
            return
        self._stood = (engine.hall.position, now.minute)
        fresh = statuses(engine.hall, now)
        changed = [queue for queue in fresh if self.queues.get(queue.id) != queue]
        self.queues = {queue.id: queue for queue in fresh}
        if changed:
            self.tell_all(Queues(now.ms, changed))

    # ------------------------------------------------------------------ how programs and devices fare

    def status(self, by: Client, devices: Iterable[DeviceState]) -> None:
        """A program says how its devices fare."""
        self.health.status(ProgramKey(by.role, by.name), devices, self._engine().clock())

    def paired(self, devices: Iterable[Device]) -> None:
        """Who may join."""
        keys = (ProgramKey(device.role, device.name) for device in devices)
        self.health.paired(keys, self._engine().clock())

    async def watch_health(self) -> None:
        """Tell the staff how programs and devices fare, whenever it has changed. Runs until cancelled."""
        told = -1
        while True:
            if self.health.version != told:
                told = self.health.version
                data = encode(self._health())
                for audience in HEARS_HEALTH:
                    self._tell(self._audiences[audience], data)
            await asyncio.sleep(HEALTH_EVERY_S)

    def _health(self) -> Health:
        engine = self._engine()
        return Health(engine.clock(), self.health.programs(engine.hall.plan))


def _for(audience: Audience, changes: Iterable[Announced]) -> list[bytes]:
    """The changes that an audience gets, encoded."""
    if audience == "kiosk":
        return [change.public for change in changes if change.whole_hall]
    if audience == "web":
        return [change.event for change in changes]
    if audience == "manager":
        return [change.staff for change in changes]
    told = [change for change in changes if not change.managers]
    return [change.staff if audience == "staff" else change.public for change in told]
