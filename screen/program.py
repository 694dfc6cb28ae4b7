"""The start and the end of a Qt Quick program: application, window, QML with its import path, signals, log.

What the window shows, and what it knows, is given by the room that it belongs to.
"""

from __future__ import annotations

import re
import signal
import socket
import sys
from collections.abc import Callable
from pathlib import Path

import structlog
from PySide6.QtCore import (
    QObject,
    QSize,
    QSocketNotifier,
    Qt,
    QUrl,
)
from PySide6.QtGui import QFont, QGuiApplication
from PySide6.QtQml import QQmlEngine, QQmlError
from PySide6.QtQuick import QQuickView

from assets import path
from link.qt import HallLink
from screen.hands import Facts, Hands
from screen.icons import IconProvider
from screen.language import Language

log = structlog.get_logger()

FONTS = ("Noto Sans CJK SC", "Noto Sans SC", "PingFang SC", "Microsoft YaHei")
SIZE = re.compile(r"^([1-9][0-9]{2,4})x([1-9][0-9]{2,4})$")


class ProgramError(Exception):
    """The program cannot start; the text says why and what would be right."""


def set_font(app: QGuiApplication) -> None:
    """One family for both languages, with the Chinese forms of the signs."""
    font = QFont()
    font.setFamilies(list(FONTS))
    app.setFont(font)


def prepare(engine: QQmlEngine, language: Language | None = None) -> None:
    """Give an engine the module `Tingxu`, the icons, and texts that follow the language."""
    engine.setOutputWarningsToStandardError(False)
    engine.warnings.connect(_log_warnings)
    engine.addImportPath(str(path("qml")))
    engine.addImageProvider("icon", IconProvider())
    if language is not None:
        language.attach(engine)


class Program:
    """A screen's program: make it, `show`, then `run` until it is told to stop. One in a process.

    `size` is WIDTHxHEIGHT in pixels; `language` is "zh", "en", or "" for the hall's first. Wrong options are
    found here, before a one-time code is used up. Raises ProgramError.
    """

    def __init__(self, name: str, size: str, language: str = "") -> None:
        self._size = _parsed(size)
        self.app = QGuiApplication([name])
        self.app.setApplicationName(name)
        self.app.setApplicationDisplayName("Tingxu 厅序")
        set_font(self.app)
        try:
            self.language = Language(language)
        except ValueError as error:
            raise ProgramError(str(error)) from error
        self.view = QQuickView()
        self.hands: Hands | None = None
        prepare(self.view.engine(), self.language)

    def show(self, qml: Path, *, fullscreen: bool = False, **view_models: QObject) -> None:
        """Open the window: the root of `qml` fills it and gets the view-models as its properties.

        Raises ProgramError.
        """
        self.view.setResizeMode(QQuickView.ResizeMode.SizeRootObjectToView)
        self.view.setInitialProperties(view_models)
        self.view.setSource(QUrl.fromLocalFile(str(qml)))
        if self.view.status() is not QQuickView.Status.Ready:
            raise ProgramError("; ".join(error.toString() for error in self.view.errors()))
        self.view.resize(self._size)
        if fullscreen:
            self.view.setFlag(Qt.WindowType.FramelessWindowHint)
            self.view.showFullScreen()
        else:
            self.view.show()

    def obey(self, facts: Facts) -> None:
        """Let a scripted person on standard input use the window; `facts` gives the counts."""
        self.hands = Hands(self.view, facts)
        self.hands.listen()

    def run(self, link: HallLink, *ends: Callable[[], None]) -> int:
        """Start the link, run until the window closes or a signal comes, end everything; the exit status.

        `ends` are called after the link is closed, in order: they end what else has threads.
        """
        stopper = _Stopper(self.app)
        self.view.setTitle(f"{link.identity.role} {link.identity.name}")  # Qt adds the application's name
        link.start()
        status = self.app.exec()
        stopper.close()
        link.close()
        for end in ends:
            end()
        self.view.setSource(QUrl())  # QML goes before the view-models it shows
        self.view.destroy()
        return status


def _parsed(size: str) -> QSize:
    found = SIZE.match(size)
    if found is None:
        raise ProgramError(f"size {size!r}: WIDTHxHEIGHT is right, for instance 1080x1920")
    return QSize(int(found[1]), int(found[2]))


class _Stopper:
    """Ends the event loop at SIGINT or SIGTERM: Python hears a signal only when Qt gives it a turn.

    A signal that comes before the loop runs lies in the socket until it does.
    """

    def __init__(self, app: QObject) -> None:
        self._ours, theirs = socket.socketpair()
        self._theirs = theirs
        self._ours.setblocking(False)
        theirs.setblocking(False)
        self._before = signal.set_wakeup_fd(theirs.fileno())
        self._notifier = QSocketNotifier(self._ours.fileno(), QSocketNotifier.Type.Read, app)
        self._notifier.activated.connect(self._woken)
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: None)

    def _woken(self) -> None:
        self._ours.recv(64)
        QGuiApplication.exit(0)

    def close(self) -> None:
        """Let go of the socket. A signal while the program ends changes nothing any more."""
        self._notifier.setEnabled(False)
        signal.set_wakeup_fd(self._before)
        self._ours.close()
        self._theirs.close()


def _log_warnings(warnings: list[QQmlError]) -> None:
    """QML's complaints into our log. No handler for all of Qt's messages: it would be called by the thread
    that loads QML while the GUI thread holds Python's lock and waits for it."""
    for warning in warnings:
        log.warning("qml", message=warning.toString())


def refuse(error: Exception) -> int:
    """Say on standard error why a program does not start; the exit status for it."""
    print(error, file=sys.stderr)  # noqa: T201 - the answer to whoever typed the command
    return 2
