"""The arithmetic of the bench: medians of rounds, percentiles, verdicts, and what a run returns."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks import run as bench
from benchmarks.load import Load, LoadError, percentile
from benchmarks.measurement import Measurement, all_good, alone, compared, failed, grown, reaches, unjudged
from benchmarks.workshop import DISK_BYTES, Scenario, Workshop


def test_a_ratio_is_the_median_of_the_rounds_and_not_of_the_medians() -> None:
    one = compared("m", "requests/s", [10, 90, 40], [20, 100, 400], sense="at least", reach=0.5)
    assert (one.value, one.bare, one.ratio) == (40, 100, 0.5)


@pytest.mark.parametrize(
    ("number", "sense", "good"),
    [(0.6, "at least", True), (0.59, "at least", False), (2.0, "at most", True), (2.01, "at most", False)],
)
def test_what_is_to_be_reached_counts_as_reached(number: float, sense: str, good: bool) -> None:
    assert reaches(number, sense, 0.6 if sense == "at least" else 2.0) is good  # type: ignore[arg-type]


def test_a_rate_must_be_high_and_a_time_must_be_short() -> None:
    assert compared("m", "requests/s", [7], [10], sense="at least", reach=0.6).ok is True
    assert compared("m", "requests/s", [5], [10], sense="at least", reach=0.6).ok is False
    assert compared("m", "ms", [19], [10], reach=2).ok is True
    assert compared("m", "ms", [21], [10], reach=2).ok is False


def test_what_has_nothing_to_reach_is_only_reported() -> None:
    assert compared("m", "ms", [99], [1], reach=None).ok is None
    assert alone("m", "MB", 500).ok is None


def test_without_a_bare_limit_the_value_itself_must_reach_it() -> None:
    assert alone("m", "s", 1.9, 2.0) == Measurement("m", "s", 1.9, reach=2.0, ok=True)
    assert alone("m", "s", 2.1, 2.0).ok is False


def test_growth_is_compared_round_by_round() -> None:
    one = grown("m", [1.0, 22.0, 3.9], [1.0, 20.0, 3.0], 1.1)
    assert (one.unit, one.value, one.ok, one.bare, one.ratio) == ("times", 1.1, True, None, None)


@pytest.mark.parametrize(
    ("share", "value"), [(0.5, 50), (0.99, 99), (0.991, 100), (1.0, 100), (0.0, 1), (0.001, 1)]
)
def test_a_percentile_is_the_smallest_value_that_enough_do_not_exceed(share: float, value: int) -> None:
    assert percentile(range(1, 101), share) == value


def test_a_percentile_of_one_value_is_that_value() -> None:
    assert [percentile([7.0], share) for share in (0.0, 0.5, 1.0)] == [7, 7, 7]


def test_a_percentile_of_nothing_is_no_number() -> None:
    with pytest.raises(LoadError, match="nothing was measured"):
        percentile([], 0.5)


def test_a_rate_counts_the_requests() -> None:
    assert Load(0.5, [0.1, 0.2, 0.3]).rate == 6


def test_a_measure_that_could_not_be_made_is_not_good_even_in_a_short_run() -> None:
    assert not all_good([unjudged(failed("m", "no server"))])
    assert not all_good([failed("m", "no server")])


def test_a_short_run_says_so_and_gives_no_verdict() -> None:
    one = unjudged(alone("m", "s", 9, 2.0))
    assert (one.short, one.ok, one.reach) == (True, None, 2.0)


def test_a_value_that_this_system_does_not_tell_is_only_reported() -> None:
    assert all_good([unjudged(Measurement("m", "MB", None, note="not told"))])


def fast(_: Workshop) -> Iterator[Measurement]:
    yield alone("fast", "s", 1, 2.0)


def slow(_: Workshop) -> Iterator[Measurement]:
    yield alone("slow", "s", 3, 2.0)


def broken(_: Workshop) -> Iterator[Measurement]:
    yield alone("half", "s", 1)
    raise LoadError("the server refused")


SCENARIOS = [Scenario("fast", fast), Scenario("slow", slow), Scenario("broken", broken)]


@pytest.mark.parametrize(("only", "status"), [("fast", 0), ("slow", 1), ("broken", 1), ("", 1)])
def test_the_status_says_whether_everything_is_reached(
    only: str, status: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bench, "scenarios", lambda _: SCENARIOS)
    assert bench.run(tmp_path / "out.json", only=only) == status


def test_a_scenario_that_fails_is_named_and_does_not_stop_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bench, "scenarios", lambda _: [SCENARIOS[2], SCENARIOS[0]])
    bench.run(tmp_path / "out.json")
    half, error, good = json.loads((tmp_path / "out.json").read_text())
    assert (half["measure"], good["measure"], good["ok"]) == ("half", "fast", True)
    assert (error["measure"], error["value"], error["ok"]) == ("broken", None, False)
    assert error["note"] == "LoadError: the server refused"


def test_nothing_is_left_beside_the_result(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bench, "scenarios", lambda _: SCENARIOS)
    bench.run(tmp_path / "out.json")
    assert [path.name for path in tmp_path.iterdir()] == ["out.json"]


def test_an_unknown_measure_is_wrong_usage_and_the_names_are_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert bench.run(tmp_path / "out.json", only="tikets") == 2
    said = capsys.readouterr().err
    assert "'tikets'" in said
    assert "tickets, 20 kiosks; tickets, 100 kiosks; calls, 31 counters" in said


def test_a_folder_that_does_not_exist_is_wrong_usage(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert bench.run(tmp_path / "nowhere" / "out.json") == 2
    assert "in a folder that exists" in capsys.readouterr().err
    assert bench.run(tmp_path) == 2


def test_a_full_disk_is_said_before_anything_begins(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(DISK_BYTES, True, 10**18)
    assert bench.run(tmp_path / "out.json", short=True) == 2
    assert "GB are needed" in capsys.readouterr().err
