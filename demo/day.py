"""What the scripted people share: the plan, the moments of the day, the album of pictures, the errors.

What each kind of person does is in `citizens.py` and `clerks.py`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

from demo.programs import NotDone, Program
from link.plan import Plan

LAST_CALL = 0.5
"""In this part of the time people come; then who is there is served."""


class Day:
    """A day of the demo, which ends at the latest `seconds` after it was made. Needs a running event loop."""

    def __init__(self, plan: Plan, seconds: float, pictures: Path) -> None:
        self.plan, self.errors, self._pictures = plan, list[str](), pictures
        self._loop = asyncio.get_running_loop()
        self._begin = self._loop.time()
        self._seconds = seconds
        self.nobody_comes = asyncio.Event()
        """Everybody who will come has a number."""

    @property
    def taking(self) -> bool:
        """Whether people still come."""
        return self._passed() < self._seconds * LAST_CALL

    @property
    def over(self) -> bool:
        """Whether clerks call nobody any more."""
        return self._passed() > self._seconds

    def _passed(self) -> float:
        return self._loop.time() - self._begin

    async def picture(self, program: Program, name: str) -> None:
        """Keep a picture of a window as NAME.png, the first time that it is asked for."""
        path = self._pictures / f"{name}.png"
        if not path.exists():
            path.touch()  # taken: nobody else takes the same one meanwhile
            await program.ask(picture=str(path))

    async def noting(self, program: Program, do: Callable[[], Awaitable[object]]) -> None:
        """Do something in a window; when it cannot be done, that is an error, with a picture of it."""
        try:
            await do()
        except NotDone as error:
            self.errors.append(str(error))
            await program.can(picture=str(self._pictures / f"error-{len(self.errors)}-{program.name}.png"))
