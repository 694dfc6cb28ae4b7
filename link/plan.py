"""The plan of a hall: what a hall file says, as the server reads it and the screens receive it.

Only the shape of a plan lives here. Reading a file and refusing a wrong one is in
`server/config.py`; what the rules make of it is in `server/hall/`.
"""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct, field

Id = Annotated[str, Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,31}$")]
Letter = Annotated[str, Meta(pattern=r"^[A-Z]{1,2}$")]
HourMinute = Annotated[str, Meta(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$|^24:00$")]
Day = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
Language = Literal["zh", "en"]


class PlanStruct(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A part of the plan: never changed once read, and strict about the names of its fields."""


class Text(PlanStruct, frozen=True):
    """One text in both languages."""

    zh: Annotated[str, Meta(min_length=1)]
    en: Annotated[str, Meta(min_length=1)]

    def get(self, language: str) -> str:
        """The text in `language` ("zh" or "en"; anything else gives English)."""
        return self.zh if language == "zh" else self.en


class Opening(PlanStruct, frozen=True):
    """On these days tickets are taken from `open` until `close`, local time."""

    days: Annotated[tuple[Day, ...], Meta(min_length=1)]
    open: HourMinute
    close: HourMinute


class PriorityClass(PlanStruct, frozen=True):
    """A priority class; the order in the file is the order of rank, best first."""

    id: Id
    name: Text
    target_min: Annotated[int, Meta(ge=0, le=600)]
    """The promise: called within this many minutes after the ticket was taken."""
    letter: Letter | None = None
    """Tickets of this class are numbered under this letter instead of their queue's."""
    at_kiosk: bool = True
    """A citizen may choose the class at the kiosk, declaring that it applies."""
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


class Counter(PlanStruct, frozen=True):
    """One window. `serves` names queues, best known first; the order does not rank them."""

    id: Id
    serves: Annotated[tuple[Id, ...], Meta(min_length=1)]
    name: Text | None = None
    """Only where "3号窗口 / Window 3" would be wrong."""

    def label(self, language: str) -> str:
        """What boards and tickets call the window."""
        if self.name is not None:
            return self.name.get(language)
        return f"{self.id}号窗口" if language == "zh" else f"Window {self.id}"


class Rules(PlanStruct, frozen=True):
    """The hall's own choices where halls differ."""

    policy: Literal["strict", "due"] = "due"
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


class Voice(PlanStruct, frozen=True):
    """What the loudspeakers say."""

    languages: Annotated[tuple[Language, ...], Meta(min_length=1)] = ("zh",)
    times: Annotated[int, Meta(ge=1, le=3)] = 2


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
    passed_hint: Text | None = None
    """Printed on the ticket: what happens when the number is missed. None: made from the rules."""
    rules: Rules = field(default_factory=Rules)
    voice: Voice = field(default_factory=Voice)
    follow_url: str | None = None
    """Where a phone follows a ticket; the QR code is this address, "/t/" and the ticket's key."""
