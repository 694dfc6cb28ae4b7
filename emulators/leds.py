"""A board of LEDs: what it shows, page after page, and how that looks as a picture.

What makes it show something is in `strip_onbon.py` and `strip_ascii.py`.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from threading import Condition
from typing import Final, Literal, NamedTuple

from PIL import Image, ImageDraw

from emulators.printer.picture import font

Effect = Literal["steady", "pages", "scroll"]
CELL: Final = 16
"""Dots of a character; an ASCII one is half as wide."""
PITCH: Final = 6
"""Pixels of the picture from LED to LED."""
DOTS_A_S: Final = 40
"""How fast a text runs through."""
COLOURS: Final = {"red": (255, 60, 40), "green": (70, 235, 90), "yellow": (255, 176, 40)}
DARK, BOARD = (44, 40, 40), (14, 13, 14)


class Shown(NamedTuple):
    """What a board was told to show."""

    lines: tuple[str, ...]
    colour: str = "red"
    effect: Effect = "steady"
    stay_s: float = 3.0
    """How long each page stays."""
    forgets_s: float | None = None
    """When nothing new came for so long it is taken away."""

    @property
    def blinks(self) -> bool:
        """Whether it goes dark and comes again."""
        return self.effect == "pages" and any(not line.strip() for line in self.lines)


class Board:
    """One board on a line."""

    def __init__(self, address: int, width: int = 128, height: int = 16) -> None:
        self.address, self.width, self.height = address, width, height
        self.off = False
        """Without power: it hears nothing."""
        self.refuses: int | str | None = None
        """What it answers to everything, as its protocol has it."""
        self.told: list[Shown] = []
        """Everything it was told to show, in order."""
        self._now: Shown | None = None
        self._at = 0.0
        self._news = Condition()
        self.on_news: Callable[[Board], None] = lambda _: None

    def show(self, shown: Shown) -> None:
        """Show this from now on."""
        with self._news:
            self.told.append(shown)
            new, self._now, self._at = shown != self._now, shown, time.monotonic()
            self._news.notify_all()
        if new:
            self.on_news(self)

    def clear(self) -> None:
        """Show nothing: cleared, or its power was gone."""
        with self._news:
            self._now = None
            self._news.notify_all()
        self.on_news(self)

    def shows(self) -> Shown | None:
        """What it shows now; None: nothing, or what is stored in it."""
        now = self._now
        over = now is not None and now.forgets_s is not None and time.monotonic() - self._at > now.forgets_s
        return None if over else now

    def text(self) -> str:
        """What one reads on it, its lines apart by "|"."""
        shown = self.shows()
        return "|".join(line for line in shown.lines if line.strip()) if shown else ""

    def wait(self, fits: Callable[[Board], bool], most_s: float = 20.0) -> None:
        """Until it is so. Raises TimeoutError."""
        with self._news:
            if not self._news.wait_for(lambda: fits(self), most_s):
                raise TimeoutError(f"board {self.address} shows {self._now}")

    def fact(self) -> dict[str, object]:
        """What it shows, for a line of JSON."""
        shown = self.shows()
        if shown is None:
            return {"board": self.address, "shows": None}
        return {
            "board": self.address,
            "shows": [line for line in shown.lines if line.strip()],
            "colour": shown.colour,
            "effect": "blink" if shown.blinks else shown.effect,
        }

    def picture(self, after_s: float = 0.0) -> Image.Image:
        """How it looks so long after it began. Raises NoFont."""
        dots = Image.new("1", (self.width, self.height))
        shown = self.shows()
        if shown is not None:
            self._draw(dots, shown, after_s)
        return _lit(dots, COLOURS[shown.colour if shown else "red"])

    def _draw(self, dots: Image.Image, shown: Shown, after_s: float) -> None:
        rows = max(1, self.height // CELL)
        if shown.effect == "scroll":
            text = "".join(shown.lines)
            x = self.width - int(after_s * DOTS_A_S) % (self.width + width(text))
            _write(dots, text, x, (self.height - CELL) // 2)
            return
        pages = [shown.lines[at : at + rows] for at in range(0, len(shown.lines), rows)] or [()]
        page = pages[int(after_s / shown.stay_s) % len(pages)] if shown.stay_s else pages[0]
        top = (self.height - CELL * len(page)) // 2
        for row, line in enumerate(page):
            _write(dots, line, (self.width - width(line)) // 2, top + CELL * row)


def width(text: str) -> int:
    """In dots."""
    return sum(CELL // 2 if char.isascii() else CELL for char in text)


def save(board: Board, folder: Path) -> Path:
    """The picture of a board as it is now, as board-ADDRESS.png."""
    path = folder / f"board-{board.address}.png"
    board.picture().save(path)
    return path


def _write(dots: Image.Image, text: str, x: int, y: int) -> None:
    for char in text:
        glyph = _glyph(char)
        dots.paste(glyph, (x, y))
        x += glyph.width


@lru_cache(512)
def _glyph(char: str) -> Image.Image:
    """One character in its cell of dots, without grey."""
    glyph = Image.new("1", (width(char), CELL))
    pen = ImageDraw.Draw(glyph)
    pen.fontmode = "1"
    pen.text((glyph.width / 2, 13), char, fill=1, font=font(False, CELL - 1), anchor="ms")
    return glyph


def _lit(dots: Image.Image, colour: tuple[int, int, int]) -> Image.Image:
    """The board with its LEDs, lit and dark."""
    margin = PITCH * 2
    size = (dots.width * PITCH + 2 * margin, dots.height * PITCH + 2 * margin)
    image = Image.new("RGB", size, BOARD)
    pen = ImageDraw.Draw(image)
    for y in range(dots.height):
        for x in range(dots.width):
            left, top = margin + x * PITCH, margin + y * PITCH
            lit = dots.getpixel((x, y))
            pen.ellipse((left, top, left + PITCH - 2, top + PITCH - 2), fill=colour if lit else DARK)
    return image
