"""docs/hall-file.md and the code agree: every field, its default, its words, the examples and the errors."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import get_args

import msgspec
import pytest

from link import plan as p
from server.config import load_plan
from server.config_lines import Lines
from server.config_sense import sense_problems
from server.config_shape import shape_problems
from tests.docs import pages
from tests.server.hall_files import LARGE, changed, faults

PAGE = pages.page("docs/hall-file.md")
[EXAMPLE] = [block.text for block in pages.blocks(PAGE, "toml")]
SECTIONS: dict[str, type[msgspec.Struct]] = {
    "The hall": p.Plan,
    "Opening": p.Opening,
    "Classes": p.PriorityClass,
    "Queues": p.Queue,
    "Counters": p.Counter,
    "Departments": p.Department,
    "Matters": p.Matter,
    "Listed": p.Listed,
    "Devices": p.Devices,
    "Printers": p.Printer,
    "Readers": p.Reader,
    "Lines of keypads": p.KeypadLine,
    "Keypads": p.Keypad,
    "Lines of strips": p.StripLine,
    "Strips": p.Strip,
    "Ticket layouts": p.Layout,
    "Quiet hours": p.Quiet,
    "Zones": p.Zone,
    "Announcements": p.Announcement,
}
CHOICES: dict[str, type[msgspec.Struct]] = {
    "Rules": p.Rules,
    "Booking": p.Booking,
    "Rating": p.RatingRules,
    "Calendar": p.Calendar,
    "Voice": p.Voice,
}
FOUND_OUT = {"known_until"}
"""No hall file says it: the server finds it out."""


def fields(struct: type[msgspec.Struct]) -> dict[str, msgspec.structs.FieldInfo]:
    return {field.name: field for field in msgspec.structs.fields(struct) if field.name not in FOUND_OUT}


def rows(title: str, *headers: str) -> dict[str, dict[str, str]]:
    return {pages.words(row["field"])[0]: row for row in pages.table(pages.section(PAGE, title), *headers)}


def test_every_part_of_a_plan_is_on_the_page() -> None:
    parts = {
        name for name, part in vars(p).items() if isinstance(part, type) and issubclass(part, p.PlanStruct)
    }
    documented = {part.__name__ for part in (*SECTIONS.values(), *CHOICES.values())}
    assert parts - documented == {"PlanStruct", "Text"}


@pytest.mark.parametrize("title", SECTIONS)
def test_the_fields_of_a_table_and_whether_they_are_needed(title: str) -> None:
    table = rows(title, "field", "needed", "what")
    assert list(table) == list(fields(SECTIONS[title]))
    for name, field in fields(SECTIONS[title]).items():
        assert table[name]["needed"] == ("yes" if field.required else "no"), name


@pytest.mark.parametrize("title", CHOICES)
def test_the_rules_and_what_they_are_when_left_out(title: str) -> None:
    table = rows(title, "field", "left out", "what")
    assert list(table) == list(fields(CHOICES[title]))
    for name, field in fields(CHOICES[title]).items():
        if field.required:
            assert table[name]["left out"] == "needed", name
            continue
        default = list(field.default) if isinstance(field.default, tuple) else field.default
        assert pages.words(table[name]["left out"]) == [json.dumps(default)], name
        for word in get_args(field.type):
            if isinstance(word, str):
                assert f'`"{word}"`' in table[name]["what"], word


@pytest.mark.parametrize("title", [*SECTIONS, *CHOICES])
def test_the_ranges_on_the_page(title: str) -> None:
    """Where a number has a range, the page says it (a few say their least and most in other words)."""
    struct = (SECTIONS | CHOICES)[title]
    headers = ("field", "needed", "what") if title in SECTIONS else ("field", "left out", "what")
    table, info = rows(title, *headers), msgspec.inspect.type_info(struct)
    assert isinstance(info, msgspec.inspect.StructType)
    for field in info.fields:
        kind = field.type
        if isinstance(kind, msgspec.inspect.IntType | msgspec.inspect.FloatType) and kind.le is not None:
            assert f"{kind.ge} to {kind.le}" in table[field.name]["what"], field.name


def test_every_policy_is_explained() -> None:
    table = pages.table(pages.section(PAGE, "Rules"), "policy", "who is next")
    assert {pages.words(row["policy"])[0] for row in table} == set(get_args(p.Policy))


PARTS = [
    block.text
    for block in pages.blocks(PAGE, "")
    if re.match(r"^(classes|rules|booking|calendar) = ", block.text)
]


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.split()[0])
def test_the_examples_of_parts_fit_into_a_hall(tmp_path: Path, part: str) -> None:
    """Each part of the page replaces the same one of the large hall; what else it needs it says itself."""
    found = tomllib.loads(part)
    whole = tomllib.loads(LARGE)
    if "rules" in found or "classes" in found:
        whole = (
            whole | tomllib.loads(next(text for text in PARTS if text.startswith("classes"))) | {"listed": []}
        )
        whole["queues"] = [{"id": "tax", "letter": "A", "name": {"zh": "税", "en": "Tax"}, "quota": 4}]
        whole["rules"], whole["counters"], whole["matters"] = {}, [{"id": "1", "serves": ["tax"]}], []
    if "booking" in found:
        whole["counters"], whole["rules"] = [{"id": "1", "serves": ["tax", "homes", "company"]}], {}
    whole |= found
    assert shape_problems(whole) == []
    assert sense_problems(whole, Lines(part)) == []
    assert len(PARTS) == 4


def test_the_example_is_a_whole_hall(tmp_path: Path) -> None:
    assert faults(tmp_path / "old-town.toml", EXAMPLE) == []
    plan = load_plan(tmp_path / "old-town.toml")
    assert [queue.letter for queue in plan.queues] == ["A", "B"]
    assert plan.rules.passed == "end"


def test_one_row_a_line_is_the_same_hall(tmp_path: Path) -> None:
    [short] = [
        block.text for block in pages.blocks(PAGE.replace("\n  ", "\n"), "") if "counters = [" in block.text
    ]
    [start, end] = [EXAMPLE.index("[[counters]]"), EXAMPLE.index("[[departments]]")]
    other = changed("\n[[opening]]", f"{short}\n[[opening]]", EXAMPLE[:start] + EXAMPLE[end:])
    for name, text in (("one", EXAMPLE), ("other", other)):
        assert faults(tmp_path / f"{name}.toml", text) == []
    assert load_plan(tmp_path / "one.toml") == load_plan(tmp_path / "other.toml")


def test_the_errors_on_the_page_are_what_the_program_says(tmp_path: Path) -> None:
    wrong = changed("target_min = 20", "target = 20", EXAMPLE)
    wrong = changed('serves = ["general", "social"]', 'serves = ["general", "socail"]', wrong)
    found = faults(tmp_path / "old-town.toml", wrong)
    [shown] = [block.text for block in pages.blocks(PAGE, "") if "old-town.toml:" in block.text]
    assert shown.splitlines() == [f"old-town.toml:{f.line}: {f.field}: {f.says}" for f in found]
