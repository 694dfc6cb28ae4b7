"""One person at the kiosk: the page they are on, the way back to the start, and the one command of a visit.

What there is to choose is in `kiosk.py` and `arriving.py`; what a page says is made in `visit.py`.
"""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import Slot

from assets.texts import N_
from kiosk.frame import KioskScreen, Link
from kiosk.idle import Countdown, Times
from kiosk.printing import Printing
from kiosk.ticket import Taken, paper
from kiosk.visit import Errand
from link.frames import Refused, Reply
from link.qt import Answer
from screen.language import Language

Page = Literal["start", "find", "confirm", "check-in", "ticket", "result"]

NO_ANSWER = N_("The hall did not answer. Please try again: you will get one number only.")


class Taking(KioskScreen):
    """From the first touch to the number on paper. Whoever inherits says what `refresh` shows."""

    def __init__(self, link: Link, language: Language, printing: Printing, times: Times) -> None:
        self.times = times
        super().__init__(link, language, printing, times.message_s)
        self.page: Page = "start"
        self.visit: Errand | None = None
        self.taken = self.checked_in = self.refusals = 0
        self.troubles: list[str] = []
        self.print_state = ""
        self.countdown = Countdown(self.show, self.done)

    def refresh(self) -> None:
        """Make everything anew: the hall, the language or a choice is another one."""
        raise NotImplementedError

    def forget(self) -> None:
        """Whatever was looked for or typed is gone: the next person finds everything empty."""
        raise NotImplementedError

    # ------------------------------------------------------------------ moving between pages

    @Slot()
    def touched(self) -> None:
        """Somebody is here: the way back begins anew."""
        self.countdown.again()
        self.show()

    @Slot()
    def home(self) -> None:
        """Back to the start; whoever is here stays, with their language."""
        if self.page == "result":
            self.done()
        elif not self.is_taking():
            self.go("start")

    @Slot()
    def done(self) -> None:
        """The start, as for the next person. Never while a number is being taken."""
        if self.is_taking():
            return
        self.chose_language = False
        self.forget()
        self.go("start")
        self.language.reset()
        self.countdown.stop()

    def go(self, page: Page) -> None:
        """Show this page."""
        self.page, self.message = page, ""
        if page == "start":
            self.visit = None
        self.wait_for_person()
        self.refresh()

    def wait_for_person(self) -> None:
        """Begin the way back, where there is one: the start page only has to forget a person's language."""
        if self.is_taking():
            return
        if self.page == "result":
            on_paper = self.print_state == "printed"
            self.countdown.start(self.times.result_s if on_paper else self.times.note_s)
        elif self.page != "start" or self.chose_language or self.language.large or self.knows_person():
            self.countdown.start(self.times.page_s)
        else:
            self.countdown.stop()

    def knows_person(self) -> bool:
        """Whether something is known here of whoever stands before it, also on the start page."""
        return False

    def is_taking(self) -> bool:
        """Whether a number is on its way."""
        return self.visit is not None and self.visit.taking

    # ------------------------------------------------------------------ the number

    def ask_for_number(self, visit: Errand) -> None:
        """Give the visit's command. A second tap does nothing, and every try has the same command id."""
        if visit.taking or self.is_blocked():
            return
        visit.taking = True
        self.message = ""
        self.countdown.stop()
        self.link.send(visit.ask(), lambda answer: self._answered(visit, answer), self.times.answer_s)
        self.refresh()

    def _answered(self, visit: Errand, answer: Answer) -> None:
        visit.taking = False
        if isinstance(answer, Reply):
            self._has_number(visit, Taken.of(answer))
            return
        if answer is None:
            self.troubles.append(f"{visit.ask().__struct_config__.tag}: no answer")
            self.say(self.language.texts.t(NO_ANSWER))
        else:
            self.refused(answer)
        self.wait_for_person()
        self.refresh()

    def refused(self, answer: Refused) -> None:
        """Say why not."""
        self.refusals += 1
        self.say(self.language.texts.refusal(answer.code, {**answer.facts}))

    def _has_number(self, visit: Errand, taken: Taken) -> None:
        """Paper first: the person waits for it longer than for the page."""
        plan = self.link.mirror.plan
        visit.taken = taken
        visit.forget_person()
        self.taken += 1
        self.checked_in += taken.ticket.booked is not None
        if plan is not None:
            visit.print = self.printing.print(taken.ticket.id, paper(plan, taken, self.language.texts))
            self.print_state = visit.print.state
        self.go("result")

    @Slot()
    def print_again(self) -> None:
        """Once more onto paper, when it failed."""
        if self.page == "result" and self.visit is not None and self.visit.print is not None:
            self.printing.again(self.visit.print)

    def print_changed(self) -> None:
        """The printer, or the ticket on its way through it, is in another state."""
        shown = self.visit.print if self.visit is not None else None
        if shown is not None and shown.state != self.print_state:
            self.print_state = shown.state
            self.wait_for_person()
        self.refresh()
