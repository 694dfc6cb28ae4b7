"""The sheets over the window: which one is open, for which number, and where somebody is sent.

What a sheet's buttons do is in `desk.py`.
"""

from __future__ import annotations

import re
from typing import Any, Literal

from assets.texts import STATES, Texts
from counter.able import able_with
from counter.granting import Granting
from counter.rows import booked_time, matter_name, priority, queue_name
from counter.standing import Standing, find, is_for
from counter.times import minutes
from link.mirror import Mirror
from link.words import Ticket

Sheet = Literal["", "park", "transfer", "number", "grant", "troubles"]
Target = tuple[Literal["queue", "counter"], str]
NUMBER = re.compile(r"^[A-Z]{1,2}[0-9]{3,7}$")


class Sheets:
    """What is open over the page."""

    def __init__(self) -> None:
        self.open: Sheet = ""
        self.number = ""
        """Number sheet: as typed, in capitals without spaces."""
        self.fixed = False
        """Number sheet: opened for a row, so there is nothing to type."""
        self.target: Target | None = None
        self.granting = Granting()

    def show(self, sheet: Sheet, number: str = "") -> None:
        """Open a sheet, empty."""
        self.open, self.number, self.fixed, self.target = sheet, number, bool(number), None
        self.granting.clear()

    def close(self) -> None:
        """Back to the page."""
        self.show("")

    def typed(self, text: str) -> None:
        """The number sheet's field."""
        self.number = "".join(text.split()).upper()

    def fits(self, mirror: Mirror, here: Standing, able: frozenset[str]) -> bool:
        """Whether the open sheet still makes sense."""
        if self.open in {"park", "transfer"}:
            return self.open in able
        if self.open == "grant":
            ticket = find(mirror, self.number)
            return ticket is not None and "grant" in able_with(here, ticket)
        return here.window.clerk is not None

    def look(self, mirror: Mirror, here: Standing, now_ms: int, texts: Texts) -> dict[str, Any]:
        """What the open sheet shows, besides its lists."""
        kind, id_ = self.target or ("", "")
        ticket = find(mirror, self.number) if self.number else None
        return {
            "open": self.open,
            "number": self.number,
            "fixed": self.fixed,
            "targetKind": kind,
            "target": id_,
            "about": self._about(here, ticket, now_ms, texts),
            "note": ticket.note or "" if ticket is not None else "",
            "able": sorted(able_with(here, ticket)) if ticket is not None else [],
            "hint": _hint(here, ticket, texts) if ticket is not None else "",
            "grant": self.granting.look(here.plan, texts),
        }

    def _about(self, here: Standing, ticket: Ticket | None, now_ms: int, texts: Texts) -> str:
        if ticket is None:
            whole = NUMBER.match(self.number) is not None
            return texts.refusal("unknown_number", {"number": self.number}) if whole else ""
        parts = [
            texts.t(STATES[ticket.state]),
            priority(here.plan, ticket, texts),
            queue_name(here.plan, ticket.queue, texts),
            matter_name(here.plan, ticket.matter, texts),
            booked_time(here.plan, ticket, texts),
            texts.t("taken {n} min ago", n=minutes(now_ms - ticket.taken)),
        ]
        return " · ".join(part for part in parts if part)


def _hint(here: Standing, ticket: Ticket, texts: Texts) -> str:
    """Why nothing that goes on with the turn is possible; "" when something is."""
    facts: dict[str, str | int] = {"number": ticket.number, "counter": ticket.counter or ""}
    if able_with(here, ticket) - {"cancel-ticket", "grant"}:
        return ""
    if ticket.state in {"called", "serving"}:
        return texts.refusal("somebody_at_window", facts)
    if ticket.state == "passed":
        return texts.refusal("take_new_ticket", facts)
    if not is_for(ticket, here.counter):
        return texts.refusal("not_served_here", facts)
    return texts.t("More is possible when this window is free")
