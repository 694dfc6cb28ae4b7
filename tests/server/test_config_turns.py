"""Wrong hall files: bookings, classes and their weights, policies and rotas, preferences, the calendar."""

from __future__ import annotations

from pathlib import Path

import pytest

from server.config import load_plan
from tests.server.hall_files import LARGE, SMALL, changed, faults

ROTA = 'pattern = ["firm", "booked", "firm", "ordinary"]'
BOOKED = "at_kiosk = false\ngranted_by = []"
Row = tuple[str, str, str, str]
"""What stands there, what stands there instead, the field that is wrong then, and a part of what is said."""

WRONG: list[Row] = [
    # shape
    ("target_min = 2.5", 'target_min = "2.5"', "classes[firm].target_min", "but a number is needed, without"),
    ("target_min = 2.5", "target_min = true", "classes[firm].target_min", "but a number is needed, without"),
    ("target_min = 2.5", "target_min = -0.5", "classes[firm].target_min", "possible: from 0 to 600"),
    ("target_min = 2.5", "target_min = nan", "classes[firm].target_min", "nan is out of range"),
    ("target_min = 2.5", "target_min = inf", "classes[firm].target_min", "inf is out of range"),
    ("target_min = 2.5\n", "", "classes[firm].target_min", "is missing; write target_min = and a number"),
    ("weight = 5", "weight = 0", "classes[firm].weight", "from 1 to 1000000"),
    ("weight = 5", "weight = 2.5", "classes[firm].weight", "a whole number is needed"),
    ("granted_by = []", 'granted_by = ["clerks"]', "classes[booked].granted_by[#1]", 'did you mean "clerk"?'),
    ("granted_by = []", 'granted_by = "clerk"', "classes[booked].granted_by", 'granted_by = ["clerk"]'),
    ("listed = true", 'listed = "yes"', "classes[firm].listed", "write true or false"),
    ("quota = 4", "quota = 0", "queues[tax].quota", "from 1 to 1000"),
    ("slot_min = 15", "slot_min = 3", "booking.slot_min", "3 is out of range; possible: from 5 to 240"),
    ("slot_min = 15", 'late = "never"', "booking.late", 'possible: "later", "ordinary", "refused"'),
    ("slot_min = 15", 'release = "8:00"', "booking.release", 'did you mean "08:00"?'),
    ("slot_min = 15", "slots = 15", "booking.slots", 'did you mean "slot_min"?'),
    ('cls = "booked"\n', "", "booking.cls", "is missing; write cls"),
    ("[booking]", "[[booking]]", "booking", "write [booking] with one pair of brackets"),
    ('"2026-12-24"', "2026-12-24", "calendar.closed[#1]", 'put it in quotes, "2026-12-24"'),
    ('"2026-12-24"', '"2026/12/24"', "calendar.closed[#1]", 'did you mean "2026-12-24"?'),
    ('"2026-12-24"', '"2026年12月4日"', "calendar.closed[#1]", 'did you mean "2026-12-04"?'),
    ('"2026-12-24"', '"Christmas"', "calendar.closed[#1]", "a date as YYYY-MM-DD in quotes"),
    ('["2026-12-24"]', '"2026-12-24"', "calendar.closed", 'closed = ["2026-12-24"]'),
    ('official = "china"', 'official = "China"', "calendar.official", 'did you mean "china"?'),
    # the class of whoever booked
    ('cls = "booked"', 'cls = "bookd"', "booking.cls", 'there is no class "bookd"; did you mean "booked"?'),
    ('cls = "booked"', 'cls = "ordinary"', "booking.cls", "is the ordinary class; add a class of its own"),
    (BOOKED, "granted_by = []", "booking.cls", "write at_kiosk = false in it"),
    (BOOKED, "at_kiosk = true\ngranted_by = []", "booking.cls", "write at_kiosk = false in it"),
    (BOOKED, "at_kiosk = false", "booking.cls", "write granted_by = [] in it"),
    (BOOKED, f"{BOOKED}\nlisted = true", "booking.cls", "take listed away in it"),
    (BOOKED, f"{BOOKED}\nfrom_age = 70", "booking.cls", "had by age without a booking"),
    (BOOKED, f"{BOOKED}\nfrom_age = 0", "classes[booked].from_age", "1"),
    # what can be booked
    ("quota = 4\n", "", "booking", "nothing can be booked: write in at least one of the queues"),
    ('[booking]\ncls = "booked"\nslot_min = 15\n', "", "queues[tax].quota", "add [booking] with the class"),
    ('[booking]\ncls = "booked"\nslot_min = 15\n', "", "matters[invoice].quota", "the hall takes none"),
    ("quota = 2", "quota = 5", "matters[invoice].quota", 'places of "tax"; possible: from 1 to 4'),
    ("quota = 2", "quota = 2\nwalk_in = true", "matters[invoice].quota", "walk-in only; take one of"),
    ("walk_in = true", "quota = 1", "matters[lease].quota", '"homes", which has none: give that'),
    ("slot_min = 15", "slot_min = 60", "booking.slot_min", "does not fit into 14:00 to 14:45 in line 7"),
    ("slot_min = 15", "slot_min = 240", "booking.slot_min", "does not fit into 09:00 to 12:00 in line 6"),
    # policies, rotas, weights
    ('"firm", "ordinary"]', '"fimr", "ordinary"]', "queues[tax].pattern[#3]", 'did you mean "firm"?'),
    ('"firm", "ordinary"]', '"firm"]', "queues[tax].pattern", 'gives no turn to "ordinary"'),
    (ROTA, "", "queues[tax].policy", 'for instance pattern = ["firm", "booked", "ord'),
    ('policy = "pattern"\n', "", "queues[tax].pattern", 'is "accumulating"; write policy = "pattern"'),
    ('policy = "pattern"\n', 'policy = "due"\n', "queues[tax].pattern", 'but the policy is "due"'),
    ('policy = "accumulating"', 'policy = "pattern"', "rules.policy", '"pattern" needs a rota'),
    ('policy = "accumulating"', ROTA, "rules.pattern", 'but the policy is "due"'),
    ('policy = "accumulating"', 'policy = "pattern"\npattern = ["firm"]', "rules.pattern", '"ordinary"'),
    ("weight = 5", "weight = 1", "classes[firm].weight", '1 is less than the 2 of "booked" below'),
    # preferences and the list
    ('prefers = ["tax"]', 'prefers = ["cars"]', "counters[1].prefers[#1]", 'does not serve "cars"'),
    ('prefers = ["tax"]', 'prefers = ["tax", "tax"]', "counters[1].prefers[#2]", "stands there twice"),
    ('cls = "firm"', 'cls = "firms"', "listed[firm-1].cls", 'no class "firms"; did you mean "firm"?'),
    ('cls = "firm"', 'cls = "booked"', "listed[firm-1].cls", 'or name one that does: "firm"'),
    ("listed = true\n", "", "listed[firm-1].cls", 'does not go by the list; write listed = true'),
    ("at_kiosk = false\nlisted", "listed", "classes[firm].listed", "write at_kiosk = false in this class"),
    ('id = "ordinary"', 'id = "ordinary"\nlisted = true', "classes[ordinary].listed", "the ordinary one"),
    # days
    ('"2026-12-24"', '"2026-02-30"', "calendar.closed[#1]", 'there is no day "2026-02-30"'),
    ('"2026-12-26"', '"2026-12-24"', "calendar.open[#1]", 'is closed by line 77; a day is one'),
    ('"2026-12-26"', '"2026-12-26", "2026-12-26"', "calendar.open[#2]", "stands there twice"),
    ('official = "china"', 'known_until = "2026-12-31"', "calendar.known_until", "found out by the server"),
]  # fmt: skip


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "large.toml"


def test_the_large_file_is_right(file: Path) -> None:
    assert faults(file, LARGE) == []
    plan = load_plan(file)
    assert [cls.target_min for cls in plan.classes] == [2.5, 10.0, 30.0]
    assert plan.booking is not None
    assert plan.calendar.open == ("2026-12-26",)


@pytest.mark.parametrize(("old", "new", "field", "says"), WRONG, ids=lambda text: str(text)[:40])
def test_what_is_wrong_is_named_with_what_would_be_right(
    file: Path, old: str, new: str, field: str, says: str
) -> None:
    found = {fault.field: fault for fault in faults(file, changed(old, new, LARGE))}
    assert field in found, found
    assert says in found[field].says
    assert found[field].line


RIGHT = {
    "a queue with the hall's rota": (
        ('policy = "accumulating"', f'policy = "due"\n{ROTA}'),
        (f'policy = "pattern"\n{ROTA}', 'policy = "pattern"'),
    ),
    "a hall with a rota, a queue with its own": (('policy = "accumulating"', f'policy = "pattern"\n{ROTA}'),),
    "whole minutes": (("target_min = 2.5", "target_min = 2"),),
    "every place for one matter": (("quota = 2", "quota = 4"),),
    "a slot as long as the opening": (("slot_min = 15", "slot_min = 45"),),
    "days of a leap year": (('"2026-12-24"', '"2028-02-29"'),),
    "idle weights": (('policy = "accumulating"', 'policy = "due"'), ("weight = 5", "weight = 1")),
}  # fmt: skip


@pytest.mark.parametrize("what", RIGHT)
def test_what_is_right(file: Path, what: str) -> None:
    text = LARGE
    for old, new in RIGHT[what]:
        text = changed(old, new, text)
    assert faults(file, text) == []


def test_weights_that_are_all_the_same_accumulate_nothing(file: Path) -> None:
    text = changed("calls = 3", 'policy = "accumulating"', SMALL)
    [fault] = faults(file, text)
    assert (fault.field, '"accumulating" needs weights' in fault.says) == ("rules.policy", True)
    assert faults(file, changed("target_min = 5", "target_min = 5\nweight = 4", text)) == []


def test_open_days_need_a_monday(file: Path) -> None:
    text = LARGE.replace('["mon", "tue"]', '["tue"]')
    [fault] = faults(file, text)
    assert (fault.field, "closed on Mondays" in fault.says) == ("calendar.open", True)
    assert faults(file, changed('open = ["2026-12-26"]\n', "", text)) == []


def test_a_slot_may_be_longer_than_the_hours_of_a_queue_that_nobody_books(file: Path) -> None:
    short = 'letter = "B"\nopening = [{ days = ["mon"], open = "09:00", close = "09:10" }]'
    assert faults(file, changed('letter = "B"', short, LARGE)) == []
    [fault] = faults(file, changed('letter = "A"', short.replace("B", "A"), LARGE))
    assert (fault.field, "09:00 to 09:10" in fault.says) == ("booking.slot_min", True)
