"""A hall file as it was read, right or wrong: its rows and words, with the way to each.

What must be true of them is in `server/config_sense.py`, which calls what is about turns and bookings.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from server.config_lines import Lines, Path

Word = tuple[Path, str]
"""A text in the file, and the way to it."""


class Item(NamedTuple):
    """A table in one of the hall's lists."""

    path: Path
    table: dict[str, Any]

    def text(self, field: str) -> str:
        """A text field; empty where it is missing or no text."""
        value = self.table.get(field)
        return value if isinstance(value, str) else ""

    def number(self, field: str, default: int) -> int:
        """A field that holds a whole number; the default where it is missing or none."""
        value = self.table.get(field, default)
        return value if type(value) is int else default

    def words(self, field: str) -> list[Word]:
        """The texts in a list."""
        return words(self.table.get(field), (*self.path, field))

    def items(self, field: str) -> list[Item]:
        """The tables in a list."""
        rows = self.table.get(field)
        rows = rows if isinstance(rows, list) else []
        return [Item((*self.path, field, i), row) for i, row in enumerate(rows) if isinstance(row, dict)]


class Draft(NamedTuple):
    """A hall file as it was read, right or wrong."""

    hall: Item
    lines: Lines

    def items(self, name: str) -> list[Item]:
        """The rows of one of the hall's lists."""
        return self.hall.items(name)

    def part(self, name: str) -> Item:
        """A table that is there once, such as [rules]; an empty one where it is missing."""
        part = self.hall.table.get(name)
        return Item((name,), part if isinstance(part, dict) else {})

    def ids(self, name: str) -> list[str]:
        """The ids of those rows."""
        return [word for item in self.items(name) if (word := item.text("id"))]


def words(value: Any, path: Path) -> list[Word]:
    """The texts in what should be a list of texts."""
    rows = value if isinstance(value, list) else []
    return [((*path, index), row) for index, row in enumerate(rows) if isinstance(row, str)]


def twice(found: Iterable[Word]) -> Iterator[tuple[Path, str, Path]]:
    """Each word that was there before, with the path of the first one."""
    seen: dict[str, Path] = {}
    for path, word in found:
        if word in seen:
            yield path, word, seen[word]
        seen.setdefault(word, path)
