"""The figures as a picture: for each policy and class the mean wait as a bar, up to the 95 % wait as a line.

A tick stands at the target. Numbers and words beside it are those of the table.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from PIL import Image, ImageDraw, ImageFont

from emulators.printer.picture import NoFont, find_font
from simulation.asked import Asked, Found
from simulation.figures import Figures
from simulation.report import seconds

WIDTH, MARGIN, ROW, GAP, HEAD = 1200, 40, 40, 28, 110
NAMES, NUMBERS = 250, 250
"""Widths of what stands left and right of the bars."""
INK, SOFT, LINE, PAPER = "#10262b", "#48626a", "#d9e3e4", "#ffffff"
COLOURS = ("#0b6a7b", "#d9651e", "#1a7850", "#8f5400", "#6b4fa0", "#b3352b")
Font = ImageFont.FreeTypeFont | ImageFont.ImageFont


class Scale(NamedTuple):
    """From seconds to a place in the picture."""

    longest: float

    def x(self, value: float) -> float:
        """Of a wait in seconds; what is longer than the scale ends at its end."""
        left, right = MARGIN + NAMES, WIDTH - MARGIN - NUMBERS
        return left + (right - left) * min(1.0, value / self.longest)


def save(file: Path, asked: Asked, found: Found) -> None:
    """Draw the figures into a PNG file. Raises OSError."""
    rows = sum(len(classes) for classes in found.values())
    height = HEAD + rows * ROW + len(found) * (GAP + ROW) + 2 * MARGIN
    image = Image.new("RGB", (WIDTH, height), PAPER)
    pen = ImageDraw.Draw(image)
    targets = {cls.id: cls.target_min * 60 for cls in asked.plan.classes}
    scale = Scale(_longest(found, targets) or 1)
    people = sum(len(day) for day in asked.days)
    title = f"{people:,} people at {len(asked.plan.counters)} windows"
    pen.text((MARGIN, MARGIN), title, fill=INK, font=font(28, bold=True))
    legend = "bar: mean wait · line: up to the wait of 95 % · tick: target"
    pen.text((MARGIN, MARGIN + 42), legend, fill=SOFT, font=font(18))
    y = HEAD + MARGIN
    for policy, classes in found.items():
        pen.text((MARGIN, y), policy, fill=INK, font=font(22, bold=True))
        y += ROW
        for n, (cls, one) in enumerate(classes.items()):
            _row(pen, y, cls, one, (scale, targets[cls], COLOURS[n % len(COLOURS)]))
            y += ROW
        y += GAP
    image.save(file, "PNG")


def _longest(found: Found, targets: dict[str, float]) -> float:
    """The scale shows all 95 % waits, and the targets where they do not make everything else small."""
    waits = [one.p95_s or 0 for classes in found.values() for one in classes.values()]
    longest = max([*waits, *(one.mean_s or 0 for classes in found.values() for one in classes.values())])
    return max([longest, *(target for target in targets.values() if target <= 2 * longest)])


def _row(pen: ImageDraw.ImageDraw, y: int, cls: str, one: Figures, look: tuple[Scale, float, str]) -> None:
    scale, target, colour = look
    middle, text = y + ROW // 2 - 6, font(18)
    pen.text((MARGIN + 16, middle), cls, fill=INK, font=text, anchor="lm")
    pen.line((scale.x(0), y - 4, scale.x(0), y + ROW - 4), fill=LINE, width=2)
    if one.mean_s is None or one.p95_s is None:
        pen.text((scale.x(0) + 10, middle), "nobody was served", fill=SOFT, font=text, anchor="lm")
        return
    pen.rectangle((scale.x(0), middle - 9, scale.x(one.mean_s), middle + 9), fill=colour)
    pen.line((scale.x(one.mean_s), middle, scale.x(one.p95_s), middle), fill=colour, width=3)
    pen.line((scale.x(one.p95_s), middle - 7, scale.x(one.p95_s), middle + 7), fill=colour, width=3)
    if target <= scale.longest:
        pen.line((scale.x(target), middle - 15, scale.x(target), middle + 15), fill=INK, width=2)
    numbers = f"{seconds(one.mean_s)}   95 %: {seconds(one.p95_s)}"
    pen.text((WIDTH - MARGIN, middle), numbers, fill=SOFT, font=text, anchor="rm")


def font(size: int, *, bold: bool = False) -> Font:
    """A font with Chinese characters where there is one: classes may have any names."""
    try:
        return ImageFont.truetype(find_font(bold), size)
    except NoFont:
        return ImageFont.load_default(size)
