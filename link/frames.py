"""What the server says: joining answers, replies, refusals, changes, and how the queues stand.

Only shapes and their encoding live here. Who gets which frame is decided in `server/gateway/`.
"""

from __future__ import annotations

from typing import Literal

import msgspec
from msgspec import Raw, Struct

from link.commands import FRAMES, Frame, Role
from link.plan import LayoutName, Plan, Text
from link.words import (
    Appointment,
    Call,
    DeliveredHow,
    ProgramState,
    QueueStatus,
    Rating,
    Ticket,
    Wait,
    Why,
    Window,
)


class ServerFrame(Struct, tag_field="is", omit_defaults=True):
    """Anything the server sends: one JSON object whose `is` names what it is."""


class Snapshot(Struct, omit_defaults=True):
    """The hall at one position, as far as the role may see it (a kiosk sees no tickets)."""

    day: str
    """Local date, "2026-11-24"."""
    plan: Plan
    windows: list[Window]
    tickets: list[Ticket]
    calls: list[Call]
    """The latest calls, oldest first."""
    closed: bool = False
    """The day was closed; no more numbers."""
    notice: Text | None = None
    ratings: list[Rating] = []
    """To the role manager: the bad ratings that are not answered yet, the most urgent first."""


class Change(Struct, omit_defaults=True):
    """One event with the state it left behind: a client puts in what is given and needs no rules.

    A ticket in a final state (finished, cancelled, expired) is gone after this change.
    """

    n: int
    at: int
    what: str
    """Name of the event, e.g. "ticket_called"; docs/protocol.md lists them."""
    ticket: Ticket | None = None
    window: Window | None = None
    call: Call | None = None
    why: Why | None = None
    day: str | None = None
    """With day_opened and day_closed. day_opened: all tickets are gone and every window is signed out."""
    plan: Plan | None = None
    notice: Text | None = None
    say: Text | None = None
    """With announced: what the loudspeakers say now; never what is caught up after a break."""
    rating: Rating | None = None
    """With rated and rating_answered; only the role manager hears of these, and no window."""


class Paired(ServerFrame, tag="paired"):
    """The code was good. The token is shown this once; say hello with it on a new connection."""

    role: Role
    name: str
    token: str
    hall: str
    """The hall's id: a device looks for this hall's server alone."""


class Welcome(ServerFrame, tag="welcome"):
    """The client is in. Either a snapshot, or (after `since`) the changes it missed; all of it is past."""

    position: int
    now: int
    """The server's clock."""
    hall: str
    snapshot: Snapshot | None = None
    changes: list[Change] = []
    queues: list[QueueStatus] = []


class Changes(ServerFrame, tag="changes"):
    """What has just happened, in order. `position` may be past the last one: not every event is for all.

    A change at or before a position already seen may come again after joining: ignore it.
    """

    position: int
    changes: list[Change]


class Events(ServerFrame, tag="events"):
    """To role web: what happened, as the journal has it; applied in order it gives the server's own hall.

    `base`: forget everything before; the first of the events is number `base` + 1 and opens a day.
    """

    position: int
    """Number of the last one."""
    events: list[Raw]
    base: int | None = None
    more: bool = False
    """These are from the past, and the ones after them follow in a further frame."""


class Queues(ServerFrame, tag="queues"):
    """How the queues stand; sent when it changed, a few times a second at most."""

    now: int
    queues: list[QueueStatus]


class Receipt(ServerFrame, tag="receipt"):
    """To the window that called: the call was shown by a board or spoken by a voice."""

    call: int
    how: DeliveredHow
    by: str


class Health(ServerFrame, tag="health"):
    """To the staff (counter, manager, web): every program of the hall and how its devices fare.

    All of them: after joining, and whenever anything has changed, once a second at most.
    """

    now: int
    programs: list[ProgramState]


class PrintOrder(ServerFrame, tag="print_order"):
    """To a program with a printer: print this; how it went is told by `report_print`, as "reprinted"."""

    layout: LayoutName
    ticket: Ticket | None = None
    """None with layout closing."""
    key: str = ""
    ahead: int = 0
    wait: Wait | None = None
    printers: list[str] = []
    """On one of these, in this order; none: as for every ticket of this program."""
    closing: dict[str, str | int] = {}
    """With layout closing: the day's figures, by the names of docs/ticket-layouts.md."""


class Reply(ServerFrame, tag="reply"):
    """A command was done and is durable."""

    id: str
    position: int
    ticket: Ticket | None = None
    window: Window | None = None
    why: Why | None = None
    token: str | None = None
    key: str | None = None
    """With take_ticket: secret of the paper ticket, what its QR code leads to; told to nobody else."""
    ahead: int | None = None
    """With take_ticket: how many people are before this one."""
    wait: Wait | None = None
    """With take_ticket: estimated wait; None while no window serves the queue."""
    late: bool = False
    """With take_ticket: a warning that the turn may not come before closing."""
    order: list[str] = []
    """With peek: the numbers that this window would call next, in order, if nobody else came or called."""
    appointment: Appointment | None = None
    appointments: list[Appointment] = []
    """With find_bookings."""
    phone: str | None = None
    """With contact."""
    name: str | None = None
    """With partner: the name of the system that has this key."""


class Refused(ServerFrame, tag="refused"):
    """A command was understood and not done. `code` is for programs, `facts` fill the sentence."""

    id: str
    code: str
    facts: dict[str, str | int] = {}


class Error(ServerFrame, tag="error"):
    """A frame that could not be taken; when `fatal` the connection is closed after it."""

    code: Literal[
        "bad_frame", "not_allowed", "say_hello_first", "already_joined", "wrong_protocol", "bad_token",
        "bad_code", "slow_down", "too_many_unanswered", "too_slow", "revoked", "shutting_down",
    ]  # fmt: skip
    fatal: bool = False
    id: str | None = None
    """Of the command in the frame, where it could be read."""
    detail: str = ""
    """What was wrong and where, e.g. "Expected `str`, got `int` - at `$.queue`"."""
    wait_s: int | None = None
    """With slow_down: how long to wait, in seconds."""


SERVER_FRAMES: tuple[type[ServerFrame], ...] = (
    Paired, Welcome, Changes, Events, Queues, Receipt, Health, PrintOrder, Reply, Refused, Error,
)  # fmt: skip
FINAL_STATES = frozenset({"finished", "cancelled", "expired"})

_encoder = msgspec.json.Encoder()
encode = _encoder.encode
"""Any frame or word as JSON bytes."""


def frame_decoder() -> msgspec.json.Decoder[Frame]:
    """A decoder for client frames; wrong ones raise msgspec.ValidationError or DecodeError with a path."""
    return msgspec.json.Decoder(union_of(FRAMES))


def server_frame_decoder() -> msgspec.json.Decoder[ServerFrame]:
    """A decoder for server frames; unknown fields are ignored, so older clients understand newer servers."""
    return msgspec.json.Decoder(union_of(SERVER_FRAMES))


def union_of(types: tuple[type[Struct], ...]) -> object:
    """The union of tagged structs, as msgspec wants it for a decoder."""
    union: object = types[0]
    for one in types[1:]:
        union = union | one
    return union


def join_changes(position: int, encoded: list[bytes]) -> bytes:
    """One `changes` frame from changes that are encoded already: each is encoded once for everybody."""
    return b'{"is":"changes","position":%d,"changes":[%s]}' % (position, b",".join(encoded))


__all__ = [
    "FINAL_STATES",
    "SERVER_FRAMES",
    "Change",
    "Changes",
    "Error",
    "Events",
    "Health",
    "Paired",
    "PrintOrder",
    "Queues",
    "Receipt",
    "Refused",
    "Reply",
    "ServerFrame",
    "Snapshot",
    "Welcome",
    "encode",
    "frame_decoder",
    "join_changes",
    "server_frame_decoder",
    "union_of",
]  # fmt: skip
