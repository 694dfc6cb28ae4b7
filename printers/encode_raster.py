"""A sheet as dots, for printers without Chinese characters or where the drawn paper is wanted.

Drawing is `draw`'s; here it becomes ESC/POS raster images in bands that small buffers hold.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from escpos.constants import ESC, GS, HW_INIT
from PIL import Image

from printers.compose import AFTER_CUT, Placed, compose
from printers.draw import draw, ink
from printers.faces import DRAWN
from printers.profile import Profile
from printers.sheet import Cut, Sheet

BAND = 32
"""Rows of one image: 2.3 kB on 80 mm paper, less than three seconds at 9600 baud. Between two of them a
printer can be asked how it stands; in the midst of one the question would be taken for dots."""
EMPTY = 16
"""From so many empty rows on the paper is fed, which takes three bytes."""
TO_TEAR_BAR = 96
"""Dots from the head to the tear bar of a printer without a cutter, and a little more."""
RASTER: Final[bytes] = GS + b"v0\0"
CUT: Final[bytes] = GS + b"VB\0"
"""GS V 66 0: feed to the cutter and cut."""
SIZES = ((HW_INIT, len(HW_INIT)), (ESC + b"J", 3), (CUT, len(CUT)))
"""The other commands of a drawn paper."""


def encode(sheet: Sheet, profile: Profile) -> bytes:
    """The bytes that print the sheet and cut it."""
    out = bytearray(HW_INIT)
    piece: list[Placed] = []
    for placed in [*compose(sheet, DRAWN, profile.dots), Cut()]:
        if not isinstance(placed, Cut):
            piece.append(placed)
            continue
        if piece:
            out += _bands(ink(draw(piece, DRAWN, profile.dots)))
        out += cut(profile)
        piece = []
    return bytes(out)


def cut(profile: Profile) -> bytes:
    """Cut, or feed so far that the paper can be torn off."""
    return feed(AFTER_CUT) + (CUT if profile.cutter else feed(TO_TEAR_BAR))


def feed(dots: int) -> bytes:
    """ESC J n: empty paper."""
    out = b""
    while dots > 0:
        out += ESC + b"J" + bytes([min(dots, 255)])
        dots -= 255
    return out


def raster(image: Image.Image) -> bytes:
    """GS v 0: a mode "1" image, 1 is black."""
    across = (image.width + 7) // 8
    dots: bytes = image.crop((0, 0, across * 8, image.height)).tobytes()
    return RASTER + across.to_bytes(2, "little") + image.height.to_bytes(2, "little") + dots


def pieces(data: bytes) -> Iterator[bytes]:
    """The commands of a drawn paper one after the other; from the first that is no such command, all."""
    start = 0
    while start < len(data):
        size = _size_of_command(data[start : start + 8])
        yield data[start : start + size if size else None]
        start += size or len(data)


def _size_of_command(head: bytes) -> int:
    """0: not one of a drawn paper."""
    if head.startswith(RASTER):
        return 8 + int.from_bytes(head[4:6], "little") * int.from_bytes(head[6:8], "little")
    return next((size for code, size in SIZES if head.startswith(code)), 0)


def _bands(image: Image.Image) -> bytes:
    """The image from top to bottom; where nothing is, the paper is only fed."""
    out = b""
    top = 0
    while top < image.height:
        empty = _empty_rows(image, top)
        if empty >= EMPTY or top + empty == image.height:
            out += feed(empty)
            top += empty
            continue
        end = _end_of_band(image, top)
        band = image.crop((0, top, image.width, end))
        box = band.getbbox() or (0, 0, image.width, 0)  # white on the right is left out
        out += raster(band.crop((0, 0, box[2], band.height)))
        top = end
    return out


def _empty_rows(image: Image.Image, top: int) -> int:
    box = image.crop((0, top, image.width, image.height)).getbbox()
    return box[1] if box else image.height - top


def _end_of_band(image: Image.Image, top: int) -> int:
    """Where the next empty stretch begins, BAND rows further at most."""
    for row in range(top + 1, min(top + BAND, image.height)):
        if image.crop((0, row, image.width, min(row + EMPTY, image.height))).getbbox() is None:
            return row
    return min(top + BAND, image.height)
