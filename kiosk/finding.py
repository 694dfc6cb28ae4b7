"""The find page: departments and their matters, or the matters that fit what was typed.

How a matter is found is in `search.py`; how the page looks is QML's business.
"""

from __future__ import annotations

from collections import Counter

from assets import saying
from assets.search import Search
from assets.texts import Texts
from kiosk.start import status_of
from link.mirror import Mirror
from link.plan import Matter, Plan
from screen.rows import Row, Rows

LONGEST = 24
"""Letters that a person may type."""


class Finding:
    """What was typed or opened, and the rows it leads to."""

    def __init__(self) -> None:
        self.groups = Rows("name", "count")
        self.matters = Rows("name", "where", "queue", "letter", "takes", "people", "wait", "says", "kind")
        self.query = ""
        self.group: str | None = None
        self._plan: Plan | None = None
        self._search: Search | None = None

    def clear(self) -> None:
        """As at the start."""
        self.query, self.group = "", None

    def type(self, query: str) -> None:
        """Search for this; "" shows the departments."""
        self.query, self.group = query[:LONGEST], None

    def open(self, department: str) -> None:
        """Show the matters of a department."""
        self.query, self.group = "", department

    @property
    def listing(self) -> bool:
        """Whether matters are shown, not departments."""
        return bool(self.query.strip()) or self.group is not None

    def show(self, plan: Plan, mirror: Mirror, texts: Texts) -> None:
        """Bring the rows up to date."""
        if plan is not self._plan:
            self._plan, self._search = plan, Search(plan)
        counts = Counter(matter.department for matter in plan.matters)
        self.groups.show(
            [
                {"key": one.id, "name": one.name.get(texts.language), "count": str(counts[one.id])}
                for one in plan.departments
                if counts[one.id]
            ]
        )
        self.matters.show([_row(matter, plan, mirror, texts) for matter in self._found(plan)])

    def title(self, texts: Texts) -> str:
        """What the page shows."""
        if self.group is not None and self._plan is not None:
            names = {one.id: one.name.get(texts.language) for one in self._plan.departments}
            return names.get(self.group, "")
        return texts.t("Find your matter")

    def hint(self, texts: Texts) -> str:
        """What to do, or that nothing fits."""
        if self.query.strip() and not self.matters.rows:
            return texts.t("Nothing fits. Try fewer letters, or ask the staff.")
        return ""

    def _found(self, plan: Plan) -> list[Matter]:
        if self.group is not None:
            return [matter for matter in plan.matters if matter.department == self.group]
        return self._search.find(self.query) if self._search is not None else []


def _row(matter: Matter, plan: Plan, mirror: Mirror, texts: Texts) -> Row:
    department = next(one.name for one in plan.departments if one.id == matter.department)
    queue = next(one for one in plan.queues if one.id == matter.queue)
    status = status_of(mirror, queue.id)
    return {
        "key": matter.id,
        "name": matter.name.get(texts.language),
        "where": department.get(texts.language),
        "queue": queue.name.get(texts.language),
        "letter": queue.letter,
        "takes": status.taking == "open",
        **saying.stands(texts, status),
    }
