"""Imports follow the tables of docs/architecture.md: an arrow that is not on the page fails here."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.docs import pages

PAGE = pages.page("docs/architecture.md")
ROOMS = {
    pages.words(row["room"])[0].strip("/"): row["may import of ours"]
    for row in pages.table(PAGE, "room", "lives here", "may import of ours")
}
HOMES = {
    pages.words(row["library"])[0]: [home.strip("/") for home in pages.words(row["only in"])]
    for row in pages.table(PAGE, "library", "only in")
}
OURS = frozenset(room.split("/")[0] for room in ROOMS)
SKIPPED = frozenset({".venv", "build", ".git"})


def within(module: str, places: list[str]) -> bool:
    """Whether a module ("server/hall/state") is one of the places or lies in one."""
    return any(module == place or module.startswith(f"{place}/") for place in places)


def room_of(module: str) -> str | None:
    """The innermost room of the table that a module lies in."""
    return max((room for room in ROOMS if within(module, [room])), key=len, default=None)


@cache
def modules() -> dict[str, Path]:
    """Every module of ours, by its path without ".py" (a package by its folder)."""
    found = {}
    for path in sorted(pages.ROOT.rglob("*.py")):
        relative = path.relative_to(pages.ROOT)
        if relative.parts[0] in OURS and not SKIPPED & set(relative.parts):
            found[relative.with_suffix("").as_posix().removesuffix("/__init__")] = path
    return found


def imports(path: Path, module: str) -> Iterator[str]:
    """Everything a file imports, as paths: "link/words", "sqlite3"; also within functions."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.replace(".", "/") for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module}: relative imports hide where an arrow goes"
            source = (node.module or "").replace(".", "/")
            names = [f"{source}/{alias.name}" for alias in node.names]
            yield from (name if name in modules() else source for name in names)


def allowed(module: str) -> list[str]:
    """What a module may import of ours: its own room, and what the table says."""
    room = room_of(module)
    assert room is not None
    cell = ROOMS[room]
    return list(ROOMS) if cell == "everything" else [room, *(w.strip("/") for w in pages.words(cell))]


def is_allowed(target: str, module: str) -> bool:
    """Whether the arrow is in the table. An inner room (server/hall) is not part of the outer one."""
    places = [place for place in allowed(module) if within(target, [place])]
    return any(len(place) >= len(room_of(target) or "") for place in places)


def test_every_folder_with_code_is_a_room() -> None:
    folders = {path.parent.name for path in pages.ROOT.glob("*/__init__.py")} - SKIPPED
    assert folders <= OURS
    for room in ROOMS:
        assert (pages.ROOT / room).is_dir(), f"there is no {room}/"


@pytest.mark.parametrize("module", modules())
def test_arrows_between_rooms_are_on_the_page(module: str) -> None:
    for target in imports(modules()[module], module):
        if target.split("/")[0] in OURS:
            assert is_allowed(target, module), f"{module} must not import {target}"


@pytest.mark.parametrize("module", [m for m in modules() if room_of(m) != "tests"])
def test_libraries_stay_in_their_homes(module: str) -> None:
    for target in imports(modules()[module], module):
        homes = HOMES.get(target.split("/")[0])
        assert homes is None or within(module, homes), f"{module} must not import {target}"


def test_the_rules_import_nothing_that_has_a_clock_or_a_socket() -> None:
    [sentence] = re.findall(r"Of the standard library `server/hall/` (uses only .*?)\. So ", PAGE, re.DOTALL)
    pure = set(pages.words(sentence))
    used = {
        target.split("/")[0]
        for module, path in modules().items()
        if room_of(module) == "server/hall"
        for target in imports(path, module)
    }
    assert used - OURS == pure


def test_nothing_in_the_tables_is_unused() -> None:
    for library, homes in HOMES.items():
        for home in homes:
            if home in ("benchmarks",):
                continue  # may use what it measures
            inside = [m for m in modules() if within(m, [home])]
            used = {t.split("/")[0] for m in inside for t in imports(modules()[m], m)}
            assert library in used, f"{home} does not use {library}"
