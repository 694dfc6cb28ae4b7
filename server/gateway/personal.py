"""Commands that need what is known of people or keys before they can be decided, or that only ask for it.

What they lead to in the hall is decided like everything else; what is known is in `server/people.py` and
`server/access.py`.
"""

from __future__ import annotations

import asyncio
from datetime import date

import structlog

from link import commands as c
from link.frames import Refused, Reply, encode
from link.resident import age, birth, is_number
from server.access import Access, NotKept, TooSoon
from server.answers import Answer
from server.engine import Engine
from server.hall import booking
from server.hall.calendar import add_days
from server.hall.internal import Actor
from server.hall.refused import Refused as HallRefused
from server.people import NotKnown, People

log = structlog.get_logger()

ASKING = (c.FindBookings, c.Contact, c.CheckPin, c.CheckPartner)
"""They change nothing in the hall."""


def is_personal(frame: c.Frame) -> bool:
    """Whether a command is one of these: nearly no ticket is, so taking one stays as quick as it was."""
    if isinstance(frame, c.TakeTicket):
        return frame.phone is not None or frame.identity is not None
    if isinstance(frame, c.Book | c.Pardon):
        return frame.phone is not None
    return isinstance(frame, ASKING)


async def wrong_pin(access: Access, frame: c.SignIn | c.CheckPin) -> Refused | None:
    """The refusal for a PIN that does not fit, or cannot be looked at now; None when it fits."""
    by_phone = isinstance(frame, c.CheckPin)
    try:
        hash_, wait_s = access.begin_try(frame.clerk, by_phone=by_phone)
        if await asyncio.to_thread(access.pin_fits, hash_, frame.pin):
            access.forgive(frame.clerk, by_phone=by_phone)
            return None
    except TooSoon as error:
        return Refused(frame.id, "slow_down", {"wait_s": error.wait_s})
    except NotKept as error:
        log.error("access.not_kept", error=str(error))
        return Refused(frame.id, "not_saved")
    return Refused(frame.id, "wrong_pin", {"wait_s": wait_s})


def _check_identity(command: c.Command) -> None:
    """Raises Refused for a number that nobody has: it was typed or read wrongly."""
    identity = getattr(command, "identity", None)
    if identity is not None and not is_number(identity):
        raise HallRefused("wrong_identity")


class Personal:
    """The personal commands of one device that has joined."""

    def __init__(self, engine: Engine, access: Access, people: People, by: Actor) -> None:
        self._engine, self._access, self._people, self._by = engine, access, people, by
        self._one_pin = asyncio.Lock()
        """Looking at a PIN costs a core for a while, and on phones anybody may ask: one after another."""

    async def do(self, command: c.Command, answer: Answer) -> None:
        """Do a personal command; the answer comes as with every command."""
        try:
            _check_identity(command)
            match command:
                case c.FindBookings():
                    answer(encode(await self._find(command)))
                case c.Contact():
                    answer(encode(await self._contact(command)))
                case c.CheckPin():
                    async with self._one_pin:
                        wrong = await wrong_pin(self._access, command)
                    answer(encode(wrong or self._reply(command)))
                case c.CheckPartner():
                    answer(encode(self._partner(command)))
                case _:
                    whose = await self._whose(command)
                    self._engine.submit(command, self._by, answer, whose, self._age(command))
        except HallRefused as refused:
            answer(encode(Refused(command.id, refused.code, refused.facts)))
        except (NotKept, NotKnown) as error:
            log.error("people.not_kept", error=str(error))
            answer(encode(Refused(command.id, "not_saved")))

    def _reply(self, command: c.Command) -> Reply:
        return Reply(command.id, self._engine.durable)

    async def _whose(self, command: c.Command) -> str | None:
        """The person's key; the phone number behind it is kept as long as it may be needed."""
        phone, identity = getattr(command, "phone", None), getattr(command, "identity", None)
        if phone is None:
            return None if identity is None else await self._of_card(identity)
        person = self._people.key(phone)
        if (last := self._needed_until(command)) is not None:
            until = add_days(last, 1)
            await asyncio.to_thread(self._people.keep, phone, until)
            if identity is not None:
                await asyncio.to_thread(self._people.link_card, identity, person, until)
        return person

    async def _of_card(self, identity: str) -> str:
        """The person who booked with this card, or else the card's own key."""
        linked = await asyncio.to_thread(self._people.of_card, identity)
        return linked[0] if linked else self._people.card_key(identity)

    def _age(self, command: c.Command) -> int | None:
        """In full years, on the hall's own day; None where nobody showed a card."""
        identity = getattr(command, "identity", None)
        return None if identity is None else age(birth(identity), date.fromisoformat(self._engine.now().day))

    def _needed_until(self, command: c.Command) -> str | None:
        """The last day on which the number is needed; None: not at all, as for a day that nobody can book."""
        now = self._engine.now()
        if isinstance(command, c.Book):
            return command.day if command.day in booking.bookable_days(self._engine.hall, now) else None
        return None if isinstance(command, c.Pardon) else now.day

    async def _find(self, command: c.FindBookings) -> Reply:
        if command.identity is not None:
            persons = await asyncio.to_thread(self._people.of_card, command.identity)
        else:
            persons = await asyncio.to_thread(self._people.with_tail, command.tail or "")
        found = booking.can_check_in(self._engine.hall, persons, self._engine.now())
        if not found:
            raise HallRefused("no_bookings")
        reply = self._reply(command)
        reply.appointments = found
        return reply

    async def _contact(self, command: c.Contact) -> Reply:
        person = booking.find(self._engine.hall, command.code).person
        reply = self._reply(command)
        reply.phone = await asyncio.to_thread(self._people.phone, person)
        return reply

    def _partner(self, command: c.CheckPartner) -> Reply:
        reply = self._reply(command)
        reply.name = self._access.partner_of(command.key)
        if reply.name is None:
            raise HallRefused("unknown_key")
        return reply
