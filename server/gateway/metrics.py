"""What /metrics says: the numbers of one server, as Prometheus reads them.

Every name is in docs/health.md. They are made anew for each reading, so nothing is counted while people wait.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import get_args

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily as Count
from prometheus_client.core import GaugeMetricFamily as Gauge
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from link.commands import ROLES
from link.version import VERSION
from link.words import DeviceCondition, ProgramState
from server.engine import Engine
from server.gateway.facts import free_bytes, works
from server.gateway.hub import Hub
from server.hall.rating import open_ratings

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
CONDITIONS: tuple[DeviceCondition, ...] = get_args(DeviceCondition)
PROGRAM = ("role", "program")
DEVICE = (*PROGRAM, "device", "kind")


class Metrics(Collector):
    """The numbers of one server; `text()` reads all of them."""

    def __init__(self, engine: Engine, hub: Hub, data: Path) -> None:
        self._engine, self._hub, self._data = engine, hub, data
        self._registry = CollectorRegistry()
        self._registry.register(self)

    def text(self) -> bytes:
        """All of them as Prometheus reads them."""
        return generate_latest(self._registry)

    def describe(self) -> list[Metric]:
        """No names are known before they are asked for."""
        return []

    def collect(self) -> Iterator[Metric]:
        """All of them."""
        yield from self._server()
        yield from self._hall()
        yield from self._clients()
        programs = self._hub.health.programs(self._engine.hall.plan)
        yield from _programs(programs)
        yield from _devices(programs)

    def _server(self) -> Iterator[Metric]:
        engine, counts = self._engine, self._engine.counts
        plan = engine.hall.plan
        labels = {"version": VERSION, "hall": plan.id if plan else ""}
        yield _one("tingxu_build_info", "Version of the server, and the hall it serves", 1, labels)
        yield _one(
            "tingxu_up", "1: numbers can be given and calls made; 0: the server cannot write", works(engine)
        )
        yield _one("tingxu_start_time_seconds", "When the server was started", counts.up_since / 1000)
        yield _one("tingxu_clock_seconds", "The server's clock", engine.clock() / 1000)
        yield _one("tingxu_events", "Number of the last event that is durable", engine.durable)
        yield _one("tingxu_saved_time_seconds", "When something was written last", counts.saved_at / 1000)
        yield _one(
            "tingxu_disk_free_bytes", "Free on the disk with the data directory", free_bytes(self._data)
        )
        yield _sum("tingxu_commands", "Commands that were given", counts.commands)
        yield _sum("tingxu_refused", "Commands that were refused", counts.refused)
        yield _sum("tingxu_batches", "Batches of events that were written", counts.batches)

    def _hall(self) -> Iterator[Metric]:
        waiting = Gauge("tingxu_tickets_waiting", "People who wait in a queue", labels=("queue",))
        serving = Gauge("tingxu_queue_windows", "Windows that serve a queue now", labels=("queue",))
        for status in self._hub.queues.values():
            waiting.add_metric((status.id,), status.waiting)
            serving.add_metric((status.id,), status.windows)
        windows = Gauge("tingxu_windows", "Windows by how they stand", labels=("state",))
        stand = Counter(
            "closed" if window.clerk is None else "paused" if window.paused else "open"
            for window in self._engine.hall.windows.values()
        )
        for state in ("open", "paused", "closed"):
            windows.add_metric((state,), stand[state])
        yield from (waiting, serving, windows)
        bad = open_ratings(self._engine.hall, self._engine.hall.day)
        overdue = sum(one.overdue for one in bad)
        yield _one("tingxu_ratings_open", "Bad ratings that wait for an answer", len(bad))
        yield _one("tingxu_ratings_overdue", "Those whose last day is over", overdue)

    def _clients(self) -> Iterator[Metric]:
        clients = Gauge("tingxu_clients", "Programs that are joined", labels=("role",))
        outbox = Gauge("tingxu_outbox_bytes", "Most bytes that one has not read yet", labels=("role",))
        slowest: dict[str, int] = dict.fromkeys(ROLES, 0)
        for client in self._hub.clients:
            unread = client.socket.transport.get_write_buffer_size()
            slowest[client.role] = max(slowest[client.role], unread)
        joined = Counter(client.role for client in self._hub.clients)
        for role in ROLES:
            clients.add_metric((role,), joined[role])
            outbox.add_metric((role,), slowest[role])
        yield from (clients, outbox)


def _programs(programs: Iterable[ProgramState]) -> Iterator[Metric]:
    joined = Gauge("tingxu_program_joined", "1: joined; 0: away", labels=PROGRAM)
    since = Gauge("tingxu_program_since_seconds", "Since when it is joined, or away", labels=PROGRAM)
    version = Gauge("tingxu_program_info", "Version of a program", labels=(*PROGRAM, "version"))
    for program in programs:
        key = (program.role, program.name)
        joined.add_metric(key, program.joined)
        since.add_metric(key, program.since / 1000)
        version.add_metric((*key, program.version), 1)
    yield from (joined, since, version)


def _devices(programs: Iterable[ProgramState]) -> Iterator[Metric]:
    state = Gauge("tingxu_device_state", "1 for the state in which a device is", labels=(*DEVICE, "state"))
    since = Gauge("tingxu_device_since_seconds", "Since when it is in this state", labels=DEVICE)
    for program in programs:
        for device in program.devices:
            key = (program.role, program.name, device.id, device.kind)
            since.add_metric(key, device.since / 1000)
            for condition in CONDITIONS:
                state.add_metric((*key, condition), device.state == condition)
    yield from (state, since)


def _one(name: str, says: str, value: float, labels: dict[str, str] | None = None) -> Metric:
    gauge = Gauge(name, says, labels=tuple(labels or ()))
    gauge.add_metric(tuple((labels or {}).values()), value)
    return gauge


def _sum(name: str, says: str, value: int) -> Metric:
    return Count(name, says, value=value)
