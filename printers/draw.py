"""Draws what `compose` has set: the paper of the raster encoder, and previews of both ways to print.

Black is 0 in mode "L"; what a printer burns is decided by `ink`.
"""

from __future__ import annotations

from collections.abc import Iterable

from PIL import Image, ImageChops, ImageDraw, ImageOps

from printers import codes
from printers.compose import Bar, Line, Placed, Square, compose, height_of
from printers.faces import DEVICE, DRAWN, Face
from printers.profile import Profile
from printers.sheet import Cut, Sheet

PAPER, INK = (250, 249, 245), (34, 32, 36)
MARGIN = 32
"""Dots of empty paper above and below in a preview."""
PAPER_DOTS = {"58": 464, "80": 640}
"""How wide the paper itself is."""
BAR_DOTS = 2
THRESHOLD = 144
"""Darker than this is burnt: a little more than half, so that thin strokes stay whole."""


def ink(image: Image.Image) -> Image.Image:
    """What is burnt, mode "1": 1 is black, as printers count."""
    return image.point([255 if value < THRESHOLD else 0 for value in range(256)]).convert("1")


def draw(placed: Iterable[Placed], face: Face, width: int) -> Image.Image:
    """The dots of one piece of paper."""
    parts = list(placed)
    image = Image.new("L", (width, max(1, sum(height_of(one) for one in parts))), 255)
    top = 0
    for one in parts:
        match one:
            case Line():
                line = draw_line(one, face, width)
                box = (0, top, width, top + line.height)
                image.paste(ImageChops.darker(image.crop(box), line), box)
            case Bar():
                middle = top + one.height // 2
                ImageDraw.Draw(image).rectangle((0, middle, width, middle + BAR_DOTS - 1), fill=0)
            case Square():
                square = codes.image(one.content, one.module)
                image.paste(square, ((width - square.width) // 2, top))
        top += height_of(one)
    return image


def draw_line(line: Line, face: Face, width: int) -> Image.Image:
    """A line across the whole paper, all its characters on one base line."""
    shown = [run for run in line.runs if run.text]
    boxes = [face.box(run.look) for run in shown]
    base = max((down for _, down in boxes), default=0)
    height = max((base - down + high for high, down in boxes), default=1)
    image = Image.new("L", (width, height), 255)
    free = max(0, width - line.width)
    x = {"left": 0, "center": free // 2, "right": free}[line.align]
    for run in line.runs:
        if run.text:
            image.paste(face.draw(run), (x, base - face.box(run.look)[1]))
        x += run.width
    return image


def preview(sheet: Sheet, profile: Profile) -> Image.Image:
    """The paper as it will look, with its margins, in colour."""
    face = DEVICE if profile.chosen == "text" else DRAWN
    dots = draw([*compose(sheet, face, profile.dots), Cut()], face, profile.dots)
    if profile.chosen == "raster":
        dots = ImageOps.invert(ink(dots).convert("L"))
    paper = Image.new("L", (PAPER_DOTS[profile.width], dots.height + 2 * MARGIN), 255)
    paper.paste(dots, ((paper.width - dots.width) // 2, MARGIN))
    return ImageOps.colorize(paper, black=INK, white=PAPER)
