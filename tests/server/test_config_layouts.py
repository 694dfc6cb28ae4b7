"""A hall's own layouts: read beside the hall file, tried, and refused with file and line."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from assets import hall_file
from link.plan import Plan
from printers.making import LAYOUTS, builtin
from server.config import HallFileError, load_plan


@pytest.fixture
def hall(tmp_path: Path) -> Path:
    """A hall file with a place for layouts beside it."""
    path = tmp_path / "hall.toml"
    path.write_bytes(hall_file("riverside").read_bytes())
    (tmp_path / "tickets").mkdir()
    return path


def own(hall: Path, text: str | bytes | None, name: str = "ordinary") -> int:
    """Give the hall a layout; the line of the hall file that names it."""
    if text is not None:
        data = text.encode() if isinstance(text, str) else text
        (hall.parent / "tickets" / f"{name}.ticket").write_bytes(data)
    with hall.open("a", encoding="utf-8") as file:
        file.write(f'\n[[layouts]]\nname = "{name}"\nfile = "tickets/{name}.ticket"\n')
    return hall.read_text(encoding="utf-8").count("\n")


def test_the_text_is_in_the_plan_that_every_kiosk_gets(hall: Path) -> None:
    own(hall, "[bold] {{ number }}\r\n")
    plan = load_plan(hall)
    assert [(one.name, one.text) for one in plan.layouts] == [("ordinary", "[bold] {{ number }}\n")]
    assert msgspec.json.decode(msgspec.json.encode(plan), type=Plan) == plan


def test_every_built_in_layout_may_be_a_halls_own(hall: Path) -> None:
    for name in LAYOUTS:
        own(hall, "\ufeff" + builtin(name), name)
    assert len(load_plan(hall).layouts) == len(LAYOUTS)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (None, ": there is no such file"),
        ("\n\n{{ nummer }}", ':3: there is no field "nummer"; did you mean "number"?'),
        ("[blod] x", ':1: there is no style "blod"; did you mean "bold"?'),
        ("a\n{% if late %}\n", ":2: "),
        ("号码".encode("gbk"), ":1: is not saved as UTF-8"),
        (b"x" * 70_000, ": is larger than 64 kB"),
        ("a\0b", ":1: has a control character"),
    ],
    ids=lambda value: str(value)[:20],
)
def test_what_is_wrong_is_named_with_file_and_line(hall: Path, text: str | bytes | None, says: str) -> None:
    line = own(hall, text)
    with pytest.raises(HallFileError) as error:
        load_plan(hall)
    [fault] = error.value.faults
    assert (fault.line, fault.field) == (line, "layouts[#1].file")
    assert f"tickets/ordinary.ticket{says}" in fault.says


def test_a_folder_and_a_second_layout_of_one_kind_are_refused(hall: Path) -> None:
    (hall.parent / "tickets" / "green.ticket").mkdir()
    own(hall, "x")
    own(hall, "x")
    own(hall, None, "green")
    with pytest.raises(HallFileError) as error:
        load_plan(hall)
    assert [fault.field for fault in error.value.faults] == ["layouts[#2].name", "layouts[#3].file"]


def test_the_hall_file_itself_holds_no_text(hall: Path) -> None:
    own(hall, "x")
    hall.write_text(hall.read_text(encoding="utf-8") + 'text = "y"\n', encoding="utf-8")
    with pytest.raises(HallFileError, match="write only name and file"):
        load_plan(hall)
