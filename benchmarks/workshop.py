"""What all scenarios of one run share: the sizes, a folder on the disk that is measured, and journals.

A scenario is a name and a function that measures; they are listed in `run.py`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from benchmarks.hall import hall_file
from benchmarks.history import History, write_history
from benchmarks.measurement import Measurement


class Sizes(NamedTuple):
    """How much of everything. The first round of each load warms up and is not counted."""

    rounds: int = 30
    requests: int = 2_000
    """In one round, by all clients together."""
    kiosks: tuple[int, ...] = (20, 100)
    boards: tuple[int, ...] = (200, 1_000)
    calls_to_boards: int = 40
    tickets_today: int = 10_000
    past_tickets: int = 1_000_000
    starts: int = 15
    touches: int = 20
    waiting: int = 1_000
    """Tickets in the hall when the programs are weighed."""
    phones: int = 2_000
    phone_rounds: int = 8
    phone_round_s: float = 15.0
    printed: int = 1_000
    """Tickets through printers that fail."""
    slow_lines: bool = True
    """Also what takes long: drawn tickets on serial lines."""


SHORT = Sizes(2, 300, (20, 100), (20, 50), 3, 300, 2_000, 2, 2, 50, 40, 1, 1.5, 40, False)
DISK_BYTES = {False: 4_000_000_000, True: 200_000_000}
"""What a run needs on the disk at most: full and short."""


class Workshop:
    """One run's place to work. `show` tells whoever watches what goes on; `at` is the scenario that runs."""

    def __init__(self, folder: Path, sizes: Sizes, show: Callable[[str], None] = lambda _: None) -> None:
        self.folder, self.sizes, self.at = folder, sizes, ""
        self._show = show
        self.hall = hall_file(folder)
        self._folders = 0
        self._journals: dict[History, Path] = {}

    def say(self, doing: str) -> None:
        """What the scenario does now."""
        self._show(f"{self.at}: {doing}")

    def fresh(self) -> Path:
        """A folder that nobody has used."""
        self._folders += 1
        return self.folder / f"data-{self._folders}"

    def opened(self) -> Path:
        """A data directory of its own: the windows are open, and nobody was there yet."""
        data = self.fresh()
        asyncio.run(write_history(data, self.hall, History(), self.say))
        return data

    def journal(self, history: History) -> Path:
        """A data directory with this history behind it, made when it is first asked for."""
        if history not in self._journals:
            data = self.fresh()
            asyncio.run(write_history(data, self.hall, history, self.say))
            self._journals[history] = data
        return self._journals[history]


class Scenario(NamedTuple):
    """Some measures that are made together; their names begin with the scenario's."""

    name: str
    run: Callable[[Workshop], Iterator[Measurement]]
