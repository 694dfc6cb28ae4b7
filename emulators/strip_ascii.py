"""Simple text boards that are not there, by the plain protocol of docs/devices.md.

Strict: whatever is not as the page says is refused, or noted in `wrong` where nobody can be answered.
"""

from __future__ import annotations

from typing import Final

from emulators.leds import CELL, Shown
from emulators.strips import StripLine

EFFECTS: Final = {"S": "steady", "B": "pages", "L": "scroll"}
BLINK_S, PAGE_S = 0.5, 3.0


class AsciiLine(StripLine):
    """Boards on one line."""

    refusal = "BUSY"
    rest = b""

    def heard(self, data: bytes) -> None:
        """Frames end with a carriage return."""
        *frames, self.rest = (self.rest + data).split(b"\r")
        for frame in frames:
            self._frame(frame)

    def _frame(self, frame: bytes) -> None:
        _, start, body = frame.rpartition(b"!")
        address = body[:3]
        board = self.boards.get(int(address)) if start and address.isdigit() else None
        if board is None:
            if not start:
                self.wrong.append("a frame begins with !")
            return
        if board.off:
            return
        refusal = str(board.refuses or "") or self._obey(board.address, body)
        if refusal:
            self.wrong.append(refusal)
        said = b"%03d," % board.address + (f"ERR {refusal}".encode("ascii") if refusal else b"OK")
        self.wire.say(b"=" + said + f"*{check(said):02X}\r".encode())

    def _obey(self, address: int, body: bytes) -> str:
        """Show it; what is wrong with it, "" when nothing is."""
        if body[-3:-2] != b"*" or body[-2:] != f"{check(body[:-3]):02X}".encode():
            return "CHECK"
        if body[3:4] != b"," or body[5:6] != b"," or (effect := EFFECTS.get(chr(body[4]))) is None:
            return "EFFECT"
        try:
            text = body[6:-3].decode("gb18030")
        except UnicodeDecodeError:
            return "TEXT"
        pages = text.split("\n")
        if len(body) > 255 or any(ord(char) < 0x20 or char in "!*=" for page in pages for char in page):
            return "TEXT"
        board = self.boards[address]
        if effect == "pages":
            rows = max(1, board.height // CELL)
            filled = [*pages, *[""] * (-len(pages) % rows + rows)]
            board.show(Shown(tuple(filled), "red", "pages", BLINK_S))
        else:
            kind = "pages" if effect == "steady" and len(pages) > 1 else effect
            board.show(Shown(tuple(pages), "red", kind, PAGE_S))  # type: ignore[arg-type]
        return ""


def check(data: bytes) -> int:
    """XOR of all bytes."""
    value = 0
    for byte in data:
        value ^= byte
    return value
