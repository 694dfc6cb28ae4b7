"""The figures of one day for its closing report, counted from the day's events.

How they look on paper is in `printers/fields.py`, by these names; reports over many days are `report.py`'s.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from link.plan import Plan
from server.hall import events as e


@dataclass
class Figures:
    """What happened since the day was opened, event by event."""

    taken: int = 0
    served: int = 0
    cancelled: int = 0
    expired: int = 0
    waits_ms: list[int] = field(default_factory=list)
    """From the number to its first call."""
    levels: list[int] = field(default_factory=list)
    bad: int = 0
    _taken_at: dict[str, int] = field(default_factory=dict)
    _missed: set[str] = field(default_factory=set)
    """Those who were called in vain and are not back."""
    passed: int = 0

    def happened(self, event: e.Event) -> None:
        """Count one event, the next of the day."""
        match event:
            case e.TicketTaken():
                self.taken += 1
                self._taken_at[event.ticket] = event.at
            case e.TicketCalled() if event.turn == 1 and event.ticket in self._taken_at:
                self.waits_ms.append(max(0, event.at - self._taken_at[event.ticket]))
            case e.TicketFinished():
                self.served += 1
            case e.TicketPassed():
                self._missed.add(event.ticket)
            case e.TicketReturned():
                self._missed.discard(event.ticket)
            case e.TicketCancelled():
                self.cancelled += 1
                self._missed.discard(event.ticket)
            case e.TicketExpired():
                self._expired(event.ticket)
            case e.Rated():
                self.levels.append(event.level)
                self.bad += event.due is not None

    def _expired(self, ticket: str) -> None:
        if ticket in self._missed:
            self.passed += 1
        else:
            self.expired += 1

    def told(self, day: str, plan: Plan) -> dict[str, str | int]:
        """The figures by the names of docs/ticket-layouts.md; waits in seconds."""
        figures: dict[str, str | int] = {
            "day": day,
            "tickets_taken": self.taken,
            "tickets_served": self.served,
            "tickets_passed": self.passed,
            "tickets_cancelled": self.cancelled,
            "tickets_expired": self.expired,
        }
        if self.waits_ms:
            figures["wait_mean"] = sum(self.waits_ms) // len(self.waits_ms) // 1000
            figures["wait_longest"] = max(self.waits_ms) // 1000
        if plan.rating is not None:
            figures["ratings"], figures["ratings_bad"] = len(self.levels), self.bad
            if self.levels:
                figures["rating_mean"] = f"{sum(self.levels) / len(self.levels):.1f}"
        return figures
