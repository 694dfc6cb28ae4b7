"""Wrong voices in a hall file: each mistake is named with line, field and what would be right."""

from __future__ import annotations

from pathlib import Path

import pytest

from server.config import load_plan
from tests.server.hall_files import SMALL, faults

VOICE = """
[voice]
languages = ["zh", "yue"]
engines = ["clips", "speech"]
quiet = [{ start = "12:00", end = "14:00" }]

[[voice.zones]]
id = "east"
at = "display/hall-1"
windows = ["1"]

[[voice.zones]]
id = "west"
at = "devices/floor-1"

[[voice.announcements]]
when = "closing_soon"
before_min = 10
text = { zh = "一", en = "One" }
"""
WRONG = [
    ('id = "west"', 'id = "east"', "zones[east].id", "each zone needs an id of its own"),
    ("devices/floor-1", "display/hall-1", "zones[west].at", "a program has one loudspeaker"),
    ("devices/floor-1", "kiosk/door", "zones[west].at", "write display/door or devices/door"),
    ('windows = ["1"]', 'windows = ["9"]', "zones[east].windows", 'there is no window "9"'),
    ('end = "14:00"', 'end = "12:00"', "voice.quiet[#1].end", "silent = true"),
    ('when = "closing_soon"\nbefore_min = 10\n', "", "announcements[#1].at", "says nothing of when"),
    ('"closing_soon"', '"opening"', "announcements[#1].before_min", 'belongs to when = "closing_soon"'),
    ('["clips", "speech"]', '["speech", "speech"]', "voice.engines[#2]", "stands there twice"),
]


def test_the_voice_is_right(tmp_path: Path) -> None:
    file = tmp_path / "hall.toml"
    file.write_text(SMALL + VOICE, encoding="utf-8")
    assert [zone.id for zone in load_plan(file).voice.zones] == ["east", "west"]


@pytest.mark.parametrize(("right", "wrong", "field", "says"), WRONG)
def test_each_mistake_is_named(right: str, wrong: str, field: str, says: str, tmp_path: Path) -> None:
    text = VOICE.replace(right, wrong, 1)
    assert text != VOICE
    found = faults(tmp_path / "hall.toml", SMALL + text)
    assert any(field in fault.field and says in fault.says and fault.line for fault in found), found


def test_a_window_that_no_zone_says_is_told(tmp_path: Path) -> None:
    text = VOICE.replace('at = "devices/floor-1"', 'at = "devices/floor-1"\nwindows = ["1"]')
    more = SMALL.replace("[[counters]]", '[[counters]]\nid = "2"\nserves = ["tax"]\n\n[[counters]]', 1)
    [fault] = faults(tmp_path / "hall.toml", more + text)
    assert "no zone says the calls of 2" in fault.says
