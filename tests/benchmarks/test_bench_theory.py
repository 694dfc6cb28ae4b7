"""The rules against theory, in short; the formulas against each other, the controls against what is known.

The long version is `tingxu bench --theory`.
"""

from __future__ import annotations

import json
from pathlib import Path
from random import Random

import pytest

from benchmarks import theory
from benchmarks.controls import Control, controlled
from benchmarks.formulas import cobham, erlang_c, kleinrock, must_wait
from benchmarks.theory import SHORT, SHORT_CASES, WITHIN, Case, Size, batches, expected, lines

SHARES = (0.2, 0.3, 0.5)


@pytest.mark.parametrize("case", SHORT_CASES, ids=lambda case: case.policy)
def test_waits_are_those_of_theory(case: Case) -> None:
    """Each class's mean within 3 %, where that is at least two standard errors."""
    found = lines(case, batches(case, SHORT, 1))
    assert [line.cls for line in found] == ["all", "1", "2"]
    for line in found:
        assert abs(line.difference_pct) <= WITHIN * 100, line
        assert line.error_pct < WITHIN * 100 / 2, line
        assert line.arrivals == SHORT.batches * SHORT.people


def test_another_policy_is_not_within_its_bounds() -> None:
    strict = SHORT_CASES[1]
    found = lines(strict, batches(strict._replace(policy="due", targets_min=(20.0, 20.0)), SHORT, 1))
    assert [line.ok for line in found] == [True, False, False]


def test_the_order_does_not_change_the_waits_of_all(monkeypatch: pytest.MonkeyPatch) -> None:
    """Service is drawn when it begins: with the same draws the number who wait is the same at any moment.

    So the sum of all waits differs by no more than those who wait at the end.
    """
    monkeypatch.setattr(theory, "Random", lambda words: Random(words.rpartition(")")[2]))
    size = Size(1, 1, 5_000)
    due, strict, accumulating = (batches(case, size, 3)[0] for case in SHORT_CASES)
    assert due.service == strict.service == accumulating.service
    for other in (strict, accumulating):
        assert other.waits != due.waits
        assert sum(other.waits) == pytest.approx(sum(due.waits), rel=0.002)


# ---------------------------------------------------------------------- formulas


def test_erlangs_formula_has_its_known_values() -> None:
    assert must_wait(1, 0.7) == pytest.approx(0.7)
    assert must_wait(2, 0.5) == pytest.approx(1 / 3)  # 2 a² / … with a = 1
    assert erlang_c(1, 0.5, 10) == pytest.approx(10)
    assert must_wait(31, 0.95) == pytest.approx(0.7, abs=0.01)


def conserved(waits: list[float], windows: int, load: float) -> None:
    """Kleinrock's conservation law: no order changes the mean over all."""
    mean = sum(share * wait for share, wait in zip(SHARES, waits, strict=True))
    assert mean == pytest.approx(erlang_c(windows, load, 5))


@pytest.mark.parametrize(("windows", "load"), [(1, 0.5), (4, 0.9), (31, 0.95)])
def test_no_order_changes_the_mean_over_all(windows: int, load: float) -> None:
    conserved(cobham(windows, load, 5, SHARES), windows, load)
    conserved(kleinrock(windows, load, 5, SHARES, (7, 2, 1)), windows, load)


def test_accumulating_lies_between_the_order_of_arrival_and_strict() -> None:
    same = kleinrock(6, 0.9, 5, SHARES, (3, 3, 3))
    assert same == pytest.approx([erlang_c(6, 0.9, 5)] * 3)
    steep = kleinrock(6, 0.9, 5, SHARES, (1e12, 1e6, 1))
    assert steep == pytest.approx(cobham(6, 0.9, 5, SHARES), rel=1e-4)


def test_each_case_has_a_formula_for_each_class() -> None:
    for case in theory.CASES:
        assert len(expected(case)) == len(case.shares) == len(case.weights) == len(case.targets_min)
        assert sum(case.shares) == pytest.approx(1)
    assert max((case.windows, case.load) for case in theory.CASES) == (31, 0.95)


# ---------------------------------------------------------------------- controls


def test_controls_take_out_what_they_explain() -> None:
    random = Random(5)
    one, two = ([random.gauss(3, 1) for _ in range(50)] for _ in range(2))
    values = [7 + 2 * (a - 3) - 5 * (b - 3) for a, b in zip(one, two, strict=True)]
    found = controlled(values, [Control(one, 3), Control(two, 3), Control(one, 3)])
    assert found.mean == pytest.approx(7)
    assert found.error == pytest.approx(0, abs=1e-6)


def test_the_standard_error_is_as_large_as_the_errors() -> None:
    """Of many estimates with a control that explains half, about two thirds lie within one standard error."""
    random, inside, plain, rounds = Random(6), 0, 0.0, 400
    for _ in range(rounds):
        control = [random.gauss(0, 1) for _ in range(30)]
        found = controlled([1 + value + random.gauss(0, 1) for value in control], [Control(control, 0)])
        inside += abs(found.mean - 1) < found.error
        plain += (found.mean - 1) ** 2
    assert inside / rounds == pytest.approx(0.68, abs=0.06)
    assert (plain / rounds) ** 0.5 == pytest.approx(
        1 / 30**0.5, rel=0.15
    )  # without the control it is √2 times


# ---------------------------------------------------------------------- the program


def test_the_lines_are_shown_and_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(theory, "SHORT", Size(2, 20, 500))
    file = tmp_path / "theory.json"
    assert theory.run(file, short=True) in (0, 1)
    found = json.loads(file.read_text())
    assert len(found) == 3 * len(SHORT_CASES)
    assert {"theory_s", "measured_s", "difference_pct", "error_pct", "arrivals"} <= set(found[0])
    assert found[0]["arrivals"] == 20_000
    assert "accumulating" in capsys.readouterr().out


def test_a_file_in_no_folder_is_said_at_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert theory.run(tmp_path / "none" / "theory.json", short=True) == 2
    assert "a folder that exists" in capsys.readouterr().err
