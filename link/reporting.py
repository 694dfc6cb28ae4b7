"""How the devices of one program fare, collected in one place: whenever one changes, all of them are told.

Who finds out how a device fares are the drivers, on threads of their own; what a hall makes of it is the
server's. The connection keeps what was told last and tells it anew each time it has joined.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from threading import Lock

from msgspec.structs import replace

from link.commands import MAX_DEVICES, MAX_FRAME, Status
from link.frames import encode
from link.words import DeviceState

DETAIL_CHARACTERS = 100
"""Of the detail that is told."""
WELL = frozenset({"ok", "low", "unknown"})


@dataclass(slots=True)
class Reporting:
    """The states of one program's devices. Every method may be called from any thread.

    `send` gets all of them, in order of kind and id; it is called on the thread of whoever put in the news,
    one call after the other, and must not block: `HallLink.status`, or `Client.tell` in its loop.
    """

    send: Callable[[list[DeviceState]], None]
    _states: dict[tuple[str, str], DeviceState] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def put(self, state: DeviceState) -> None:
        """How a device fares now."""
        detail = " ".join(state.detail.split())  # one line: it may be a device's own words
        state = replace(state, detail=detail[:DETAIL_CHARACTERS])
        with self._lock:
            key = (state.kind, state.id)
            if self._states.get(key) != state:
                self._states[key] = state
                self._tell()

    def gone(self, id_: str) -> None:
        """The device with this id is not this program's any more."""
        with self._lock:
            keys = [key for key in self._states if key[1] == id_]
            for key in keys:
                del self._states[key]
            if keys:
                self._tell()

    def states(self) -> list[DeviceState]:
        """All of them."""
        with self._lock:
            return self._in_order(self._states)

    def _tell(self) -> None:
        """Where there are more than can be told, what is wrong goes first; details that do not fit go."""
        keys = sorted(self._states, key=lambda key: self._states[key].state in WELL)
        states = self._in_order(keys[:MAX_DEVICES])
        if len(encode(Status(devices=states))) > MAX_FRAME:
            states = [replace(state, detail="") for state in states]
        self.send(states)

    def _in_order(self, keys: Iterable[tuple[str, str]]) -> list[DeviceState]:
        return [self._states[key] for key in sorted(keys)]
