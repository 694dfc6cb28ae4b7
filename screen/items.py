"""Finding things in a window as a person does: by what is visible, enabled and where it lies.

Using what was found is in `hands.py`.
"""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QPointF
from PySide6.QtQuick import QQuickItem


def items(root: QQuickItem) -> Iterator[QQuickItem]:
    """An item and everything drawn in it; the last drawn, which lies on top, last."""
    yield root
    for child in root.childItems():
        yield from items(child)


def named(root: QQuickItem, name: str) -> list[QQuickItem]:
    """The items of this objectName."""
    return [item for item in items(root) if item.objectName() == name]


def shown(item: QQuickItem) -> bool:
    """Whether a person sees it and may use it."""
    if not (item.isVisible() and item.isEnabled()) or item.width() <= 0 or item.height() <= 0:
        return False
    above: QQuickItem | None = item
    while above is not None:
        if above.opacity() < 0.5:
            return False
        above = above.parentItem()
    return True


def says(item: QQuickItem) -> str:
    """Its `text`; without one, the visible texts within it, joined by spaces."""
    text = item.property("text")
    if isinstance(text, str):
        return text
    within = (child for child in items(item) if child.inherits("QQuickText") and child.isVisible())
    return " ".join(str(child.property("text")) for child in within if child.property("text"))


def settle(root: QQuickItem) -> None:
    """Let everything take its place now.

    A text that has just changed moves what stands below it with the next frame only; a tap before that
    would go where the thing was.
    """
    for _ in range(2):  # what moves inside may move what it lies in
        for item in items(root):
            item.ensurePolished()


def reveal(item: QQuickItem) -> None:
    """Scroll whatever it lies in so that it can be seen."""
    above = item.parentItem()
    while above is not None:
        if above.inherits("QQuickFlickable"):
            _scroll(above, item)
        above = above.parentItem()


def _scroll(flickable: QQuickItem, item: QQuickItem) -> None:
    for low, high, size, content in (
        (item.mapToItem(flickable, QPointF(0, 0)).y(), item.height(), flickable.height(), "contentY"),
        (item.mapToItem(flickable, QPointF(0, 0)).x(), item.width(), flickable.width(), "contentX"),
    ):
        if low < 0 or low + high > size:
            at = float(flickable.property(content)) + low - max(0.0, (size - high) / 2)
            most = (
                float(flickable.property("contentHeight" if content == "contentY" else "contentWidth")) - size
            )
            flickable.setProperty(content, max(0.0, min(at, most)))
