"""Dots of images and codes: QR codes, raster images, bit images in columns. Black is 0 in mode "L".

Where they stand on the paper is `paper`'s; text is drawn by `picture`.
"""

from __future__ import annotations

import qrcode
from PIL import Image, ImageChops
from qrcode.exceptions import DataOverflowError

_LEVELS = {
    48: qrcode.constants.ERROR_CORRECT_L,
    49: qrcode.constants.ERROR_CORRECT_M,
    50: qrcode.constants.ERROR_CORRECT_Q,
    51: qrcode.constants.ERROR_CORRECT_H,
}


def qr_image(data: bytes, module: int, level: int, width: int) -> Image.Image | None:
    """The QR code of the data, `module` dots a module; None when it does not fit `width` dots."""
    code = qrcode.QRCode(error_correction=_LEVELS.get(level, _LEVELS[48]), box_size=module, border=0)
    code.add_data(data)
    try:
        code.make(fit=True)
    except (DataOverflowError, ValueError):
        return None
    image: Image.Image = code.make_image().get_image().convert("L")
    return image if image.width <= width else None


def raster_image(data: bytes, width: int) -> Image.Image | None:
    """GS v 0 m xL xH yL yH d...: x bytes wide, y dots high, 1 is black; m doubles width (1) and height (2).

    `data` begins with the 0. None when there is nothing to print; what is wider than the paper is cut off.
    """
    x, y = int.from_bytes(data[2:4], "little"), int.from_bytes(data[4:6], "little")
    dots = data[6:]
    if x * y == 0 or len(dots) < x * y:
        return None
    image = _black_on_white((x * 8, y), dots)
    if data[1] & 3:
        image = image.resize((image.width * (1 + (data[1] & 1)), y * (1 + (data[1] >> 1 & 1))))
    return image.crop((0, 0, min(image.width, width), image.height))


def column_image(data: bytes, width: int) -> Image.Image | None:
    """ESC * m nL nH d...: n columns of 8 dots (m 0, 1) or 24 (m 32, 33); m 0 and 32 are half as dense."""
    mode, columns, dots = data[0], int.from_bytes(data[1:3], "little"), data[3:]
    high = 24 if mode in {32, 33} else 8
    if mode not in {0, 1, 32, 33} or columns == 0:
        return None
    image = _black_on_white((high, columns), dots).transpose(Image.Transpose.TRANSPOSE)
    scale = (2 if mode in {0, 32} else 1), (24 // high)
    image = image.resize((image.width * scale[0], image.height * scale[1]))
    return image.crop((0, 0, min(image.width, width), image.height))


def _black_on_white(size: tuple[int, int], dots: bytes) -> Image.Image:
    return ImageChops.invert(Image.frombytes("1", size, dots).convert("L"))
