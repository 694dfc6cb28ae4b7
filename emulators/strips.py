"""A line with LED boards on it: what all protocols have in common, and what may be done to a board.

How frames look is in `strip_onbon.py` and `strip_ascii.py`; faults on the line are `wire.py`'s.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from emulators.leds import Board, save
from emulators.wire import Wire


class StripLine:
    """Boards on a wire. `wrong` has what was heard and was no frame as it should be, in words."""

    refusal: int | str
    """What a board says that refuses everything."""

    def __init__(self, at: str, boards: Iterable[Board], baud: int | None = None) -> None:
        self.boards = {board.address: board for board in boards}
        self.wrong: list[str] = []
        self.wire = Wire(at, self.heard, baud)

    def heard(self, data: bytes) -> None:
        """Bytes came."""
        raise NotImplementedError

    def power_loss(self, address: int) -> None:
        """A board's power goes and comes at once: it shows nothing any more."""
        self.boards[address].clear()

    def act(self, request: dict[str, Any], folder: Path) -> dict[str, Any]:
        """What is written by hand. Raises ValueError."""
        [(verb, address)] = request.items()
        board = self.boards.get(address) if isinstance(address, int) else None
        if board is None:
            raise ValueError(f"boards are {', '.join(map(str, self.boards))}")
        match verb:
            case "off" | "on":
                board.off = verb == "off"
                board.clear()
            case "refuse" | "accept":
                board.refuses = self.refusal if verb == "refuse" else None
            case "draw":
                return {"picture": str(save(board, folder))}
            case _:
                raise ValueError(f"{verb!r} is not known")
        return {}
