"""What a client may say: joining first, then commands, each with the roles that may give it.

Only the shape of each frame lives here, with its role and its limits. What a command does is in
`server/hall/decide.py`; the words of the answers are in `link/frames.py`.
"""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from link.client_frames import (
    MAX_DEVICES,
    MAX_FRAME,
    PROTOCOL,
    ROLES,
    UNANSWERED,
    Command,
    Delivered,
    Frame,
    Hello,
    Pair,
    Role,
    Status,
)
from link.device_commands import Announce, AnswerRating, FindTicket, Press, Rate, ReportPrint, Reprint
from link.fields import (
    ClerkId,
    Evidence,
    IdentityNumber,
    Note,
    Number,
    Phone,
    Pin,
)
from link.people_commands import (
    Book,
    CancelBooking,
    CheckIn,
    CheckPartner,
    CheckPin,
    Contact,
    FindBookings,
    Pardon,
    Rebook,
)
from link.plan import Id


class RollToken(Command, tag="roll_token"):
    """Get a new token; the old one ends when the new one is used for the first time."""

    roles = frozenset(ROLES)


class Peek(Command, tag="peek"):
    """Ask who would be called next here, and why. Changes nothing."""

    roles = frozenset({"counter"})


class TakeTicket(Command, tag="take_ticket"):
    """Take a number for a queue, or for a matter (which names its queue)."""

    roles = frozenset({"kiosk", "manager", "web"})
    queue: Id | None = None
    matter: Id | None = None
    cls: Id | None = None
    """Priority class; none means the last (ordinary) class of the plan."""
    clerk: ClerkId | None = None
    """With role web: the guide who takes it for somebody, and may grant a class."""
    evidence: Evidence | None = None
    """With a class that a guide grants: which paper was seen."""
    listed: Id | None = None
    """With a class that needs it: the entry of the plan's list."""
    phone: Phone | None = None
    """Whose ticket it is, where that is known; kept apart from everything else."""
    identity: IdentityNumber | None = None
    """Whose ticket it is by the card at the kiosk; only a keyed hash of it is kept."""


class SignIn(Command, tag="sign_in"):
    """A clerk opens the window of this device."""

    roles = frozenset({"counter", "devices"})
    clerk: ClerkId
    pin: Pin
    window: Id | None = None
    """With role devices: the window of the keypad."""


class SignOut(Command, tag="sign_out"):
    """The clerk closes the window."""

    roles = frozenset({"counter"})


class Pause(Command, tag="pause"):
    """The window stops calling for a while."""

    roles = frozenset({"counter"})


class Resume(Command, tag="resume"):
    """The window goes on after a pause."""

    roles = frozenset({"counter"})


class CallNext(Command, tag="call_next"):
    """Finish whoever is being served, then call whoever is next by the hall's policy."""

    roles = frozenset({"counter"})


class CallTicket(Command, tag="call_ticket"):
    """Finish whoever is being served, then call this waiting number."""

    roles = frozenset({"counter"})
    number: Number


class Recall(Command, tag="recall"):
    """Call the called number once more."""

    roles = frozenset({"counter"})


class Start(Command, tag="start"):
    """The person has come: service starts."""

    roles = frozenset({"counter"})


class Finish(Command, tag="finish"):
    """Service is done; nobody is called."""

    roles = frozenset({"counter"})


class PassTicket(Command, tag="pass"):
    """The called person did not come."""

    roles = frozenset({"counter"})


class BringBack(Command, tag="bring_back"):
    """Somebody who was passed is here again and waits on, by the hall's rule."""

    roles = frozenset({"counter", "manager", "web"})
    number: Number


class Park(Command, tag="park"):
    """Interrupt the service: the person fetches something and comes back to any window of the queue."""

    roles = frozenset({"counter"})
    note: Note | None = None


class Unpark(Command, tag="unpark"):
    """The parked person is here: service goes on at this window."""

    roles = frozenset({"counter"})
    number: Number


class Transfer(Command, tag="transfer"):
    """Send the person on to a queue or to one window, keeping the number. Exactly one of the two."""

    roles = frozenset({"counter"})
    queue: Id | None = None
    counter: Id | None = None
    note: Note | None = None


class Cancel(Command, tag="cancel"):
    """The person gives the turn up."""

    roles = frozenset({"counter", "manager", "web"})
    number: Number


class Grant(Command, tag="grant"):
    """Give a waiting person a priority class, having seen the paper that proves it."""

    roles = frozenset({"counter", "web", "manager"})
    number: Number
    cls: Id
    evidence: Evidence
    listed: Id | None = None
    clerk: ClerkId | None = None
    """With role web: the guide who grants it. A counter's clerk is known already."""


class CloseDay(Command, tag="close_day"):
    """No more numbers today; whoever still waits expires. Refused while somebody is at a window."""

    roles = frozenset({"manager"})


class SetNotice(Command, tag="set_notice"):
    """The notice line of the boards; two empty texts give the plan's own notices back."""

    roles = frozenset({"manager"})
    zh: Annotated[str, Meta(max_length=200)]
    en: Annotated[str, Meta(max_length=200)]

    def __post_init__(self) -> None:
        """Raises ValueError; in a frame this makes it a bad one."""
        if bool(self.zh) != bool(self.en):
            raise ValueError("a notice has both languages; two empty texts take it away")


COMMANDS: tuple[type[Command], ...] = (
    RollToken, Peek, TakeTicket, ReportPrint, SignIn, SignOut, Pause, Resume, CallNext, CallTicket, Recall,
    Start, Finish, PassTicket, BringBack, Park, Unpark, Transfer, Cancel, Grant, Book, Rebook, CancelBooking,
    FindBookings, CheckIn, Pardon, CheckPin, Contact, CheckPartner, CloseDay, SetNotice, Announce, Reprint,
    FindTicket, Press, Rate, AnswerRating,
)  # fmt: skip
FRAMES: tuple[type[Frame], ...] = (Pair, Hello, Delivered, Status, *COMMANDS)

__all__ = [
    "COMMANDS",
    "FRAMES",
    "MAX_DEVICES",
    "MAX_FRAME",
    "PROTOCOL",
    "ROLES",
    "UNANSWERED",
    "Announce",
    "AnswerRating",
    "Book",
    "BringBack",
    "CallNext",
    "CallTicket",
    "Cancel",
    "CancelBooking",
    "CheckIn",
    "CheckPartner",
    "CheckPin",
    "CloseDay",
    "Command",
    "Contact",
    "Delivered",
    "FindBookings",
    "FindTicket",
    "Finish",
    "Frame",
    "Grant",
    "Hello",
    "Pair",
    "Pardon",
    "Park",
    "PassTicket",
    "Pause",
    "Peek",
    "Press",
    "Rate",
    "Rebook",
    "Recall",
    "ReportPrint",
    "Reprint",
    "Resume",
    "Role",
    "RollToken",
    "SetNotice",
    "SignIn",
    "SignOut",
    "Start",
    "Status",
    "TakeTicket",
    "Transfer",
    "Unpark",
]
