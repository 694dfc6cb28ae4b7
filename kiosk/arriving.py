"""Somebody who booked checks in: by the code, by the end of the phone number, or with a QR scanner.

Whether it is time, and what number it gives, the server decides; how the page looks is QML's business.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, Literal

from PySide6.QtCore import Property, QObject, Slot

from assets.texts import N_, Texts
from kiosk.frame import Link
from kiosk.idle import Times
from kiosk.printing import Printing
from kiosk.taking import Taking
from kiosk.visit import Arrival
from link.client import new_id
from link.commands import FindBookings
from link.frames import Refused, Reply
from link.plan import Plan
from link.qt import Answer
from link.words import Appointment
from screen.language import Language
from screen.rows import Row, Rows

Mode = Literal["code", "phone"]
KEYS: Final[dict[Mode, list[str]]] = {
    "code": [*"23456789", "back", *"ABCDEFGHJKMNPQRSTUVWXYZ", "", "", "", "clear"],
    "phone": [*"123456789", "clear", "0", "back"],
}
"""The keypad in the order of its keys; "" leaves a place free."""
LENGTH: Final[dict[Mode, int]] = {"code": 8, "phone": 4}
GROUP: Final = 4
"""A code is read and typed in groups of so many."""
NO_CODE: Final = 8
"""Something as long as this that was scanned was meant for us, and deserves an answer."""
NEXT: Final[dict[str, str]] = {
    "unknown_booking": N_("You may also look it up by your phone number."),
    "no_bookings": N_("You may also type the booking code."),
    "booking_over": N_("Please go back and take a number, or ask at the guide desk."),
    "other_day": N_("To come today all the same, go back and take a number."),
    "too_early": N_("Please take a seat, and come back here then."),
    "too_late": N_("Go back and choose the service."),
    "already_here": N_("Where the paper is lost, the guide desk helps."),
    "not_bookable": N_("Go back and choose the service."),
}
"""What to do after a refusal, where its own sentence does not say."""


@dataclass
class Entry:
    """What was typed so far."""

    mode: Mode = "code"
    text: str = ""

    @property
    def whole(self) -> bool:
        """Whether nothing is missing."""
        return len(self.text) == LENGTH[self.mode]

    def press(self, key: str) -> None:
        """A key of the keypad: a sign, "back" or "clear"."""
        if key == "back":
            self.text = self.text[:-1]
        elif key == "clear":
            self.text = ""
        elif len(key) == 1 and key in KEYS[self.mode] and not self.whole:
            self.text += key

    def groups(self) -> list[list[str]]:
        """The signs in groups, "" for each that is missing."""
        padded = [*self.text, *[""] * (LENGTH[self.mode] - len(self.text))]
        return [padded[at : at + GROUP] for at in range(0, len(padded), GROUP)]


class Arriving(Taking):
    """The check-in page. It is there where the hall takes bookings."""

    def __init__(self, link: Link, language: Language, printing: Printing, times: Times) -> None:
        super().__init__(link, language, printing, times)
        self.entry = Entry()
        self.bookings: list[Appointment] = []
        """Those that were found by the end of a phone number."""
        self.booking_rows = Rows("time", "name", "queue")
        self._search = ""
        """Id of the question that is under way."""

    def takes_bookings(self) -> bool:
        """Whether the hall takes bookings at all."""
        plan = self.link.mirror.plan
        return plan is not None and plan.booking is not None

    def forget(self) -> None:
        """Nothing was typed and nothing found."""
        self.entry, self.bookings, self._search = Entry(), [], ""

    # ------------------------------------------------------------------ typing

    @Slot()
    def check_in(self) -> None:
        """Open the page."""
        if self.takes_bookings() and self.page == "start":
            self.forget()
            self.go("check-in")

    @Slot(str)
    def by(self, mode: str) -> None:
        """Type a booking's code, or the end of a phone number: mode "code" or "phone"."""
        if mode in KEYS and not self.is_busy():
            self.entry, self.bookings, self.message = Entry(mode), [], ""
            self.refresh()

    def press(self, key: str) -> None:
        """A key of the keypad on this page."""
        if not self.is_busy():
            self.entry.press(key)
            self.bookings, self.message = [], ""
            self.refresh()

    def is_busy(self) -> bool:
        """Whether an answer of the server is awaited."""
        return self.is_taking() or bool(self._search)

    # ------------------------------------------------------------------ checking in

    @Slot()
    def check_in_go(self) -> None:
        """Check in with what was typed."""
        if not self.entry.whole or self.is_busy() or self.is_blocked():
            return
        if self.entry.mode == "code":
            self._arrive(self.entry.text)
        else:
            self._look_up(self.entry.text)

    @Slot(str)
    def choose_booking(self, code: str) -> None:
        """Check in with one of those that were found."""
        if any(one.code == code for one in self.bookings) and not self.is_busy():
            self._arrive(code)

    def arrive_with(self, code: str) -> None:
        """Check in with the code of a booking that was scanned."""
        self.forget()
        self.entry.text = code
        if self.page != "check-in":
            self.go("check-in")
        self.check_in_go()

    def _arrive(self, code: str) -> None:
        if not isinstance(self.visit, Arrival) or self.visit.code != code:
            self.visit = Arrival(code)
        self.ask_for_number(self.visit)

    def _look_up(self, tail: str) -> None:
        command = FindBookings(new_id(), tail)
        self._search, self.message = command.id, ""
        self.countdown.stop()
        self.link.send(command, lambda answer: self._found(command.id, answer), self.times.answer_s)
        self.refresh()

    def _found(self, question: str, answer: Answer) -> None:
        if question != self._search:
            return  # whoever asked has gone
        self._search = ""
        if isinstance(answer, Reply):
            self.bookings = list(answer.appointments)
        elif answer is None:
            self.troubles.append("find_bookings: no answer")
            self._explain(self.language.texts.t("The hall did not answer. Please try again."))
        else:
            self.refused(answer)
        self.wait_for_person()
        self.refresh()

    def refused(self, answer: Refused) -> None:
        """On this page also what to do next, and for as long as the person is here."""
        super().refused(answer)
        if self.page == "check-in":
            texts = self.language.texts
            todo = texts.t(NEXT[answer.code]) if answer.code in NEXT else ""
            self._explain(texts.t("{first}. {then}", first=self.message, then=todo) if todo else self.message)

    def _explain(self, sentence: str) -> None:
        self.say(sentence, stays=True)

    # ------------------------------------------------------------------ what is shown

    def check_in_view(self, texts: Texts) -> dict[str, Any]:
        """What the page shows, besides the rows of bookings."""
        mode, found = self.entry.mode, bool(self.bookings)
        return {
            "mode": mode,
            "keys": KEYS[mode],
            "groups": self.entry.groups(),
            "text": " ".join("".join(group) for group in self.entry.groups()).strip(),
            "found": found,
            "ready": self.entry.whole and not found and not self.is_busy(),
            "busy": self.is_busy(),
            "says": self._instruction(texts),
            "note": self._note(texts),
            "person": self.greets(texts) if found else "",
        }

    def greets(self, texts: Texts) -> str:  # noqa: ARG002 - whoever inherits may know somebody
        """A greeting by name, masked; "" to whoever is not known."""
        return ""

    def _instruction(self, texts: Texts) -> str:
        if self.bookings:
            return (
                texts.t("Is this your booking? Touch it.")
                if len(self.bookings) == 1
                else texts.t("Which booking is yours? Touch it.")
            )
        if self.entry.mode == "phone":
            return texts.t("Type the last four digits of the phone number you booked with")
        return texts.t("Hold the QR code of your booking under the scanner, or type its code")

    def _note(self, texts: Texts) -> str:
        plan = self.link.mirror.plan
        if plan is None or plan.booking is None:
            return ""
        return texts.t(
            "Check-in begins {early} min before the booked time. Without a booking: touch Home.",
            early=plan.booking.early_min,
        )

    def show_bookings(self, plan: Plan, texts: Texts) -> None:
        """Bring the rows of bookings up to date: time and matter, and nobody's name."""
        self.booking_rows.show([_row(one, plan, texts) for one in self.bookings])

    bookingRows = Property(QObject, lambda self: self.booking_rows, constant=True)


def _row(booking: Appointment, plan: Plan, texts: Texts) -> Row:
    queue = next((one.name.get(texts.language) for one in plan.queues if one.id == booking.queue), "")
    matter = next((one.name.get(texts.language) for one in plan.matters if one.id == booking.matter), "")
    return {
        "key": booking.code,
        "time": booking.time,
        "name": matter or queue,
        "queue": queue if matter else "",
    }
