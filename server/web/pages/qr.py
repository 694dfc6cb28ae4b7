"""QR codes as pictures for a page. What one holds is decided where it stands."""

from __future__ import annotations

import qrcode
from qrcode.image.svg import SvgPathFillImage

QUIET = 4
"""White modules around the code, as the standard wants them."""


def qr_svg(content: str) -> bytes:
    """The picture, black on white in every light: phones read it so."""
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=QUIET)
    code.add_data(content)
    code.make(fit=True)
    return bytes(code.make_image(image_factory=SvgPathFillImage).to_string())
