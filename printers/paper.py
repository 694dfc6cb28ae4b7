"""A ticket on paper: its already localised strings, and their layout as ESC/POS bytes for 80 mm paper.

Translating, and deciding what a ticket says, is the kiosk's; sending the bytes is the spooler's.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import zip_longest
from typing import Literal

from escpos.constants import ESC, GS, HW_INIT, LINESPACING_FUNCS, TXT_SIZE, TXT_STYLE

from printers.text import balance, clean, columns, encode, pad, wrap

COLUMNS = 48
"""Characters of Font A (12 x 24 dots) on one line of 576 dots."""
QR_MODULE_DOTS = 6
QR_MAX_BYTES = 300
"""Up to here a code of correction level M is at most 77 modules, 462 dots, wide."""
GAP = 2
"""Columns between label and value."""
ROW_SIZES = ((2, 2), (1, 2), (1, 1))
"""Of label and value, the preferred first."""
RULE = "─"
LEADING = 10
"""Dots between two lines of text."""
_SPACING: bytes = LINESPACING_FUNCS[180]
"""ESC 3 n: n dots from line to line on an 80 mm printer."""

Align = Literal["left", "center"]


@dataclass(frozen=True, slots=True)
class TicketPaper:
    """What one ticket says, in the reader's language. Control characters in it are not printed."""

    hall: str
    number: str
    title: str
    """The matter or the queue; wraps."""
    rows: tuple[tuple[str, str], ...] = ()
    """Label and value, e.g. ("前面等待", "3 人")."""
    notes: tuple[str, ...] = ()
    qr: str = ""
    """Content of the QR code, at most 300 bytes of UTF-8; "" prints none."""
    footer: str = ""
    copy_mark: str | None = None
    """E.g. "补打 COPY", on a reprint."""


def layout(paper: TicketPaper) -> bytes:
    """The bytes that print and cut the ticket. Raises ValueError for a QR content that is too long."""
    sheet = _Sheet()
    if paper.copy_mark:
        sheet.text(f" {clean(paper.copy_mark)} ", size=2, invert=True)
        sheet.feed(24)
    sheet.text(clean(paper.hall), size=2 if columns(clean(paper.hall)) <= COLUMNS // 2 else 1, bold=True)
    sheet.feed(24)
    number = clean(paper.number)
    sheet.text(number, size=max(1, min(8, COLUMNS // max(1, columns(number)))), bold=True)
    sheet.feed(16)
    sheet.text(clean(paper.title), size=2, bold=True)
    _rows(sheet, [(clean(label), clean(value)) for label, value in paper.rows])
    if paper.qr:
        sheet.feed(28)
        sheet.qr(paper.qr)
    if paper.notes:
        sheet.rule()
        for note in paper.notes:
            sheet.text(clean(note), align="left")
            sheet.feed(8)
    if paper.footer:
        sheet.rule()
        sheet.text(clean(paper.footer))
    return sheet.cut()


def _rows(sheet: _Sheet, rows: list[tuple[str, str]]) -> None:
    """Labels in one column and values in the next, as large as every row still fits one line."""
    if not rows:
        return
    sheet.rule()
    label_width = max(columns(label) for label, _ in rows)
    value_width = max(columns(value) for _, value in rows)
    fits = (
        sizes for sizes in ROW_SIZES if (label_width + GAP) * sizes[0] + value_width * sizes[1] <= COLUMNS
    )
    label_size, value_size = next(fits, (1, 1))
    label_width = min(label_width, COLUMNS // 2) + GAP
    for label, value in rows:
        names = wrap(label, label_width - GAP)
        values = wrap(value, (COLUMNS - label_width * label_size) // value_size)
        for name, part in zip_longest(names, values, fillvalue=""):
            sheet.row(pad(name, label_width), label_size, part, value_size)
        sheet.feed(10)


class _Sheet:
    """Collects the bytes of one ticket. Whatever prints text sets the whole style first."""

    def __init__(self) -> None:
        self._out = bytearray(HW_INIT)

    def text(
        self, text: str, *, align: Align = "center", size: int = 1, bold: bool = False, invert: bool = False
    ) -> None:
        """Paragraph, wrapped to the columns that `size` (1-8) leaves."""
        self._style(align, size, bold, invert)
        lines = balance if align == "center" else wrap
        for line in [text] if invert else lines(text, COLUMNS // size):
            self._out += encode(line) + b"\n"

    def row(self, label: str, label_size: int, value: str, value_size: int) -> None:
        """One line: label, then the value in bold; printers stand both on one base line."""
        self._style("left", label_size, bold=False, invert=False)
        self._out += encode(label)
        self._style("left", value_size, bold=True, invert=False)
        self._out += encode(value) + b"\n"

    def rule(self) -> None:
        """A thin line across the paper, with air around it."""
        self.feed(16)
        self._style("left", 1, bold=False, invert=False)
        self._out += encode(RULE * (COLUMNS // 2)) + b"\n"
        self.feed(8)

    def feed(self, dots: int) -> None:
        """Empty paper of 1-255 dots (8 dots are 1 mm)."""
        self._out += ESC + b"J" + bytes([dots])

    def qr(self, content: str) -> None:
        """QR code model 2, level M, drawn by the printer itself (Epson ESC/POS GS ( k, functions 165-181)."""
        data = content.encode("utf-8")
        if len(data) > QR_MAX_BYTES:
            raise ValueError(f"the QR content has {len(data)} bytes; at most {QR_MAX_BYTES} fit the paper")
        self._out += TXT_STYLE["align"]["center"]
        for function in (b"A2\0", b"C" + bytes([QR_MODULE_DOTS]), b"E1", b"P0" + data, b"Q0"):
            self._out += GS + b"(k" + (len(function) + 1).to_bytes(2, "little") + b"1" + function

    def cut(self) -> bytes:
        """Feed past the cutter, cut (GS V 66), and return everything."""
        self.feed(24)
        return bytes(self._out + GS + b"VB\0")

    def _style(self, align: Align, size: int, bold: bool, invert: bool) -> None:
        self._out += TXT_STYLE["align"][align] + TXT_SIZE + bytes([(size - 1) * 0x11])
        self._out += TXT_STYLE["bold"][bold] + TXT_STYLE["invert"][invert]
        self._out += _SPACING + bytes([24 * size + LEADING])
