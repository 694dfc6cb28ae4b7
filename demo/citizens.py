"""Scripted citizens: one after another they walk up to a kiosk and take a number by touching its window.

They see and touch what people do, by the names on docs/screens.md; what the kiosk does with it is its own.
"""

from __future__ import annotations

import asyncio
from random import Random
from typing import NamedTuple

from pypinyin import Style, lazy_pinyin

from demo.booked import Booked
from demo.day import Day
from demo.programs import Program
from link.plan import Matter, PriorityClass, Queue

BETWEEN_S = (0.4, 2.2)
"""From one person to the next at one kiosk."""
LOOK_S = (0.3, 0.9)
"""How long a person looks at a page; scripted people read fast."""
BOOKED = 0.5
"""So many of the next people have booked, as long as there are any."""
TICKET_S = 10
LONGEST_SEARCH = 12
"""Keys after which even a patient person looks at the results."""


class Coming(NamedTuple):
    """Those who booked and still have to come, and where the codes on their phones lead."""

    booked: list[Booked]
    page: str


class Citizens:
    """The people in front of one kiosk. `windows`: which windows are staffed; nobody waits in vain.

    `coming` are those who booked; all kiosks share the list.
    """

    def __init__(self, kiosk: Program, day: Day, windows: list[str], coming: Coming, rng: Random) -> None:
        self.kiosk, self._day, self._rng = kiosk, day, rng
        self._booked, self._follow = coming
        served = {id_ for counter in day.plan.counters if counter.id in windows for id_ in counter.serves}
        self._queues: list[Queue] = [queue for queue in day.plan.queues if queue.id in served]
        self._matters: list[Matter] = [matter for matter in day.plan.matters if matter.queue in served]
        self._declared: list[PriorityClass] = [cls for cls in day.plan.classes[:-1] if cls.at_kiosk]

    async def come(self) -> None:
        """Until the last call, one after another. Raises NotDone when one could not take a number."""
        while self._day.taking:
            await self._pause(BETWEEN_S)
            if self._booked and self._rng.random() < BOOKED:
                await self._check_in(self._booked.pop())
            else:
                await self._one()

    async def _one(self) -> None:
        await self.kiosk.ask(wait="find" if self._matters else f"queue-{self._queues[0].id}", s=20)
        name = "kiosk-start"
        if self._rng.random() < 0.3:
            await self.kiosk.ask(tap="language")
            name += "-second-language"
        if self._rng.random() < 0.2:
            await self.kiosk.ask(tap="large")
            name += "-large"
        await self._pause(LOOK_S)
        await self._day.picture(self.kiosk, name)
        if self._matters and self._rng.random() < 0.35:
            await self._find(self._rng.choice(self._matters))
        else:
            await self.kiosk.ask(tap=f"queue-{self._rng.choice(self._queues).id}")
        await self._take()

    async def _find(self, matter: Matter) -> None:
        """By its department, or by the first letters of its name."""
        await self.kiosk.ask(tap="find")
        if self._rng.random() < 0.5:
            await self.kiosk.ask(wait=f"group-{matter.department}")
            await self._day.picture(self.kiosk, "kiosk-departments")
            await self.kiosk.ask(tap=f"group-{matter.department}")
        else:
            for key in initials(matter.name.zh)[:LONGEST_SEARCH]:
                await self.kiosk.ask(wait=f"key-{key}")
                await self.kiosk.ask(tap=f"key-{key}")
            await self._day.picture(self.kiosk, "kiosk-search")
        await self.kiosk.ask(wait=f"matter-{matter.id}")
        await self._pause(LOOK_S)
        await self.kiosk.ask(tap=f"matter-{matter.id}")

    async def _take(self) -> None:
        if not await self.kiosk.can(wait="take"):
            await self.kiosk.ask(see="message")  # turned away with a sentence: this queue opens later
            await self.kiosk.can(tap="home")
            return
        if self._declared and self._rng.random() < 0.2:
            await self.kiosk.ask(tap=f"class-{self._rng.choice(self._declared).id}")
        await self._pause(LOOK_S)
        await self._day.picture(self.kiosk, "kiosk-confirm")
        twice = self._rng.random() < 0.3  # a shaky hand
        await self.kiosk.ask(**{"double_tap" if twice else "tap": "take"})
        await self._has_number()

    async def _check_in(self, one: Booked) -> None:
        """By the QR code on the phone, by the booking's code, or by the end of the phone number."""
        await self.kiosk.ask(wait="check-in", s=20)
        way = self._rng.choice(("scanner", "code", "phone"))
        if way == "scanner":
            await self.kiosk.ask(scan=f"{self._follow}/b/{one.code}")
        else:
            await self.kiosk.ask(tap="check-in")
            await self._type(
                "by-code" if way == "code" else "by-phone", one.code if way == "code" else one.tail
            )
            await self._day.picture(self.kiosk, f"kiosk-check-in-{way}")
            await self.kiosk.ask(tap="check-in-go")
            if way == "phone" and await self.kiosk.can(wait=f"booking-{one.code}"):
                await self._day.picture(self.kiosk, "kiosk-bookings")
                await self.kiosk.ask(tap=f"booking-{one.code}")
        if await self.kiosk.can(wait="ticket-number", s=TICKET_S):
            await self._has_number("kiosk-ticket-booked")
            return
        await self.kiosk.ask(see="message")  # turned away with a sentence: too early, for instance
        await self.kiosk.can(tap="home")

    async def _type(self, mode: str, keys: str) -> None:
        await self.kiosk.ask(wait=mode)
        await self.kiosk.ask(tap=mode)
        for key in keys:
            await self.kiosk.ask(wait=f"key-{key}")
            await self.kiosk.ask(tap=f"key-{key}")

    async def _has_number(self, name: str = "kiosk-ticket") -> None:
        await self.kiosk.ask(wait="ticket-number", s=TICKET_S)
        await self._pause(LOOK_S)
        await self._day.picture(self.kiosk, name)
        await self.kiosk.ask(tap="done")
        await self.kiosk.ask(gone="ticket-number")

    async def _pause(self, between: tuple[float, float]) -> None:
        await asyncio.sleep(self._rng.uniform(*between))


def initials(name: str) -> list[str]:
    """The keys for a Chinese name: the first letter of each sign's pinyin."""
    letters = "".join(lazy_pinyin(name, style=Style.FIRST_LETTER)).upper()
    return [letter for letter in letters if "A" <= letter <= "Z"]
