"""Draws the line icons of `assets/icons` in any colour, for `Icon.qml`.

Which icon stands where is QML's business.
"""

from __future__ import annotations

from functools import cache

import structlog
from PySide6.QtCore import QByteArray, QSize, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtQuick import QQuickImageProvider
from PySide6.QtSvg import QSvgRenderer

from assets import ROOT

log = structlog.get_logger()

ICONS = ROOT / "icons"
FALLBACK = "documents"
"""Stands where a hall file names an icon that we do not have."""


class IconProvider(QQuickImageProvider):
    """image://icon/NAME/RRGGBB"""

    def __init__(self) -> None:
        super().__init__(QQuickImageProvider.ImageType.Image)

    def requestImage(self, id: str, size: QSize, requestedSize: QSize) -> QImage:
        """Qt's question: the picture, of the size that is asked for."""
        name, _, colour = id.partition("/")
        wanted = requestedSize if requestedSize.isValid() and not requestedSize.isEmpty() else QSize(24, 24)
        size.setWidth(wanted.width())
        size.setHeight(wanted.height())
        image = QImage(wanted, QImage.Format.Format_ARGB32_Premultiplied)
        image.fill(Qt.GlobalColor.transparent)
        svg = _svg(name).replace("currentColor", f"#{colour or '000000'}")
        painter = QPainter(image)
        QSvgRenderer(QByteArray(svg.encode())).render(painter)
        painter.end()
        return image


@cache
def _svg(name: str) -> str:
    path = ICONS / f"{name}.svg"
    if not path.is_file():
        log.info("icon.unknown", name=name, shown=FALLBACK)
        path = ICONS / f"{FALLBACK}.svg"
    return path.read_text(encoding="utf-8")
