"""The estimate judged: on drawn days, on a record, and what counts for the judgement."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.main import app
from link.plan import Policy
from link.words import Wait
from server.hall.spread import Estimate
from simulation.asked import Asked, of_seeds
from simulation.estimates import simulated
from simulation.generated import Drawing
from simulation.people import Outcome, Person, Wrong
from simulation.plans import Making, make, under
from simulation.recorded import CLOSED_AFTER_MS, Replay, recorded, windows_needed
from simulation.run import run
from simulation.told import Told, judge

S = 1000
CLASSES = ("better", "ordinary")
MAKING = Making(6, CLASSES, [Decimal(120), Decimal(900)], [Decimal(3), Decimal(1)])


def drawn(policy: Policy) -> Asked:
    """A long day of six windows that are mostly busy; some go before they are called."""
    drawing = Drawing(6000, 0.93, "lognormal", (1.0, 3.0))
    asked = of_seeds([5], drawing, None, MAKING, [policy])
    people = [
        one._replace(patience=one.service * 2) if n % 9 == 0 else one for n, one in enumerate(asked.days[0])
    ]
    return asked._replace(days=[people])


@pytest.mark.parametrize("policy", ["strict", "due", "accumulating"])
def test_half_wait_no_longer_than_the_median_and_four_of_five_as_long_as_the_range_says(
    policy: Policy,
) -> None:
    _, judgements = simulated(drawn(policy))
    found = judgements[policy]
    assert found.all is not None
    assert found.all.n > 1500
    assert found.came == 6000
    assert found.all.n + found.warm_up + found.left + found.at_once + found.untold == 6000
    assert 0.45 <= found.all.under_median <= 0.55
    assert 0.75 <= found.all.in_range <= 0.85
    assert found.all.gained > 0.1
    assert found.all.gained_on_line > 0.2


def as_record(outcomes: list[Outcome]) -> list[Person]:
    """What became of people, as a record has it."""
    return [
        one.person._replace(recorded=one.waited, patience=one.waited if one.left else None)
        for one in outcomes
    ]


def test_a_record_is_replayed_with_its_own_waits_and_judged_as_well() -> None:
    asked = drawn("due")
    outcomes = run(asked.plan, asked.days[0])
    people = as_record(outcomes)
    assert windows_needed(people) == 6 + 1, "one more than served somebody at once"
    found = recorded(people, MAKING, [])["due"].all
    assert found is not None
    assert found.n > 1500
    assert 0.45 <= found.under_median <= 0.55
    assert 0.75 <= found.in_range <= 0.85
    assert found.gained > 0.1


def test_a_record_is_told_as_it_was() -> None:
    person = Person(0, "x", "ordinary", 60 * S, recorded=0)
    people = [
        person,
        person._replace(arrived=10 * S, recorded=51 * S),
        person._replace(arrived=20 * S, recorded=30 * S, patience=30 * S),
        person._replace(arrived=40 * S, recorded=82 * S),
        person._replace(arrived=200 * S + CLOSED_AFTER_MS, recorded=5 * S),
    ]
    plan = make(["x"], ["ordinary"], Making(windows_needed(people)))
    told = Replay(under(plan, "due"), people).run()
    assert [one.waited for one in told] == [0, 51 * S, None, 82 * S, 5 * S]
    assert [one.ahead for one in told] == [0, 0, 1, 2, 0]
    assert [one.windows for one in told] == [0, 1, 1, 1, 0]
    estimates = [one.estimate and one.estimate.turns for one in told]
    assert estimates == [0, 1, 2, 3, None], "at last the window counts as closed, and nothing can be said"


def test_a_record_without_its_waits_cannot_be_replayed() -> None:
    with pytest.raises(Wrong, match="no waited_s"):
        recorded([Person(0, "x", "ordinary", S)], MAKING._replace(classes=["ordinary"], targets_s=()), [])


def told(at: int, waited: int | None, wait: Wait | None, ahead: int = 1) -> Told:
    """Somebody who was told so, with as many ahead at one window."""
    estimate = None if wait is None else Estimate(wait, 1)
    return Told(at, "x", "ordinary", estimate, ahead, ahead, 1, waited)


def test_only_those_who_waited_and_were_told_something_are_judged() -> None:
    wait = Wait(10, 20, 40)
    found = judge(
        [
            told(0, 5 * S, wait),
            told(100, 0, wait),
            told(100, None, wait),
            told(100, 9 * S, None),
            told(100, 9 * S, wait),
            told(100, 20 * S, wait),
            told(100, 40 * S, wait, ahead=2),
            told(100, 41 * S, wait),
        ],
        mean_service_ms=30 * S,
        warm_up_ms=100,
    )
    assert (found.came, found.warm_up, found.at_once, found.left, found.untold) == (8, 1, 1, 1, 1)
    assert found.all is not None
    assert (found.all.n, found.all.under_median, found.all.in_range) == (4, 0.5, 0.5)
    assert (found.all.below, found.all.above, found.all.width_s) == (0.25, 0.25, 30)
    assert found.all.error_s == (11 + 0 + 20 + 21) / 4
    assert found.all.simple_s == (21 + 10 + 20 + 11) / 4
    assert found.classes.keys() == {"ordinary"}
    assert found.turns.keys() == {"1"}


def test_the_command_tells_how_right_the_estimates_are(tmp_path: Path) -> None:
    record = tmp_path / "record.csv"
    head = "arrived,queue,class,waited_s,outcome,service_s"
    lines = [
        f"{datetime.fromtimestamp(n // 3 * 120, UTC):%Y-%m-%dT%H:%M:%S},x,ordinary,{n % 4 * 20},served,70"
        for n in range(400)
    ]
    record.write_text("\n".join([head, *lines]), encoding="utf-8")
    asked = ["simulate", "--arrivals", str(record), "--estimates", "--json"]
    for more in ([], ["--windows", "2", "--policy", "strict,due"]):
        result = CliRunner().invoke(app, [*asked, *more])
        assert result.exit_code == 0, result.output
        found = json.loads(result.stdout)
        policies = ["strict", "due"] if more else ["due"]
        assert list(found["estimates"]) == policies
        assert list(found) == [*(policies if more else []), "estimates"]
        assert found["estimates"]["due"]["came"] == 400
        assert found["estimates"]["due"]["all"]["n"] > 100
        assert "waited no longer than the median" in result.stderr
