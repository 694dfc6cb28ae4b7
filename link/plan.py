"""The plan of a hall: what a hall file says, as the server reads it and the screens receive it.

Only the shape of a plan lives here. Reading a file and refusing a wrong one is in
`server/config.py`; what the rules make of it is in `server/hall/`.
"""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, field

from link.plan_base import (
    Date,
    Day,
    HourMinute,
    Id,
    Language,
    LayoutName,
    Letter,
    PlanStruct,
    Policy,
    Program,
    Spoken,
    Text,
)
from link.plan_devices import (
    Announcement,
    Devices,
    Keypad,
    KeypadLine,
    Layout,
    Printer,
    Quiet,
    RatingRules,
    Reader,
    Strip,
    StripLine,
    Voice,
    Zone,
)


class Opening(PlanStruct, frozen=True):
    """On these days tickets are taken from `open` until `close`, local time."""

    days: Annotated[tuple[Day, ...], Meta(min_length=1)]
    open: HourMinute
    close: HourMinute


class PriorityClass(PlanStruct, frozen=True):
    """A priority class; the order in the file is the order of rank, best first."""

    id: Id
    name: Text
    target_min: Annotated[float, Meta(ge=0, le=600)]
    """The promise: called within this many minutes after the ticket was taken, or after the booked time."""
    weight: Annotated[int, Meta(ge=1, le=1_000_000)] = 1
    """With policy "accumulating": how fast this class gains priority while it waits."""
    letter: Letter | None = None
    """Tickets of this class are numbered under this letter instead of their queue's."""
    at_kiosk: bool = True
    """A citizen may choose the class at the kiosk, declaring that it applies."""
    granted_by: tuple[Literal["clerk", "guide"], ...] = ("clerk", "guide")
    """Who of the staff may grant the class to somebody with the paper that proves it."""
    listed: bool = False
    """Only for those in the plan's `listed`: key projects, enterprises."""
    from_age: Annotated[int, Meta(ge=1, le=120)] | None = None
    """Whoever is so old by the identity card has the class without asking, also where `at_kiosk` is false."""
    evidence: Text | None = None
    """Which paper proves it."""


class Queue(PlanStruct, frozen=True):
    """One business line: a letter, a name, and where it differs from the hall, its own hours and limit."""

    id: Id
    letter: Letter
    name: Text
    about: Text | None = None
    """A line under the name on the kiosk: what this queue is for."""
    icon: Id | None = None
    """Name of a picture in `assets/icons` (without `.svg`)."""
    opening: tuple[Opening, ...] = ()
    """Own hours; none means the hall's."""
    daily_limit: Annotated[int, Meta(ge=1)] | None = None
    quota: Annotated[int, Meta(ge=1, le=1000)] | None = None
    """So many people may book each slot; none: walk-in only."""
    policy: Policy | None = None
    """Among the classes of this queue; none means the hall's."""
    pattern: tuple[Id, ...] = ()
    """With policy "pattern": its own rota of classes; none means the hall's."""


class Department(PlanStruct, frozen=True):
    """A department whose matters are handled here."""

    id: Id
    name: Text


class Matter(PlanStruct, frozen=True):
    """One matter that people come for, and the queue in which they wait for it."""

    id: Id
    name: Text
    department: Id
    queue: Id
    walk_in: bool = False
    """Never by booking, although its queue can be booked."""
    quota: Annotated[int, Meta(ge=1, le=1000)] | None = None
    """So many of a slot's places may be for this matter; none: all of them."""


class Listed(PlanStruct, frozen=True):
    """An enterprise or a key project that has a class by the hall's list."""

    id: Id
    """For an enterprise its credit code, for a project its number."""
    name: Text
    cls: Id


class Counter(PlanStruct, frozen=True):
    """One window. `serves` names queues, best known first; the order does not rank them."""

    id: Id
    serves: Annotated[tuple[Id, ...], Meta(min_length=1)]
    name: Text | None = None
    """Only where "3号窗口 / Window 3" would be wrong."""
    prefers: tuple[Id, ...] = ()
    """Queues that go first here, in this order, as long as nobody it serves is past the promised time."""

    def label(self, language: str) -> str:
        """What boards and tickets call the window."""
        if self.name is not None:
            return self.name.get(language)
        return f"{self.id}号窗口" if language == "zh" else f"Window {self.id}"


class Rules(PlanStruct, frozen=True):
    """The hall's own choices where halls differ."""

    policy: Policy = "due"
    pattern: tuple[Id, ...] = ()
    """With policy "pattern": the classes in the order of their turns, each at least once."""
    calls: Annotated[int, Meta(ge=1, le=9)] = 3
    """How often a number is called at most; it can be passed after the last call."""
    call_gap_s: Annotated[int, Meta(ge=0, le=120)] = 5
    """Least time between two calls of the same number, in seconds."""
    start: Literal["press", "auto"] = "press"
    """press: the clerk says when service starts. auto: it starts with the call."""
    passed: Literal["behind", "end", "new_ticket"] = "behind"
    """Where somebody who missed the call goes when they come back."""
    passed_behind: Annotated[int, Meta(ge=1, le=99)] = 3
    """With passed = "behind": behind the next N of the same lane."""
    transfer: Literal["kept", "end"] = "kept"
    """Whether a transferred ticket keeps the time it was taken, or starts anew."""
    past_closing: Literal["refuse", "warn", "take"] = "take"
    """What becomes of somebody whose turn is expected only after closing time."""
    one_ticket: bool = True
    """A person who is known has one open ticket for a queue."""


class Booking(PlanStruct, frozen=True):
    """How people book a time online; a hall without this part takes no bookings."""

    cls: Id
    """The class of whoever booked and came in time."""
    slot_min: Annotated[int, Meta(ge=5, le=240)] = 30
    """Length of a slot, in minutes; slots begin with each opening of the queue."""
    days_ahead: Annotated[int, Meta(ge=0, le=60)] = 7
    """The last day that can be booked is so many calendar days from today."""
    release: HourMinute = "00:00"
    """When the last of these days becomes bookable, local time."""
    change_until_min: Annotated[int, Meta(ge=0, le=2880)] = 60
    """A booking can be changed and cancelled until so many minutes before its slot."""
    per_day: Annotated[int, Meta(ge=1, le=20)] = 2
    """So many bookings a person may have for one day."""
    early_min: Annotated[int, Meta(ge=0, le=240)] = 30
    """Check-in from so many minutes before the booked time."""
    late_min: Annotated[int, Meta(ge=0, le=240)] = 15
    """Whoever comes up to so many minutes after the booked time is in time."""
    late: Literal["later", "ordinary", "refused"] = "later"
    """Who comes later than that. later: due as if booked for now; ordinary: waits like everybody else."""
    no_shows: Annotated[int, Meta(ge=1, le=20)] = 3
    """So many missed bookings …"""
    no_show_days: Annotated[int, Meta(ge=1, le=365)] = 90
    """… within so many days …"""
    closed_days: Annotated[int, Meta(ge=1, le=365)] = 30
    """… close online booking to that person for so many days."""


class Calendar(PlanStruct, frozen=True):
    """Days that are not what their weekday says."""

    official: Literal["none", "china"] = "none"
    """china: the State Council's holidays and swapped weekends; the server adds them to the two lists."""
    closed: tuple[Date, ...] = ()
    """Days without opening hours."""
    open: tuple[Date, ...] = ()
    """Days at weekends with the hours of a Monday; they win over `closed` where the hall says so itself."""
    known_until: Date | None = None
    """The last day for which the official days are known; the server fills it in."""


class Plan(PlanStruct, frozen=True):
    """A whole hall."""

    id: Id
    name: Text
    timezone: str
    languages: Annotated[tuple[Language, ...], Meta(min_length=1)]
    """Languages of the screens; the first is the one they start in."""
    opening: Annotated[tuple[Opening, ...], Meta(min_length=1)]
    classes: Annotated[tuple[PriorityClass, ...], Meta(min_length=1)]
    queues: Annotated[tuple[Queue, ...], Meta(min_length=1)]
    counters: Annotated[tuple[Counter, ...], Meta(min_length=1)]
    departments: tuple[Department, ...] = ()
    matters: tuple[Matter, ...] = ()
    notices: tuple[Text, ...] = ()
    """Lines that the board shows in turn."""
    listed: tuple[Listed, ...] = ()
    """Enterprises and key projects with a class of their own."""
    booking: Booking | None = None
    calendar: Calendar = field(default_factory=Calendar)
    passed_hint: Text | None = None
    """Printed on the ticket: what happens when the number is missed. None: made from the rules."""
    rules: Rules = field(default_factory=Rules)
    voice: Voice = field(default_factory=Voice)
    devices: Devices = field(default_factory=Devices)
    rating: RatingRules | None = None
    layouts: tuple[Layout, ...] = ()
    follow_url: str | None = None
    """Where a phone follows a ticket; the QR code is this address, "/t/" and the ticket's key."""


__all__ = [
    "Announcement",
    "Booking",
    "Calendar",
    "Counter",
    "Date",
    "Day",
    "Department",
    "Devices",
    "HourMinute",
    "Id",
    "Keypad",
    "KeypadLine",
    "Language",
    "Layout",
    "LayoutName",
    "Letter",
    "Listed",
    "Matter",
    "Opening",
    "Plan",
    "PlanStruct",
    "Policy",
    "Printer",
    "PriorityClass",
    "Program",
    "Queue",
    "Quiet",
    "RatingRules",
    "Reader",
    "Rules",
    "Spoken",
    "Strip",
    "StripLine",
    "Text",
    "Voice",
    "Zone",
]
