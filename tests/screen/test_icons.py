"""Icons in any colour and size; one that there is not has a stand-in."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QImage

from screen.icons import FALLBACK, ICONS, IconProvider
from tests.conftest import Log

pytestmark = pytest.mark.usefixtures("qapp")
NAMES = sorted(path.stem for path in ICONS.glob("*.svg"))


def drawn(id_: str, width: int = 64, height: int = 64) -> QImage:
    return IconProvider().requestImage(id_, QSize(), QSize(width, height))


def colours(image: QImage) -> set[str]:
    """The colours of what is drawn and not see-through."""
    points = [(x, y) for x in range(image.width()) for y in range(image.height())]
    return {QColor(image.pixelColor(x, y)).name() for x, y in points if image.pixelColor(x, y).alpha() == 255}


@pytest.mark.parametrize("name", NAMES)
def test_every_icon_is_drawn_in_the_colour_asked_for(name: str) -> None:
    assert colours(drawn(f"{name}/ff0000")) == {"#ff0000"}


def test_the_size_asked_for_and_a_small_one_otherwise() -> None:
    size = QSize()
    image = IconProvider().requestImage(f"{NAMES[0]}/000000", size, QSize(120, 80))
    assert (image.size(), size) == (QSize(120, 80), QSize(120, 80))
    assert IconProvider().requestImage(NAMES[0], size, QSize()).size() == QSize(24, 24)


@pytest.mark.parametrize("name", ["no-such-icon", ""])
def test_an_icon_that_there_is_not(name: str, log: Log) -> None:
    assert drawn(f"{name}/00ff00") == drawn(f"{FALLBACK}/00ff00")
