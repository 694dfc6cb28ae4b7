"""How every program of the hall and every device fares, as far as the server has heard; in memory only.

Who is told is the hub's matter; what /health and /metrics make of it is in `facts.py` and `metrics.py`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple, cast

from msgspec.structs import replace

from link.commands import Role
from link.plan import Plan
from link.words import DeviceKind, DeviceState, ProgramState

AWAY = "its program is away"
NOT_TOLD = "nothing was heard of it yet"
DeviceKey = tuple[DeviceKind, str]


class ProgramKey(NamedTuple):
    """A program that may join."""

    role: Role
    name: str


class Program:
    """One program, and what it said of its devices."""

    def __init__(self, since: int) -> None:
        self.connections = 0
        self.since = since
        self.version = ""
        self.devices: dict[DeviceKey, DeviceState] = {}

    def leave(self, now: int) -> None:
        """Nobody can tell any more how its devices fare: they may print and speak, or not."""
        self.since = now
        self.devices = {
            key: replace(device, state="unknown", detail=AWAY, since=now)
            for key, device in self.devices.items()
        }


class Register:
    """Everybody who may join. `version` is another one whenever anything has changed."""

    def __init__(self) -> None:
        self.version = 0
        self._programs: dict[ProgramKey, Program] = {}
        self._plan: Plan | None = None
        self._planned: dict[ProgramKey, list[DeviceKey]] = {}

    def paired(self, keys: Iterable[ProgramKey], now: int) -> None:
        """Who may join: others are forgotten, also what they said."""
        known = set(keys)
        for key in known - self._programs.keys():
            self._programs[key] = Program(now)
            self.version += 1
        for key in [
            key for key in self._programs if key not in known and not self._programs[key].connections
        ]:
            del self._programs[key]
            self.version += 1

    def joined(self, key: ProgramKey, version: str, now: int) -> None:
        """A program is there, on one more connection; what its devices do it tells next."""
        program = self._programs.setdefault(key, Program(now))
        program.connections += 1
        if program.connections == 1:
            program.since = now
        program.version = clean(version)
        self.version += 1

    def left(self, key: ProgramKey, now: int) -> None:
        """One of its connections has ended."""
        program = self._programs.get(key)
        if program is not None and program.connections:
            program.connections -= 1
            if not program.connections:
                program.leave(now)
            self.version += 1

    def status(self, key: ProgramKey, devices: Iterable[DeviceState], now: int) -> None:
        """How all devices of a program fare. What it says of a time that is to come is now."""
        fresh = {
            (device.kind, id_): replace(
                device, id=id_, detail=clean(device.detail), since=min(device.since or now, now)
            )
            for device in devices
            if (id_ := clean(device.id))
        }
        program = self._programs.get(key)
        if program is not None and program.connections and program.devices != fresh:
            program.devices = fresh
            self.version += 1

    def programs(self, plan: Plan | None) -> list[ProgramState]:
        """All of them by role and name, with the devices of the plan that nobody has spoken of."""
        if plan is not self._plan:
            self._plan, self._planned = plan, planned(plan) if plan is not None else {}
        keys = sorted({*self._programs, *self._planned})
        return [self._state(key, self._programs.get(key)) for key in keys]

    def _state(self, key: ProgramKey, program: Program | None) -> ProgramState:
        joined = program is not None and program.connections > 0
        since = program.since if program is not None else 0
        devices = dict(program.devices) if program is not None else {}
        detail = NOT_TOLD if joined else AWAY
        for kind, id_ in self._planned.get(key, ()):
            if (kind, id_) not in devices:
                devices[kind, id_] = DeviceState(id_, kind, "unknown", detail, since)
        version = program.version if program is not None else ""
        states = [devices[device] for device in sorted(devices)]
        return ProgramState(key.role, key.name, joined, since, version, states)


def clean(text: str) -> str:
    """Without control characters: a device's own words must not end its program's connection."""
    return "".join(one if one.isprintable() else " " for one in text).strip()


def planned(plan: Plan) -> dict[ProgramKey, list[DeviceKey]]:
    """The devices of the plan, by the program that has them."""
    found: dict[ProgramKey, list[DeviceKey]] = {}

    def has(at: str, kind: DeviceKind, id_: str) -> None:
        role, _, name = at.partition("/")
        found.setdefault(ProgramKey(cast("Role", role), name), []).append((kind, id_))

    for printer in plan.devices.printers:
        for at in dict.fromkeys((*printer.at, *printer.spare_for)):
            has(at, "printer", printer.id)
    for reader in plan.devices.readers:
        has(reader.at, reader.kind, reader.id)
    for pads in plan.devices.keypads:
        for pad in pads.pads:
            has(pads.at, pad.kind, f"{pads.id}/{pad.address}")
    for line in plan.devices.strips:
        for strip in line.strips:
            has(line.at, "strip", f"{line.id}/{strip.address}")
    for zone in plan.voice.zones:
        has(zone.at, "voice", zone.id)
    return found
