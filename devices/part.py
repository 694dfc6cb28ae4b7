"""What every part of `tingxu devices` has in common: what it is told of the hall, and what it may ask of it.

A part drives one thing of the device plan (a line of keypads, a line of strips, a zone of the voice, the
printers). Which parts a program has is in `parts.py`; who runs them is `host.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, Protocol

from link.commands import Command
from link.frames import Refused, Reply, ServerFrame
from link.mirror import Mirror
from link.words import Call, DeliveredHow, DeviceState

Answer = Reply | Refused | None
"""What a command got; None: no answer within its patience."""


class Desk(Protocol):
    """What a part may ask of the program. Every method may be called from any thread, and never blocks."""

    @property
    def program(self) -> str:
        """Role and name, "devices/floor-1"."""

    @property
    def joined(self) -> bool:
        """Whether the server is there now."""

    def now_ms(self) -> int:
        """The server's clock."""

    def send(self, command: Command, then: Callable[[Answer], None], patience_s: float = 30.0) -> None:
        """Send a command, also across breaks; `then` gets the answer on the program's own thread."""

    def later(self, work: Callable[[], None]) -> None:
        """Do this on the program's own thread; when the program ends it is not done any more."""

    def delivered(self, how: DeliveredHow, calls: list[int]) -> None:
        """Calls were shown or spoken."""

    def state(self, state: DeviceState) -> None:
        """How a device fares now."""

    def gone(self, id_: str) -> None:
        """The device with this id is not driven any more."""


class Part(Protocol):
    """One thing that the program drives. All but `close` are called on the program's own thread.

    They must not block: whatever waits for a device has a thread of its own (`ports/keeper.py`).
    """

    def start(self) -> None:
        """Begin; `changed` with the hall as it is comes right after."""

    def changed(self, mirror: Mirror) -> None:
        """The hall, or whether the server is there, is another one. Take over what is needed at once: the
        mirror goes on changing."""

    def called(self, call: Call, live: bool) -> None:
        """A call; `live` is false when it is caught up after a break (shown, never spoken)."""

    def frame(self, frame: ServerFrame) -> None:
        """Every frame, after the mirror has taken it in: print orders, and what just changed."""

    def close(self) -> None:
        """End, and let go of the device. On a thread of its own; it may take seconds."""


class Want(NamedTuple):
    """A part that the plan asks for."""

    what: object
    """All that the part is made from: when a new plan says the same, the part runs on."""
    says: str
    """For people: "keypads floor-1 on serial:/dev/ttyUSB0@9600, 8 pads"."""
    make: Callable[[Desk], Part]
