"""On which line of a TOML text each value stands; `tomllib` reads the values but forgets the lines.

Only positions are found here, in a text that `tomllib` has already accepted. What the values mean is
in `server/config_shape.py` and `server/config_sense.py`.
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_left

Path = tuple[str | int, ...]
"""The way to a value: ("queues", 2, "letter")."""

BLANK = re.compile(r"(?:[\s,]|#[^\n]*)*")
"""What stands between items; a comma needs no thought in a text that is known to be valid."""
STRING = re.compile(
    r'"""(?:\\.|[^\\])*?"""(?!")' r"|'''.*?'''(?!')" r'|"(?:\\.|[^"\\\n])*"' r"|'[^'\n]*'",
    re.DOTALL,
)
BARE_VALUE = re.compile(r"[^,\]}#\n]+")
KEY_PART = re.compile(r'[ \t]*("(?:\\.|[^"\\\n])*"|\'[^\'\n]*\'|[A-Za-z0-9_-]+)[ \t]*')


class Lines:
    """The line (from 1) of each table, key and item of a list. Raises RecursionError on endless nesting."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._breaks = [match.start() for match in re.finditer("\n", text)]
        self._found: dict[Path, int] = {}
        self._counts: dict[Path, int] = {}
        """How many [[headers]] each list of tables had so far."""
        self._scan()

    def __contains__(self, path: Path) -> bool:
        return path in self._found

    def of(self, path: Path) -> int:
        """The line of a value, or of the nearest thing around it that has one."""
        while path and path not in self._found:
            path = path[:-1]
        return self._found.get(path, 1)

    def _scan(self) -> None:
        table: Path = ()
        at = self._skip(0)
        while at < len(self._text):
            if self._text[at] == "[":
                table, at = self._header(at)
            else:
                at = self._pair(at, table)
            at = self._skip(at)

    def _skip(self, at: int) -> int:
        match = BLANK.match(self._text, at)
        return match.end() if match else at

    def _header(self, at: int) -> tuple[Path, int]:
        brackets = 2 if self._text.startswith("[[", at) else 1
        keys, end = self._keys(at + brackets)
        path = self._inside(keys[:-1], at)
        path = (*path, keys[-1])
        if brackets == 2:
            self._note(path, at)
            path = (*path, self._counts.get(path, 0))
            self._counts[path[:-1]] = int(path[-1]) + 1
        self._note(path, at)
        return path, end + brackets

    def _inside(self, keys: list[str], at: int) -> Path:
        """The table that a header's first keys lead to; in a list of tables that is the last one."""
        path: Path = ()
        for key in keys:
            path = (*path, key)
            self._note(path, at)
            if path in self._counts:
                path = (*path, self._counts[path] - 1)
        return path

    def _pair(self, at: int, table: Path) -> int:
        """A `key = value` in a table; returns where it ends."""
        keys, end = self._keys(at)
        path = table
        for key in keys:
            path = (*path, key)
            self._note(path, at)
        return self._value(self._skip(end + 1), path)

    def _keys(self, at: int) -> tuple[list[str], int]:
        """A dotted key; returns its parts and where it ends."""
        keys = []
        while match := KEY_PART.match(self._text, at):
            word, at = match[1], match.end()
            keys.append(tomllib.loads(f"key = {word}")["key"] if word[0] in "\"'" else word)
            if self._text[at] != ".":
                break
            at += 1
        return keys, at

    def _value(self, at: int, path: Path) -> int:
        if self._text[at] == "[":
            return self._list(at + 1, path)
        if self._text[at] == "{":
            at = self._skip(at + 1)
            while self._text[at] != "}":
                at = self._skip(self._pair(at, path))
            return at + 1
        match = STRING.match(self._text, at) or BARE_VALUE.match(self._text, at)
        return match.end() if match else at + 1

    def _list(self, at: int, path: Path) -> int:
        at, index = self._skip(at), 0
        while self._text[at] != "]":
            self._note((*path, index), at)
            at, index = self._skip(self._value(at, (*path, index))), index + 1
        return at + 1

    def _note(self, path: Path, at: int) -> None:
        self._found.setdefault(path, bisect_left(self._breaks, at) + 1)
