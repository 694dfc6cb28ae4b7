"""A sheet as text for printers with Chinese characters: ESC/POS bytes, GB18030 in Chinese mode.

What the device does not have goes as an image in its line. The drawn way is `encode_raster`.
"""

from __future__ import annotations

from typing import Final

from escpos.constants import ESC, FS, GS, HW_INIT, LINESPACING_FUNCS, TXT_SIZE, TXT_STYLE
from PIL import Image

from printers import codes
from printers.compose import Line, Placed, Square, compose
from printers.draw import draw_line, ink
from printers.encode_raster import cut, feed, raster
from printers.faces import DEVICE, Look, Run
from printers.profile import Profile
from printers.sheet import Align, Cut, Sheet, Space
from printers.text import runs

CHINESE_ON: Final[bytes] = FS + b"&"
CHINESE_OFF: Final[bytes] = FS + b"."
"""Epson ESC/POS "FS &" and "FS .": select and cancel Kanji character mode. python-escpos never sends them."""
IMAGE_IN_LINE: Final[bytes] = ESC + b"*\x21"
SPACING: Final[bytes] = LINESPACING_FUNCS[180]
"""ESC 3 n: n dots from line to line on an 80 mm printer."""


def encode(sheet: Sheet, profile: Profile) -> bytes:
    """The bytes that print the sheet and cut it."""
    writer = _Writer(profile)
    for placed in compose(sheet, DEVICE, profile.dots):
        writer.write(placed)
    return writer.done()


def encode_run(text: str) -> bytes:
    """Characters that the device has; Chinese mode is on only for the Chinese ones."""
    out = b""
    for part in _in_modes(text):
        out += part.encode("ascii") if part.isascii() else CHINESE_ON + part.encode("gbk") + CHINESE_OFF
    return out


class _Writer:
    """Collects the bytes of one paper and remembers how the printer is set, so that it is told once."""

    def __init__(self, profile: Profile) -> None:
        self._profile = profile
        self._out = bytearray(HW_INIT)
        self._look: Look | None = None
        self._align: Align | None = None
        self._spacing = 0

    def write(self, placed: Placed) -> None:
        """The next thing on the paper."""
        match placed:
            case Line():
                self._line(placed)
            case Space():
                self._out += feed(placed.dots)
            case Square():
                self._code(placed)
            case Cut():
                self._out += cut(self._profile)

    def done(self) -> bytes:
        """Cut, and return everything."""
        return bytes(self._out + cut(self._profile))

    def _line(self, line: Line) -> None:
        strange = any(not known for run in line.runs for known, _ in runs(run.text))
        if strange and any(run.look.tall > 1 for run in line.runs if run.text):
            self._drawn(line)
            return
        self._set_align(line.align)
        if line.height != self._spacing:
            self._spacing = line.height
            self._out += SPACING + bytes([line.height])
        for run in line.runs:
            self._run(run)
        self._out += b"\n"

    def _run(self, run: Run) -> None:
        if not run.text:
            return
        self._set_look(run.look)
        for known, part in runs(run.text):
            self._out += encode_run(part) if known else _image_in_line(part, run.look)

    def _drawn(self, line: Line) -> None:
        """ESC * is 24 dots high whatever the size of the text: a larger line goes as one image."""
        picture = draw_line(line, DEVICE, self._profile.dots)
        self._set_align("left")
        self._out += raster(ink(picture)) + feed(line.height - picture.height)

    def _code(self, square: Square) -> None:
        self._set_align("center")
        if self._profile.qr == "image":
            self._out += raster(_on_whole_bytes(ink(codes.image(square.content, square.module))))
        else:
            self._out += qr_command(square.content, square.module)

    def _set_align(self, align: Align) -> None:
        if align != self._align:
            self._align = align
            self._out += TXT_STYLE["align"][align]

    def _set_look(self, look: Look) -> None:
        before, self._look = self._look, look
        if before is None or (before.wide, before.tall) != (look.wide, look.tall):
            self._out += TXT_SIZE + bytes([(int(look.wide) - 1) << 4 | int(look.tall) - 1])
        if before is None or before.bold != look.bold:
            self._out += TXT_STYLE["bold"][look.bold]
        if before is None or before.invert != look.invert:
            self._out += TXT_STYLE["invert"][look.invert]


def qr_command(content: str, module: int) -> bytes:
    """QR code model 2, level M, drawn by the printer itself (Epson ESC/POS GS ( k, functions 165-181)."""
    out = b""
    for function in (b"A2\0", b"C" + bytes([module]), b"E1", b"P0" + content.encode(), b"Q0"):
        out += GS + b"(k" + (len(function) + 1).to_bytes(2, "little") + b"1" + function
    return out


def _on_whole_bytes(image: Image.Image) -> Image.Image:
    """The image with white on both sides, so that it stands in the middle also when it is cut to bytes."""
    wide = Image.new("1", (-(-image.width // 8) * 8, image.height), 0)
    wide.paste(image, ((wide.width - image.width) // 2, 0))
    return wide


def _image_in_line(text: str, look: Look) -> bytes:
    """ESC * 33: columns of 24 dots, three bytes each, between the characters of the line."""
    picture = DEVICE.draw(Run(text, look, DEVICE.measure(text, look)))
    dots: bytes = ink(picture).transpose(Image.Transpose.TRANSPOSE).tobytes()
    return IMAGE_IN_LINE + picture.width.to_bytes(2, "little") + dots


def _in_modes(text: str) -> list[str]:
    parts: list[str] = []
    for char in text:
        if parts and parts[-1][-1].isascii() == char.isascii():
            parts[-1] += char
        else:
            parts.append(char)
    return parts
