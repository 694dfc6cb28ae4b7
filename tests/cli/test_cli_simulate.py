"""`tingxu simulate`: options, where the answer goes, and wrong usage."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from cli import main

ROWS = [
    "arrived,queue,class,waited_s,outcome,service_s",
    "2026-11-24T09:00:00,x,ordinary,0,served,600",
    "2026-11-24T09:01:00,x,ordinary,0,served,60",
    "2026-11-24T09:02:00,y,priority,0,served,60",
    "2026-11-24T09:03:00,y,ordinary,30,left,",
]


@pytest.fixture(autouse=True)
def no_logging(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tests' own log stays."""
    monkeypatch.setattr(main, "set_up_logging", lambda *, verbose: None)


@pytest.fixture
def day(tmp_path: Path) -> Path:
    file = tmp_path / "day.csv"
    file.write_text("\n".join(ROWS), encoding="utf-8")
    return file


def simulate(*words: object) -> Result:
    return CliRunner().invoke(main.app, ["simulate", *map(str, words)])


def test_json_goes_to_standard_output_and_nothing_else_does(day: Path) -> None:
    targets = ("--classes", "priority,ordinary", "--targets", "300,600", "--weights", "2.5,1")
    result = simulate("--arrivals", day, "--windows", 1, *targets, "--policy", "strict,due", "--json")
    assert result.exit_code == 0, result.output
    found = json.loads(result.stdout)
    assert list(found) == ["strict", "due"]
    assert found["strict"]["priority"] == {
        "n": 1, "mean_s": 480.0, "median_s": 480.0, "p95_s": 480.0, "max_s": 480.0,
        "over_target": 1.0, "left": 0,
    }  # fmt: skip
    assert found["strict"]["ordinary"]["mean_s"] == 300.0
    assert found["strict"]["ordinary"]["left"] == 1
    assert "strict: priority waits longer on average" in result.stderr


def test_a_table_a_picture_and_json_in_a_file(day: Path, tmp_path: Path) -> None:
    picture, figures = tmp_path / "waits.png", tmp_path / "waits.json"
    words = ("--policy", "pattern", "--policy", "accumulating", "--pattern", "ordinary,priority,ordinary")
    result = simulate("--arrivals", day, "--windows", 2, *words, "--json", figures, "--picture", picture)
    assert result.exit_code == 0, result.output
    assert list(json.loads(figures.read_text())) == ["pattern", "accumulating"]
    assert picture.read_bytes().startswith(b"\x89PNG")
    for word in ("accumulating", "priority", "over target", "4 people", "2 windows"):
        assert word in result.stdout


def test_a_hall_file_has_its_own_policy_and_drawn_people(tmp_path: Path) -> None:
    from tests.server.hall_files import SMALL

    hall = tmp_path / "small.toml"
    hall.write_text(SMALL, encoding="utf-8")
    result = simulate("--hall", hall, "--day-tickets", 100, "--seeds", "3,4", "--json")
    assert result.exit_code == 0, result.output
    found = json.loads(result.stdout)
    assert list(found) == ["due"]
    assert sum(one["n"] for one in found["due"].values()) == 200
    wrong = simulate("--hall", hall, "--arrivals", tmp_path / "none.csv")
    assert (wrong.exit_code, "cannot be read" in wrong.output) == (2, True)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ((), "--windows 8"),
        (("--windows", "0"), "--windows"),
        (("--windows", "2", "--policy", "fair"), '"fair"'),
        (("--windows", "2", "--seed", "x"), "whole number"),
        (("--windows", "2", "--targets", "1,x"), '"x"'),
        (("--windows", "2", "--service", "normal"), "neither exponential nor lognormal"),
        (("--windows", "2", "out.json"), "for --json"),
        (("--windows", "2", "--hall", "hall.toml"), "stand in the hall file"),
        (("--hall", "none.toml"), "none.toml"),
        (("--windows", "2", "--day-tickets", "9", "--picture", "none/waits.png"), "cannot write"),
    ],
)
def test_wrong_usage_says_what_would_be_right(words: tuple[str, ...], says: str) -> None:
    result = simulate(*words)
    assert result.exit_code == 2, result.output
    assert says in " ".join(result.output.replace("│", " ").split())


def test_a_wrong_line_of_the_arrivals_is_named(day: Path) -> None:
    day.write_text(day.read_text() + "\nnoon,x,ordinary,0,served,1", encoding="utf-8")
    result = simulate("--arrivals", day, "--windows", 1)
    assert result.exit_code == 2
    assert f'{day}:6: arrived: "noon" is not a local time' in result.output
