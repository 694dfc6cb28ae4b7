"""Commands about bookings and about who somebody is.

The base of all commands is in `client_frames.py`; `commands.py` has all of them together.
"""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from link.client_frames import Command
from link.fields import (
    BookingCode,
    ClerkId,
    IdentityNumber,
    Name,
    Phone,
    PhoneTail,
    Pin,
)
from link.plan import Date, HourMinute, Id


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
