"""docs/hall-file.md and the code agree: every field, its default, its words, the examples and the errors."""

from __future__ import annotations

import json
from pathlib import Path
from typing import get_args

import msgspec
import pytest

from link import plan as p
from server.config import load_plan
from tests.docs import pages
from tests.server.hall_files import changed, faults

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
}
CHOICES: dict[str, type[msgspec.Struct]] = {"Rules": p.Rules, "Voice": p.Voice}


def fields(struct: type[msgspec.Struct]) -> dict[str, msgspec.structs.FieldInfo]:
    return {field.name: field for field in msgspec.structs.fields(struct)}


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
        default = list(field.default) if isinstance(field.default, tuple) else field.default
        assert pages.words(table[name]["left out"]) == [json.dumps(default)], name
        for word in get_args(field.type):
            if isinstance(word, str):
                assert f'`"{word}"`' in table[name]["what"], word


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
