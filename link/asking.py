"""Who is asked for a rating now: whoever was served last at a window, for a while after the service.

Whether a rating counts is decided in `server/hall/rating.py`; screens, pads and pages only ask.
"""

from __future__ import annotations

from typing import NamedTuple

from link.frames import Change
from link.plan import Plan, RatingRules

COME = frozenset({"service_started", "ticket_unparked"})
"""The next person is at the window: nobody is asked any more while somebody else looks on."""


class Asked(NamedTuple):
    """Somebody whose service has just ended."""

    ticket: str
    number: str
    window: str
    at: int
    until: int
    """The asking ends then, by the server's clock."""


class Asking:
    """Who is asked, by window. It is fed with what happens; the time comes in as an argument."""

    def __init__(self) -> None:
        self._asked: dict[str, Asked] = {}

    def finished(self, ticket: str, window: str, at: int, rules: RatingRules | None) -> None:
        """A service ended; `rules`: how this hall asks, None where it does not."""
        self.over(window)
        if rules is not None:
            number = ticket.rpartition("-")[2]
            self._asked[window] = Asked(ticket, number, window, at, at + rules.ask_s * 1000)

    def over(self, window: str) -> None:
        """The next person has come to the window."""
        self._asked.pop(window, None)

    def rated(self, ticket: str) -> None:
        """The visit is rated, or the person does not want to: it is not asked for any more."""
        self._asked = {window: one for window, one in self._asked.items() if one.ticket != ticket}

    def clear(self) -> None:
        """A new day, or nothing is known of what was before."""
        self._asked.clear()

    def now(self, window: str, ms: int) -> Asked | None:
        """Who is asked at a window at this moment, milliseconds by the server's clock."""
        found = self._asked.get(window)
        return found if found is not None and ms < found.until else None

    def change(self, change: Change, plan: Plan | None) -> None:
        """Take a change as every device hears it."""
        if change.what == "day_opened":
            self.clear()
        elif change.window is None:
            return
        elif change.what == "ticket_finished" and change.ticket is not None:
            self.finished(change.ticket.id, change.window.id, change.at, plan.rating if plan else None)
        elif change.what in COME:
            self.over(change.window.id)
