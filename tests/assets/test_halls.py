"""The built-in halls: they load, are as large as promised, and speak both languages everywhere."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

import assets
from link.plan import Plan, Text
from server.config import load_plan

CHINESE = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")
HANZI = re.compile(r"[\u3400-\u9fff]")
LUOHU = load_plan(assets.hall_file("luohu"))
RIVERSIDE = load_plan(assets.hall_file("riverside"))
both_halls = pytest.mark.parametrize("plan", [LUOHU, RIVERSIDE], ids=lambda plan: plan.id)


def texts(part: Any) -> Iterator[Text]:
    """Every Text in a plan."""
    if isinstance(part, Text):
        yield part
    elif isinstance(part, msgspec.Struct):
        for field in part.__struct_fields__:
            yield from texts(getattr(part, field))
    elif isinstance(part, tuple):
        for item in part:
            yield from texts(item)


@both_halls
def test_every_text_is_in_both_languages(plan: Plan) -> None:
    found = list(texts(plan))
    assert len(found) > len(plan.matters) + len(plan.queues)
    for text in found:
        assert HANZI.search(text.zh), text
        assert not CHINESE.search(text.en), text
        assert text.zh == text.zh.strip()
        assert text.en == text.en.strip()


@both_halls
def test_no_two_choices_read_the_same(plan: Plan) -> None:
    for rows in (plan.queues, plan.matters, plan.departments, plan.classes):
        for language in ("zh", "en"):
            names = Counter(row.name.get(language) for row in rows)
            assert [name for name, times in names.items() if times > 1] == []


@both_halls
def test_every_department_has_matters_and_every_queue_too(plan: Plan) -> None:
    assert {matter.department for matter in plan.matters} == {row.id for row in plan.departments}
    assert {matter.queue for matter in plan.matters} == {row.id for row in plan.queues}


def test_the_district_hall_has_its_31_comprehensive_windows_and_one_that_issues() -> None:
    comprehensive = [counter for counter in LUOHU.counters if counter.serves != ("issue",)]
    assert [counter.id for counter in comprehensive] == [str(number) for number in range(1, 32)]
    assert [counter.id for counter in LUOHU.counters if "issue" in counter.serves] == ["32"]


def test_the_district_hall_is_as_large_as_promised() -> None:
    assert len(LUOHU.matters) >= 120
    assert len(LUOHU.departments) == 25
    assert 10 <= len(LUOHU.queues) <= 14


def test_in_the_district_hall_each_queue_has_several_windows_and_most_windows_several_queues() -> None:
    served = Counter(queue for counter in LUOHU.counters for queue in counter.serves)
    assert min(times for queue, times in served.items() if queue != "issue") >= 3
    assert sum(len(counter.serves) > 1 for counter in LUOHU.counters) > len(LUOHU.counters) * 0.9


def test_the_green_channel_names_its_papers_and_comes_before_the_ordinary_class() -> None:
    green, ordinary = LUOHU.classes[0], LUOHU.classes[-1]
    assert (green.letter, green.target_min, green.at_kiosk) == ("V", 5, True)
    assert green.evidence is not None
    assert ordinary.letter is None
    assert green.target_min < ordinary.target_min
    assert green.granted_by == ("clerk", "guide")


def test_key_projects_and_enterprises_go_by_the_list_whose_entries_are_plainly_invented() -> None:
    [listed] = [cls for cls in LUOHU.classes if cls.listed]
    assert (listed.id, listed.at_kiosk) == ("project", False)
    assert {entry.cls for entry in LUOHU.listed} == {"project"}
    assert all("虚构" in entry.name.zh and "invented" in entry.name.en for entry in LUOHU.listed)


@both_halls
def test_whoever_booked_has_a_class_of_their_own_that_nobody_else_gets(plan: Plan) -> None:
    assert plan.booking is not None
    booked = next(cls for cls in plan.classes if cls.id == plan.booking.cls)
    assert booked.letter is not None
    assert (booked.at_kiosk, booked.granted_by, booked.listed) == (False, (), False)


@both_halls
def test_a_better_class_has_at_least_the_weight_and_the_promise_of_the_next(plan: Plan) -> None:
    weights = [cls.weight for cls in plan.classes]
    targets = [cls.target_min for cls in plan.classes]
    assert weights == sorted(weights, reverse=True)
    assert targets == sorted(targets)


def test_in_the_district_hall_all_can_be_booked_but_market_regulation_and_affordable_housing() -> None:
    quota = {queue.id: queue.quota for queue in LUOHU.queues}
    walk_in = [m for m in LUOHU.matters if m.walk_in or quota[m.queue] is None]
    affordable = {"public-rental", "affordable-home", "rent-subsidy", "rental-renewal"}
    market = {matter.id for matter in LUOHU.matters if matter.department == "market"}
    assert {matter.id for matter in walk_in} == market | affordable
    assert [queue for queue, places in quota.items() if places is None] == ["company"]


def test_nothing_is_fixed_to_the_district_hall() -> None:
    assert (LUOHU.languages, RIVERSIDE.languages) == (("zh", "en"), ("en", "zh"))
    assert len(RIVERSIDE.counters) == 3
    assert RIVERSIDE.timezone != LUOHU.timezone
    assert RIVERSIDE.voice.languages == ("en",)
    for rule in ("policy", "calls", "start", "passed", "transfer", "past_closing"):
        assert getattr(RIVERSIDE.rules, rule) != getattr(LUOHU.rules, rule), rule
    for choice in ("slot_min", "days_ahead", "release", "late", "no_shows"):
        assert getattr(RIVERSIDE.booking, choice) != getattr(LUOHU.booking, choice), choice
    assert (LUOHU.calendar.official, RIVERSIDE.calendar.official) == ("china", "none")
    assert RIVERSIDE.calendar.closed


@pytest.mark.parametrize(
    ("parts", "says"),
    [
        (("halls", "louhu.toml"), "there is no louhu.toml in .*halls; did you mean luohu.toml?"),
        (("hall", "luohu.toml"), "there is no hall in .*assets; did you mean halls?"),
        (("halls", "q"), "there are: luohu.toml, riverside.toml"),
    ],
)
def test_a_missing_file_is_named_with_what_there_is(parts: tuple[str, ...], says: str) -> None:
    with pytest.raises(FileNotFoundError, match=says):
        assets.path(*parts)


def test_the_paths_do_not_depend_on_the_working_directory(tmp_path: Path) -> None:
    root = Path(assets.__file__).parents[1]
    code = f"import sys; sys.path.insert(0, {str(root)!r}); import assets; print(assets.hall_file('luohu'))"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert Path(done.stdout.strip()) == assets.hall_file("luohu")
