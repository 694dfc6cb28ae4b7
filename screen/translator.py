"""The catalogue as a translation that Qt reads by itself, for `qsTr("Back")` and `qsTr("%n people", "", n)`.

A QTranslator written in Python would be asked by the thread that loads QML while the GUI thread holds
Python's lock and waits for that thread: the program would stop for ever. The texts are in `assets/`.
"""

from __future__ import annotations

from struct import pack

from PySide6.QtCore import QTranslator

from assets.texts import Texts

MAGIC = bytes.fromhex("3cb86418caef9c95cd211cbf60a1bddd")
HASHES, MESSAGES, NUMERUS = 0x42, 0x69, 0x88
END, TRANSLATION, SOURCE = 1, 3, 6
ONE_ELSE_MANY = b"\x01\x01"
"""Numerus rule: the first form if the number equals 1, else the second."""


class Translator(QTranslator):
    """The texts in one language. A counted text is known by its plural; Qt puts the number for %n."""

    def __init__(self, texts: Texts) -> None:
        super().__init__()
        self._data = qm(texts)  # Qt reads it in place
        self.load(self._data)


def qm(texts: Texts) -> bytes:
    """The texts in the format of Qt's .qm files, for every context.

    Source: Qt 6, qtbase/src/corelib/kernel/qtranslator.cpp (QTranslatorPrivate::do_load, do_translate).
    """
    messages = bytearray()
    hashes = []
    for source, forms in texts.for_qt().items():
        hashes.append(pack(">II", _hash(source.encode()), len(messages)))
        for form in forms:
            messages += _part(TRANSLATION, form.encode("utf-16-be"))
        messages += _part(SOURCE, source.encode()) + bytes([END])
    sections = ((HASHES, b"".join(sorted(hashes))), (MESSAGES, bytes(messages)), (NUMERUS, ONE_ELSE_MANY))
    return MAGIC + b"".join(_part(tag, data) for tag, data in sections)


def _part(tag: int, data: bytes) -> bytes:
    return pack(">BI", tag, len(data)) + data


def _hash(source: bytes) -> int:
    """The ELF hash by which Qt finds a message."""
    h = 0
    for byte in source:
        h = (h << 4) + byte
        high = h & 0xF000_0000
        h = (h ^ (high >> 24)) & ~high
    return h or 1
