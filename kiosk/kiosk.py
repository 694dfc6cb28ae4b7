"""The kiosk's view-model: pages, choices, and the one command of a visit, from first touch to the number.

What each page says is made in `start.py`, `finding.py` and `visit.py`; how it looks is in `qml/Kiosk.qml`.
"""

from __future__ import annotations

from typing import Any, Literal

from PySide6.QtCore import Property, QObject, Slot

from assets import saying
from assets.texts import Texts
from kiosk import start
from kiosk.finding import Finding
from kiosk.frame import KioskScreen, Link
from kiosk.idle import Countdown, Times
from kiosk.printing import Printing
from kiosk.ticket import Taken, paper
from kiosk.visit import Visit, classes, confirm, queue_of, result
from link.frames import Reply
from link.plan import Plan
from link.qt import Answer
from screen.language import Language
from screen.rows import Rows

Page = Literal["start", "find", "confirm", "result"]


class Kiosk(KioskScreen):
    """One kiosk. QML calls the slots and shows `shows` and the rows."""

    def __init__(
        self, link: Link, language: Language, printing: Printing, times: Times | None = None
    ) -> None:
        self.times = times or Times()
        super().__init__(link, language, printing, self.times.message_s)
        self.page: Page = "start"
        self.visit: Visit | None = None
        self.finding = Finding()
        self.tiles = Rows("letter", "icon", "name", "about", "takes", "people", "wait", "says", "kind")
        self.classes = Rows("name", "evidence", "chosen")
        self.taken = self.refusals = 0
        self.troubles: list[str] = []
        self._confirm: dict[str, Any] = {}
        self._result: dict[str, Any] = {}
        self._print_state = ""
        self._countdown = Countdown(self.show, self.done)
        link.state_changed.connect(self._refresh)
        link.updated.connect(self._updated)
        printing.changed.connect(self._print_changed)
        language.changed.connect(self._person_chose)
        language.size_changed.connect(self._person_chose)
        self.tick()

    # ------------------------------------------------------------------ moving between pages

    @Slot()
    def touched(self) -> None:
        """Somebody is here: the way back begins anew."""
        self._countdown.again()
        self.show()

    @Slot()
    def home(self) -> None:
        """Back to the start; whoever is here stays, with their language."""
        if self.page == "result":
            self.done()
        elif not self._is_taking():
            self._go("start")

    @Slot()
    def back(self) -> None:
        """One step back."""
        if self.page == "confirm" and self.visit is not None and self.visit.matter is not None:
            if not self._is_taking():
                self._go("find")
        elif self.page == "find" and self.finding.listing:
            self.finding.clear()
            self._refresh()
        else:
            self.home()

    @Slot()
    def done(self) -> None:
        """The start, as for the next person. Never while a number is being taken."""
        if self._is_taking():
            return
        self.chose_language = False
        self.finding.clear()
        self._go("start")
        self.language.reset()
        self._countdown.stop()

    @Slot()
    def find(self) -> None:
        """Look for a matter."""
        if not self._is_taking():
            self.finding.clear()
            self._go("find")

    def _go(self, page: Page) -> None:
        self.page, self.message = page, ""
        if page == "start":
            self.visit = None
        self._wait_for_person()
        self._refresh()

    def _wait_for_person(self) -> None:
        """Begin the way back, where there is one: the start page only has to forget a person's language."""
        if self._is_taking():
            return
        if self.page == "result":
            on_paper = self._print_state == "printed"
            self._countdown.start(self.times.result_s if on_paper else self.times.note_s)
        elif self.page != "start" or self.chose_language or self.language.large:
            self._countdown.start(self.times.page_s)
        else:
            self._countdown.stop()

    def _person_chose(self) -> None:
        """Another language or type size."""
        self._wait_for_person()
        self._refresh()

    # ------------------------------------------------------------------ finding and choosing

    @Slot(str)
    def type(self, query: str) -> None:
        """Search for this; "" shows the departments again."""
        if query != self.finding.query:
            self.finding.type(query)
            self._refresh()

    @Slot(str)
    def key(self, key: str) -> None:
        """A key of the keypad: a letter, "back" or "clear"."""
        query = self.finding.query
        self.type({"back": query[:-1], "clear": ""}.get(key, query + key))

    @Slot(str)
    def open_group(self, department: str) -> None:
        """Show the matters of a department."""
        self.finding.open(department)
        self._refresh()

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
        if plan is None or self.is_blocked() or self._is_taking() or self.page not in {"start", "find"}:
            return
        status, wanted = start.status_of(self.link.mirror, queue), queue_of(plan, queue)
        if wanted is None:
            return
        if status.taking != "open":
            self.say(saying.why_not(self.language.texts, wanted, status))
            return
        self.visit = Visit(queue, matter, plan.classes[-1].id)
        self._go("confirm")

    @Slot(str)
    def choose_class(self, cls: str) -> None:
        """Ask for this priority class."""
        if self.visit is not None and self.page == "confirm" and not self.visit.taking:
            self.visit.cls = cls
            self._refresh()

    # ------------------------------------------------------------------ the number

    @Slot()
    def take(self) -> None:
        """Take the number. A second tap does nothing, and every try has the same command id."""
        visit = self.visit
        if visit is None or self.page != "confirm" or visit.taking or self.is_blocked():
            return
        visit.taking = True
        self.message = ""
        self._countdown.stop()
        self.link.send(visit.take_ticket(), lambda answer: self._answered(visit, answer), self.times.answer_s)
        self._refresh()

    def _answered(self, visit: Visit, answer: Answer) -> None:
        visit.taking = False
        if isinstance(answer, Reply):
            self._has_number(visit, Taken.of(answer))
            return
        texts = self.language.texts
        if answer is None:
            self.troubles.append("take_ticket: no answer")
            self.say(texts.t("The hall did not answer. Please try again: you will get one number only."))
        else:
            self.refusals += 1
            self.say(texts.refusal(answer.code, {**answer.facts}))
        self._wait_for_person()
        self._refresh()

    def _has_number(self, visit: Visit, taken: Taken) -> None:
        """Paper first: the person waits for it longer than for the page."""
        plan = self.link.mirror.plan
        visit.taken = taken
        self.taken += 1
        if plan is not None:
            visit.print = self.printing.print(taken.ticket.id, paper(plan, taken, self.language.texts))
            self._print_state = visit.print.state
        self._go("result")

    @Slot()
    def print_again(self) -> None:
        """Once more onto paper, when it failed."""
        if self.page == "result" and self.visit is not None and self.visit.print is not None:
            self.printing.again(self.visit.print)

    def _print_changed(self) -> None:
        shown = self.visit.print if self.visit is not None else None
        if shown is not None and shown.state != self._print_state:
            self._print_state = shown.state
            self._wait_for_person()
        self._refresh()

    # ------------------------------------------------------------------ what is known

    def facts(self) -> dict[str, Any]:
        """Counts of what happened at this kiosk."""
        return {
            "tickets_taken": self.taken,
            "refusals": self.refusals,
            "troubles": self.troubles + self.printing.troubles,
            "page": self.page,
            "state": self.link.state,
            **self.printing.facts(),
        }

    def _is_taking(self) -> bool:
        return self.visit is not None and self.visit.taking

    # ------------------------------------------------------------------ what is shown

    def _updated(self) -> None:
        plan = self.link.mirror.plan
        if plan is not None:
            self.language.starts_in(plan.languages[0])
            if self.visit is not None and not self._is_taking() and not queue_of(plan, self.visit.queue):
                self._go("start")
                return
        self._refresh()

    def _refresh(self) -> None:
        """Make everything anew: the hall, the language or a choice is another one."""
        plan = self.link.mirror.plan
        if plan is not None:
            self._refresh_pages(plan, self.language.texts)
        self.show()

    def _refresh_pages(self, plan: Plan, texts: Texts) -> None:
        self.tiles.show(start.tiles(plan, self.link.mirror, texts))
        if self.page == "find":
            self.finding.show(plan, self.link.mirror, texts)
        if self.visit is None:
            return
        queue = queue_of(plan, self.visit.queue)
        if queue is not None and self.page == "confirm":
            status = start.status_of(self.link.mirror, queue.id)
            self._confirm = confirm(self.visit, queue, plan, status, texts)
            self.classes.show(classes(self.visit, plan, texts))
        if self.visit.taken is not None:
            self._result = result(self.visit.taken, self.visit.print, plan, texts)

    def look(self) -> dict[str, Any]:
        """Everything single that the kiosk shows: for QML, by name."""
        left, texts = self._countdown.left, self.language.texts
        told = self.page == "result" and self._print_state != "printing"  # how the paper fares
        return super().look() | {
            "page": self.page,
            "seconds": left if told or left <= self.times.show_below_s else 0,
            "query": self.finding.query,
            "listing": self.finding.listing,
            "findTitle": self.finding.title(texts),
            "findHint": self.finding.hint(texts),
            "confirm": self._confirm,
            "result": self._result,
        }

    queueRows = Property(QObject, lambda self: self.tiles, constant=True)
    groupRows = Property(QObject, lambda self: self.finding.groups, constant=True)
    matterRows = Property(QObject, lambda self: self.finding.matters, constant=True)
    classRows = Property(QObject, lambda self: self.classes, constant=True)
