"""Draws QR codes for the screen: image://qr/CONTENT, the content percent-encoded.

What a code holds is decided in `ticket.py`; on paper the printer draws it by itself.
"""

from __future__ import annotations

from urllib.parse import quote, unquote

import qrcode
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtQuick import QQuickImageProvider

QUIET = 4
"""White modules around the code, as the standard wants them."""


def source(content: str) -> str:
    """The address of a code's picture; "" for no code."""
    return f"image://qr/{quote(content, safe='')}" if content else ""


class QrProvider(QQuickImageProvider):
    """Pictures of codes: whole pixels for each module, so that every phone reads them."""

    def __init__(self) -> None:
        super().__init__(QQuickImageProvider.ImageType.Image)

    def requestImage(self, id: str, size: QSize, requestedSize: QSize) -> QImage:
        """Qt's question: the picture, of the size that is asked for."""
        code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=QUIET)
        code.add_data(unquote(id))
        code.make(fit=True)
        matrix = code.get_matrix()
        side = max(requestedSize.width(), len(matrix))
        size.setWidth(side)
        size.setHeight(side)
        return _draw(matrix, side)


def _draw(matrix: list[list[bool]], side: int) -> QImage:
    image = QImage(QSize(side, side), QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    module = side // len(matrix)
    left = (side - module * len(matrix)) // 2
    painter = QPainter(image)
    for y, row in enumerate(matrix):
        for x, dark in enumerate(row):
            if dark:
                painter.fillRect(left + x * module, left + y * module, module, module, Qt.GlobalColor.black)
    painter.end()
    return image
