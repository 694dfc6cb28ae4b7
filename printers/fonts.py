"""Fonts to draw paper with: a Chinese one, and for other scripts whatever the machine has.

How a text is set and drawn is in `faces`.
"""

from __future__ import annotations

import subprocess
from functools import cache
from pathlib import Path

import structlog
from PIL import ImageFont

log = structlog.get_logger()

CHINESE = {
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
OTHERS = (
    "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf",
    "/System/Library/Fonts/Supplemental/Arial Unicode.ttf",
    "C:/Windows/Fonts/simsunb.ttf",
    "C:/Windows/Fonts/segoeui.ttf",
    "C:/Windows/Fonts/himalaya.ttf",
    "C:/Windows/Fonts/malgun.ttf",
    "C:/Windows/Fonts/seguisym.ttf",
)
"""Where fontconfig is not there to ask."""
NONE = "〓"
"""Stands for a character that no font of this machine has, as printers of books have always done."""
_TOFU = "\U0010fffd"
"""No font has it: this is how a font draws what it does not have."""


class NoFont(Exception):
    """This machine has no font with Chinese characters."""


@cache
def chinese(bold: bool, size: int, mono: bool = False) -> ImageFont.FreeTypeFont:
    """The font for everything that is not rare; `mono`: Latin half as wide as Chinese. Raises NoFont."""
    path = _chinese_file(bold)
    wanted = "Noto Sans Mono CJK SC" if mono else "Noto Sans CJK SC"
    return ImageFont.truetype(path, size, index=_face_index(path, wanted))


@cache
def _face_index(path: str, wanted: str) -> int:
    """A collection has one face for each region: the one for the mainland."""
    for index in range(16):
        try:
            font = ImageFont.truetype(path, 12, index=index)
        except OSError:
            break
        if font.getname()[0] == wanted:
            return index
    return 0


def font_of(char: str, bold: bool, size: int) -> ImageFont.FreeTypeFont | None:
    """A font that has this character; None where the machine has none."""
    if _has(_chinese_file(bold), _face_index(_chinese_file(bold), "Noto Sans CJK SC"), char):
        return chinese(bold, size)
    path = _other_file(char)
    return _opened(path, size) if path else None


@cache
def _opened(path: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(path, size)


@cache
def _has(path: str, index: int, char: str) -> bool:
    """A character that is not in a font comes out as the font's own empty box."""
    try:
        font = ImageFont.truetype(path, 24, index=index)
        return bytes(font.getmask(char)) != bytes(font.getmask(_TOFU))
    except (OSError, ValueError):  # a font of dots in a size that it does not have
        return False


@cache
def _chinese_file(bold: bool) -> str:
    for path in CHINESE[bold]:
        if Path(path).exists():
            return path
    found = _fontconfig("fc-match", "-f", "%{file}\n", f"Noto Sans CJK SC:lang=zh-cn:bold={int(bold)}")
    if not found or not Path(found[0]).exists():
        raise NoFont("no font with Chinese characters was found; install Noto Sans CJK (fonts-noto-cjk)")
    return found[0]


@cache
def _other_file(char: str) -> str | None:
    for path in (*OTHERS, *_fontconfig("fc-list", "-f", "%{file}\n", f":charset={ord(char[0]):x}")):
        if Path(path).exists() and _has(path, 0, char[0]):
            return path
    log.info("no font has this character", char=f"U+{ord(char[0]):04X}")
    return None


def _fontconfig(*command: str) -> list[str]:
    try:
        ran = subprocess.run(command, capture_output=True, text=True, check=True, timeout=10)
    except (OSError, subprocess.SubprocessError):
        return []
    return sorted(set(ran.stdout.split("\n")) - {""})
