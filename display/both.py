"""Texts in the hall's languages at once: a public board cannot be switched, so it says things in both.

The catalogue is in `assets/`; where each text stands on a screen is QML's business.
"""

from __future__ import annotations

from collections.abc import Sequence

from assets.texts import Texts
from link.frames import Refused
from link.plan import Counter, Language, Text

Lines = list[str]
"""A text for QML: the first language, then the second where the hall has one, else ""."""


class Both:
    """The first two languages of a hall."""

    def __init__(self, languages: Sequence[Language]) -> None:
        self.languages = tuple(languages[:2])
        self._texts = [Texts.load(language) for language in self.languages]

    def t(self, msgid: str, **facts: str | int) -> Lines:
        """A text of the catalogue."""
        return self._lines([texts.t(msgid, **facts) for texts in self._texts])

    def refusal(self, refused: Refused) -> Lines:
        """Why the server said no."""
        return self._lines([texts.refusal(refused.code, dict(refused.facts)) for texts in self._texts])

    def of(self, text: Text) -> Lines:
        """A text of the hall file."""
        return self._lines([text.get(language) for language in self.languages])

    def window(self, counter: Counter) -> Lines:
        """What people call this window."""
        return self._lines([counter.label(language) for language in self.languages])

    def go_to(self, number: str, counter: Counter) -> Lines:
        """The sentence of a call."""
        windows = (counter.label(language) for language in self.languages)
        return self._lines(
            [
                texts.t("{number} to {window}", number=number, window=window)
                for texts, window in zip(self._texts, windows, strict=True)
            ]
        )

    @staticmethod
    def _lines(texts: list[str]) -> Lines:
        different = list(dict.fromkeys(texts))
        return [*different, ""][:2]
