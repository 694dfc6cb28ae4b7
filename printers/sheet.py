"""A paper as its layout says it, before anybody knows how wide it is: texts, rows, rules, codes.

Reading a layout is `markup`'s and `template`'s, setting it on a width `compose`'s, bytes are the encoders'.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Align = Literal["left", "center", "right"]
LARGEST = 8
"""Times the printer's normal character (12 x 24 dots, a Chinese one 24 x 24)."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A text; what does not fit one line goes on in the next."""

    text: str
    align: Align = "left"
    wide: int = 1
    tall: int = 1
    bold: bool = False
    invert: bool = False
    """White on black."""
    fit: int = 0
    """Other than 0: as large as fits one line, at most so large; `wide` and `tall` do not count then."""


@dataclass(frozen=True, slots=True)
class Row:
    """A label and its value. Rows that follow each other have their values in one column."""

    label: str
    value: str
    size: int = 0
    """0: as large as every row of the group fits one line."""
    plain: bool = False
    """The value is not bold."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A thin line across the paper, with air around it."""


@dataclass(frozen=True, slots=True)
class Space:
    """Empty paper; 8 dots are 1 mm."""

    dots: int


@dataclass(frozen=True, slots=True)
class Code:
    """A QR code in the middle; `module` is the side of its smallest square in dots, where it fits."""

    content: str
    module: int = 6


@dataclass(frozen=True, slots=True)
class Cut:
    """Cut here, or leave room to tear; the end of the paper is always cut."""


Element = Paragraph | Row | Rule | Space | Code | Cut
Sheet = tuple[Element, ...]

COPY_MARK = "补打 COPY"
"""On every paper that may exist twice, in both languages: it is for the staff too."""


def as_copy(sheet: Sheet) -> Sheet:
    """The same paper marked as a copy, each piece of it where it is cut into several."""
    mark: Sheet = (Paragraph(COPY_MARK, "center", 2, 2, invert=True), Space(24))
    marked = list(mark)
    for at, element in enumerate(sheet):
        marked.append(element)
        if isinstance(element, Cut) and at + 1 < len(sheet):
            marked += mark
    return tuple(marked)
