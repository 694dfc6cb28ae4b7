"""What every page of the kiosk shares: language, clock, notices, the sentence to the person, `shows` for QML.

Pages, choices and the number are in `kiosk.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from PySide6.QtCore import Property, QObject, QTimer, Signal, SignalInstance, Slot

from assets.texts import LANGUAGES, Texts
from kiosk import start
from kiosk.printing import Printing
from link.client import LinkState
from link.commands import Command
from link.mirror import Mirror
from link.qt import Answer
from screen.clock import clock, date
from screen.language import Language

NATIVE = {"zh": "中文", "en": "English"}
"""What a language calls itself: never translated."""
NAMELESS = "Tingxu 厅序"
"""Stands where the hall's name is not known yet."""


class Link(Protocol):
    """The part of HallLink that a kiosk needs."""

    state: LinkState
    state_changed: SignalInstance
    updated: SignalInstance
    mirror: Mirror

    def now_ms(self) -> int:
        """The server's clock."""

    def send(self, command: Command, then: Callable[[Answer], None], patience_s: float = 30.0) -> None:
        """Send a command; `then` gets the answer."""


class KioskScreen(QObject):
    """The frame around the pages.

    Signals:
        changed: `shows` is another one.
    """

    changed = Signal()

    def __init__(self, link: Link, language: Language, printing: Printing, message_s: int) -> None:
        super().__init__()
        self.link, self.language, self.printing = link, language, printing
        self.message = ""
        self.view: dict[str, Any] = {}
        self.chose_language = False
        """Whether whoever is here chose a language: until then notices are said in both."""
        self._message_ends = QTimer(self, singleShot=True, interval=message_s * 1000)
        self._message_ends.timeout.connect(lambda: self.say(""))
        self._minute = QTimer(self, singleShot=True)
        self._minute.timeout.connect(self.tick)

    # ------------------------------------------------------------------ for the pages

    def is_blocked(self) -> bool:
        """Whether nothing can be asked of the server now."""
        return self.link.state != "joined"

    def say(self, sentence: str, *, stays: bool = False) -> None:
        """Say this to the person for a while, or until something else is done; "" nothing any more."""
        self.message = sentence
        self._message_ends.stop()
        if sentence and not stays:
            self._message_ends.start()
        self.show()

    def show(self) -> None:
        """Let QML show what holds now."""
        self.view = self.look()
        self.changed.emit()

    def tick(self) -> None:
        """Show the time, and again when the next minute begins."""
        self._minute.start(60_000 - self.link.now_ms() % 60_000 + 5)
        self.show()

    @Slot()
    def switch_language(self) -> None:
        """The other language, for this person."""
        self.chose_language = True
        self.language.use(self.other_language())

    @Slot()
    def toggle_large(self) -> None:
        """Large type on or off, for this person."""
        self.language.toggle_large()

    def other_language(self) -> str:
        """The hall's other language; the same one where it has only one."""
        plan = self.link.mirror.plan
        languages = plan.languages if plan is not None else LANGUAGES
        return next((one for one in languages if one != self.language.texts.language), languages[0])

    # ------------------------------------------------------------------ what is shown

    def look(self) -> dict[str, Any]:
        """Everything single that the frame shows: for QML, by name."""
        mirror, texts, several = self.link.mirror, self.language.texts, self._notice_texts()
        plan, now_ms, blocked = mirror.plan, self.link.now_ms(), self.is_blocked()
        kind, words = start.printer_notice(self.printing.printer, several)
        return {
            "hasPlan": plan is not None,
            "hasMatters": plan is not None and bool(plan.matters),
            "hall": plan.name.get(texts.language) if plan else NAMELESS,
            "clock": clock(now_ms, plan),
            "date": date(now_ms, plan, texts.language),
            "headline": [start.headline(mirror, one, blocked=blocked) for one in several],
            "bookedSays": [one.t("I have booked") for one in several],
            "blocked": blocked,
            "serverNotice": start.server_notice(self.link.state, several),
            "printerNotice": words,
            "printerKind": kind,
            "message": self.message,
            "otherLanguage": NATIVE[self.other_language()] if plan and len(plan.languages) > 1 else "",
        }

    def _notice_texts(self) -> list[Texts]:
        """The language chosen; both where nobody chose one."""
        texts = [self.language.texts]
        if not self.chose_language and self.other_language() != texts[0].language:
            texts.append(Texts.load(self.other_language()))
        return texts

    shows = Property(dict, lambda self: self.view, notify=changed)
    lang = Property(QObject, lambda self: self.language, constant=True)
