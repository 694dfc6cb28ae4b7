"""Commands about what hangs in the hall: paper, keypads, ratings, loudspeakers.

The base of all commands is in `client_frames.py`; `commands.py` has all of them together.
"""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta

from link.client_frames import Command
from link.fields import (
    ClerkId,
    Number,
    Spoken,
    TicketKey,
)
from link.plan import Id, Program
from link.words import PrintState, RatedOn, RatingReason


class ReportPrint(Command, tag="report_print"):
    """How printing a ticket went; `reason` is the printer's state word when it failed."""

    roles = frozenset({"kiosk", "devices"})
    ticket: str
    state: PrintState
    reason: Annotated[str, Meta(max_length=40)] | None = None


class Reprint(Command, tag="reprint"):
    """Print a number once more, marked as a copy: by the key on its paper, or by the staff by its number.

    `at`: the program that prints it, e.g. "kiosk/door"; none means the one that gave it.
    """

    roles = frozenset({"kiosk", "web", "manager"})
    key: TicketKey | None = None
    number: Number | None = None
    at: Program | None = None
    clerk: ClerkId | None = None
    """With role web: the guide who asks."""

    def __post_init__(self) -> None:
        """Raises ValueError; in a frame this makes it a bad one."""
        if (self.key is None) == (self.number is None):
            raise ValueError("name one of the two: the key on the paper, or the number")


class FindTicket(Command, tag="find_ticket"):
    """How the ticket with this key stands: `ticket`, `ahead`, `wait`. Changes nothing."""

    roles = frozenset({"kiosk"})
    key: TicketKey


class Press(Command, tag="press"):
    """A key of the keypad at a window; what it does depends on how the window stands.

    call: call next. recall: call again. pass: nobody came. pause: pause, or go on after a pause. finish: the
    service is done, and the person is asked for a rating. transfer: send the person on to `queue` or
    `counter`. sign_out: the clerk leaves.
    """

    roles = frozenset({"devices"})
    window: Id
    key: Literal["call", "recall", "pass", "pause", "finish", "transfer", "sign_out"]
    queue: Id | None = None
    counter: Id | None = None


class Rate(Command, tag="rate"):
    """Somebody who was served says how it was; never a clerk, and once a visit."""

    roles = frozenset({"display", "devices", "web"})
    ticket: Annotated[str, Meta(max_length=40)]
    level: Annotated[int, Meta(ge=1, le=5)]
    on: RatedOn
    reasons: Annotated[list[RatingReason], Meta(max_length=5)] = []  # noqa: RUF012 - msgspec copies it


class AnswerRating(Command, tag="answer_rating"):
    """The hall answers a bad rating; the person reads it where the ticket was followed."""

    roles = frozenset({"manager", "web"})
    ticket: Annotated[str, Meta(max_length=40)]
    answer: Annotated[str, Meta(max_length=500, pattern=r"\S")]
    clerk: ClerkId | None = None
    """With role web: the guide who answers."""


class Announce(Command, tag="announce"):
    """The loudspeakers say this now, in their languages."""

    roles = frozenset({"manager"})
    zh: Spoken
    en: Spoken
