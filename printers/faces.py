"""The two faces a paper can be set in: the device's own characters, and type drawn by us.

Both measure a text and draw it; where it stands is `compose`'s. Dots are 1/8 mm; black is 0 in mode "L".
"""

from __future__ import annotations

from functools import lru_cache
from math import ceil
from typing import NamedTuple, Protocol

from PIL import Image, ImageDraw, ImageFont, ImageOps

from printers import fonts
from printers.text import clusters, on_device, runs

CELL, TALL = 12, 24
"""A device's normal character is 12 dots wide, a Chinese one 24; both are 24 high."""
BASELINE = 0.8
"""From the top of a device's character, as a share of its height."""
DRAWN_BASELINE = 0.86
WHITE_LOWER = 0.06
"""White type stands so much lower, in the middle of its black."""
SMALLEST_STEP = 0.25
"""Drawn type comes in all sizes; these are enough."""


class Look(NamedTuple):
    """How characters look; sizes are multiples of the normal one."""

    wide: float = 1
    tall: float = 1
    bold: bool = False
    invert: bool = False


class Run(NamedTuple):
    """Characters of one look, and how wide they are; without a text it is only distance."""

    text: str
    look: Look
    width: int


class Face(Protocol):
    """What `compose` asks of a face."""

    def measure(self, text: str, look: Look) -> int:
        """Width in dots."""

    def sizes(self, largest: int) -> list[float]:
        """The sizes to try, the largest first."""

    def row_looks(self) -> list[tuple[Look, Look]]:
        """How label and value of rows may look, the preferred first."""

    def gap(self, dots: int, look: Look) -> Run:
        """Distance between two texts of a line, at most one character less than asked."""

    def draw(self, run: Run) -> Image.Image:
        """The run as it looks: as wide as measured, `box` high."""

    def box(self, look: Look) -> tuple[int, int]:
        """Height in dots, and how far down the base line is."""


class DeviceFace:
    """The printer's own characters; what it does not have is drawn and takes whole columns."""

    def measure(self, text: str, look: Look) -> int:
        """Width in dots."""
        return sum(_columns(known, part) for known, part in runs(text)) * CELL * int(look.wide)

    def sizes(self, largest: int) -> list[float]:
        """Whole multiples."""
        return [float(n) for n in range(largest, 0, -1)]

    def row_looks(self) -> list[tuple[Look, Look]]:
        """A small label beside a large value reads better than both narrow."""
        return [
            (Look(2, 2), Look(2, 2)),
            (Look(1, 1), Look(2, 2)),
            (Look(1, 1), Look(1, 2)),
            (Look(1, 1), Look(1, 1)),
        ]

    def gap(self, dots: int, look: Look) -> Run:
        """Spaces."""
        cell = CELL * int(look.wide)
        return Run(" " * (dots // cell), look, dots // cell * cell)

    def box(self, look: Look) -> tuple[int, int]:
        """Characters of all sizes stand on one base line."""
        height = int(TALL * look.tall)
        return height, round(height * BASELINE)

    def draw(self, run: Run) -> Image.Image:
        """Each character in its cell, as printers do."""
        look = run.look
        image = Image.new("L", (max(1, run.width), int(TALL * look.tall)), 255)
        x = 0
        for known, part in runs(run.text):
            for piece in part if known else [part]:
                width = _columns(known, piece) * CELL * int(look.wide)
                image.paste(_glyph(piece, width, look._replace(invert=False), known), (x, 0))
                x += width
        return ImageOps.invert(image) if look.invert else image


class DrawnFace:
    """Type as in a book: Latin letters have their own widths, and sizes need not be whole."""

    def measure(self, text: str, look: Look) -> int:
        """Width in dots."""
        return ceil(sum(font.getlength(part) for font, part in _in_fonts(text, look.bold, _em(look))))

    def sizes(self, largest: int) -> list[float]:
        """In quarters."""
        return [n * SMALLEST_STEP for n in range(int(largest / SMALLEST_STEP), 3, -1)]

    def row_looks(self) -> list[tuple[Look, Look]]:
        """Both a little smaller each time."""
        sizes = ((2.0, 2.0), (1.5, 2.0), (1.5, 1.5), (1.25, 1.25), (1.0, 1.0))
        return [(Look(label, label), Look(value, value)) for label, value in sizes]

    def gap(self, dots: int, look: Look) -> Run:
        """Nothing but distance."""
        return Run("", look, dots)

    def box(self, look: Look) -> tuple[int, int]:
        """A little more than the em, for what reaches below the line."""
        base = DRAWN_BASELINE + (WHITE_LOWER if look.invert else 0.0)
        return ceil(_em(look) * 1.15), round(_em(look) * base)

    def draw(self, run: Run) -> Image.Image:
        """The text on its base line."""
        height, base = self.box(run.look)
        image = Image.new("L", (max(1, run.width), height), 255)
        _pen_text(image, run.text, run.look.bold, _em(run.look), base)
        return ImageOps.invert(image) if run.look.invert else image


DEVICE, DRAWN = DeviceFace(), DrawnFace()


def _em(look: Look) -> int:
    """Narrow high type is drawn in its natural form, between the two."""
    return round(TALL * (look.wide + look.tall) / 2)


@lru_cache(1024)
def _columns(known: bool, text: str) -> int:
    if known:
        return sum(1 if char.isascii() else 2 for char in text)
    return max(1, ceil(DRAWN.measure(text, Look()) / CELL))


@lru_cache(1024)
def _glyph(text: str, width: int, look: Look, known: bool) -> Image.Image:
    """One character of the device (or a piece that it does not have) in its cell, stretched to its width."""
    height = int(TALL * look.tall)
    natural = max(1, round(width * look.tall / look.wide))
    image = Image.new("L", (natural, height), 255)
    if known:
        frame = "\u2500" <= text <= "\u257f"  # these join their neighbours
        font = fonts.chinese(look.bold, height if frame else round(height * 0.92), mono=True)
        ImageDraw.Draw(image).text((natural / 2, height * BASELINE), text, fill=0, font=font, anchor="ms")
    else:
        _pen_text(image, text, look.bold, height, round(height * 0.85))
    return image.resize((width, height)) if natural != width else image


def _pen_text(image: Image.Image, text: str, bold: bool, em: int, base: int) -> None:
    """The text on its base line in the middle of the image."""
    parts = list(_in_fonts(text, bold, em))
    x = (image.width - sum(font.getlength(part) for font, part in parts)) / 2
    pen = ImageDraw.Draw(image)
    for font, part in parts:
        pen.text((x, base), part, fill=0, font=font, anchor="ls")
        x += font.getlength(part)


def _in_fonts(text: str, bold: bool, em: int) -> list[tuple[ImageFont.FreeTypeFont, str]]:
    """The text in pieces of one font each."""
    return [(font or fonts.chinese(bold, em), part) for font, part in _split(text, bold, em)]


@lru_cache(1024)
def _split(text: str, bold: bool, em: int) -> tuple[tuple[ImageFont.FreeTypeFont | None, str], ...]:
    """None is the Chinese font. A space does not end a run of another script; what no font has becomes 〓."""
    found: list[tuple[ImageFont.FreeTypeFont | None, str]] = []
    for cluster in clusters(text):
        font, part = _font_of(cluster, bold, em)
        if found and (found[-1][0] is font or part.isspace()):
            found[-1] = (found[-1][0], found[-1][1] + part)
        else:
            found.append((font, part))
    return tuple(found)


def _font_of(cluster: str, bold: bool, em: int) -> tuple[ImageFont.FreeTypeFont | None, str]:
    """The font of a character with its marks; None for the Chinese one."""
    if on_device(cluster[0]):
        return None, cluster
    font = fonts.font_of(cluster[0], bold, em)
    if font is None:
        return None, fonts.NONE
    return (None if font is fonts.chinese(bold, em) else font), cluster
