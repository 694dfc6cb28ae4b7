"""What happened in the hall, in the past tense: the only things that change it, and all the journal holds.

They carry no name, identity number or phone number. What they do to the hall is in `apply.py`.
"""

from __future__ import annotations

from msgspec import Struct, field

from link.plan import Plan, Text
from link.words import Appointment, PrintState, RatedOn, Rating, RatingReason, Wait, Why
from server.hall.learning import Learned


class Event(Struct, frozen=True, tag_field="what", omit_defaults=True):
    """Something that happened at `at` (milliseconds since the epoch)."""

    at: int


class Record(Struct, frozen=True, omit_defaults=True):
    """What is remembered of a person beyond the day, under an opaque key."""

    missed: tuple[str, ...] = ()
    """The days of the bookings that were missed."""
    left: tuple[str, ...] = ()
    """The days on which the person checked in, was called, and had gone."""
    closed_until: str | None = None
    """The last day on which online booking is closed to the person."""


class OpenRating(Struct, frozen=True, omit_defaults=True):
    """A bad rating beyond its day."""

    rating: Rating
    key: str
    """The secret on the paper: by it the person reads the answer."""


class DayOpened(Event, frozen=True, tag="day_opened"):
    """A new day begins: numbers start anew. It carries all that one day hands to the next.

    A replay may therefore start here and needs nothing from before.
    """

    day: str
    plan: Plan
    learned: Learned = field(default_factory=Learned)
    appointments: tuple[Appointment, ...] = ()
    """All that are booked for this day and later ones."""
    records: dict[str, Record] = {}
    """By person."""
    ratings: tuple[OpenRating, ...] = ()
    """Bad ones that are not answered yet, and those answered lately: the person may still read it."""


class DayClosed(Event, frozen=True, tag="day_closed"):
    """No more numbers until the next day opens."""

    day: str


class PlanChanged(Event, frozen=True, tag="plan_changed"):
    """The hall file was changed within a day."""

    plan: Plan


class NoticeSet(Event, frozen=True, tag="notice_set"):
    """The boards' notice; two empty texts mean the plan's own."""

    zh: str
    en: str

    def text(self) -> Text | None:
        """The notice. Where one language is missing the other stands for it: no client takes half a text."""
        return Text(self.zh or self.en, self.en or self.zh) if self.zh or self.en else None


class TicketEvent(Event, frozen=True):
    """Something that happened to one ticket."""

    ticket: str


class TicketTaken(TicketEvent, frozen=True, tag="ticket_taken"):
    """Somebody took a number."""

    number: str
    key: str
    """The secret on the paper."""
    queue: str
    cls: str
    due: int
    kiosk: str
    matter: str | None = None
    wait: Wait | None = None
    """The estimate that the person was given."""
    turns: int | None = None
    """With it: how many turns at the windows had to end before; the estimate learns from it."""
    late: bool = False
    """The person was warned that the turn may not come before closing."""
    person: str | None = None
    """An opaque key, where it is known who it is."""
    appointment: str | None = None
    """Code of the booking that was checked in."""
    clerk: str | None = None
    """The guide who took it for the person, and granted the class."""
    evidence: str | None = None
    listed: str | None = None


class ClassGranted(TicketEvent, frozen=True, tag="class_granted"):
    """A waiting person got a priority class, by `clerk`, who saw the paper (or by the manager)."""

    cls: str
    due: int
    evidence: str
    clerk: str | None = None
    listed: str | None = None


class AppointmentEvent(Event, frozen=True):
    """Something that happened to one booking."""

    code: str


class AppointmentBooked(AppointmentEvent, frozen=True, tag="appointment_booked"):
    """Somebody booked a time."""

    appointment: Appointment


class AppointmentMoved(AppointmentEvent, frozen=True, tag="appointment_moved"):
    """The booking is for another time now."""

    day: str
    time: str
    start: int


class AppointmentCancelled(AppointmentEvent, frozen=True, tag="appointment_cancelled"):
    """The booking was given back."""


class AppointmentMissed(AppointmentEvent, frozen=True, tag="appointment_missed"):
    """The person did not come. `closed_until`: online booking is closed to them for so long."""

    closed_until: str | None = None


class PersonPardoned(Event, frozen=True, tag="person_pardoned"):
    """The manager forgot a person's missed bookings."""

    person: str


class ReprintAsked(TicketEvent, frozen=True, tag="reprint_asked"):
    """The number is to be printed once more, by `program` ("kiosk/door")."""

    program: str
    clerk: str | None = None
    """The guide who asked for it."""


class Rated(TicketEvent, frozen=True, tag="rated"):
    """Somebody who was served said how it was."""

    level: int
    on: RatedOn
    reasons: tuple[RatingReason, ...] = ()
    due: str | None = None
    """With a bad one: the local date by which it is to be answered."""


class RatingAnswered(TicketEvent, frozen=True, tag="rating_answered"):
    """The hall answered a bad rating."""

    answer: str
    clerk: str | None = None


class Announced(Event, frozen=True, tag="announced"):
    """The loudspeakers were told to say something."""

    zh: str
    en: str


class PrintReported(TicketEvent, frozen=True, tag="print_reported"):
    """The kiosk said how printing went."""

    state: PrintState
    reason: str | None = None


class TicketCalled(TicketEvent, frozen=True, tag="ticket_called"):
    """A waiting ticket was picked for a window. `turn` counts the ticket's picks from 1."""

    window: str
    turn: int
    why: Why


class TicketRecalled(TicketEvent, frozen=True, tag="ticket_recalled"):
    """The called number was called once more."""

    window: str


class ServiceStarted(TicketEvent, frozen=True, tag="service_started"):
    """The person is at the window."""

    window: str


class TicketFinished(TicketEvent, frozen=True, tag="ticket_finished"):
    """Service ended."""

    window: str


class TicketPassed(TicketEvent, frozen=True, tag="ticket_passed"):
    """Nobody came after the last call. `counter`: only this window may serve it when it returns."""

    window: str
    counter: str | None = None


class TicketReturned(TicketEvent, frozen=True, tag="ticket_returned"):
    """A passed ticket waits again, due at `due`."""

    due: int


class TicketParked(TicketEvent, frozen=True, tag="ticket_parked"):
    """Service was interrupted. `counter`: only this window may go on with it."""

    window: str
    counter: str | None = None
    note: str | None = None


class TicketUnparked(TicketEvent, frozen=True, tag="ticket_unparked"):
    """Service goes on at `window`."""

    window: str


class TicketTransferred(TicketEvent, frozen=True, tag="ticket_transferred"):
    """Sent on from `window` to a queue, or to the one window `counter`."""

    window: str
    queue: str
    due: int
    counter: str | None = None
    note: str | None = None


class TicketCancelled(TicketEvent, frozen=True, tag="ticket_cancelled"):
    """The turn was given up."""


class TicketExpired(TicketEvent, frozen=True, tag="ticket_expired"):
    """The day ended first."""


class WindowEvent(Event, frozen=True):
    """Something that happened at one window."""

    window: str


class ClerkSignedIn(WindowEvent, frozen=True, tag="clerk_signed_in"):
    """A clerk opened the window."""

    clerk: str


class ClerkSignedOut(WindowEvent, frozen=True, tag="clerk_signed_out"):
    """The clerk closed the window."""

    clerk: str


class WindowPaused(WindowEvent, frozen=True, tag="window_paused"):
    """The window stopped calling for a while."""


class WindowResumed(WindowEvent, frozen=True, tag="window_resumed"):
    """The window calls again."""


EVENTS: tuple[type[Event], ...] = (
    DayOpened, DayClosed, PlanChanged, NoticeSet, TicketTaken, ClassGranted, PrintReported, TicketCalled,
    TicketRecalled, ServiceStarted, TicketFinished, TicketPassed, TicketReturned, TicketParked,
    TicketUnparked, TicketTransferred, TicketCancelled, TicketExpired, AppointmentBooked, AppointmentMoved,
    AppointmentCancelled, AppointmentMissed, PersonPardoned, ClerkSignedIn, ClerkSignedOut, WindowPaused,
    WindowResumed, ReprintAsked, Rated, RatingAnswered, Announced,
)  # fmt: skip
