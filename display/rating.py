"""The second screen at a window: what the window is doing, and after a service how it was (好差评).

How it looks is in `qml/Rating.qml`; when somebody is asked, in `link/asking.py`; the rules are the server's.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal, Protocol

import structlog
from PySide6.QtCore import QTimer, Slot

from assets.texts import LEVELS, RATING_REASONS
from display.screenlink import Link as ScreenLink
from display.strip import Strip
from link.asking import Asked
from link.client import new_id
from link.commands import Command, Rate
from link.frames import Refused
from link.qt import Answer
from link.words import Call

log = structlog.get_logger()

PATIENCE_S = 600.0
"""A rating that was given waits so long for the server."""
WHY_MS = 15_000
"""Whoever walks away without a reason is counted all the same, after so long."""
THANKS_MS = 5_000

Page = Literal["idle", "ask", "why", "thanks", "failed"]


class Link(ScreenLink, Protocol):
    """The part of HallLink that a rating screen needs."""

    def send(self, command: Command, then: Callable[[Answer], None], patience_s: float = 30.0) -> None:
        """Send a command; `then` gets the answer on the GUI thread."""


class RatingScreen(Strip):
    """One window's second screen. It asks nobody twice, and nobody has to answer."""

    def __init__(self, link: Link, window: str) -> None:
        self.page: Page = "idle"
        self.asked: Asked | None = None
        self.level = 0
        self.reasons: list[str] = []
        self.waiting = 0
        """Ratings that were given and are not saved yet."""
        self.given = self.lost = 0
        self._refusal: Refused | None = None
        self._sender = link
        super().__init__(link, window)
        self._until = QTimer(self, singleShot=True)
        self._until.timeout.connect(self._ended)

    # ------------------------------------------------------------------ what the hall says

    def take_over(self) -> Call | None:
        """Take over what the mirror holds; somebody may be asked now, or not any more."""
        call = super().take_over()
        asked = self.link.mirror.asking.now(self.window_id, self.link.now_ms())
        if asked is not None and (self.asked is None or asked.ticket != self.asked.ticket):
            self._give_what_was_chosen()
            self.asked, self.level, self.reasons = asked, 0, []
            self._turn("ask", asked.until - self.link.now_ms())
        elif asked is None and self.page == "ask":
            self._turn("idle")
        elif self.page == "why" and self.standing.state == "serving":
            self._give_what_was_chosen()
        return call

    def _turn(self, page: Page, ms: int = 0) -> None:
        """Another page, for so long; 0: until something happens."""
        self.page = page
        self._until.stop()
        if ms > 0:
            self._until.start(ms)

    def _ended(self) -> None:
        if self.page == "why":
            self._give_what_was_chosen()
        else:
            self._turn("idle")
        self._show()

    # ------------------------------------------------------------------ what the person touches

    @Slot(int)
    def rate(self, level: int) -> None:
        """One touch is enough; with a bad one the person may say why."""
        rules = self.link.mirror.plan.rating if self.link.mirror.plan else None
        if self.page != "ask" or level not in LEVELS or rules is None:
            return
        self.level = level
        if level <= rules.bad:
            self._turn("why", WHY_MS)
        else:
            self._give_what_was_chosen()
        self._show()

    @Slot(str)
    def toggle(self, reason: str) -> None:
        """A reason more, or one less."""
        if self.page == "why" and reason in RATING_REASONS:
            self.reasons = [one for one in RATING_REASONS if (one in self.reasons) != (one == reason)]
            self._turn("why", WHY_MS)
            self._show()

    @Slot()
    def back(self) -> None:
        """The other faces again; nothing was sent yet."""
        if self.page == "why" and self.asked is not None:
            self.level, self.reasons = 0, []
            self._turn("ask", max(WHY_MS, self.asked.until - self.link.now_ms()))
            self._show()

    @Slot()
    def done(self) -> None:
        """The reasons are chosen, or there are none."""
        self._give_what_was_chosen()
        self._show()

    @Slot()
    def decline(self) -> None:
        """No rating: nobody has to."""
        if self.page == "ask" and self.asked is not None:
            self.link.mirror.asking.rated(self.asked.ticket)
            self._turn("idle")
            self._show()

    # ------------------------------------------------------------------ sending it

    def _give_what_was_chosen(self) -> None:
        """Send what was chosen, if anything was and it is not sent yet."""
        if self.asked is None or not self.level or self.page not in ("ask", "why"):
            return
        ticket, self.waiting = self.asked.ticket, self.waiting + 1
        self.link.mirror.asking.rated(ticket)
        command = Rate(new_id(), ticket, self.level, "screen", list(self.reasons))  # type: ignore[arg-type]
        self._turn("thanks", THANKS_MS)
        self._sender.send(command, lambda answer: self._answered(ticket, answer), PATIENCE_S)

    def _answered(self, ticket: str, answer: Answer) -> None:
        self.waiting -= 1
        if answer is None or (isinstance(answer, Refused) and answer.code != "already_rated"):
            self.lost += 1
            why = answer.code if answer is not None else "no answer"
            log.error("rating.lost", ticket=ticket, why=why)
            self.troubles.append(f"the rating of {ticket} was not saved: {why}")
            if self.page == "thanks" and self.asked is not None and self.asked.ticket == ticket:
                self._refusal = answer
                self._turn("failed", 2 * THANKS_MS)
        else:
            self.given += 1
        self._show()

    # ------------------------------------------------------------------ what is shown

    def look(self) -> dict[str, Any]:
        """Everything that the screen shows."""
        t = self.both.t
        return super().look() | {
            "page": self.page,
            "windowName": self.both.window(self._counter()),
            "number": self.asked.number if self.asked is not None else "",
            "question": t("How was our service?"),
            "levels": [
                {"level": level, "icon": f"face{level}", "text": t(text)} for level, text in LEVELS.items()
            ],
            "noThanks": t("No, thank you"),
            "why": t("What was not good? You may choose some, or none."),
            "reasons": [
                {"id": id_, "text": t(text), "on": id_ in self.reasons}
                for id_, text in RATING_REASONS.items()
            ],
            "back": t("Back"),
            "done": t("Done"),
            "thanks": t("Thank you for your rating"),
            "more": self._more(),
        }

    def calls_on_screen(self) -> list[int]:
        """The call stands there only while nobody is asked."""
        return super().calls_on_screen() if self.page == "idle" else []

    def _more(self) -> list[str]:
        t = self.both.t
        if self.page == "failed":
            if self._refusal is not None:
                return self.both.refusal(self._refusal)
            return t("The rating could not be saved. You can rate on your phone with the code on the ticket.")
        if self.waiting and self.is_stale:
            return t("It is kept here, and saved as soon as the server is there again.")
        if self.waiting:
            return t("It is being saved.")
        return t("It helps us to do better. The window does not see it.")

    def facts(self) -> dict[str, Any]:
        """Counts of what happened here."""
        counts = {"page": self.page, "given": self.given, "waiting": self.waiting, "lost": self.lost}
        return super().facts() | counts
