"""QR codes: how large one is, and its dots. How a printer draws one itself is `encode_text`'s."""

from __future__ import annotations

from functools import lru_cache

import qrcode
from PIL import Image
from qrcode.exceptions import DataOverflowError

QUIET = 4
"""Modules that must stay white around a code."""
SMALLEST = 3
"""Dots of a module that a phone can read from thermal paper."""


@lru_cache(64)
def _code(content: str) -> qrcode.QRCode[qrcode.image.base.BaseImage]:
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=0)
    code.add_data(content.encode())
    code.make(fit=True)
    return code


def module_of(content: str, wanted: int, width: int) -> int:
    """The side of a module in dots so that the code fits, as near to the wanted one as possible; 0: never."""
    try:
        modules = _code(content).modules_count
    except (DataOverflowError, ValueError):
        return 0
    largest = min(wanted, width // modules)
    return largest if largest >= min(SMALLEST, wanted) else 0


def side(content: str, module: int) -> int:
    """Of the code without its quiet margin, in dots."""
    return int(_code(content).modules_count * module)


def image(content: str, module: int) -> Image.Image:
    """The code without its quiet margin, mode "L", black 0."""
    matrix = _code(content).get_matrix()
    small = Image.new("L", (len(matrix), len(matrix)), 255)
    small.putdata([0 if dark else 255 for row in matrix for dark in row])
    return small.resize((small.width * module, small.height * module), Image.Resampling.NEAREST)
