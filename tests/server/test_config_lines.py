"""Where a value stands: every way to write TOML gives the right line."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from typing import Any

import pytest

import assets
from server.config_lines import Lines, Path

ODD = '''\
# = "not a key"
title = "a # no comment, \\" no end" # comment with ] and "
long = """
[not.a.table]
key = 1 \\"""
""\"""
raw = \'\'\'
] } "
it's\'\'\'
'quoted key' = 1
"a.b\\u0041" . c = 2
empty = [ ]
list = [ # comment ]
    1, "x]",
    [ 2, { deep = 3, deeper = { x = "}" } } ],
    { a = 1 }, 1979-05-27 07:32:00,
]
[one]
n = -1_000.5e3
[one.two."three four"]
n = 0xff
[[rows]]
n = 1
[[rows.inner]]
n = 2
[[rows.inner]]
n = 3
[rows.table]
n = 4
[[rows]]
[[rows.inner]]
n = 5
'''


def leaves(value: Any, path: Path = ()) -> Iterator[Path]:
    """The way to everything in a TOML document."""
    if path:
        yield path
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in items:
        yield from leaves(inner, (*path, key))


def at(*path: str | int) -> int:
    return Lines(ODD).of(path)


def test_the_odd_text_is_toml() -> None:
    assert tomllib.loads(ODD)["rows"][1]["inner"] == [{"n": 5}]


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("title",), 2),
        (("long",), 3),
        (("raw",), 7),
        (("quoted key",), 10),
        (("a.bA", "c"), 11),
        (("empty",), 12),
        (("list",), 13),
        (("list", 1), 14),
        (("list", 2, 0), 15),
        (("list", 2, 1, "deeper", "x"), 15),
        (("list", 3, "a"), 16),
        (("list", 4), 16),
        (("one", "n"), 19),
        (("one", "two"), 20),
        (("one", "two", "three four", "n"), 21),
        (("rows",), 22),
        (("rows", 0, "n"), 23),
        (("rows", 0, "inner", 0, "n"), 25),
        (("rows", 0, "inner", 1), 26),
        (("rows", 0, "inner", 1, "n"), 27),
        (("rows", 0, "table", "n"), 29),
        (("rows", 1), 30),
        (("rows", 1, "inner", 0, "n"), 32),
    ],
)
def test_each_value_has_its_line(path: Path, line: int) -> None:
    assert at(*path) == line


def test_what_is_not_there_has_the_line_of_what_is_around_it() -> None:
    assert at("rows", 0, "inner", 1, "missing", "deep") == 26
    assert at("missing") == 1


def test_every_value_of_the_odd_text_was_found() -> None:
    lines = Lines(ODD)
    for path in leaves(tomllib.loads(ODD)):
        assert path in lines, path


@pytest.mark.parametrize("hall", ["luohu", "riverside"])
def test_in_the_built_in_halls_each_value_stands_in_the_line_that_is_named(hall: str) -> None:
    text = assets.hall_file(hall).read_text(encoding="utf-8")
    lines, data, rows = Lines(text), tomllib.loads(text), text.split("\n")
    for path in leaves(data):
        value: Any = data
        for key in path:
            value = value[key]
        if isinstance(value, str):
            assert f'"{value}"' in rows[lines.of(path) - 1]
        elif isinstance(path[-1], str):
            assert path[-1] in rows[lines.of(path) - 1]
