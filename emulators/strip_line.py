"""The program of `tingxu emulate strip`: a line of boards by the name of its protocol, worked by hand.

The boards are in `strips.py`, `strip_onbon.py` and `strip_ascii.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from emulators.hands import Lines
from emulators.hands import run as run_by_hand
from emulators.leds import Board, save
from emulators.strip_ascii import AsciiLine
from emulators.strip_onbon import OnbonLine
from emulators.strips import StripLine

SAYS: Final = (
    '{"off": BOARD} (no power), {"on": BOARD} (it has forgotten everything), {"refuse": BOARD}, '
    '{"accept": BOARD}, {"draw": BOARD}'
)
BOARD: Final = re.compile(r"([0-9]{1,3})(?::([0-9]{1,4})(?:x([0-9]{1,3}))?)?")
KINDS: Final[dict[str, type[StripLine]]] = {"onbon": OnbonLine, "ascii": AsciiLine}


def boards(text: str) -> list[Board]:
    """The boards in "1,2:64,3:256x32": addresses, and where they are not 128 x 16 dots their size.

    Raises ValueError.
    """
    found: dict[int, Board] = {}
    for one in text.split(","):
        match = BOARD.fullmatch(one.strip())
        if match is None:
            raise ValueError(f"{one!r} is no board; write an address, and its size in dots as in 3:256x32")
        address, width, height = int(match[1]), int(match[2] or 128), int(match[3] or 16)
        if not (1 <= address <= 254 and 32 <= width <= 2048 and 16 <= height <= 512) or address in found:
            raise ValueError(f"{one!r}: address 1 to 254, each once; 32 to 2048 dots wide, 16 to 512 high")
        found[address] = Board(address, width, height)
    return list(found.values())


def line(protocol: str, at: str, boards: Iterable[Board], baud: int | None = None) -> StripLine:
    """Boards on one line. Raises ValueError."""
    kind = KINDS.get(protocol)
    if kind is None:
        raise ValueError(f"protocols are {', '.join(KINDS)}, not {protocol!r}")
    return kind(at, boards, baud)


def run(strips: StripLine, folder: Path) -> int:
    """Each change is a line of JSON and a picture in the folder; the exit status."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = Lines()

    def news(board: Board) -> None:
        lines.write(board.fact())
        save(board, folder)

    for board in strips.boards.values():
        board.on_news = news
    return run_by_hand(strips.wire, lambda request: strips.act(request, folder), SAYS, lines)
