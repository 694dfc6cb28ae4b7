"""Whether boards and voices have delivered a call of this window: what is known, and what is not.

Receipts are kept in memory only, here and on the server: after a break nobody can say any more.
"""

from __future__ import annotations

from collections import deque
from typing import Literal, NamedTuple

from link.frames import Receipt
from link.words import Call, DeliveredHow

Delivery = Literal["delivered", "soon", "late", "unknown"]
LATE_MS: dict[DeliveredHow, int] = {"shown": 3_000, "spoken": 20_000}
"""So long a call may take to be shown or spoken (voices say one call after another) before we say so."""
KEPT = 200
"""So many calls and receipts are remembered; what is shown is about the last call."""


class Delivered(NamedTuple):
    """How it stands with one way of delivery; `by` names the displays."""

    how: Delivery
    by: tuple[str, ...] = ()


class Deliveries:
    """The receipts of one window."""

    def __init__(self, window_id: str) -> None:
        self._window = window_id
        self._followed: deque[int] = deque(maxlen=KEPT)
        self._by: dict[tuple[int, DeliveredHow], list[str]] = {}
        self.has_voice = False
        """A voice has spoken a call of this window; without one a silent call is no trouble."""

    def called(self, call: Call, live: bool) -> None:
        """A call was made; only of a live one are all receipts heard."""
        if live and call.counter == self._window:
            self._followed.append(call.n)

    def link_broke(self) -> None:
        """Receipts may be missed from now on."""
        self._followed.clear()

    def take(self, receipt: Receipt) -> None:
        """A display says that it delivered."""
        names = self._by.setdefault((receipt.call, receipt.how), [])
        if receipt.by not in names:
            names.append(receipt.by)
        self.has_voice = self.has_voice or receipt.how == "spoken"
        while len(self._by) > KEPT:
            del self._by[next(iter(self._by))]

    def of(self, call: Call, how: DeliveredHow, now_ms: int) -> Delivered:
        """How it stands with this call."""
        if names := self._by.get((call.n, how)):
            return Delivered("delivered", tuple(names))
        if call.n not in self._followed:
            return Delivered("unknown")
        return Delivered("late" if now_ms - call.at >= LATE_MS[how] else "soon")
