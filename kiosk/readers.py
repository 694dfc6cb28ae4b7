"""The scanners and card readers of the plan beside this kiosk: started, followed, and brought to Qt's thread.

What they are is in `devices/`; what a line or a card leads to is decided in `greeting.py`.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from typing import Protocol

from PySide6.QtCore import QObject, Signal, SignalInstance

from devices.card import CardReader, Seen
from devices.scanner import SerialScanner
from link.mirror import Mirror
from link.plan import Reader
from link.qt import Inbox
from link.reporting import Reporting
from link.words import DeviceState
from ports.address import AddressError, parse_line


class Link(Protocol):
    """The part of HallLink that is needed."""

    updated: SignalInstance
    mirror: Mirror


class Driver(Protocol):
    """What keeps a reader at work."""

    def start(self) -> None:
        """Begin."""

    def close(self) -> None:
        """End."""


class Readers(QObject):
    """The readers of one program ("kiosk/door"). `on_line` and `on_card` are called on Qt's thread.

    Signals:
        changed: a reader fares otherwise, or is another one.
    """

    changed = Signal()

    def __init__(
        self,
        link: Link,
        program: str,
        reporting: Reporting,
        on_line: Callable[[str], None],
        on_card: Callable[[Seen], None],
    ) -> None:
        super().__init__()
        self._link, self._program, self._reporting = link, program, reporting
        self._on_line, self._on_card = on_line, on_card
        self._inbox = Inbox()
        self._readers: tuple[Reader, ...] = ()
        self._drivers: list[Driver] = []
        self._states: dict[str, DeviceState] = {}
        link.updated.connect(self._follow)

    def has_card(self) -> bool:
        """Whether a card may be laid down somewhere now."""
        return any(one.kind == "card" and one.state == "ok" for one in self._states.values())

    def close(self) -> None:
        """End all drivers; nothing comes from them afterwards."""
        self._inbox.close()
        self._stop()

    def _stop(self) -> None:
        for driver in self._drivers:
            driver.close()
        self._drivers = []

    def _follow(self) -> None:
        plan = self._link.mirror.plan
        readers = plan.devices.readers if plan is not None else ()
        mine = tuple(one for one in readers if one.at == self._program)
        if mine == self._readers:
            return
        self._stop()
        for gone in {one.id for one in self._readers} - {one.id for one in mine}:
            self._reporting.gone(gone)
        self._readers, self._states = mine, {}
        self._drivers = [driver for reader in mine if (driver := self._make(reader)) is not None]
        for driver in self._drivers:
            driver.start()
        self.changed.emit()

    def _make(self, reader: Reader) -> Driver | None:
        """Its driver; None where the address is none, which is reported."""
        try:
            address = parse_line(reader.port)
        except AddressError as error:
            self._state(DeviceState(reader.id, reader.kind, "fault", str(error), time.time_ns() // 1_000_000))
            return None
        if reader.kind == "card":
            return CardReader(reader.id, address, partial(self._seen, reader), self._state)
        return SerialScanner(reader.id, address, partial(self._heard, reader), self._state)

    def _state(self, state: DeviceState) -> None:
        """On any thread."""
        self._reporting.put(state)
        self._inbox.put(lambda: self._show(state))

    def _show(self, state: DeviceState) -> None:
        if any(one.id == state.id for one in self._readers):
            self._states[state.id] = state
            self.changed.emit()

    def _heard(self, reader: Reader, line: str) -> None:
        self._inbox.put(lambda: self._on_line(line) if reader in self._readers else None)

    def _seen(self, reader: Reader, seen: Seen) -> None:
        self._inbox.put(lambda: self._on_card(seen) if reader in self._readers else None)
