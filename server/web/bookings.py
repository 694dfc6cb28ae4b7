"""Booking, looking up, moving and giving back: what the API and the pages do alike.

What is possible is decided by the rules in `server/hall/booking.py`, through the one engine.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from link import commands as c
from link.scanned import booking_code
from link.words import Appointment
from server.web.callers import Caller
from server.web.problems import Problem
from server.web.public import Public


class Wish(NamedTuple):
    """What somebody wants to book."""

    day: str
    time: str
    phone: str
    queue: str | None = None
    matter: str | None = None
    reference: str | None = None
    identity: str | None = None


async def book(public: Public, caller: Caller, wish: Wish, repeat_key: str | None = None) -> Appointment:
    """Book a place in a slot. Raises Problem."""
    command = c.Book(
        id=public.repeats.id_of(repeat_key, caller.name(), "book"),
        day=wish.day,
        time=wish.time,
        phone=wish.phone,
        queue=wish.queue,
        matter=wish.matter,
        partner=caller.partner,
        reference=wish.reference,
        identity=wish.identity,
    )

    def same(booked: Appointment) -> bool:
        return (booked.day, booked.time, booked.matter) == (wish.day, wish.time, wish.matter) and (
            wish.queue in (None, booked.queue)
        )

    return await _do(public, command, same)


def find(public: Public, caller: Caller, code: str) -> Appointment:
    """The booking with this code, however it was typed. Raises Problem.

    Whoever tries too many wrong ones has to wait, also with a right one: or one could go on trying.
    """
    hall, guess = public.hall, public.guards.guess
    if caller.partner is None:
        guess.look(caller.address)
    found = hall.appointments.get(booking_code(code) or "")
    if found is None:
        if caller.partner is None:
            guess.take(caller.address)
        raise Problem("unknown_booking")
    return found


class Time(NamedTuple):
    """When somebody wants to come instead."""

    day: str
    time: str


async def move(
    public: Public, caller: Caller, code: str, to: Time, repeat_key: str | None = None
) -> Appointment:
    """Give a booking another time. Raises Problem."""
    found = find(public, caller, code)
    id_ = public.repeats.id_of(repeat_key, caller.name(), f"move {found.code}")
    command = c.Rebook(id=id_, code=found.code, day=to.day, time=to.time)
    return await _do(public, command, lambda moved: (moved.day, moved.time) == to)


async def give_back(public: Public, caller: Caller, code: str, repeat_key: str | None = None) -> Appointment:
    """Cancel a booking. Raises Problem."""
    found = find(public, caller, code)
    id_ = public.repeats.id_of(repeat_key, caller.name(), f"cancel {found.code}")
    return await _do(public, c.CancelBooking(id=id_, code=found.code), lambda _: True)


async def _do(public: Public, command: c.Command, same: Callable[[Appointment], bool]) -> Appointment:
    """Give the command; `same`: the answer is one to it, and not to what the key was used for before."""
    reply = await public.repeats.send(public.uplink, command)
    if reply.appointment is None or not same(reply.appointment):
        raise Problem("key_reused")
    return reply.appointment
