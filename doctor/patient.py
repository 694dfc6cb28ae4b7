"""What is looked at: a machine, the programs of the hall that run on it, and the hall as far as it is known.

How each part of it fares is looked at in the module of its subject.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from link.commands import Role
from link.identity import Identity, IdentityError, default_path, load
from link.plan import Plan, Spoken
from link.words import DeviceKind

HERE: tuple[Role, ...] = ("kiosk", "counter", "display", "devices", "web", "manager")


@dataclass
class Patient:
    """What the options say, and what is found on the way."""

    identity: Path | None = None
    """The identity file to look at; none: those in their usual places."""
    hall: Path | None = None
    data: Path | None = None
    server: str = ""
    printers: tuple[str, ...] = ()
    plan: Plan | None = None
    """From the hall file, or from the server."""
    identities: dict[Path, Identity] = field(default_factory=dict)

    def files(self) -> list[Path]:
        """The identity files that are to be looked at."""
        if self.identity is not None:
            return [self.identity]
        return [path for path in map(default_path, HERE) if path.exists()]

    def read_identities(self) -> None:
        """Who this machine is, as far as it can be read; what cannot be is the identity check's matter."""
        for path in self.files():
            try:
                self.identities[path] = load(path)
            except IdentityError:
                continue

    def programs(self) -> set[str]:
        """The hall's programs that run here, as the hall file names them: "kiosk/door"."""
        return {f"{one.role}/{one.name}" for one in self.identities.values()}

    def ports(self) -> Iterator[tuple[DeviceKind, str, str]]:
        """The devices of the plan that hang on this machine: kind, id and the address of the port."""
        mine = self.programs()
        if self.plan is None or not mine:
            return
        devices = self.plan.devices
        for printer in devices.printers:
            if mine & {*printer.at, *printer.spare_for}:
                yield "printer", printer.id, printer.port
        for reader in devices.readers:
            if reader.at in mine:
                yield reader.kind, reader.id, reader.port
        for pads in devices.keypads:
            if pads.at in mine:
                yield "keypad", pads.id, pads.port
        for line in devices.strips:
            if line.at in mine:
                yield "strip", line.id, line.port

    def languages(self) -> tuple[Spoken, ...]:
        """The languages that are spoken in the hall; Mandarin where no hall is known."""
        if self.plan is None:
            return ("zh",)
        spoken = [
            *self.plan.voice.languages,
            *(one for zone in self.plan.voice.zones for one in zone.languages),
        ]
        return tuple(dict.fromkeys(spoken))
