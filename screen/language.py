"""The language and the type size that a screen is in now.

The texts themselves are in `assets/`.
"""

from __future__ import annotations

from PySide6.QtCore import Property, QCoreApplication, QObject, Signal, Slot
from PySide6.QtQml import QQmlEngine

from assets.texts import LANGUAGES, Texts
from screen.translator import Translator


class Language(QObject):
    """What texts are shown in. A choice on the command line holds; else the hall's first language is it.

    Signals:
        changed: another language; every text a view-model has made must be made anew.
        size_changed: `large` is another one.
    """

    changed = Signal()
    size_changed = Signal()

    def __init__(self, chosen: str = "") -> None:
        super().__init__()
        if chosen and chosen not in LANGUAGES:
            raise ValueError(f"language {chosen!r}: there is {' and '.join(LANGUAGES)}")
        self._chosen = chosen
        self._first = chosen or LANGUAGES[0]
        self._large = False
        self._engines: list[QQmlEngine] = []
        self.texts = Texts.load(self._first)
        self._translator: Translator | None = None
        self._install()

    def attach(self, engine: QQmlEngine) -> None:
        """Texts in the QML of this engine follow the language."""
        self._engines.append(engine)

    def starts_in(self, language: str) -> None:
        """The hall's first language: used from now on unless one was chosen at the start of the program."""
        if not self._chosen and language != self._first:
            self._first = language
            self.use(language)

    @Slot(str)
    def use(self, language: str) -> None:
        """Show everything in this language. Raises ValueError for one that there is not."""
        if language == self.texts.language:
            return
        self.texts = Texts.load(language)
        self._install()
        for engine in self._engines:
            engine.retranslate()
        self.changed.emit()

    @Slot()
    def toggle_large(self) -> None:
        """Large type on or off."""
        self._set_large(not self._large)

    @Slot()
    def reset(self) -> None:
        """As at the start, for the next person."""
        self.use(self._first)
        self._set_large(False)

    def _install(self) -> None:
        if self._translator is not None:
            QCoreApplication.removeTranslator(self._translator)
        self._translator = Translator(self.texts)
        QCoreApplication.installTranslator(self._translator)

    def _set_large(self, large: bool) -> None:
        if large != self._large:
            self._large = large
            self.size_changed.emit()

    def _get_current(self) -> str:
        return self.texts.language

    def _get_large(self) -> bool:
        return self._large

    current = Property(str, _get_current, notify=changed)
    large = Property(bool, _get_large, notify=size_changed)
