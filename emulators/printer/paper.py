"""The print mechanism: applies ESC/POS commands to a roll of paper, line by line, until it is cut.

Reading the stream is `commands`', drawing is `picture`'s, the network and the faults are `device`'s.
"""

from __future__ import annotations

import codecs
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from PIL import Image

from emulators.printer.commands import Token
from emulators.printer.symbols import column_image, qr_image, raster_image

WIDTH = 576
"""Dots that can be printed on one line of 80 mm paper; 8 dots are 1 mm."""
CELL_WIDTH, CELL_HEIGHT = 12, 24
"""Font A. A Chinese character takes two cells."""
LINE_SPACING = 34
"""Dots from line to line after ESC 2 or ESC @ (1/6 inch)."""
LONGEST = 24_000
"""Dots of one ticket (3 m); a longer one is garbage, and the rest of it is dropped."""


@dataclass(frozen=True, slots=True)
class Style:
    """How characters look now; widths and heights are multiples 1-8."""

    wide: int = 1
    tall: int = 1
    bold: bool = False
    underline: bool = False
    invert: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """One printed character."""

    char: str
    columns: int
    style: Style

    @property
    def width(self) -> int:
        """Dots."""
        return self.columns * CELL_WIDTH * self.style.wide

    @property
    def height(self) -> int:
        """Dots."""
        return CELL_HEIGHT * self.style.tall


Piece = Cell | Image.Image


@dataclass(frozen=True, slots=True)
class Line:
    """Pieces side by side, `height` dots of paper, `top` dots down; align is 0 left, 1 centre, 2 right."""

    top: int
    height: int
    align: int = 0
    pieces: tuple[Piece, ...] = ()
    text: str = ""


@dataclass(slots=True)
class Sheet:
    """What is on the paper between two cuts."""

    lines: list[Line] = field(default_factory=list)
    height: int = 0
    width: int = WIDTH
    """Dots that can be printed on one line: 576, or 384 on 58 mm paper."""

    def text(self) -> str:
        """The text of the lines that have any; a QR code is [QR content]."""
        return "".join(f"{line.text.rstrip()}\n" for line in self.lines if line.text.strip())


class Mechanism:
    """Executes tokens. `on_cut` gets each sheet with something on it, `on_odd` what is not understood."""

    def __init__(
        self, on_cut: Callable[[Sheet], None], on_odd: Callable[[str], None], width: int = WIDTH
    ) -> None:
        self._on_cut, self._on_odd = on_cut, on_odd
        self._width = width
        self.sheet = Sheet(width=width)
        self._qr_data = b""
        self._reset()

    @property
    def blank(self) -> bool:
        """Whether nothing has been printed since the last cut."""
        return not self.sheet.lines and not self._pieces

    def do(self, token: Token) -> None:
        """Execute one token. What is unknown, or has wrong arguments, is reported and changes nothing."""
        action = self._ACTIONS.get(token.kind)
        if action is None:
            if token.kind not in IGNORED:
                self._on_odd(f"{token.kind} {token.data[:16].hex(' ')}")
            return
        action(self, token.data)

    def _reset(self, _: bytes = b"") -> None:
        """ESC @: modes back to their start, the line that was not printed is forgotten."""
        self._style = Style()
        self._align = 0
        self._spacing = LINE_SPACING
        self._pieces: list[Piece] = []
        self._text = ""
        self._qr_module, self._qr_level = 3, 48
        self._chinese = False
        self._decoder = codecs.getincrementaldecoder("gb18030")("replace")

    def _characters(self, data: bytes) -> None:
        """Text: GB18030 in Chinese mode; otherwise one byte is one character of code page 437."""
        text = self._decoder.decode(data) if self._chinese else data.decode("cp437")
        for char in text:
            self._put(char, 2 if self._chinese and not char.isascii() else 1)

    def _put(self, char: str, columns: int) -> None:
        cell = Cell(char, columns, self._style)
        if sum(piece.width for piece in self._pieces) + cell.width > self._width:
            self._line_feed()
        self._pieces.append(cell)
        self._text += char

    def _tab(self, _: bytes = b"") -> None:
        """HT: to the next stop, every eight characters."""
        used = sum(piece.width for piece in self._pieces) // (CELL_WIDTH * self._style.wide)
        for _n in range(8 - used % 8):
            self._put(" ", 1)

    def _chinese_mode(self, on: bool) -> None:
        self._decoder.reset()
        self._chinese = on

    def _line_feed(self, _: bytes = b"") -> None:
        height = max([self._spacing, *(piece.height for piece in self._pieces)])
        self._advance(height, tuple(self._pieces), self._text)
        self._pieces, self._text = [], ""

    def _advance(self, height: int, pieces: tuple[Piece, ...] = (), text: str = "") -> None:
        if self.sheet.height + height > LONGEST:
            self._on_odd("a ticket longer than 3 m")
            return
        if pieces:
            self.sheet.lines.append(Line(self.sheet.height, height, self._align, pieces, text))
        self.sheet.height += height

    def _feed_lines(self, data: bytes) -> None:
        """ESC d n: print, and feed n lines in all."""
        lines = data[0]
        if self._pieces:
            self._line_feed()
            lines -= 1
        self._advance(max(0, lines) * self._spacing)

    def _feed_dots(self, data: bytes) -> None:
        """ESC J n: print, and feed n dots."""
        if self._pieces:
            height = max(piece.height for piece in self._pieces)
            self._advance(max(height, data[0]), tuple(self._pieces), self._text)
            self._pieces, self._text = [], ""
        else:
            self._advance(data[0])

    def _size(self, data: bytes) -> None:
        """GS ! n: width in bits 4-6, height in bits 0-2."""
        self._style = replace(self._style, wide=(data[0] >> 4 & 7) + 1, tall=(data[0] & 7) + 1)

    def _mode(self, data: bytes) -> None:
        """ESC ! n: bold 3, double height 4, double width 5, underline 7."""
        n = data[0]
        self._style = replace(
            self._style,
            bold=bool(n & 8),
            tall=2 if n & 16 else 1,
            wide=2 if n & 32 else 1,
            underline=bool(n & 128),
        )

    def _set_align(self, data: bytes) -> None:
        """ESC a n; works at the beginning of a line."""
        if not self._pieces and (data[0] & ~0x30) in {0, 1, 2}:
            self._align = data[0] & 3

    def _picture(self, image: Image.Image | None, text: str = "") -> None:
        """Put an image on lines of its own, as GS v 0 and GS ( k do."""
        if image is None:
            return
        if self._pieces:
            self._line_feed()
        self._advance(image.height, (image,), text)

    def _raster(self, data: bytes) -> None:
        self._picture(raster_image(data, self._width))

    def _columns(self, data: bytes) -> None:
        if image := column_image(data, self._width):
            self._pieces.append(image)

    def _code(self, data: bytes) -> None:
        """GS ( k for QR codes (cn 49): 67 module, 69 level, 80 store, 81 print."""
        kind, function, rest = data[3:4], data[4:5], data[5:]
        if kind != b"1" or function not in {b"A", b"C", b"E", b"P", b"Q"}:
            self._on_odd(f"GS ( k {data[:16].hex(' ')}")
        elif function == b"C" and rest:
            self._qr_module = min(16, max(1, rest[0]))
        elif function == b"E" and rest:
            self._qr_level = rest[0]
        elif function == b"P":
            self._qr_data = rest[1:]
        elif function == b"Q" and self._qr_data:
            image = qr_image(self._qr_data, self._qr_module, self._qr_level, self._width)
            if image is None:
                self._on_odd(f"a QR code of {len(self._qr_data)} bytes does not fit the paper")
            self._picture(image, f"[QR {self._qr_data.decode('utf-8', 'replace')}]")

    def _other_counted(self, data: bytes) -> None:
        """GS ( x: QR codes are understood, everything else is reported."""
        if data[:1] == b"k":
            self._code(data)
        else:
            self._on_odd(f"GS ( {data[:16].hex(' ')}")

    def _cut(self, data: bytes) -> None:
        """GS V m [n]: print what is left, feed n dots where asked, cut."""
        if self._pieces:
            self._line_feed()
        self._advance(data[1] if len(data) > 1 else 0)
        sheet, self.sheet = self.sheet, Sheet(width=self._width)
        if sheet.lines:
            self._on_cut(sheet)

    def _restyle(self, **changes: bool) -> None:
        self._style = replace(self._style, **changes)

    _ACTIONS: dict[str, Callable[[Mechanism, bytes], None]] = {  # noqa: RUF012 - a constant table of the class
        "text": _characters,
        "HT": _tab,
        "LF": _line_feed,
        "CR": lambda _self, _data: None,
        "ESC @": _reset,
        "ESC a": _set_align,
        "ESC !": _mode,
        "ESC E": lambda self, data: self._restyle(bold=bool(data[0] & 1)),
        "ESC G": lambda self, data: self._restyle(bold=bool(data[0] & 1)),
        "ESC -": lambda self, data: self._restyle(underline=bool(data[0] & 3)),
        "GS B": lambda self, data: self._restyle(invert=bool(data[0] & 1)),
        "GS !": _size,
        "ESC 2": lambda self, _data: setattr(self, "_spacing", LINE_SPACING),
        "ESC 3": lambda self, data: setattr(self, "_spacing", data[0]),
        "ESC d": _feed_lines,
        "ESC J": _feed_dots,
        "ESC *": _columns,
        "FS &": lambda self, _data: self._chinese_mode(True),
        "FS .": lambda self, _data: self._chinese_mode(False),
        "GS v": _raster,
        "GS (": _other_counted,
        "GS V": _cut,
        "ESC i": _cut,
        "ESC m": _cut,
    }


IGNORED = frozenset({
    "ESC t", "ESC R", "ESC M", "ESC SP", "ESC c", "ESC =", "ESC p", "ESC D", "ESC {", "ESC V", "ESC r",
    "ESC $", "ESC \\", "FS !", "FS -", "FS C", "FS S", "FS W", "GS L", "GS W", "GS P", "GS H", "GS b",
    "GS f", "GS h", "GS w", "GS a", "DLE EOT", "DLE ENQ", "DLE DC4", "GS r", "CAN",
})  # fmt: skip
"""Commands that real drivers send and that change nothing here (or are answered by `device`)."""
