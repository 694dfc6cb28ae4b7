"""Receipts: telling the server, once for each call, that it was shown or spoken here.

When something counts as drawn is known in `drawn.py`, when as spoken in `voice/`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from link.client import LinkState
from link.words import DeliveredHow

REMEMBERED = 2000
"""Calls kept in mind so that none is told twice; far more than a welcome can bring again."""
MOST_AT_ONCE = 100
"""As many as one `delivered` frame may hold."""


class Teller(Protocol):
    """The part of HallLink that receipts need."""

    state: LinkState

    def delivered(self, how: DeliveredHow, calls: list[int]) -> None:
        """Tell the server."""


class Receipts:
    """Which calls this board has told the server about, and those it will tell when it is joined again."""

    def __init__(self, link: Teller) -> None:
        self._link = link
        self._told: dict[DeliveredHow, dict[int, None]] = {"shown": {}, "spoken": {}}
        self._waiting: dict[DeliveredHow, list[int]] = {"shown": [], "spoken": []}
        self.sent: dict[DeliveredHow, int] = {"shown": 0, "spoken": 0}
        """How many receipts left this board."""

    def add(self, how: DeliveredHow, calls: Iterable[int]) -> None:
        """These calls were shown or spoken; those told before are left out."""
        told = self._told[how]
        for n in sorted(calls):
            if n not in told:
                told[n] = None
                self._waiting[how].append(n)
        while len(told) > REMEMBERED:
            del told[next(iter(told))]
        self.send()

    def send(self) -> None:
        """Send what waits, if the server is there."""
        if self._link.state != "joined":
            return
        for how, calls in self._waiting.items():
            while calls:
                self._link.delivered(how, calls[:MOST_AT_ONCE])
                self.sent[how] += len(calls[:MOST_AT_ONCE])
                del calls[:MOST_AT_ONCE]
