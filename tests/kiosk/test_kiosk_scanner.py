"""A QR scanner that types like a keyboard: which keys are a line, and what does no harm."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QKeyEvent, QWindow

from kiosk.scanner import LONGEST, Scanner
from link.scanned import booking_code

CODE = "K7QM2XWP"
ADDRESS = f"https://hall.example/b/{CODE}"


class Window:
    """A window with a scanner; `left` is what came through to the page."""

    def __init__(self) -> None:
        self.listens, self.lines = True, list[str]()
        self.window = _Page()
        self.scanner = Scanner(self.window, lambda: self.listens, self.lines.append)

    @property
    def left(self) -> list[str]:
        return self.window.keys

    def types(self, text: str, enter: str = "\r") -> None:
        for sign in [*text, *enter]:
            key = Qt.Key.Key_Return if sign in "\r\n" else Qt.Key.Key_unknown
            event = QKeyEvent(QEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier, sign)
            QCoreApplication.sendEvent(self.window, event)


class _Page(QWindow):
    def __init__(self) -> None:
        super().__init__()
        self.keys = list[str]()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self.keys.append(event.text())


@pytest.fixture
def window(qapp: object) -> Window:
    return Window()


def test_a_line_is_heard_and_does_not_reach_the_page(window: Window) -> None:
    window.types(ADDRESS)
    window.types(CODE, "\n")
    assert (window.lines, window.left) == ([ADDRESS, CODE], [])


def test_the_keyboard_still_works_the_page(window: Window) -> None:
    window.types("\t ", "")
    window.types("", "\r")
    shift = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Shift, Qt.KeyboardModifier.NoModifier, "")
    QCoreApplication.sendEvent(window.window, shift)
    assert (window.lines, window.left) == ([], ["\t", " ", "\r", ""])


def test_elsewhere_the_letters_go_to_the_page_and_nothing_is_kept(window: Window) -> None:
    window.types("https://ha", "")
    window.listens = False
    window.types("S", "\r")
    window.listens = True
    window.types(CODE)
    assert (window.lines, window.left) == ([CODE], ["S", "\r"])


def test_half_a_line_is_forgotten_after_a_silence(window: Window) -> None:
    window.types("K7QM", "")
    window.scanner.silence.timeout.emit()
    window.types("", "\r")
    window.types(CODE)
    assert (window.lines, window.left) == ([CODE], ["\r"])


def test_half_a_line_does_not_spoil_the_address_after_it(window: Window) -> None:
    window.types(ADDRESS[:17], "")
    window.types(ADDRESS)
    assert [booking_code(line) for line in window.lines] == [CODE]


def test_a_mad_scanner_fills_no_memory(window: Window) -> None:
    window.types("x" * 5 * LONGEST)
    window.types(ADDRESS)
    assert [len(line) for line in window.lines] == [LONGEST, len(ADDRESS)]
