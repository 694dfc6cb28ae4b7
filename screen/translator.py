"""Lets QML ask the catalogue: `qsTr("Take a number")`, `qsTr("%n people", "", n)`.

The texts are in `assets/`; which language is in use is in `language.py`.
"""

from __future__ import annotations

from PySide6.QtCore import QTranslator

from assets.texts import Texts


class Translator(QTranslator):
    """A QTranslator over the catalogue. A counted text is known by its plural; Qt puts the number for %n."""

    def __init__(self, texts: Texts) -> None:
        super().__init__()
        self.texts = texts

    def isEmpty(self) -> bool:
        """Qt's question: whether there is nothing to ask here."""
        return False

    def translate(
        self,
        context: bytes | str,  # noqa: ARG002 - Qt's signature
        sourceText: bytes | str,
        disambiguation: bytes | str | None = None,  # noqa: ARG002
        n: int = -1,
    ) -> str:
        """Qt's question: the text for QML. Qt's own texts are not ours: they stay as they are."""
        source = sourceText.decode() if isinstance(sourceText, bytes) else sourceText
        return self.texts.qt(source, n)
