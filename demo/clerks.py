"""Scripted clerks: they sign in and press the buttons of their windows until the day is over.

They see and press what people do, by the names on docs/screens.md; what is allowed is the server's matter.
"""

from __future__ import annotations

import asyncio
from random import Random

from assets.granting import granted_by
from demo.day import Day
from demo.opening import Staff
from demo.programs import Program

WALK_S = (0.5, 1.6)
"""From the call to the person at the window."""
SERVICE_S = (1.5, 5.0)
SHEET_S = (0.5, 0.8)
GRANTS = 0.25
"""How often somebody shows a paper that gives priority, before the next call."""
MISSING, SENT_ON, PARKED, PAUSED = 0.06, 0.08, 0.08, 0.05
"""How often a person does not come, is sent to another queue, fetches something; a clerk takes a break."""
CALL_S = 30
"""Longer than any hall lets a clerk wait before the next call."""
CALLED_S = 5
QUIET_S = 2
"""After so long with nobody to call, when nobody comes any more, a clerk goes home."""


class Clerk:
    """One clerk at one window."""

    def __init__(self, counter: Program, staff: Staff, day: Day, rng: Random) -> None:
        self.counter, self._staff, self._day, self._rng = counter, staff, day, rng
        self._must_start = day.plan.rules.start == "press"
        self._grants = next((cls for cls in granted_by(day.plan, "clerk") if not cls.listed), None)

    async def work(self) -> None:
        """From signing in to signing out. Raises NotDone when a button did not do what it should."""
        await self._sign_in()
        while not self._day.over:
            if self._grants and self._rng.random() < GRANTS:
                await self._grant()
            if await self._call():
                await self._attend()
                continue
            if self._day.nobody_comes.is_set():
                break
            if self._rng.random() < PAUSED:
                await self._pause_for_a_moment()
        await self._go_home()

    async def _sign_in(self) -> None:
        await self.counter.ask(wait="clerk", s=30)
        await self._day.picture(self.counter, "counter-sign-in")
        await self.counter.ask(tap="clerk")
        await self.counter.ask(type=self._staff.clerk)
        await self.counter.ask(tap="pin")
        await self.counter.ask(type=self._staff.pin)
        await self.counter.ask(tap="sign-in")
        await self.counter.ask(wait="pause", s=10)

    async def _call(self) -> bool:
        """Press the big button as soon as it can be pressed; whether somebody was called."""
        if not await self.counter.can(wait="next", s=QUIET_S):
            return False
        before = await self._here()
        if not await self.counter.can(tap="next"):
            return False  # a colleague was faster
        deadline = asyncio.get_running_loop().time() + CALLED_S
        while (number := await self._here()) == before:
            if asyncio.get_running_loop().time() > deadline:
                return False  # refused: nobody waits any more
            await asyncio.sleep(0.1)
        return number is not None

    async def _here(self) -> str | None:
        """The number that is called to this window or served at it."""
        window = (await self.counter.ask(facts=True))["facts"]["window"]
        return str(window["ticket"]) if window["ticket"] else None

    async def _attend(self) -> None:
        """The person comes and is served, or does not come."""
        await self._sleep(WALK_S)
        await self._day.picture(self.counter, "counter-called")
        if self._must_start:
            if self._rng.random() < MISSING:
                await self._give_up()
                return
            await self.counter.ask(tap="start")
        await self.counter.ask(wait="finish")
        await self._sleep(SERVICE_S)
        await self._day.picture(self.counter, "counter-serving")
        chance = self._rng.random()
        if chance < SENT_ON:
            await self._send_on()
        elif chance < SENT_ON + PARKED:
            await self._park_and_go_on()
        elif chance < 0.5:
            await self._finish()
        # else: the next call finishes

    async def _finish(self) -> None:
        await self.counter.ask(tap="finish")
        await self.counter.ask(gone="here-number")

    async def _give_up(self) -> None:
        """Call as often as the hall asks for, then pass the number."""
        for _ in range(self._day.plan.rules.calls - 1):
            await self.counter.ask(wait="recall", s=CALL_S)
            await self.counter.ask(tap="recall")
        await self.counter.ask(wait="pass", s=CALL_S)
        await self.counter.ask(tap="pass")
        await self.counter.ask(gone="here-number")

    async def _send_on(self) -> None:
        await self._open_sheet("transfer", "transfer-cancel")
        targets = (await self.counter.ask(find="transfer-queue-"))["names"]
        served = {
            id_ for one in self._day.plan.counters if one.id == self._staff.window for id_ in one.serves
        }
        here = [name for name in targets if name.removeprefix("transfer-queue-") in served]
        if not here:
            await self.counter.ask(tap="transfer-cancel")
            await self._finish()
            return
        await self.counter.ask(tap=self._rng.choice(here))
        await self._day.picture(self.counter, "counter-transfer")
        await self.counter.ask(tap="transfer-send")
        await self.counter.ask(gone="here-number")

    async def _park_and_go_on(self) -> None:
        number = await self.counter.sees("here-number")
        await self._open_sheet("park", "park-note")
        await self.counter.ask(tap="park-note")
        await self.counter.ask(type="复印身份证")
        await self.counter.ask(tap="park-send")
        await self.counter.ask(wait=f"parked-{number}", s=10)
        await self._sleep(WALK_S)
        await self.counter.ask(tap=f"parked-{number}")
        await self.counter.ask(wait="unpark")
        await self.counter.ask(tap="unpark")
        await self.counter.ask(wait="finish")
        await self._finish()

    async def _grant(self) -> None:
        """Somebody at the end of the line shows a paper. Another window may call that number meanwhile."""
        assert self._grants is not None  # noqa: S101 - asked for only where there is a class to grant
        waiting = (await self.counter.ask(find="waiting-"))["names"]
        rows = [name for name in waiting if name.removeprefix("waiting-")[-3:].isdigit()]
        if not rows or not await self.counter.can(tap=rows[-1]):
            return
        if await self.counter.can(wait="grant") and await self.counter.can(tap="grant"):
            await self._fill_in(f"grant-class-{self._grants.id}")
        for close in ("grant-cancel", "sheet-close"):
            await self.counter.can(tap=close)
        await self.counter.ask(gone="sheet")

    async def _fill_in(self, cls: str) -> None:
        if not await self.counter.can(wait=cls, s=2):
            return  # this person has it already
        await self._sleep(SHEET_S)
        if await self.counter.can(tap=cls) and await self.counter.can(tap="grant-evidence"):
            await self.counter.can(type="诊断证明")
            await self._day.picture(self.counter, "counter-grant")
            if await self.counter.can(wait="grant-send", s=2) and await self.counter.can(tap="grant-send"):
                await self.counter.can(gone="sheet")

    async def _pause_for_a_moment(self) -> None:
        await self.counter.ask(tap="pause")
        await self.counter.ask(wait="resume")
        await self._sleep(WALK_S)
        await self.counter.ask(tap="resume")
        await self.counter.ask(wait="pause")

    async def _go_home(self) -> None:
        if await self.counter.can(wait="here-number", s=0):
            await self._finish()
        await self.counter.ask(wait="sign-out", s=10)
        await self.counter.ask(tap="sign-out")
        await self.counter.ask(wait="clerk", s=10)

    async def _open_sheet(self, button: str, there: str) -> None:
        """Press a button and wait until the sheet that it opens has come to rest."""
        await self.counter.ask(tap=button)
        await self.counter.ask(wait=there)
        await self._sleep(SHEET_S)

    async def _sleep(self, between: tuple[float, float]) -> None:
        await asyncio.sleep(self._rng.uniform(*between))
