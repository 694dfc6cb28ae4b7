"""Granting a class to somebody who waits: which one, the paper that was seen, and who on the hall's list.

Opening and sending is `desk.py`'s; what may be noted is in `assets/granting.py`; the server decides.
"""

from __future__ import annotations

from typing import Any

from assets.granting import MOST, granted_by, listed, not_evidence, papers
from assets.texts import Texts
from link.client import new_id
from link.commands import Grant
from link.plan import Plan, PriorityClass
from link.words import Ticket
from screen.rows import Rows


class Granting:
    """What is chosen and written in the sheet."""

    def __init__(self) -> None:
        self.classes = Rows("name")
        self.papers = Rows("name")
        self.entries = Rows("name")
        self.cls = self.evidence = self.query = self.entry = ""

    def clear(self) -> None:
        """Nothing is chosen."""
        self.cls = self.evidence = self.query = self.entry = ""

    def choose(self, cls: str) -> None:
        """This class; what was chosen for another one is gone."""
        if cls != self.cls:
            self.clear()
            self.cls = cls

    def show(self, plan: Plan, ticket: Ticket | None, texts: Texts) -> None:
        """Bring the rows up to date. Where there is one class only it is chosen."""
        offered = classes(plan, ticket)
        if len(offered) == 1 and not self.cls:
            self.cls = offered[0].id
        self.classes.show([{"key": cls.id, "name": cls.name.get(texts.language)} for cls in offered])
        cls = self._class(plan)
        named = papers(cls.evidence.get(texts.language)) if cls and cls.evidence else []
        self.papers.show([{"key": name, "name": name} for name in named])
        found = listed(plan, cls.id, self.query) if cls and cls.listed else []
        self.entries.show([{"key": one.id, "name": one.name.get(texts.language)} for one in found])

    def look(self, plan: Plan, texts: Texts) -> dict[str, Any]:
        """Everything single that the sheet shows."""
        cls = self._class(plan)
        return {
            "cls": self.cls,
            "about": cls.evidence.get(texts.language) if cls is not None and cls.evidence else "",
            "evidence": self.evidence,
            "entry": self.entry,
            "listed": cls is not None and cls.listed,
            "most": MOST,
            "missing": self._missing(cls, texts),
        }

    def command(self, plan: Plan, number: str, texts: Texts) -> Grant | None:
        """The command; None while something is missing."""
        cls = self._class(plan)
        if cls is None or self._missing(cls, texts):
            return None
        entry = self.entry if cls.listed else None
        return Grant(new_id(), number, cls.id, self.evidence.strip(), entry)

    def _class(self, plan: Plan) -> PriorityClass | None:
        return next((cls for cls in plan.classes if cls.id == self.cls), None)

    def _missing(self, cls: PriorityClass | None, texts: Texts) -> str:
        """What is still to be done, as a sentence; "" when all is there."""
        if cls is None:
            return texts.t("Choose a kind of priority")
        if cls.listed and not self.entry:
            return texts.t("Choose from the hall's list")
        return not_evidence(texts, self.evidence)


def classes(plan: Plan, ticket: Ticket | None) -> list[PriorityClass]:
    """What a clerk may grant to this person."""
    if ticket is None or ticket.state != "waiting":
        return []
    return [cls for cls in granted_by(plan, "clerk") if cls.id != ticket.cls]
