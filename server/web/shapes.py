"""What the API takes and gives, as pydantic models: they are its OpenAPI description too.

How the hall becomes such an answer is in `telling.py`.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import ConfigDict, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from server.web.fields import Asked, Day, IdentityNumber, Instant, LeftOut, MatterId, Model, QueueId, Time


class Words(Model):
    """One text in both languages."""

    zh: str
    en: str


class Wait(Model):
    """An estimated wait in seconds: half of all people are called before the median, 8 of 10 in the range."""

    low_s: int = Field(examples=[240])
    median_s: int = Field(examples=[540])
    high_s: int = Field(examples=[1080])


class Known(Model):
    """How fresh an answer is."""

    as_of: Instant = Field(description="The moment for which the answer holds.")
    connected: bool = Field(
        description="false: the connection to the hall is lost, and this is how it stood last."
    )


class Span(Model):
    """Opening hours, local time; `until` may be 24:00."""

    begin: str = Field(examples=["09:00"])
    until: str = Field(examples=["12:00"])


class Opening(Model):
    """Opening hours of some days of the week, local time."""

    days: list[Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]]
    begin: str = Field(examples=["09:00"])
    until: str = Field(examples=["12:00"])


class BookingRules(Model):
    """How this hall takes bookings."""

    slot_min: int = Field(description="Length of a slot, in minutes.")
    days: list[str] = Field(description="The days that can be booked now.", examples=[["2026-11-26"]])
    release: str = Field(description="When the last day that can be booked becomes so.", examples=["08:00"])
    change_until_min: int = Field(description="A booking can be changed until so many minutes before it.")
    per_day: int = Field(description="So many bookings one person may have for a day.")
    early_min: int = Field(description="Check-in begins so many minutes before the booked time.")
    late_min: int = Field(description="Who comes up to so many minutes later is in time.")
    late: Literal["later", "ordinary", "refused"] = Field(
        description="Who comes later still. later: waits for the next turn of those who booked; ordinary: "
        "waits like everybody else; refused: takes a new number."
    )
    no_shows: int = Field(description="So many missed bookings …")
    no_show_days: int = Field(description="… within so many days …")
    closed_days: int = Field(description="… close online booking to a person for so many days.")


class Queue(Model):
    """One business line of the hall."""

    id: str = Field(examples=["tax"])
    letter: str = Field(description="Its numbers begin with it.", examples=["A"])
    name: Words
    about: Words | None = None
    bookable: bool
    opening: list[Opening] | None = Field(default=None, description="Absent: the hall's hours.")
    today: list[Span] = Field(description="When numbers are given today; none: closed.")


class Department(Model):
    """A department whose matters are handled here."""

    id: str
    name: Words


class Hall(Known):
    """The hall."""

    id: str = Field(examples=["luohu"])
    name: Words
    timezone: str = Field(examples=["Asia/Shanghai"])
    languages: list[str] = Field(examples=[["zh", "en"]])
    day: str = Field(description="Today, in the hall.", examples=["2026-11-26"])
    closed: bool = Field(description="The day was ended: no more numbers.")
    notice: Words | None = Field(default=None, description="What the boards show now.")
    opening: list[Opening]
    closed_days: list[str] = Field(description="Days to come that are closed, whatever their weekday.")
    open_days: list[str] = Field(description="Days to come at a weekend that have the hours of a Monday.")
    queues: list[Queue]
    departments: list[Department]
    booking: BookingRules | None = Field(default=None, description="Absent: this hall takes no bookings.")


class Matter(Model):
    """One matter that people come for."""

    id: str = Field(examples=["invoice"])
    name: Words
    department: Department
    queue: str = Field(description="The queue in which people wait for it.", examples=["tax"])
    bookable: bool
    why_not: Literal["hall_takes_none", "queue_walk_in", "matter_walk_in"] | None = Field(
        default=None, description="With bookable false: what it is that cannot be booked."
    )


class Matters(Model):
    """Matters that fit, a page of them."""

    total: int = Field(description="How many fit.")
    offset: int
    matters: list[Matter]


class QueueStatus(Model):
    """How a queue stands now."""

    id: str = Field(examples=["tax"])
    letter: str = Field(examples=["A"])
    name: Words
    taking: Literal["open", "not_yet", "closed", "full", "no_time"] = Field(
        description="not_yet: opens later today; closed: not again today; full: the daily limit is reached; "
        "no_time: whoever came now would not be called before closing."
    )
    opens: str | None = Field(default=None, description="With not_yet: from when.", examples=["13:30"])
    waiting: int
    windows: int = Field(description="Windows that serve it now.")
    wait: Wait | None = Field(
        default=None, description="For somebody who comes now; absent while no window serves it."
    )
    late: bool = Field(description="Whoever comes now may not be called before closing.")
    bookings_left: int | None = Field(
        default=None, description="Places that can still be booked for today; absent: walk-in only."
    )


class Status(Known):
    """How the hall stands now."""

    day: str = Field(examples=["2026-11-26"])
    closed: bool
    queues: list[QueueStatus]


class Slot(Model):
    """A time that can be booked."""

    time: str = Field(examples=["09:30"])
    start: Instant
    left: int = Field(description="Free places; 0: full.")


class SlotDay(Model):
    """The slots of one day that have not begun; none: closed that day, or over."""

    day: str = Field(examples=["2026-11-26"])
    slots: list[Slot]


class Slots(Known):
    """Free places."""

    queue: str = Field(examples=["tax"])
    matter: str | None = None
    slot_min: int
    days: list[SlotDay]


class NewBooking(Asked):
    """Book a time for a matter, or for a queue."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        json_schema_extra={"anyOf": [{"required": ["matter"]}, {"required": ["queue"]}]},
    )

    queue: Annotated[QueueId | None, LeftOut] = None
    matter: Annotated[MatterId | None, LeftOut] = None
    day: Day
    time: Time
    phone: Annotated[
        str,
        StringConstraints(pattern=r"^\+?[0-9]{6,15}$"),
        Field(
            description="Whose booking it is. Kept apart from everything else and never shown again; "
            "its last four digits find the booking at the kiosk.",
            examples=["13800138000"],
        ),
    ]
    identity: Annotated[IdentityNumber | None, LeftOut] = None
    reference: Annotated[
        str | None,
        LeftOut,
        Field(
            max_length=64,
            description="A partner system's own word for the booking; nobody else is told it.",
            examples=["order-4711"],
        ),
    ] = None

    @model_validator(mode="after")
    def _names_something(self) -> NewBooking:
        if self.queue is None and self.matter is None:
            raise PydanticCustomError("name_one", "name a queue or a matter")
        return self


class NewTime(Asked):
    """Another time for a booking."""

    day: Day
    time: Time


class Booking(Model):
    """A booked time."""

    code: str = Field(
        description="What the person shows or types at the kiosk. Whoever knows it may change the booking.",
        examples=["K7QM2XWP"],
    )
    state: Literal["booked", "here", "cancelled", "missed"] = Field(
        description="here: checked in; missed: the person did not come in time."
    )
    queue: str = Field(examples=["tax"])
    matter: str | None = None
    day: str = Field(examples=["2026-11-26"])
    time: str = Field(examples=["09:30"])
    start: Instant
    check_in_from: Instant
    check_in_until: Instant = Field(description="Who comes later than that is late: see the hall's rules.")
    changeable_until: Instant
    changeable: bool = Field(description="Whether it can be changed or given back now.")
    number: str | None = Field(
        default=None, description="With here: the number in the hall.", examples=["V001"]
    )
    reference: str | None = Field(default=None, description="Told only to the partner system that gave it.")


class Call(Model):
    """The call of a number to a window."""

    window: str = Field(description="The window's id.", examples=["3"])
    name: Words = Field(description="What the window is called.")
    at: Instant
    times: int = Field(description="1 for the first call, 2 for the second.")


Level = Annotated[int, Field(ge=1, le=5, description="Stars: 5 very satisfied, 1 very dissatisfied.")]
Reason = Literal["attitude", "skill", "waiting", "papers", "environment"]


class NewRating(Asked):
    """What somebody thinks of a visit."""

    level: Level
    reasons: list[Reason] = Field(default_factory=list, max_length=5, description="What was not good.")


class Rating(Model):
    """What somebody thought of a visit, and what the hall answered."""

    level: Level
    reasons: list[Reason] = Field(default_factory=list)
    at: Instant
    answer_by: str | None = Field(
        default=None, description="With a bad one: the hall answers by this date.", examples=["2026-12-15"]
    )
    answer: str | None = None
    answered: Instant | None = None


class Ticket(Known):
    """How somebody's turn stands."""

    number: str = Field(examples=["A012"])
    queue: str = Field(examples=["tax"])
    matter: str | None = None
    state: Literal["waiting", "called", "serving", "parked", "passed", "finished", "cancelled", "expired"] = (
        Field(
            description="passed: missed the call; parked: the service is interrupted; expired: the day "
            "ended first."
        )
    )
    taken: Instant
    ahead: int | None = Field(default=None, description="While waiting: how many people are before this one.")
    wait: Wait | None = Field(
        default=None, description="While waiting; absent while no window serves the queue."
    )
    call: Call | None = Field(default=None, description="With called and serving: the window to go to.")
    can_give_up: bool
    can_rate: bool = Field(description="The visit is over, and can be rated once, today.")
    rating: Rating | None = Field(default=None, description="Once the visit was rated.")


class Wrong(Model):
    """One thing that is not right about a request."""

    pointer: str | None = Field(default=None, description="JSON pointer into the body.", examples=["#/day"])
    parameter: str | None = Field(default=None, description="Or the parameter of the address.")
    header: str | None = Field(default=None, description="Or the header.")
    detail: str
    expected: str | None = Field(default=None, description="What would be right, as an example.")


class Problem(Model):
    """What could not be done, as RFC 9457 has it."""

    type: str = Field(
        description="Says which problem it is; the table is in docs/api.md.", examples=["/problems/slot_full"]
    )
    title: str
    status: int = Field(examples=[409])
    detail: str = Field(description="For people, in the language that Accept-Language prefers.")
    code: str = Field(description="For programs.", examples=["slot_full"])
    facts: dict[str, str | int] | None = Field(
        default=None,
        description="What the detail speaks of.",
        examples=[{"day": "2026-11-26", "time": "09:30"}],
    )
    errors: list[Wrong] | None = Field(default=None, description="With not_valid: each thing that is wrong.")
