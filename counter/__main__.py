"""The program of a clerk's window: its options, and the wiring of its parts.

What is shown and done is decided in `desk.py`; every part is made here, once.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSize

from counter.desk import Desk
from screen.joining import JoinError, join
from screen.program import Program, ProgramError, refuse

QML = Path(__file__).parent / "qml"
SMALLEST = QSize(900, 640)
"""The window in which everything has room, also in large type."""


def main(
    *,
    server: str = "",
    identity: Path | None = None,
    code: str = "",
    loopback: bool = False,
    size: str = "1100x720",
    language: str = "",
    hands: bool = False,
) -> int:
    """Open a clerk's window; the exit status. See docs/screens.md.

    `size` is WIDTHxHEIGHT; `language` is "zh", "en", or "" for the hall's first.
    """
    try:
        program = Program("tingxu-counter", size, language)
        link = join("counter", server=server, identity=identity, code=code, loopback=loopback)
        desk = Desk(link, program.language)
        program.view.setMinimumSize(SMALLEST)
        program.show(QML / "Counter.qml", desk=desk, language=program.language)
    except (JoinError, ProgramError) as error:
        return refuse(error)
    if hands:
        program.obey(desk.facts)
    return program.run(link)
