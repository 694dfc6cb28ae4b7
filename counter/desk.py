"""The clerk's window as a whole: from a button to a command. QML calls its slots and shows its properties.

What is shown is in `view.py`, what makes sense when in `able.py`; the server decides whether it is done.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from PySide6.QtCore import Slot

from assets.texts import N_
from counter.able import able_with
from counter.sheets import Sheet
from counter.standing import find
from counter.view import NOTE_LENGTH, View
from link import commands as c
from link.client import new_id
from link.frames import Reply

STAFF_NUMBER = re.compile(r"^[A-Za-z0-9]{1,16}$")
PIN_LENGTH = range(4, 33)
STAFF_NUMBER_IS = N_("A staff number is 1 to 16 letters and digits")
PIN_IS = N_("A PIN has 4 to 32 characters")
PLAIN: dict[str, type[c.Command]] = {
    "next": c.CallNext,
    "start": c.Start,
    "finish": c.Finish,
    "recall": c.Recall,
    "pass": c.PassTicket,
    "pause": c.Pause,
    "resume": c.Resume,
    "sign-out": c.SignOut,
}
"""What a button means that needs nothing else to be said."""
WITH_NUMBER: dict[str, Callable[[str, str], c.Command]] = {
    "call-this": c.CallTicket,
    "bring-back": c.BringBack,
    "unpark": c.Unpark,
    "cancel-ticket": c.Cancel,
}


class Desk(View):
    """One window of the hall in a clerk's hands."""

    @Slot(str)
    def press(self, name: str) -> None:
        """A button of the page, by its name. What makes no sense now does nothing."""
        if name not in self.able():
            return
        if name == "choose":
            self.open_number("")
        elif name in {"park", "transfer"}:
            self._open(name)  # type: ignore[arg-type]
        elif name in PLAIN and self.usable():
            self.sheets.close()
            self._give(PLAIN[name](id=new_id()))

    @Slot(str, str)
    def sign_in(self, clerk: str, pin: str) -> None:
        """Open the window. What cannot be right is not sent."""
        clerk = clerk.strip()
        self.problem = self._wrong_entry(clerk, pin)
        if not self.problem and self.usable() and self.orders.retry_in_s() == 0:
            self._give(c.SignIn(new_id(), clerk, pin))
        self.tick()

    def _wrong_entry(self, clerk: str, pin: str) -> str:
        if not STAFF_NUMBER.match(clerk):
            return STAFF_NUMBER_IS
        return "" if len(pin) in PIN_LENGTH else PIN_IS

    @Slot(str)
    def open_number(self, number: str) -> None:
        """The actions with one number; "" asks which."""
        self._open("number", number)

    @Slot()
    def open_troubles(self) -> None:
        """Which devices of the hall are not well."""
        self._open("troubles")

    def _open(self, sheet: Sheet, number: str = "") -> None:
        self.sheets.show(sheet, number)
        self.orders.forget()  # what was refused before is not about this sheet
        self.tick()

    @Slot(str)
    def typed_number(self, text: str) -> None:
        """What stands in the number sheet's field."""
        self.sheets.typed(text)
        self.tick()

    @Slot(str)
    def act(self, name: str) -> None:
        """A button of the number sheet."""
        ticket = find(self.link.mirror, self.sheets.number)
        if self.here is None or ticket is None or name not in able_with(self.here, ticket):
            return
        if name == "grant":
            self._open("grant", ticket.number)
        elif self.usable():
            self._give(WITH_NUMBER[name](new_id(), ticket.number))

    @Slot(str, str)
    def aim(self, kind: str, id_: str) -> None:
        """Choose where the person here is sent: kind "queue" or "counter"."""
        self.sheets.target = (kind, id_)  # type: ignore[assignment]
        self.tick()

    @Slot(str)
    def transfer(self, note: str) -> None:
        """Send the person here to where was chosen."""
        if self.sheets.target is not None and self.usable() and "transfer" in self.able():
            (kind, id_), words = self.sheets.target, _note(note)
            to_queue, to_counter = (id_, None) if kind == "queue" else (None, id_)
            self._give(c.Transfer(new_id(), queue=to_queue, counter=to_counter, note=words))

    @Slot(str)
    def park(self, note: str) -> None:
        """Interrupt the service of the person here."""
        if self.usable() and "park" in self.able():
            self._give(c.Park(new_id(), note=_note(note)))

    @Slot(str, str)
    def grant_with(self, part: str, value: str) -> None:
        """Choose or write in the grant sheet: part "cls", "evidence", "query" or "entry"."""
        granting = self.sheets.granting
        if part == "cls":
            granting.choose(value)
        elif part in {"evidence", "query", "entry"}:
            setattr(granting, part, value)
        self.tick()

    @Slot()
    def grant(self) -> None:
        """Give the class to the person. What cannot be right is not sent."""
        if self.here is not None and self.sheets.open == "grant" and self.usable():
            texts = self.language.texts
            command = self.sheets.granting.command(self.here.plan, self.sheets.number, texts)
            if command is not None:
                self._give(command)

    @Slot()
    def close_sheet(self) -> None:
        """Back to the page; on the page, the message goes."""
        if not self.sheets.open:
            self.problem = ""
            self.orders.forget()
        self.sheets.close()
        self.tick()

    def _give(self, command: c.Command) -> None:
        """Send it. A sheet stays open, with what was written in it, until the command was done."""
        sheet = self.sheets.open

        def done(reply: Reply) -> None:
            if reply.why is not None:
                self.why = reply.why
            if self.sheets.open == sheet:
                self.sheets.close()

        self.orders.give(command, done)
        self.tick()


def _note(text: str) -> str | None:
    return text.strip()[:NOTE_LENGTH] or None
