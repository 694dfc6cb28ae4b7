"""Scripted people who work as fast as they are answered: citizens at kiosks, and clerks at windows.

They never look whether the server is there: a command is answered sooner or later. What they gave and got
stands in the ledger.
"""

from __future__ import annotations

import asyncio
import random
from collections import Counter, deque
from contextlib import suppress

from link.commands import (
    BringBack,
    CallNext,
    CallTicket,
    Cancel,
    Command,
    Finish,
    Park,
    PassTicket,
    Pause,
    Recall,
    ReportPrint,
    Resume,
    SignIn,
    SignOut,
    Start,
    TakeTicket,
    Transfer,
    Unpark,
)
from link.frames import Refused, Reply
from link.plan import Plan
from link.words import Ticket
from tests.support.ledger import Closed, Ledger
from tests.support.live import Device

CROWD = 400
"""With more people waiting in the hall nobody comes in."""


class Unexpected(AssertionError):
    """A command was refused for a reason that these people never give."""


class Citizens:
    """People who come to one kiosk, a few at a time, half with a matter, some in the green channel."""

    def __init__(self, kiosk: Device, ledger: Ledger, plan: Plan, chance: random.Random) -> None:
        self.kiosk, self.ledger, self.chance = kiosk, ledger, chance
        self.queues = [queue.id for queue in plan.queues if queue.id != "issue"]
        self.matters = [matter.id for matter in plan.matters if matter.queue != "issue"]

    def _room(self) -> bool:
        return sum(queue.waiting for queue in self.kiosk.mirror.queues.values()) < CROWD

    async def come(self) -> None:
        """One after the other, until the ledger is closed."""
        with suppress(Closed):
            while True:
                await self.kiosk.until(self._room)
                await self._take()

    async def _take(self) -> None:
        fields = {"cls": "green"} if self.chance.random() < 0.15 else {}
        if self.chance.random() < 0.5:
            fields["matter"] = self.chance.choice(self.matters)
        else:
            fields["queue"] = self.chance.choice(self.queues)
        reply = await self.ledger.give(self.kiosk, TakeTicket, **fields)
        if not isinstance(reply, Reply) or reply.ticket is None:
            raise Unexpected(reply)
        await self.ledger.give(self.kiosk, ReportPrint, ticket=reply.ticket.id, state="printed")


class Clerk:
    """One clerk at one window: mostly next, start, finish, and now and then everything else."""

    def __init__(self, device: Device, ledger: Ledger, clerk: str, pin: str, chance: random.Random) -> None:
        self.device, self.ledger, self.chance = device, ledger, chance
        self.clerk, self.pin = clerk, pin
        self.parked, self.passed = deque[str](), deque[str]()
        self.refused: Counter[str] = Counter()

    async def _give(self, kind: type[Command], *may: str, **fields: object) -> Reply | None:
        """The reply; None when it was refused for a reason that may be."""
        answer = await self.ledger.give(self.device, kind, **fields)
        if isinstance(answer, Refused):
            if answer.code not in may:
                raise Unexpected(f"window {self.device.identity.name}, {kind.__name__} {fields}: {answer}")
            self.refused[answer.code] += 1
            return None
        return answer

    async def work(self) -> None:
        """Sign in and serve one after the other, until the ledger is closed."""
        with suppress(Closed):
            await self._sign_in()
            while True:
                await self.turn()

    async def _sign_in(self) -> None:
        """Sign in. Tries that were cut off count as wrong ones: after three kills in a row one waits."""
        may = ("slow_down", "already_signed_in")
        while await self._give(SignIn, *may, clerk=self.clerk, pin=self.pin) is None:
            if self.device.mirror.windows[self.device.identity.name].clerk == self.clerk:
                return
            await asyncio.sleep(1)

    async def turn(self) -> None:
        """Something between two people now and then, then the next one."""
        if self.chance.random() < 0.1:
            await self._between()
        reply = await self._call()
        if reply is None or reply.ticket is None:
            await self._wait_for_people()
            return
        await self._with(reply.ticket)

    async def _call(self) -> Reply | None:
        waiting = [t.number for t in self.device.mirror.tickets.values() if t.state == "waiting"]
        if waiting and self.chance.random() < 0.05:
            number = self.chance.choice(waiting)
            return await self._give(
                CallTicket, "not_waiting", "not_served_here", "unknown_number", number=number
            )
        return await self._give(CallNext, "nobody_waiting")

    async def _wait_for_people(self) -> None:
        before = self.device.client.position
        await self.device.until(lambda: self.device.client.position != before)

    async def _with(self, ticket: Ticket) -> None:
        fate = self.chance.random()
        if fate < 0.01:
            await self._nobody_comes(ticket)
            return
        await self._give(Start)
        if fate < 0.12:
            await self._give(Park, note="copies the contract")
            self.parked.append(ticket.number)
        elif fate < 0.18:
            await self._send_on(ticket)
        elif fate < 0.6:
            await self._give(Finish)  # else "next" finishes

    async def _nobody_comes(self, ticket: Ticket) -> None:
        """Call again, each time as soon as the hall allows it, and then pass the number."""
        for _ in range(2):
            while await self._give(Recall, "too_soon") is None:
                await self._until_later()
        await self._give(PassTicket)
        self.passed.append(ticket.number)

    async def _until_later(self) -> None:
        """With each start of the server its clock goes on by more than the time between two calls."""
        session = self.device.sessions
        await self.device.until(lambda: self.device.sessions != session)

    async def _send_on(self, ticket: Ticket) -> None:
        if self.chance.random() < 0.5 and ticket.queue != "general":
            await self._give(Transfer, queue="general", note="wants something else too")
        else:
            windows = [str(n) for n in range(1, 32) if str(n) != self.device.identity.name]
            await self._give(Transfer, counter=self.chance.choice(windows))

    async def _between(self) -> None:
        await self._leave_a_moment()
        if self.passed:
            await self._give(BringBack, "unknown_number", number=self.passed.popleft())
        waiting = [t for t in self.device.mirror.tickets.values() if t.state == "waiting"]
        if waiting:
            number = self.chance.choice(waiting).number
            await self._give(Cancel, "unknown_number", "somebody_at_window", number=number)
        if self.parked:
            await self._go_on(self.parked.popleft())

    async def _go_on(self, number: str) -> None:
        """A parked person is back."""
        if await self._give(Unpark, "unknown_number", "busy", number=number) is not None:
            await self._give(Finish)

    async def _leave_a_moment(self) -> None:
        """A pause, or another sign-in, for who has nobody at the window."""
        kind = Pause if self.chance.random() < 0.8 else SignOut
        if await self._give(kind, "busy") is None:
            return
        if kind is Pause:
            await self._give(Resume)
        else:
            await self._sign_in()
