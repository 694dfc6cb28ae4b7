"""The rating pads of the demo: an emulated line driven by `tingxu devices`, and the people who press them.

What is asked, and what a rating does, is the server's matter.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from random import Random

from demo.programs import Fact, NotDone, Program

PROGRAM = "floor-1"
RATES = 0.7
"""How often somebody presses a key when a pad asks."""
THINKS_S = (0.2, 0.6)
THANKED_S = 5.0
"""A pad thanks with a beep within this time, or the next person has come."""
LEVELS, WEIGHTS = (5, 4, 3, 2, 1), (12, 5, 2, 1, 1)


def part_of_hall_file(port: str, windows: list[str]) -> str:
    """The device plan for these pads, to stand at the end of a hall file: addresses from 1."""
    pads = "".join(
        f'    {{ window = "{window}", address = {address}, kind = "rating" }},\n'
        for address, window in enumerate(windows, 1)
    )
    head = f'[[devices.keypads]]\nid = "pads"\nat = "devices/{PROGRAM}"\nport = "{port}"\n'
    return f"\n{head}pads = [\n{pads}]\n"


class Raters:
    """Whoever was served and has a pad before them. `count` asks the pads how often they thanked."""

    def __init__(self, pads: Program, windows: int, rng: Random) -> None:
        self._pads, self._windows, self._rng = pads, windows, rng
        self._pressing: set[asyncio.Task[None]] = set()
        self._given = 0

    async def rate(self) -> None:
        """Until cancelled."""
        asked: dict[int, str] = {}
        while True:
            fact = await self._pads.told.get()
            pad = int(fact.get("pad", 0))
            number = str(fact.get("shows")) if "asking" in fact.get("lamps", ()) else ""
            wants = self._given == 0 or self._rng.random() < RATES  # somebody does in every demo
            if number and asked.get(pad) != number and wants:
                task = asyncio.create_task(self._press(pad))
                self._pressing.add(task)
                task.add_done_callback(self._pressing.discard)
            asked[pad] = number

    async def finish(self) -> None:
        """Wait until whoever has pressed was thanked."""
        await asyncio.gather(*self._pressing, return_exceptions=True)

    async def count(self) -> int:
        """How many ratings the pads gave thanks for. Raises NotDone."""
        return sum([int((await self._see(pad))["beeps"]) for pad in range(1, self._windows + 1)])

    async def _press(self, pad: int) -> None:
        await asyncio.sleep(self._rng.uniform(*THINKS_S))
        with suppress(NotDone):
            before = (await self._see(pad))["beeps"]
            level = self._rng.choices(LEVELS, WEIGHTS)[0]
            if not (await self._pads.ask(rate=[pad, level]))["taken"]:
                return  # the next person has come
            self._given += 1
            deadline = asyncio.get_running_loop().time() + THANKED_S
            while (await self._see(pad))["beeps"] == before and asyncio.get_running_loop().time() < deadline:  # noqa: ASYNC110
                await asyncio.sleep(0.1)

    async def _see(self, pad: int) -> Fact:
        return await self._pads.ask(see=pad)
