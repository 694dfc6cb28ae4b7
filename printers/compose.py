"""A sheet set on a width, line by line: sizes that fit, line breaks, rows in columns.

Both ways to print begin here, so that they say the same; what characters measure is the face's.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from itertools import groupby, zip_longest

import structlog

from printers import codes
from printers.faces import CELL, DEVICE, TALL, Face, Look, Run
from printers.sheet import Align, Code, Cut, Element, Paragraph, Row, Rule, Sheet, Space
from printers.text import balance, wrap

log = structlog.get_logger()

LEADING = 10
"""Dots between two lines of text."""
GAP = 24
"""Dots between label and value."""
NARROW = 384
"""Dots of 58 mm paper."""
LARGE = 2
READABLE = 1.5
"""Smaller than this is too small for what people look for first."""
RULE_ABOVE, RULE_BELOW = 16, 8
AFTER_CUT = 24
"""Dots of empty paper before a cut."""
LONGEST = 12_000
"""Dots of one paper: 1.5 m. No ticket is so long; a text without end would empty the roll."""


@dataclass(frozen=True, slots=True)
class Line:
    """Runs side by side on `height` dots of paper, the leading among them."""

    runs: tuple[Run, ...]
    height: int
    align: Align = "left"

    @property
    def width(self) -> int:
        """Dots."""
        return sum(run.width for run in self.runs)


@dataclass(frozen=True, slots=True)
class Bar:
    """A drawn line across the paper, in the middle of `height` dots."""

    height: int


@dataclass(frozen=True, slots=True)
class Square:
    """A QR code in the middle."""

    content: str
    module: int
    height: int


Placed = Line | Bar | Square | Space | Cut


def compose(sheet: Sheet, face: Face, width: int) -> list[Placed]:
    """What comes on the paper, from top to bottom; what would go beyond LONGEST is left out."""
    placed: list[Placed] = []
    left = LONGEST
    for one in _all(sheet, face, width):
        left -= height_of(one)
        if left < 0:
            log.warning("paper is too long, its end is left out", most_mm=LONGEST // 8)
            break
        placed.append(one)
    return placed


def height_of(one: Placed) -> int:
    """Dots of paper that it takes."""
    return AFTER_CUT if isinstance(one, Cut) else one.dots if isinstance(one, Space) else one.height


def _all(sheet: Sheet, face: Face, width: int) -> Iterator[Placed]:
    for is_row, group in groupby(sheet, lambda one: isinstance(one, Row)):
        if is_row:
            yield from _rows([one for one in group if isinstance(one, Row)], face, width)
        else:
            for one in group:
                yield from _one(one, face, width)


def _one(one: Element, face: Face, width: int) -> Iterator[Placed]:
    match one:
        case Paragraph():
            yield from _paragraph(one, face, width)
        case Rule():
            yield from _rule(face, width)
        case Code():
            yield from _code(one, width)
        case Space() | Cut():
            yield one


def _paragraph(one: Paragraph, face: Face, width: int) -> Iterator[Line]:
    look = _look(one, face, width)
    space = face.measure(" ", look) if one.invert else 0

    def measure(text: str) -> int:
        return face.measure(text, look)

    if one.align == "left":
        lines = wrap(one.text, width - 2 * space, measure)
    else:
        lines = balance(one.text, width - 2 * space, measure, CELL)
    for line in lines:
        text = f" {line} " if one.invert else line
        yield Line((Run(text, look, measure(text)),), _height(look), one.align)


def _look(one: Paragraph, face: Face, width: int) -> Look:
    """Other sizes than the wanted one only where not even one character would fit the line."""
    if not one.fit:
        wide = min(one.wide, max(1, width // (2 * TALL)))
        return Look(wide, one.tall, one.bold, one.invert)
    looks = [Look(size, size, one.bold, one.invert) for size in face.sizes(one.fit)]
    return next((look for look in looks if face.measure(one.text, look) <= width), looks[-1])


def _height(*looks: Look) -> int:
    return round(TALL * max(look.tall for look in looks)) + LEADING


def _rule(face: Face, width: int) -> Iterator[Placed]:
    if face is not DEVICE:
        yield Bar(RULE_ABOVE + _height(Look()) + RULE_BELOW)
        return
    yield Space(RULE_ABOVE)
    yield Line((Run("─" * (width // (2 * CELL)), Look(), width),), _height(Look()))
    yield Space(RULE_BELOW)


def _code(one: Code, width: int) -> Iterator[Placed]:
    """A code that would not fit is left out: what it says is written on no other place, but the rest is."""
    module = codes.module_of(one.content, one.module, width)
    if module:
        quiet = Space(codes.QUIET * module)
        yield quiet
        yield Square(one.content, module, codes.side(one.content, module))
        yield quiet


def _rows(rows: list[Row], face: Face, width: int) -> Iterator[Placed]:
    """Labels in one column and values in the next, as large as every row still fits one line.

    On narrow paper, where that would be small, a value stands large under its label.
    """
    wanted = max(row.size for row in rows)
    size = Look(wanted, wanted)
    looks = [(size, size)] if wanted else face.row_looks()
    readable = [pair for pair in looks if pair[1].wide >= READABLE]
    for pair in readable:
        if _fits(rows, face, width, *pair):
            yield from _in_columns(rows, face, width, *pair)
            return
    large = _fitting_alone(rows, face, width) if width <= NARROW and not wanted else None
    if large is not None:
        yield from _under_each_other(rows, face, width, large)
        return
    nearly = (pair for pair in readable if _one_goes_on(rows, face, width, *pair))
    fitting = (pair for pair in looks if _fits(rows, face, width, *pair))
    yield from _in_columns(rows, face, width, *next(nearly, next(fitting, looks[-1])))


def _under_each_other(rows: list[Row], face: Face, width: int, large: Look) -> Iterator[Placed]:
    for row in rows:
        for text, look in ((row.label, Look()), (row.value, large._replace(bold=not row.plain))):
            for line in wrap(text, width, partial(face.measure, look=look)):
                yield Line((Run(line, look, face.measure(line, look)),), _height(look))
        yield Space(10)


def _in_columns(
    rows: list[Row], face: Face, width: int, label_look: Look, value_look: Look
) -> Iterator[Placed]:
    cell = face.measure(" ", label_look)
    column = max(face.measure(row.label, label_look) for row in rows) + GAP * int(label_look.wide)
    column = min(column, width * 2 // 3 // cell * cell)
    for row in rows:
        bold = value_look._replace(bold=not row.plain)
        labels = wrap(row.label, column - cell, partial(face.measure, look=label_look))
        values = wrap(row.value, width - column, partial(face.measure, look=bold))
        for label, value in zip_longest(labels, values, fillvalue=""):
            measured = face.measure(label, label_look)
            runs = (
                Run(label, label_look, measured),
                face.gap(column - measured, label_look),
                Run(value, bold, face.measure(value, bold)),
            )
            yield Line(runs, _height(label_look, value_look))
        yield Space(10)


def _fitting_alone(rows: list[Row], face: Face, width: int) -> Look | None:
    """The largest type in which the values fit lines of their own; one of them may go on in the next line."""
    looks = [Look(size, size, bold=True) for size in face.sizes(LARGE) if size >= READABLE]
    for most in (0, 1):
        for look in looks:
            lines = [len(wrap(row.value, width, partial(face.measure, look=look))) for row in rows]
            if sum(lines) <= len(rows) + most:
                return look
    return None


def _one_goes_on(rows: list[Row], face: Face, width: int, label: Look, value: Look) -> bool:
    """Whether one value alone is too long, and two lines are enough for it: then it makes no other small."""
    long = [row for row in rows if not _fits([row, *_labels(rows)], face, width, label, value)]
    left = width - max(face.measure(row.label, label) for row in rows) - GAP * int(label.wide)
    if len(long) != 1 or left <= width // 3:
        return False
    bold = value._replace(bold=not long[0].plain)
    return len(wrap(long[0].value, left, partial(face.measure, look=bold))) == 2


def _labels(rows: list[Row]) -> list[Row]:
    """The rows without their values."""
    return [replace(row, value="") for row in rows]


def _fits(rows: list[Row], face: Face, width: int, label: Look, value: Look) -> bool:
    labels = max(face.measure(row.label, label) for row in rows) + GAP * int(label.wide)
    values = max(face.measure(row.value, value._replace(bold=not row.plain)) for row in rows)
    return labels + values <= width
