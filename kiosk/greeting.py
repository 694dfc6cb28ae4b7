"""Somebody lays down an identity card, or scans the ticket they have: who comes without touching anything.

What is read is `readers.py`'s; what a card stands for the server decides. A card is known as long as the
person is here, and nowhere else.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from PySide6.QtCore import QTimer, Slot

from assets import saying
from assets.texts import N_, Texts
from devices.card import Seen
from devices.sdt import Card
from kiosk.arriving import NO_CODE, Arriving
from kiosk.frame import Link
from kiosk.idle import Times
from kiosk.printing import REPRINT_S, Print, Printing
from kiosk.ticket import Taken, title
from link.client import new_id
from link.commands import FindBookings, FindTicket, Reprint
from link.frames import Refused, Reply
from link.plan import Plan, PriorityClass
from link.qt import Answer
from link.resident import age
from link.scanned import OfBooking, OfTicket, meaning
from link.words import Ticket
from screen.clock import local
from screen.language import Language

CARD_SAYS: Final[dict[str, str]] = {
    "unreadable": N_("The card could not be read. Lay it down flat once more, and leave it there a moment."),
    "other_kind": N_("This kind of card cannot be read here. Please choose your service on the screen."),
}
COPIES: Final = 2
"""So often whoever took a number may have it on paper once more."""


def by_age(plan: Plan, card: Card | None, now_ms: int) -> PriorityClass | None:
    """The best class that somebody with this card has by age; None without a card, and for the young."""
    if card is None:
        return None
    years = age(card.birth, local(now_ms, plan).date())
    return next((cls for cls in plan.classes if cls.from_age is not None and years >= cls.from_age), None)


class Greeting(Arriving):
    """The start page with a card on the reader, and the page of a ticket that was scanned."""

    def __init__(self, link: Link, language: Language, printing: Printing, times: Times) -> None:
        super().__init__(link, language, printing, times)
        self.card: Card | None = None
        self.has_reader = False
        """Whether a card may be laid down here now."""
        self.scanned_ticket: Taken | None = None
        self.copy_asked = False
        self._asks = ""
        """Id of the question about a ticket that is under way."""
        self._last: tuple[str, Print] | None = None
        """Number and print of the ticket that was taken last."""
        self._last_ends = QTimer(self, singleShot=True, interval=round(REPRINT_S * 1000))
        self._last_ends.timeout.connect(self.refresh)

    def forget(self) -> None:
        """Whose card it was, too."""
        super().forget()
        self.card, self.scanned_ticket, self.copy_asked, self._asks = None, None, False, ""

    @Slot()
    def home(self) -> None:
        """Back to the start; the card is forgotten."""
        if not self.is_taking():
            self.forget()
        super().home()

    @Slot()
    def done(self) -> None:
        """As for the next person, who may still print the last number again for a while: it is theirs."""
        visit = self.visit
        if visit is not None and visit.taken is not None and visit.print is not None:
            self._last = (visit.taken.ticket.number, visit.print)
            self._last_ends.start()
        super().done()

    def knows_person(self) -> bool:
        """Whether a card was laid down."""
        return self.card is not None

    def is_busy(self) -> bool:
        """Whether an answer of the server is awaited."""
        return super().is_busy() or bool(self._asks)

    # ------------------------------------------------------------------ a card

    def reader_is(self, *, ready: bool) -> None:
        """Whether a card may be laid down here now."""
        if ready != self.has_reader:
            self.has_reader = ready
            self.refresh()

    def card_seen(self, seen: Seen) -> None:
        """What lies on the reader."""
        if self.is_blocked() or self.is_busy() or self.print_is_under_way():
            return
        if self.page == "result":
            self.done()  # the next person is here
        if not isinstance(seen, Card):
            self._plainly(CARD_SAYS[seen])
        elif self.page == "confirm":
            self.card = seen
            self.with_card()
            self.refresh()
        else:
            self.forget()
            self.card = seen
            self._look_for_bookings(seen)
        self.wait_for_person()

    def with_card(self) -> None:
        """A visit that was begun goes on with the card."""
        raise NotImplementedError

    def print_is_under_way(self) -> bool:
        """Whether somebody's paper is coming out: nobody else's turn yet."""
        return self.page == "result" and self.print_state == "printing"

    def _plainly(self, sentence: str) -> None:
        self.say(self.language.texts.t(sentence), stays=self.page == "check-in")

    def _look_for_bookings(self, card: Card) -> None:
        self.go("start")
        if not self.takes_bookings():
            return
        command = FindBookings(new_id(), identity=card.number)
        self._search = command.id
        self.countdown.stop()
        self.link.send(
            command, lambda answer: self._bookings_of_card(command.id, answer), self.times.answer_s
        )
        self.refresh()

    def _bookings_of_card(self, question: str, answer: Answer) -> None:
        if question != self._search:
            return  # whoever laid it down has gone
        self._search = ""
        if isinstance(answer, Reply) and answer.appointments:
            self.bookings = list(answer.appointments)
            self.go("check-in")
            return
        if answer is None:
            self.troubles.append("find_bookings: no answer")
        elif isinstance(answer, Refused) and answer.code != "no_bookings":
            self.refused(answer)
        self.wait_for_person()
        self.refresh()

    # ------------------------------------------------------------------ a scanned ticket

    def hears_scanner(self) -> bool:
        """Whether a scanner is listened to."""
        return self.page in {"start", "check-in", "ticket"}

    def scanned(self, line: str) -> None:
        """What a scanner typed or sent."""
        if not self.hears_scanner() or self.is_busy():
            return
        found = meaning(line)
        if isinstance(found, OfTicket):
            self.look_at(found.key)
        elif isinstance(found, OfBooking) and self.takes_bookings():
            self.arrive_with(found.code)
        elif len(line) >= NO_CODE:
            self._unknown_code()
        self.wait_for_person()

    def _unknown_code(self) -> None:
        texts = self.language.texts
        if self.page == "check-in":
            self.say(texts.t("This QR code is not a booking's. Please type the code."), stays=True)
        else:
            self.say(
                texts.t("This QR code is not one of this hall. Please choose your service on the screen.")
            )

    def look_at(self, key: str, says: str = "") -> None:
        """Show how the ticket with this key stands, and what is to be said about it."""
        if self.is_blocked():
            return
        command = FindTicket(new_id(), key)
        self._asks = command.id
        self.countdown.stop()
        self.link.send(
            command, lambda answer: self._ticket_found(command.id, key, says, answer), self.times.answer_s
        )
        self.refresh()

    def _ticket_found(self, question: str, key: str, says: str, answer: Answer) -> None:
        if question != self._asks:
            return
        self._asks = ""
        if isinstance(answer, Reply) and answer.ticket is not None:
            self.scanned_ticket, self.copy_asked = replace(Taken.of(answer), key=key), False
            self.go("ticket")
            if says:
                self.say(says, stays=True)
            return
        self._not_done("find_ticket", answer)

    def _not_done(self, what: str, answer: Answer) -> None:
        if isinstance(answer, Refused):
            self.refused(answer)
        elif answer is None:
            self.troubles.append(f"{what}: no answer")
            self.say(self.language.texts.t("The hall did not answer. Please try again."))
        self.wait_for_person()
        self.refresh()

    @Slot()
    def print_copy(self) -> None:
        """The ticket that was scanned, on paper once more."""
        ticket = self.scanned_ticket
        if self.page != "ticket" or ticket is None or self.copy_asked or self.is_busy() or self.is_blocked():
            return
        command = Reprint(new_id(), key=ticket.key)
        self._asks = command.id
        self.countdown.stop()
        self.link.send(command, lambda answer: self._copy_answered(command.id, answer), self.times.answer_s)
        self.refresh()

    def _copy_answered(self, question: str, answer: Answer) -> None:
        if question != self._asks:
            return
        self._asks = ""
        if not isinstance(answer, Reply):
            self._not_done("reprint", answer)
            return
        self.copy_asked = True
        self.say(self.language.texts.t("A copy is being printed. Please take it."), stays=True)
        self.wait_for_person()
        self.refresh()

    # ------------------------------------------------------------------ the ticket just taken

    @Slot()
    def print_again(self) -> None:
        """Once more onto paper: when it failed, or as a copy of what has just come out."""
        if self.page == "start" and self._last is not None:
            self.printing.reprint(self._last[1])
        elif self.page == "result" and self.visit is not None and self.visit.print is not None:
            if self.may_copy(self.visit.print):
                self.printing.reprint(self.visit.print)
            else:
                super().print_again()
        self.refresh()

    def may_copy(self, one: Print | None) -> bool:
        """Whether a ticket that has just come out may be printed once more."""
        return one is not None and one.tries <= COPIES and self.printing.may_reprint(one)

    def refused(self, answer: Refused) -> None:
        """Whoever has a number already is shown it, and may have it on paper again."""
        super().refused(answer)
        key = answer.facts.get("key")
        if answer.code == "one_ticket" and isinstance(key, str):
            self.look_at(key, self.message)

    # ------------------------------------------------------------------ what is shown

    def greets(self, texts: Texts) -> str:
        """A greeting by name, masked; "" to whoever is not known."""
        return texts.t("Hello, {name}", name=self.card.masked_name) if self.card is not None else ""

    def greeting_view(self, plan: Plan | None, languages: list[Texts]) -> dict[str, Any]:
        """The band on the start page: an invitation to lay a card down, or a greeting to whoever did."""
        texts = self.language.texts
        last = self._last[0] if self._last is not None and self.may_copy(self._last[1]) else ""
        card = self.card
        says = [one.t("You may lay your identity card on the reader") for one in languages]
        about = ""
        if card is not None:
            says = [self.greets(texts)]
            about = texts.t("One moment …") if self._search else texts.t("Please choose a service.")
        cls = by_age(plan, card, self.link.now_ms()) if plan is not None else None
        return {
            "shown": card is not None or self.has_reader,
            "known": card is not None,
            "says": says,
            "about": about,
            "priority": saying.priority(texts, cls),
            "again": texts.t("Print {number} again", number=last) if last and card is None else "",
        }

    def ticket_view(self, plan: Plan, texts: Texts) -> dict[str, Any]:
        """What the page of a scanned ticket shows."""
        known = self.scanned_ticket
        if known is None:
            return {}
        waits, at_window = known.ticket.state == "waiting", known.ticket.state in ("called", "serving")
        return {
            "number": known.ticket.number,
            "name": title(plan, known.ticket, texts),
            "ahead": saying.ahead(texts, known.ahead) if waits else "",
            "wait": saying.wait(texts, known.wait) if waits else "",
            "windows": "" if at_window else saying.windows(plan, known.ticket.queue, texts),
            "says": _stands(plan, known.ticket, texts),
            "missed": saying.missed(plan, texts),
            "busy": bool(self._asks),
            "copied": self.copy_asked,
        }


def _stands(plan: Plan, ticket: Ticket, texts: Texts) -> str:
    """Where the person is to go; "" while they wait."""
    window = next((one.label(texts.language) for one in plan.counters if one.id == ticket.counter), "")
    match ticket.state:
        case "called" | "serving":
            return texts.t("It is your turn. Please go to {window}.", window=window)
        case "parked":
            return texts.t("You may go to any of the windows to continue.")
        case "passed":
            return texts.t("Your number was called and missed.")
    return ""
