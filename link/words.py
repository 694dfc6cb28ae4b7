"""The things of the hall that are spoken of on the wire: a ticket, a window, a call, a queue's state.

They are facts only. The rules that change them are in `server/hall/`; how they look is in the screens.
All times are milliseconds since the epoch (UTC); durations say their unit in the name.
"""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct

TicketState = Literal["waiting", "called", "serving", "parked", "passed", "finished", "cancelled", "expired"]
PrintState = Literal["printed", "failed", "reprinted"]
DeliveredHow = Literal["shown", "spoken"]
DeviceKind = Literal["printer", "voice", "scanner", "card", "keypad", "rating", "strip"]
DeviceCondition = Literal["ok", "low", "out", "cover", "offline", "fault", "unknown"]
"""ok and low work; low: the paper is nearly used up. out, cover: of printers. offline: not reachable.
fault: reachable, and it does not do what it should. unknown: not looked at yet, or it cannot tell."""
RatedOn = Literal["screen", "pad", "phone", "tablet"]
RatingReason = Literal["attitude", "skill", "waiting", "papers", "environment"]
AppointmentState = Literal["booked", "here", "cancelled", "missed"]


class Ticket(Struct, omit_defaults=True):
    """One person's turn. Never holds a name, an identity number or a phone number."""

    id: str
    """Day and number, e.g. "20261124-A001"."""
    number: str
    queue: str
    cls: str
    taken: int
    due: int
    """When the class's promise falls due; within a lane people are called in this order."""
    order: int
    """Position at which the ticket joined its lane: decides between equal `due`."""
    state: TicketState = "waiting"
    matter: str | None = None
    kiosk: str | None = None
    counter: str | None = None
    """The window that called or serves it, or while it waits the one window it waits for."""
    calls: int = 0
    """How often this turn was called out so far."""
    turns: int = 0
    """How often it was picked from waiting (more than once after a return or a transfer)."""
    called: int | None = None
    started: int | None = None
    note: str | None = None
    """A clerk's note for the next clerk; staff only, never on a board."""
    printed: PrintState | None = None
    booked: int | None = None
    """The booked time of somebody who came by appointment."""


class Appointment(Struct, frozen=True, omit_defaults=True):
    """A time that somebody booked. Who it is stands in no event: `person` is an opaque key."""

    code: str
    """What the person shows or types to check in; whoever knows it may change the booking."""
    person: str
    queue: str
    day: str
    """Local date, "2026-11-26"."""
    time: str
    """When the slot begins, local time: "09:30"."""
    start: int
    """The same in milliseconds since the epoch."""
    booked: int
    """When it was booked."""
    cls: str
    matter: str | None = None
    state: AppointmentState = "booked"
    """here: checked in; missed: the person did not come in time (and may still, where the hall allows it)."""
    ticket: str | None = None
    """With here: the id of the ticket."""
    partner: str | None = None
    """The partner system that booked it."""
    reference: str | None = None
    """That system's own word for the booking."""


class Wait(Struct, frozen=True):
    """An estimated wait in seconds: half of all people are called before `median`, 8 of 10 in the range."""

    low: int
    median: int
    high: int


class Window(Struct, omit_defaults=True):
    """The state of one window (counter)."""

    id: str
    clerk: str | None = None
    """Staff number of whoever signed in; None: nobody."""
    since: int | None = None
    paused: bool = False
    ticket: str | None = None
    """Id of the ticket called to it or served at it."""


class Call(Struct, frozen=True, omit_defaults=True):
    """A number called to a window: what boards show and voices say."""

    n: int
    """Position of the event; receipts name it."""
    ticket: str
    number: str
    counter: str
    queue: str
    at: int
    times: int = 1
    """1 for the first call, 2 for the first recall."""


class Why(Struct, frozen=True, omit_defaults=True):
    """Why a ticket is next: the facts of the pick; screens make the sentence."""

    policy: Literal["strict", "due", "accumulating", "pattern", "preferred", "chosen"]
    """preferred: the window's own order of queues; chosen: the clerk called this very number."""
    number: str
    cls: str
    queue: str
    taken: int
    due: int
    over: str | None = None
    """Number of the best head among the other lanes; None when nobody else could be called."""
    over_cls: str | None = None
    over_due: int | None = None
    over_taken: int | None = None
    lanes: int = 1
    """How many lanes had somebody waiting."""
    score: int | None = None
    """With accumulating: seconds waited times the class's weight, when it was picked."""
    over_score: int | None = None
    turn: int | None = None
    """With pattern: which turn of the rota it was, from 1."""
    turns: int | None = None
    """With pattern: how many turns the rota has."""


class QueueStatus(Struct, frozen=True, omit_defaults=True):
    """How a queue stands now."""

    id: str
    taking: Literal["open", "not_yet", "closed", "full", "no_time"]
    """not_yet: opens later today; closed: not again today; full: the daily limit is reached; no_time: whoever
    came now would not be called before closing."""
    waiting: int = 0
    windows: int = 0
    """Windows that serve it now: signed in and not paused."""
    wait: Wait | None = None
    """Estimated wait of somebody of the ordinary class who comes now; None while no window serves it."""
    waits: dict[str, Wait] = {}
    """The same for each other class."""
    late: bool = False
    """A warning: whoever comes now may not be called before closing."""
    bookings_left: int | None = None
    """Places that can still be booked for today; None: walk-in only."""
    opens: str | None = None
    """With not_yet: "13:30", local time."""


class DeviceState(Struct, frozen=True, omit_defaults=True):
    """How one device fares, as the program says that has it."""

    id: Annotated[str, Meta(min_length=1, max_length=80)]
    """From the device plan; pads and strips are "LINE/ADDRESS"."""
    kind: DeviceKind
    state: DeviceCondition
    detail: Annotated[str, Meta(max_length=300)] = ""
    """For whoever mends it, in English; never a person's data."""
    since: Annotated[int, Meta(ge=0)] = 0


class ProgramState(Struct, frozen=True, omit_defaults=True):
    """A program that may join, and what it said of its devices."""

    role: str
    name: str
    joined: bool
    since: int
    """Since when it is joined, or away."""
    version: str = ""
    devices: list[DeviceState] = []


class Rating(Struct, frozen=True, omit_defaults=True):
    """What somebody thought of the service; once a visit, and not known by whom."""

    ticket: str
    number: str
    window: str
    at: int
    level: int
    """Stars, 1 to 5."""
    on: RatedOn
    reasons: tuple[RatingReason, ...] = ()
    clerk: str | None = None
    """Staff number of whoever served; staff only."""
    due: str | None = None
    """With a bad one: the local date by which it is to be answered."""
    answer: str | None = None
    answered: int | None = None
