"""People: numbers under keys that cannot be turned back, each until its day."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from server.people import FILE_NAME, NotKnown, People


@pytest.fixture
def people(tmp_path: Path) -> Iterator[People]:
    people = People(tmp_path)
    yield people
    people.close()


def test_a_key_is_the_same_for_the_same_number_and_hall_alone(people: People, tmp_path: Path) -> None:
    key = people.key("13800138000")
    assert key == people.key("+8613800138000")
    assert key != people.key("13800138001")
    other = People(tmp_path / "other")
    assert other.key("13800138000") != key
    other.close()
    again = People(tmp_path)
    assert again.key("13800138000") == key
    again.close()


def test_a_number_is_kept_until_the_latest_day_that_was_promised(people: People) -> None:
    people.keep("13800138000", "2026-11-26")
    people.keep("13800138000", "2026-11-25")
    people.keep("13900139000", "2026-11-24")
    person = people.key("13800138000")
    assert people.with_tail("8000") == [person]
    assert people.forget("2026-11-26") == 1
    assert people.phone(person) == "13800138000"
    assert people.forget("2026-11-27") == 1
    assert people.phone(person) is None
    assert people.with_tail("8000") == []


def test_what_is_forgotten_is_not_in_the_file_any_more(people: People, tmp_path: Path) -> None:
    people.keep("13800138000", "2026-11-24")
    people.forget("2026-11-25")
    people.close()
    assert b"13800138000" not in (tmp_path / FILE_NAME).read_bytes()


def test_nobody_else_may_read_the_file(people: People, tmp_path: Path) -> None:
    people.keep("13800138000", "2026-11-24")
    assert stat.S_IMODE((tmp_path / FILE_NAME).stat().st_mode) == 0o600


def test_trouble_with_the_file_says_which(people: People, tmp_path: Path) -> None:
    people.close()
    with pytest.raises(NotKnown, match=FILE_NAME):
        people.with_tail("8000")


def test_what_is_forgotten_is_in_no_file_any_more(people: People, tmp_path: Path) -> None:
    for number in range(200):
        people.keep(f"1380013{number:04}", "2026-11-24")
    people.keep("13900139000", "2026-11-26")
    assert any(b"13800130199" in file.read_bytes() for file in tmp_path.iterdir())
    assert people.forget("2026-11-25") == 200
    for file in tmp_path.iterdir():
        assert b"1380013" not in file.read_bytes(), file.name
    assert people.phone(people.key("13900139000")) == "13900139000"
