"""What a client may say: joining first, then commands, each with the roles that may give it.

Only the shape of each frame lives here, with its role and its limits. What a command does is in
`server/hall/decide.py`; the words of the answers are in `link/frames.py`.
"""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from msgspec import Meta, Struct

from link.fields import (
    BookingCode,
    ClerkId,
    CommandId,
    Evidence,
    IdentityNumber,
    Name,
    Note,
    Number,
    Phone,
    PhoneTail,
    Pin,
    Spoken,
    TicketKey,
)
from link.plan import Date, HourMinute, Id, Program
from link.words import DeliveredHow, DeviceState, PrintState, RatedOn, RatingReason

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


class SignIn(Command, tag="sign_in"):
    """A clerk opens the window of this device."""

    roles = frozenset({"counter", "devices"})
    clerk: ClerkId
    pin: Pin
    window: Id | None = None
    """With role devices: the window of the keypad."""


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
    reasons: Annotated[list[RatingReason], Meta(max_length=5)] = []


class AnswerRating(Command, tag="answer_rating"):
    """The hall answers a bad rating; the person reads it where the ticket was followed."""

    roles = frozenset({"manager", "web"})
    ticket: Annotated[str, Meta(max_length=40)]
    answer: Annotated[str, Meta(max_length=500, pattern=r"\S")]
    clerk: ClerkId | None = None
    """With role web: the guide who answers."""


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


class Book(Command, tag="book"):
    """Book a time for a queue or a matter."""

    roles = frozenset({"web"})
    day: Date
    time: HourMinute
    phone: Phone
    queue: Id | None = None
    matter: Id | None = None
    partner: Name | None = None
    """The partner system that asks."""
    reference: Annotated[str, Meta(max_length=64)] | None = None
    """That system's own word for the booking; told to it with everything that happens."""
    identity: IdentityNumber | None = None
    """So that the identity card finds the booking at the kiosk; only a keyed hash of it is kept."""


class Rebook(Command, tag="rebook"):
    """Move a booking to another time."""

    roles = frozenset({"web"})
    code: BookingCode
    day: Date
    time: HourMinute


class CancelBooking(Command, tag="cancel_booking"):
    """Give a booking back."""

    roles = frozenset({"web", "manager"})
    code: BookingCode


class FindBookings(Command, tag="find_bookings"):
    """The bookings that can check in now, by the last four digits of the phone number, or by the identity
    card at the kiosk. Changes nothing."""

    roles = frozenset({"kiosk", "web"})
    tail: PhoneTail | None = None
    identity: IdentityNumber | None = None

    def __post_init__(self) -> None:
        """Raises ValueError; in a frame this makes it a bad one."""
        if (self.tail is None) == (self.identity is None):
            raise ValueError("name one of the two: the end of the phone number, or the identity number")


class CheckIn(Command, tag="check_in"):
    """Somebody who booked is here and takes the number."""

    roles = frozenset({"kiosk", "web", "manager"})
    code: BookingCode


class Pardon(Command, tag="pardon"):
    """Forget missed bookings: whoever made this one, or has this phone number, may book again."""

    roles = frozenset({"manager"})
    code: BookingCode | None = None
    phone: Phone | None = None

    def __post_init__(self) -> None:
        """Raises ValueError; in a frame this makes it a bad one."""
        if (self.code is None) == (self.phone is None):
            raise ValueError("name one of the two: the code of a booking, or a phone number")


class CheckPin(Command, tag="check_pin"):
    """Whether this is a clerk's PIN: a guide signs in on a phone. Changes nothing in the hall."""

    roles = frozenset({"web"})
    clerk: ClerkId
    pin: Pin


class Contact(Command, tag="contact"):
    """The phone number of whoever made a booking, for the system that sends messages. Changes nothing."""

    roles = frozenset({"web"})
    code: BookingCode


class CheckPartner(Command, tag="check_partner"):
    """Which partner system has this key. Changes nothing."""

    roles = frozenset({"web"})
    key: Annotated[str, Meta(min_length=16, max_length=128)]


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


class Announce(Command, tag="announce"):
    """The loudspeakers say this now, in their languages."""

    roles = frozenset({"manager"})
    zh: Spoken
    en: Spoken


COMMANDS: tuple[type[Command], ...] = (
    RollToken, Peek, TakeTicket, ReportPrint, SignIn, SignOut, Pause, Resume, CallNext, CallTicket, Recall,
    Start, Finish, PassTicket, BringBack, Park, Unpark, Transfer, Cancel, Grant, Book, Rebook, CancelBooking,
    FindBookings, CheckIn, Pardon, CheckPin, Contact, CheckPartner, CloseDay, SetNotice, Announce, Reprint,
    FindTicket, Press, Rate, AnswerRating,
)  # fmt: skip
FRAMES: tuple[type[Frame], ...] = (Pair, Hello, Delivered, Status, *COMMANDS)
