"""The program of a board or a strip: its options, and the wiring of its parts.

What is shown is decided in `board.py` and `strip.py`; every part is made here, once.
"""

from __future__ import annotations

from pathlib import Path

from display.board import Board
from display.drawn import Drawn
from display.rating import RatingScreen
from display.screenlink import HallScreen
from display.speaking import Speaking
from display.strip import Strip
from link.qt import HallLink
from screen.joining import JoinError, join
from screen.program import Program, ProgramError, refuse

QML = Path(__file__).parent / "qml"


def main(
    *,
    server: str = "",
    identity: Path | None = None,
    code: str = "",
    loopback: bool = False,
    strip: str = "",
    rating: str = "",
    voice: bool = False,
    voice_dir: Path | None = None,
    size: str = "1920x1080",
    fullscreen: bool = False,
    hands: bool = False,
) -> int:
    """Open a board; with `strip` the strip over that window, with `rating` the second screen at it.

    The exit status is returned; see docs/screens.md.

    `voice` speaks the calls, as a zone of the plan does by itself; `voice_dir` speaks and keeps them there as
    WAV files. `size` is WIDTHxHEIGHT.
    """
    try:
        program = Program("tingxu-display", size)
        link = join("display", server=server, identity=identity, code=code, loopback=loopback)
        screen = _open(program, link, strip, rating, fullscreen=fullscreen)
    except (JoinError, ProgramError) as error:
        return refuse(error)
    if hands:
        program.obey(screen.facts)
    speaking = Speaking(screen, link, voice_dir, asked=voice or voice_dir is not None)
    return program.run(link, speaking.close)


def _open(program: Program, link: HallLink, strip: str, rating: str, *, fullscreen: bool) -> HallScreen:
    if strip:
        screen: HallScreen = Strip(link, strip)
        program.show(QML / "Strip.qml", fullscreen=fullscreen, strip=screen)
    elif rating:
        screen = RatingScreen(link, rating)
        program.show(QML / "Rating.qml", fullscreen=fullscreen, screen=screen)
    else:
        screen = Board(link)
        program.show(QML / "Board.qml", fullscreen=fullscreen, board=screen)
    Drawn(program.view, screen.calls_on_screen, screen.shown)
    return screen
