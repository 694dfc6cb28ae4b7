"""Whatever happens to a hall file, it is read or refused with a HallFileError, and never anything else."""

from __future__ import annotations

import tomllib
from pathlib import Path

import msgspec
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import assets
from link.plan import Plan
from server.config import HallFileError, load_plan
from server.config_lines import Lines
from server.config_sense import sense_problems
from server.config_shape import shape_problems
from tests.server.hall_files import LARGE, SMALL

TEXTS = [
    SMALL,
    LARGE,
    *(assets.hall_file(name).read_text(encoding="utf-8") for name in ("luohu", "riverside")),
]
PIECES = [
    '"',
    "[",
    "]]",
    "{",
    "}",
    "=",
    "#",
    ",",
    ".",
    "\n",
    "'''",
    '"""',
    "“",
    "：",
    "1",
    "true",
    "09:00",
    "\\",
    "\0",
]


def outcome(folder: Path, raw: bytes) -> HallFileError | Plan:
    """The plan, or the error, whose every fault must say something and lie in the file."""
    file = folder / "mutated.toml"
    file.write_bytes(raw)
    try:
        return load_plan(file)
    except HallFileError as error:
        assert error.faults  # noqa: PT017 - both outcomes are right, and are looked at
        lines = raw.count(b"\n") + 1
        for fault in error.faults:
            assert fault.says
            assert fault.line is None or 1 <= fault.line <= lines
        return error


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("mutations")


@settings(max_examples=150, deadline=None)
@given(data=st.data(), text=st.sampled_from(TEXTS))
def test_lines_deleted_or_doubled(folder: Path, data: st.DataObject, text: str) -> None:
    lines = text.splitlines(keepends=True)
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(lines) - 1))
        lines[at : at + 1] = [lines[at]] * data.draw(st.sampled_from([0, 2]))
    outcome(folder, "".join(lines).encode())


@settings(max_examples=150, deadline=None)
@given(at=st.integers(0, len(LARGE)), length=st.integers(0, 12), piece=st.sampled_from(["", *PIECES]))
def test_pieces_put_in_and_cut_out(folder: Path, at: int, length: int, piece: str) -> None:
    for text in (SMALL, LARGE):
        outcome(folder, (text[:at] + piece + text[at + length :]).encode())


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=200))
@example(b"\xef\xbb\xbf")
@example(b"\xff\xfe")
def test_any_bytes(folder: Path, raw: bytes) -> None:
    assert isinstance(outcome(folder, raw), HallFileError)


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3) | st.dates() | st.times(),
    lambda inner: (
        st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(["id", "zh", "x"]), inner, max_size=2)
    ),
    max_leaves=4,
).filter(lambda value: value is not None)


@settings(max_examples=300, deadline=None)
@given(data=st.data(), junk=JUNK, text=st.sampled_from([SMALL, LARGE]))
def test_the_checks_are_at_least_as_strict_as_msgspec(data: st.DataObject, junk: object, text: str) -> None:
    hall = tomllib.loads(text)
    place = hall
    while True:
        key = data.draw(st.sampled_from(sorted(place) if isinstance(place, dict) else range(len(place))))
        if not isinstance(place[key], dict | list) or not place[key] or data.draw(st.booleans()):
            break
        place = place[key]
    place[key] = junk
    sense_problems(hall, Lines(text))  # whatever stands there, it only says what is wrong
    if not shape_problems(hall):
        assert isinstance(msgspec.convert(hall, Plan), Plan)
