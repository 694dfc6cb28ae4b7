"""The kiosk's view-model: finding and choosing, and everything that QML shows.

One person's way to a number is in `taking.py`, for whoever booked in `arriving.py`, with a card or a ticket
in `greeting.py`; what each page says is made in `start.py`, `finding.py` and `visit.py`, and how it looks
is in `qml/Kiosk.qml`.
"""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Property, QObject, Slot

from assets import saying
from assets.texts import Texts
from kiosk import start
from kiosk.finding import Finding
from kiosk.frame import Link
from kiosk.greeting import Greeting, by_age
from kiosk.idle import Times
from kiosk.printing import Printing
from kiosk.visit import Visit, classes, confirm, queue_of, result
from link.plan import Plan
from screen.language import Language
from screen.rows import Rows


class Kiosk(Greeting):
    """One kiosk. QML calls the slots and shows `shows` and the rows."""

    def __init__(
        self, link: Link, language: Language, printing: Printing, times: Times | None = None
    ) -> None:
        super().__init__(link, language, printing, times or Times())
        self.finding = Finding()
        self.tiles = Rows("letter", "icon", "name", "about", "takes", "people", "wait", "says", "kind")
        self.classes = Rows("name", "evidence", "chosen")
        self._confirm: dict[str, Any] = {}
        self._result: dict[str, Any] = {}
        self._ticket: dict[str, Any] = {}
        link.state_changed.connect(self.refresh)
        link.updated.connect(self._updated)
        printing.changed.connect(self.print_changed)
        language.changed.connect(self._person_chose)
        language.size_changed.connect(self._person_chose)
        self.tick()

    # ------------------------------------------------------------------ moving between pages

    @Slot()
    def back(self) -> None:
        """One step back."""
        if self.page == "confirm" and isinstance(self.visit, Visit) and self.visit.matter is not None:
            if not self.is_taking():
                self.go("find")
        elif self.card is not None and self.page in {"confirm", "check-in"}:
            if not self.is_busy():
                self.go("start")
        elif self.page == "check-in" and self.bookings:
            self.by("phone")
        elif self.page == "find" and self.finding.listing:
            self.finding.clear()
            self.refresh()
        else:
            self.home()

    @Slot()
    def find(self) -> None:
        """Look for a matter."""
        if not self.is_taking():
            self.finding.clear()
            self.go("find")

    def forget(self) -> None:
        """Nothing was looked for either."""
        super().forget()
        self.finding.clear()
        self._confirm |= {"person": "", "priority": ""}

    def _person_chose(self) -> None:
        """Another language or type size."""
        self.wait_for_person()
        self.refresh()

    # ------------------------------------------------------------------ finding and choosing

    @Slot(str)
    def type(self, query: str) -> None:
        """Search for this; "" shows the departments again."""
        if query != self.finding.query:
            self.finding.type(query)
            self.refresh()

    @Slot(str)
    def key(self, key: str) -> None:
        """A key of the keypad: a sign, "back" or "clear"."""
        if self.page == "check-in":
            self.press(key)
            return
        query = self.finding.query
        self.type({"back": query[:-1], "clear": ""}.get(key, query + key))

    @Slot(str)
    def open_group(self, department: str) -> None:
        """Show the matters of a department."""
        self.finding.open(department)
        self.refresh()

    @Slot(str)
    def choose_queue(self, queue: str) -> None:
        """Ask for a number in this queue."""
        self._choose(queue, None)

    @Slot(str)
    def choose_matter(self, matter: str) -> None:
        """Ask for a number for this matter."""
        plan = self.link.mirror.plan
        found = next((one for one in plan.matters if one.id == matter), None) if plan else None
        if found is not None:
            self._choose(found.queue, found.id)

    def _choose(self, queue: str, matter: str | None) -> None:
        plan = self.link.mirror.plan
        if plan is None or self.is_blocked() or self.is_taking() or self.page not in {"start", "find"}:
            return
        status, wanted = start.status_of(self.link.mirror, queue), queue_of(plan, queue)
        if wanted is None:
            return
        if status.taking != "open":
            self.say(saying.why_not(self.language.texts, wanted, status))
            return
        self.visit = Visit(queue, matter, plan.classes[-1].id)
        self.with_card()
        self.go("confirm")

    def with_card(self) -> None:
        """A visit goes on with the card: whoever is old enough has a class without asking."""
        plan, visit = self.link.mirror.plan, self.visit
        if plan is None or not isinstance(visit, Visit) or self.card is None or visit.taking:
            return
        visit.card, visit.aged = self.card, by_age(plan, self.card, self.link.now_ms())
        if visit.aged is not None and visit.cls == plan.classes[-1].id:
            visit.cls = visit.aged.id

    @Slot(str)
    def choose_class(self, cls: str) -> None:
        """Ask for this priority class."""
        if isinstance(self.visit, Visit) and self.page == "confirm" and not self.visit.taking:
            self.visit.cls = cls
            self.refresh()

    @Slot()
    def take(self) -> None:
        """Take the number."""
        if self.visit is not None and self.page == "confirm":
            self.ask_for_number(self.visit)

    # ------------------------------------------------------------------ what is known

    def facts(self) -> dict[str, Any]:
        """Counts of what happened at this kiosk."""
        return {
            "tickets_taken": self.taken,
            "checked_in": self.checked_in,
            "refusals": self.refusals,
            "troubles": self.troubles + self.printing.troubles,
            "page": self.page,
            "state": self.link.state,
            **self.printing.facts(),
        }

    # ------------------------------------------------------------------ what is shown

    def _updated(self) -> None:
        plan = self.link.mirror.plan
        if plan is not None:
            self.language.starts_in(plan.languages[0])
            gone = isinstance(self.visit, Visit) and not queue_of(plan, self.visit.queue)
            if (gone and not self.is_taking()) or (self.page == "check-in" and plan.booking is None):
                self.go("start")
                return
        self.refresh()

    def refresh(self) -> None:
        """Make everything anew: the hall, the language or a choice is another one."""
        plan = self.link.mirror.plan
        if plan is not None:
            self._refresh_pages(plan, self.language.texts)
        self.show()

    def _refresh_pages(self, plan: Plan, texts: Texts) -> None:
        self.tiles.show(start.tiles(plan, self.link.mirror, texts))
        if self.page == "find":
            self.finding.show(plan, self.link.mirror, texts)
        if self.page == "check-in":
            self.show_bookings(plan, texts)
        visit = self.visit
        queue = queue_of(plan, visit.queue) if isinstance(visit, Visit) else None
        if isinstance(visit, Visit) and queue is not None and self.page == "confirm":
            status = start.status_of(self.link.mirror, queue.id)
            self._confirm = confirm(visit, queue, plan, status, texts)
            self.classes.show(classes(visit, plan, texts))
        if visit is not None and visit.taken is not None:
            self._result = result(visit.taken, visit.print, plan, texts)
            self._result["again"] = self.may_copy(visit.print)
        self._ticket = self.ticket_view(plan, texts)

    def look(self) -> dict[str, Any]:
        """Everything single that the kiosk shows: for QML, by name."""
        left, texts = self.countdown.left, self.language.texts
        told = self.page == "result" and self.print_state != "printing"  # how the paper fares
        return super().look() | {
            "page": self.page,
            "seconds": left if told or left <= self.times.show_below_s else 0,
            "query": self.finding.query,
            "listing": self.finding.listing,
            "findTitle": self.finding.title(texts),
            "findHint": self.finding.hint(texts),
            "hasBookings": self.takes_bookings(),
            "confirm": self._confirm,
            "checkIn": self.check_in_view(texts),
            "result": self._result,
            "ticket": self._ticket,
            "greeting": self.greeting_view(self.link.mirror.plan, self._notice_texts()),
        }

    queueRows = Property(QObject, lambda self: self.tiles, constant=True)
    groupRows = Property(QObject, lambda self: self.finding.groups, constant=True)
    matterRows = Property(QObject, lambda self: self.finding.matters, constant=True)
    classRows = Property(QObject, lambda self: self.classes, constant=True)
