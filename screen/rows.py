"""A list for QML that changes only where it must, so that rows move and fade instead of being rebuilt.

What the rows hold is decided by whoever calls `show`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QByteArray, QModelIndex, QPersistentModelIndex, Qt

Row = dict[str, Any]
Index = QModelIndex | QPersistentModelIndex


class Rows(QAbstractListModel):
    """Rows of plain facts; each row's `key` says which one it is. The field names are QML's role names."""

    def __init__(self, *fields: str) -> None:
        super().__init__()
        self.rows: list[Row] = []
        self._fields = {Qt.ItemDataRole.UserRole + i: name for i, name in enumerate(("key", *fields))}

    def roleNames(self) -> dict[int, QByteArray]:
        """Qt's question: which names the fields have in QML."""
        return {int(role): QByteArray(name.encode()) for role, name in self._fields.items()}

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        """Qt's question: how many rows there are."""
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = 0) -> Any:
        """Qt's question: one field of one row."""
        return self.rows[index.row()].get(self._fields.get(role, "")) if index.isValid() else None

    def show(self, wanted: Sequence[Row]) -> None:
        """Become `wanted` (its keys differ): remove, insert, move and change only what differs."""
        self._remove({row["key"] for row in wanted})
        for at, row in enumerate(wanted):
            self._bring(at, row)

    def _remove(self, keep: set[str]) -> None:
        for at in range(len(self.rows) - 1, -1, -1):
            if self.rows[at]["key"] not in keep:
                self.beginRemoveRows(QModelIndex(), at, at)
                del self.rows[at]
                self.endRemoveRows()

    def _bring(self, at: int, row: Row) -> None:
        if at < len(self.rows) and self.rows[at]["key"] == row["key"]:
            now: int | None = at  # nearly always: a long list costs one look a row
        else:
            now = next((i for i, old in enumerate(self.rows) if old["key"] == row["key"]), None)
        if now is None:
            self.beginInsertRows(QModelIndex(), at, at)
            self.rows.insert(at, row)
            self.endInsertRows()
            return
        if now != at:
            self.beginMoveRows(QModelIndex(), now, now, QModelIndex(), at)
            self.rows.insert(at, self.rows.pop(now))
            self.endMoveRows()
        if self.rows[at] != row:
            self.rows[at] = row
            self.dataChanged.emit(self.index(at), self.index(at))
