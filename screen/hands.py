"""Scripted hands: JSON lines on standard input use the real window, each answered by one JSON line.

The words are on docs/screens.md. What a scripted person wants is in `demo/` and in tests.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections import deque
from collections.abc import Callable
from threading import Thread
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QInputMethodEvent, QKeyEvent, QKeySequence
from PySide6.QtQuick import QQuickView
from PySide6.QtTest import QTest

from link.qt import Inbox
from screen.items import items, named, reveal, says, settle, shown

Facts = Callable[[], dict[str, Any]]
Answer = dict[str, Any]
LOOK_MS = 20
"""How often a wait looks."""
PATIENCE_S = 5.0
"""How long `wait` and `gone` wait when nothing else is said."""


class Cannot(Exception):
    """What was asked for is not possible; the text says why."""


class Hands(QObject):
    """Does what the lines say, one after the other, and never blocks the window."""

    def __init__(self, view: QQuickView, facts: Facts, write: Callable[[str], None] | None = None) -> None:
        super().__init__()
        self._view, self._facts = view, facts
        self._write = write or _write
        self._inbox = Inbox()
        self._lines: deque[bytes] = deque()
        self._busy = False
        self._tick = QTimer(self, interval=LOOK_MS)
        self._tick.timeout.connect(self._look)
        self._until: Callable[[], Answer | None] = lambda: {}

    def listen(self) -> None:
        """Read standard input in a thread of its own until it ends."""
        Thread(target=self._read, name="hands", daemon=True).start()

    def obey(self, line: bytes) -> None:
        """Do this line after those before it."""
        self._lines.append(line)
        self._next()

    def _read(self) -> None:
        """Without the lock of sys.stdin: a thread that waits in it breaks the end of the program."""
        rest = b""
        while chunk := os.read(0, 4096):
            *whole, rest = (rest + chunk).split(b"\n")
            for line in filter(bytes.strip, whole):
                self._inbox.put(lambda line=line: self.obey(line))  # type: ignore[misc]

    def _next(self) -> None:
        while self._lines and not self._busy:
            try:
                answer = self._do(json.loads(self._lines.popleft()))
            except Cannot as error:
                answer = {"ok": False, "why": str(error)}
            except (ValueError, TypeError) as error:
                answer = {"ok": False, "why": f"not understood: {error}"}
            if answer is not None:
                self._answer(answer)

    def _answer(self, answer: Answer) -> None:
        self._write(json.dumps({"ok": True} | answer, ensure_ascii=False))

    def _do(self, what: Any) -> Answer | None:
        """Do one thing; None while it still goes on."""
        match what:
            case {"tap": str(name)}:
                return self._tap(name, QTest.mouseClick)
            case {"double_tap": str(name)}:
                return self._tap(name, QTest.mouseDClick)
            case {"key": str(key)}:
                return self._key(key)
            case {"type": str(text)}:
                return self._type(text)
            case {"scan": str(text)}:
                return self._scan(text)
            case {"see": str(name)}:
                return {"text": says(self._one(name))}
            case {"find": str(prefix)}:
                return {"names": self._names(prefix)}
            case {"wait": str(name)}:
                return self._wait(lambda: bool(self._named(name)), f"{name} did not come", what)
            case {"gone": str(name)}:
                return self._wait(lambda: not self._named(name), f"{name} is still there", what)
            case {"picture": str(path)}:
                return self._picture(path)
            case {"facts": True}:
                return {"facts": self._facts()}
            case {"quit": True}:
                QTimer.singleShot(0, lambda: QGuiApplication.exit(0))
                return {}
        raise Cannot(f"not understood: {what!r}; docs/screens.md has the words")

    # ------------------------------------------------------------------ seeing

    def _named(self, name: str) -> list[Any]:
        return [item for item in named(self._view.contentItem(), name) if shown(item)]

    def _one(self, name: str) -> Any:
        found = self._named(name)
        if not found:
            there = sorted({item.objectName() for item in items(self._view.contentItem())} - {""})
            known = (
                "it is there, but hidden or disabled" if name in there else f"there are {', '.join(there)}"
            )
            raise Cannot(f"{name} is not visible and enabled: {known}")
        return found[0]

    def _names(self, prefix: str) -> list[str]:
        found = [item for item in items(self._view.contentItem()) if shown(item)]
        names = (item.objectName() for item in found)
        return list(dict.fromkeys(name for name in names if name and name.startswith(prefix)))

    def _picture(self, path: str) -> Answer:
        if not self._view.grabWindow().save(path):
            raise Cannot(f"the picture could not be written to {path}")
        return {}

    # ------------------------------------------------------------------ doing

    def _tap(self, name: str, click: Callable[..., None]) -> Answer:
        settle(self._view.contentItem())
        item = self._one(name)
        reveal(item)
        centre: QPointF = item.mapToScene(QPointF(item.width() / 2, item.height() / 2))
        place = QPoint(round(centre.x()), round(centre.y()))
        if not (0 <= place.x() < self._view.width() and 0 <= place.y() < self._view.height()):
            raise Cannot(f"{name} is outside the window, at {place.x()},{place.y()}")
        click(self._view, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)
        return {}

    def _key(self, key: str) -> Answer:
        sequence = QKeySequence.fromString(key, QKeySequence.SequenceFormat.PortableText)
        if sequence.count() != 1:
            raise Cannot(f'there is no key {key!r}; "F1", "Return" and "Ctrl+P" are right')
        pressed = sequence[0]  # type: ignore[index]
        QTest.keyClick(self._view, pressed.key(), pressed.keyboardModifiers())
        return {}

    def _type(self, text: str) -> Answer:
        """What a keyboard or an input method writes into the field that has the focus."""
        target = self._view.activeFocusItem()
        if target is None:
            raise Cannot("nothing has the focus: tap a field first")
        event = QInputMethodEvent()
        event.setCommitString(text)
        QCoreApplication.sendEvent(target, event)
        return {}

    def _scan(self, text: str) -> Answer:
        """What a QR scanner does that types like a keyboard: a key for each sign, then Enter."""
        for sign in text:
            self._press(Qt.Key.Key_unknown, sign)
        self._press(Qt.Key.Key_Return, "\r")
        return {}

    def _press(self, key: Qt.Key, text: str) -> None:
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            event = QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, text)
            QCoreApplication.sendEvent(self._view, event)

    # ------------------------------------------------------------------ waiting

    def _wait(self, ready: Callable[[], bool], failed: str, what: dict[str, Any]) -> Answer | None:
        seconds = float(what.get("s", PATIENCE_S))
        deadline = time.monotonic() + seconds

        def look() -> Answer | None:
            if ready():
                return {}
            if time.monotonic() > deadline:
                return {"ok": False, "why": f"{failed} within {seconds:g} s"}
            return None

        answer = look()
        if answer is None:
            self._until, self._busy = look, True
            self._tick.start()
        return answer

    def _look(self) -> None:
        answer = self._until()
        if answer is not None:
            self._tick.stop()
            self._busy = False
            self._answer(answer)
            self._next()


def _write(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
