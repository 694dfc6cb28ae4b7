"""The things of the hall that are spoken of on the wire: a ticket, a window, a call, a queue's state.

They are facts only. The rules that change them are in `server/hall/`; how they look is in the screens.
All times are milliseconds since the epoch (UTC); durations say their unit in the name.
"""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

TicketState = Literal["waiting", "called", "serving", "parked", "passed", "finished", "cancelled", "expired"]
PrintState = Literal["printed", "failed", "reprinted"]
DeliveredHow = Literal["shown", "spoken"]


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

    policy: Literal["strict", "due", "chosen"]
    """chosen: the clerk called this very number."""
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


class QueueStatus(Struct, frozen=True, omit_defaults=True):
    """How a queue stands now."""

    id: str
    taking: Literal["open", "not_yet", "closed", "full"]
    """not_yet: opens later today; closed: not again today; full: the daily limit is reached."""
    waiting: int = 0
    windows: int = 0
    """Windows that serve it now: signed in and not paused."""
    wait_s: int | None = None
    """Estimated wait of somebody who takes a ticket now; None while no window serves it."""
    opens: str | None = None
    """With not_yet: "13:30", local time."""
