"""The program of `tingxu emulate strip`: a line of boards by the name of its protocol, worked by hand.

The boards are in `strips.py`, `strip_onbon.py` and `strip_ascii.py`.
"""

from __future__ import annotations

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
KINDS: Final[dict[str, type[StripLine]]] = {"onbon": OnbonLine, "ascii": AsciiLine}


def addresses(text: str) -> list[int]:
    """The addresses in "1,2,3". Raises ValueError."""
    found = [int(one) for one in text.split(",") if one.strip().isdecimal()]
    if len(found) != text.count(",") + 1 or not all(1 <= one <= 254 for one in found):
        raise ValueError(f"{text!r} is no list of addresses from 1 to 254, as in 1,2,3")
    return sorted(set(found))


def line(
    protocol: str, at: str, boards: Iterable[int], size: tuple[int, int], baud: int | None = None
) -> StripLine:
    """Boards of one size (width and height in dots) on one line. Raises ValueError."""
    kind = KINDS.get(protocol)
    if kind is None:
        raise ValueError(f"protocols are {', '.join(KINDS)}, not {protocol!r}")
    return kind(at, [Board(address, *size) for address in boards], baud)


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
