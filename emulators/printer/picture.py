"""Draws a sheet as the paper looks: 58 or 80 mm wide, dark ink on thermal white, in a font with Chinese.

What stands on the sheet is decided in `paper`.
"""

from __future__ import annotations

import subprocess
from functools import cache, lru_cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont, ImageOps

from emulators.printer.paper import Cell, Line, Sheet

PAPER, INK = (250, 249, 245), (34, 32, 36)
PAPER_WIDTHS = {576: 640, 384: 464}
"""Dots of paper by how many of them can be printed: 72 of 80 mm, 48 of 58 mm."""
MARGIN = 32
"""Dots of empty paper on each side, above the first line and below the last."""
SIZE, BASELINE = 0.92, 0.8
"""Of the font and of its baseline from the top, as shares of a character's cell."""
FONTS = {
    False: (
        "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
        "/usr/share/fonts/noto-cjk/NotoSansCJK-Regular.ttc",
        "/usr/share/fonts/google-noto-cjk/NotoSansCJK-Regular.ttc",
        "/System/Library/Fonts/PingFang.ttc",
        "C:/Windows/Fonts/msyh.ttc",
    ),
    True: (
        "/usr/share/fonts/opentype/noto/NotoSansCJK-Bold.ttc",
        "/usr/share/fonts/noto-cjk/NotoSansCJK-Bold.ttc",
        "/usr/share/fonts/google-noto-cjk/NotoSansCJK-Bold.ttc",
        "/System/Library/Fonts/PingFang.ttc",
        "C:/Windows/Fonts/msyhbd.ttc",
    ),
}


class NoFont(Exception):
    """This machine has no font with Chinese characters."""


def draw(sheet: Sheet) -> Image.Image:
    """The sheet as an RGB image. Raises NoFont."""
    paper = PAPER_WIDTHS[sheet.width]
    dots = Image.new("L", (paper, sheet.height + 2 * MARGIN), 255)
    for line in sheet.lines:
        _draw_line(dots, line, (paper - sheet.width) // 2, sheet.width)
    return ImageOps.colorize(dots, black=INK, white=PAPER)


def _draw_line(dots: Image.Image, line: Line, left: int, width: int) -> None:
    free = width - sum(piece.width for piece in line.pieces)
    x = left + max(0, free * line.align // 2)
    tallest = max(piece.height for piece in line.pieces)
    for piece in line.pieces:
        lower = tallest - piece.height
        if isinstance(piece, Cell):  # characters of all sizes stand on one base line
            dots.paste(_glyph(piece), (x, MARGIN + line.top + round(lower * BASELINE)))
        else:
            dots.paste(piece, (x, MARGIN + line.top + lower))
        x += piece.width


@lru_cache(2048)
def _glyph(cell: Cell) -> Image.Image:
    """One character in its cell; drawn at its height and stretched to its width, as printers do."""
    style = cell.style
    natural = cell.width * style.tall // style.wide
    image = Image.new("L", (natural, cell.height), 255)
    pen = ImageDraw.Draw(image)
    if cell.char.isprintable():
        frame = "\u2500" <= cell.char <= "\u257f"  # these join their neighbours
        mono = font(style.bold, cell.height if frame else round(cell.height * SIZE))
        pen.text((natural / 2, cell.height * BASELINE), cell.char, fill=0, font=mono, anchor="ms")
    if style.underline:
        pen.rectangle((0, cell.height - 2 * style.tall, natural, cell.height), fill=0)
    if style.invert:
        image = ImageOps.invert(image)
    return image.resize((cell.width, cell.height)) if natural != cell.width else image


@cache
def font(bold: bool, size: int) -> ImageFont.FreeTypeFont:
    """A font with Chinese whose letters are half as wide, where this machine has one. Raises NoFont."""
    path = find_font(bold)
    best = ImageFont.truetype(path, size)
    for index in range(16):
        try:
            found = ImageFont.truetype(path, size, index=index)
        except OSError:
            break
        if found.getname()[0] == "Noto Sans Mono CJK SC":
            return found
    return best


@cache
def find_font(bold: bool) -> str:
    """Path of a font with Chinese characters. Raises NoFont."""
    for path in FONTS[bold]:
        if Path(path).exists():
            return path
    style = "Bold" if bold else "Regular"
    try:
        found = subprocess.run(
            ["fc-match", "-f", "%{file}", f"Noto Sans Mono CJK SC:lang=zh-cn:style={style}"],
            capture_output=True,
            text=True,
            check=True,
            timeout=10,
        ).stdout
    except (OSError, subprocess.SubprocessError):
        found = ""
    if not found or not Path(found).exists():
        raise NoFont("no font with Chinese characters was found; install Noto Sans CJK (fonts-noto-cjk)")
    return found
