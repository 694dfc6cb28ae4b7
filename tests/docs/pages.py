"""Reading our Markdown pages: sections, tables and code blocks. What they must say is in the tests."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
HEADING = re.compile(r"^(#+) +(.*)$", re.MULTILINE)
FENCE = re.compile(r"^```(\w*) ?(.*?)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"`([^`\n]+)`")


class Block(NamedTuple):
    """A fenced block: its language, the rest of its first line, and its text."""

    language: str
    title: str
    text: str


def page(name: str) -> str:
    """The text of a page, by its path from the root of the checkout."""
    return (ROOT / name).read_text(encoding="utf-8")


def section(text: str, title: str) -> str:
    """What stands under a heading, up to the next one of the same level or higher."""
    found = [match for match in HEADING.finditer(text) if match[2].replace("`", "") == title]
    assert len(found) == 1, f"the page has {len(found)} headings {title!r}, not one"
    level = len(found[0][1])
    ends = [m.start() for m in HEADING.finditer(text, found[0].end()) if len(m[1]) <= level]
    return text[found[0].end() : min(ends, default=len(text))]


def own(text: str, title: str) -> str:
    """What stands under a heading, up to the next heading of any level."""
    inside = section(text, title)
    first = HEADING.search(inside)
    return inside[: first.start()] if first else inside


def table(text: str, *headers: str) -> list[dict[str, str]]:
    """The rows of the one table with these headers."""
    tables = [t for t in tables_in(text) if t[0] == list(headers)]
    assert len(tables) == 1, f"{len(tables)} tables with the headers {headers}, not one"
    return [dict(zip(headers, row, strict=True)) for row in tables[0][1:]]


def tables_in(text: str) -> list[list[list[str]]]:
    """Every table: a list of rows without the line under the headers; each row a list of cells."""
    lines: list[list[list[str]]] = [[]]
    for line in text.splitlines():
        if line.startswith("|"):
            cells = re.split(r"(?<!\\)\|", line.strip().strip("|"))
            lines[-1].append([cell.strip().replace(r"\|", "|") for cell in cells])
        elif lines[-1]:
            lines.append([])
    return [[rows[0], *rows[2:]] for rows in lines if rows]


def blocks(text: str, language: str) -> list[Block]:
    """Every fenced block of a language."""
    return [block for block in map(Block._make, FENCE.findall(text)) if block.language == language]


def words(cell: str) -> list[str]:
    """What stands in backticks."""
    return CODE.findall(cell)
