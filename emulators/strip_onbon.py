"""Onbon BX-5K/6K boards that are not there, by their maker's "BX-5K/6K通讯协议用户版本" (chapters below).

Strict: each field is looked at, and what is not as the document says is refused or noted in `wrong`.
"""

from __future__ import annotations

import struct
from typing import Final, NamedTuple

from emulators.leds import Board, Shown
from emulators.strips import StripLine

CARDS: Final = frozenset({0xFE, 0x51, 0x53, 0x54, 0x58, *range(0x61, 0x6A)})
COMPUTERS: Final = range(0x8000, 0xE000)
NO_GROUP, NO_COMMAND, BAD_CHECK, NO_FONT = 1, 2, 5, 12
COLOURS: Final = {"1": "red", "2": "green", "3": "yellow"}
UNESCAPE: Final = {b"\xa6\x02": 0xA5, b"\xa6\x01": 0xA6, b"\x5b\x02": 0x5A, b"\x5b\x01": 0x5B}
HEADER: Final = struct.Struct("<HH3xBBBBBH")
"""Chapter 4: to, from, reserved, bar code, check mode, display mode, card, version, length of data."""
AREA: Final = struct.Struct("<BHHHHBBBHBBBBBBBBBI")
"""Chapter 9.1, without speech and further fields."""


class Wrong(Exception):
    """A frame is not as the document says; `code`: the CmdError of the answer, None where there is none."""

    def __init__(self, words: str, code: int | None = None) -> None:
        super().__init__(words)
        self.code = code


class Header(NamedTuple):
    """Whom a frame is for, and from whom."""

    to: int
    source: int
    card: int


class OnbonLine(StripLine):
    """Boards on one line."""

    refusal = 3
    rest = b""

    def heard(self, data: bytes) -> None:
        """Frames begin with A5 and end with 5A; neither occurs within them (3)."""
        *frames, self.rest = (self.rest + data).split(b"\x5a")
        for frame in frames:
            self._frame(frame)

    def _frame(self, frame: bytes) -> None:
        header = None
        try:
            plain = unescaped(begun(frame))
            header = header_of(plain)
            self._obey(header, plain)
        except Wrong as wrong:
            self.wrong.append(str(wrong))
            if header is not None and wrong.code is not None and (board := self.boards.get(header.to)):
                self._answer(board, header, 1, wrong.code)

    def _obey(self, header: Header, plain: bytes) -> None:
        board = self.boards.get(header.to)
        if board is None or board.off:
            return
        if int.from_bytes(plain[-2:], "little") != check(plain[:-2]):
            raise Wrong("the check is wrong", BAD_CHECK)
        data = plain[HEADER.size : -2]
        if len(data) != int.from_bytes(plain[HEADER.size - 2 : HEADER.size], "little"):
            raise Wrong("the length of the data is wrong")
        if isinstance(board.refuses, int):
            self._answer(board, header, 1, board.refuses)
            return
        self._do(board, data)
        if data[2] == 1:
            self._answer(board, header, 0, 0)

    @staticmethod
    def _do(board: Board, data: bytes) -> None:
        """Chapter 8. Whether an answer is wanted is the third byte."""
        if len(data) < 5 or data[2] not in {1, 2}:
            raise Wrong("a command says whether it wants an answer: 1 or 2")
        match data[:2]:
            case b"\xa2\x00":
                return
            case b"\xa3\x10":
                board.clear()
            case b"\xa3\x06":
                board.show(dynamic(data[3:], board))
            case _:
                raise Wrong(f"the command {data[:2].hex()} is not emulated", NO_COMMAND)

    def _answer(self, board: Board, header: Header, kind: int, error: int) -> None:
        """ACK or NACK (7)."""
        data = bytes((0xA0, kind, error, 0, 0))
        body = HEADER.pack(header.source, board.address, 0, 0, 0, header.card, 2, len(data)) + data
        body += check(body).to_bytes(2, "little")
        self.wire.say(b"\xa5" * 8 + escaped(body) + b"\x5a")


def check(data: bytes) -> int:
    """X^16 + X^15 + X^2 + 1, lowest bit first, by the table's rule of the appendix."""
    value = 0
    for byte in data:
        low = (value ^ byte) & 0xFF
        for _ in range(8):
            low = low >> 1 ^ (0xA001 if low & 1 else 0)
        value = value >> 8 ^ low
    return value


def escaped(data: bytes) -> bytes:
    """Chapter 3.3."""
    for long, byte in sorted(UNESCAPE.items(), key=lambda pair: pair[1] not in {0xA6, 0x5B}):
        data = data.replace(bytes([byte]), long)
    return data


def begun(frame: bytes) -> bytes:
    """What follows the eight A5. Raises Wrong."""
    starts, _, body = frame.rpartition(b"\xa5")
    if starts != b"\xa5" * 7:
        raise Wrong("a frame begins with eight A5")
    return body


def unescaped(data: bytes) -> bytes:
    """Raises Wrong for an escape that there is not."""
    out, rest = bytearray(), data
    while rest:
        if rest[0] not in {0xA6, 0x5B}:
            out.append(rest[0])
            rest = rest[1:]
        elif rest[:2] in UNESCAPE:
            out.append(UNESCAPE[rest[:2]])
            rest = rest[2:]
        else:
            raise Wrong(f"{rest[:2].hex()} is no escape")
    return bytes(out)


def header_of(plain: bytes) -> Header:
    """Raises Wrong."""
    if len(plain) < HEADER.size + 2:
        raise Wrong("a frame is too short for its header")
    to, source, bar_code, check_mode, display, card, version, _ = HEADER.unpack_from(plain)
    if plain[4:7] != bytes(3) or bar_code or check_mode or display not in {0, 1}:
        raise Wrong("reserved bytes, bar code and check mode are 0, display mode is 0 or 1")
    if source not in COMPUTERS or card not in CARDS or version != 2:
        raise Wrong("from 8000 to DFFF, to a known card, version 2")
    return Header(to, source, card)


def dynamic(data: bytes, board: Board) -> Shown:
    """The one area of a "real-time information" command (8.2.1), from its process mode on. Raises Wrong."""
    mode, reserved, deleted, areas = data[:4]
    size = int.from_bytes(data[4:6], "little")
    if mode not in {0, 1} or reserved or deleted or areas != 1 or size != len(data) - 6:
        raise Wrong("one area, none deleted, and its length")
    if size < AREA.size:
        raise Wrong("an area is too short")
    (kind, x, y, wide, high, number, gap, run, timeout, sound, more, align, single, wrap, way, leave, speed,
     stay, length) = AREA.unpack_from(data, 6)  # fmt: skip
    text = data[6 + AREA.size :]
    if (kind, number, gap, sound, more, leave) != (0, 0, 0, 0, 0, 0) or speed > 0x18 or align & 0xF0:
        raise Wrong("a field of the area is not possible")
    if (x, y, wide, high) != (0x8000, 0, 0x8000 | board.width, board.height):
        raise Wrong(f"the area is not the board: {board.width} x {board.height} dots")
    if run not in {0, 1, 2} or single not in {1, 2} or wrap not in {1, 2} or way not in range(1, 7):
        raise Wrong("run mode, single line, wrap or display mode is not possible")
    if length != len(text) or length > 512:
        raise Wrong("the length of the text is wrong, or above the 512 bytes of a BX-5K")
    colour, lines = text_of(text)
    if single == 1 and len(lines) > 1:
        raise Wrong("a single line has no line feed")
    effect = "scroll" if way == 3 else "pages" if len(lines) * 16 > board.height else "steady"
    return Shown(tuple(lines), colour, effect, stay / 2, timeout if run == 2 else None)  # type: ignore[arg-type]


def text_of(data: bytes) -> tuple[str, list[str]]:
    """Its colour and lines (11). Raises Wrong for what is not GB2312, or has no fonts and colour first."""
    try:
        text = data.decode("gb2312")
    except UnicodeDecodeError as error:
        raise Wrong(f"the text is not GB2312: {error}") from error
    if not text.startswith("\\FO000\\FE000\\C") or text[14:15] not in COLOURS:
        raise Wrong("a text begins with its fonts and a colour", NO_FONT)
    if any(ord(char) < 0x20 for char in text):
        raise Wrong("control characters are not shown")
    lines = text[15:].split("\\n")
    if any("\\" in line for line in lines):
        raise Wrong("an escape in the text that is not emulated")
    return COLOURS[text[14]], lines
