"""What every client's frame is: joining first, what is told without an answer, and the base of all commands.

The commands themselves are in `commands.py`; the words of the answers in `frames.py`.
"""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from msgspec import Meta, Struct

from link.fields import (
    CommandId,
    Name,
)
from link.words import DeliveredHow, DeviceState

PROTOCOL = 1
"""Version of this protocol; a client of another version is refused with `wrong_protocol`."""

MAX_FRAME = 16 * 1024
"""Bytes; no frame from a client is longer."""

UNANSWERED = 64
"""So many commands without an answer one connection may have."""

MAX_DEVICES = 100
"""So many devices one program tells of."""

Role = Literal["kiosk", "counter", "display", "devices", "manager", "web"]
ROLES: tuple[Role, ...] = ("kiosk", "counter", "display", "devices", "manager", "web")
"""devices: keypads, strips and printers of one machine. web: the public plane, for phones and partner
systems, and the guides' page."""


class Frame(Struct, tag_field="do", forbid_unknown_fields=True, omit_defaults=True):
    """Anything a client sends: one JSON object whose `do` names what it is."""

    roles: ClassVar[frozenset[Role]] = frozenset()
    """Who may send it once joined."""


class Pair(Frame, tag="pair"):
    """Join for the first time: a one-time code becomes a token."""

    protocol: int
    code: Annotated[str, Meta(min_length=4, max_length=32)]


class Hello(Frame, tag="hello"):
    """Join with a token. `since`: the last position seen; the answer then holds only what came after."""

    protocol: int
    role: Role
    name: Name
    token: Annotated[str, Meta(min_length=16, max_length=128)]
    since: Annotated[int, Meta(ge=0)] | None = None
    version: Annotated[str, Meta(max_length=40)] = ""
    """Of the program that joins."""


class Delivered(Frame, tag="delivered"):
    """A board showed, or a voice finished saying, these calls. It gets no answer."""

    roles = frozenset({"display", "devices"})
    how: DeliveredHow
    calls: Annotated[list[int], Meta(min_length=1, max_length=100)]


class Status(Frame, tag="status"):
    """How the devices of this program fare: all of them, each time one changes. It gets no answer."""

    roles = frozenset({"kiosk", "display", "devices"})
    devices: Annotated[list[DeviceState], Meta(max_length=MAX_DEVICES)]


class Command(Frame):
    """A frame that asks for something; every command is answered by `reply` or `refused`.

    `id` is made by the client. The same id again gets the stored answer and changes nothing.
    """

    id: CommandId
