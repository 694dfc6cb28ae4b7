"""The ESC/POS commands that Epson publishes, with the length of their arguments, to read bytes by.

Written from the ESC/POS command reference alone; neither our encoders nor the virtual printer are used. A
byte that belongs to nothing is an error.
"""

from __future__ import annotations

from typing import NamedTuple

FIXED: dict[bytes, int] = {
    b"\x1b@": 0,  # initialize
    b"\x1ba": 1,  # justification
    b"\x1bE": 1,  # emphasized
    b"\x1b3": 1,  # line spacing
    b"\x1bJ": 1,  # print and feed
    b"\x1b2": 0,  # default line spacing
    b"\x1bd": 1,  # print and feed n lines
    b"\x1d!": 1,  # character size
    b"\x1dB": 1,  # white/black reverse
    b"\x1c&": 0,  # select Kanji character mode
    b"\x1c.": 0,  # cancel Kanji character mode
}
CUTS_THAT_FEED = (65, 66, 97, 98, 103, 104)
BIT_IMAGE_BYTES = {0: 1, 1: 1, 32: 3, 33: 3}
"""ESC * m: bytes of a column."""


class Piece(NamedTuple):
    """A command with its arguments; text has the command b""."""

    command: bytes
    data: bytes


def read(data: bytes) -> list[Piece]:
    """Every byte in its place. Raises ValueError where one belongs to nothing."""
    pieces: list[Piece] = []
    at = 0
    while at < len(data):
        command, size = _next(data, at)
        if at + len(command) + size > len(data):
            raise ValueError(f"byte {at}: {command!r} lacks arguments")
        pieces.append(Piece(command, data[at + len(command) : at + len(command) + size]))
        at += len(command) + size
    return pieces


def _next(data: bytes, at: int) -> tuple[bytes, int]:
    byte, command = data[at : at + 1], data[at : at + 2]
    if byte == b"\n":
        return byte, 0
    if byte[0] >= 0x20:
        end = at
        while end < len(data) and data[end] >= 0x20:
            end += 1
        return b"", end - at
    if command in FIXED:
        return command, FIXED[command]
    if command == b"\x1b*":
        columns = int.from_bytes(data[at + 3 : at + 5], "little")
        return command, 3 + columns * BIT_IMAGE_BYTES[data[at + 2]]
    if command == b"\x1d(":  # GS ( fn pL pH
        return command, 3 + int.from_bytes(data[at + 3 : at + 5], "little")
    if data[at : at + 3] == b"\x1dv0":
        across, down = (int.from_bytes(data[at + i : at + i + 2], "little") for i in (4, 6))
        return b"\x1dv0", 5 + across * down
    if command == b"\x1dV":
        return command, 2 if data[at + 2] in CUTS_THAT_FEED else 1
    raise ValueError(f"byte {at}: {data[at : at + 8].hex(' ')} is no command of the reference")
