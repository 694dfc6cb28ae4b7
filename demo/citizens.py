"""Scripted citizens: one after another they walk up to a kiosk and take a number by touching its window.

They see and touch what people do, by the names on docs/screens.md; what the kiosk does with it is its own.
"""

from __future__ import annotations

import asyncio
from random import Random

from pypinyin import Style, lazy_pinyin

from demo.day import Day
from demo.programs import Program
from link.plan import Matter, PriorityClass, Queue

BETWEEN_S = (0.4, 2.2)
"""From one person to the next at one kiosk."""
LOOK_S = (0.3, 0.9)
"""How long a person looks at a page; scripted people read fast."""
TICKET_S = 10
LONGEST_SEARCH = 12
"""Keys after which even a patient person looks at the results."""


class Citizens:
    """The people in front of one kiosk. `windows`: which windows are staffed; nobody waits in vain."""

    def __init__(self, kiosk: Program, day: Day, windows: list[str], rng: Random) -> None:
        self.kiosk, self._day, self._rng = kiosk, day, rng
        served = {id_ for counter in day.plan.counters if counter.id in windows for id_ in counter.serves}
        self._queues: list[Queue] = [queue for queue in day.plan.queues if queue.id in served]
        self._matters: list[Matter] = [matter for matter in day.plan.matters if matter.queue in served]
        self._declared: list[PriorityClass] = [cls for cls in day.plan.classes[:-1] if cls.at_kiosk]

    async def come(self) -> None:
        """Until the last call, one after another. Raises NotDone when one could not take a number."""
        while self._day.taking:
            await self._pause(BETWEEN_S)
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
        await self.kiosk.ask(wait="ticket-number", s=TICKET_S)
        await self._pause(LOOK_S)
        await self._day.picture(self.kiosk, "kiosk-ticket")
        await self.kiosk.ask(tap="done")
        await self.kiosk.ask(gone="ticket-number")

    async def _pause(self, between: tuple[float, float]) -> None:
        await asyncio.sleep(self._rng.uniform(*between))


def initials(name: str) -> list[str]:
    """The keys for a Chinese name: the first letter of each sign's pinyin."""
    letters = "".join(lazy_pinyin(name, style=Style.FIRST_LETTER)).upper()
    return [letter for letter in letters if "A" <= letter <= "Z"]
