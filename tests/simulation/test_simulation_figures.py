"""The figures of simulated days, and the halls and people that are made where no file has any."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from statistics import mean, quantiles
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from simulation.asked import Asked, of_seeds, simulate
from simulation.figures import Figures, figures, quantile, upside_down
from simulation.generated import Drawing, draw
from simulation.people import Outcome, Person, Wrong
from simulation.picture import save
from simulation.plans import Making, make, sensible, under
from simulation.report import as_json, seconds, warnings
from tests.support.halls import plan as small_hall

MAKING = Making(3, ["a", "b"], [Decimal(60), Decimal("90.5")])


def outcome(cls: str, waited: int, *, left: bool = False) -> Outcome:
    return Outcome(Person(0, "x", cls, 1), waited, left)


def test_the_figures_of_a_class_are_those_of_whoever_was_served() -> None:
    waits = [0, 30_000, 60_000, 60_001, 100_001]
    plan = make(["x"], [], MAKING)
    found = figures(plan, [*(outcome("a", wait) for wait in waits), outcome("a", 999_999, left=True)])
    a = found["a"]
    assert (a.n, a.mean_s, a.median_s, a.max_s) == (5, 50.0004, 60.0, 100.001)
    assert a.p95_s == pytest.approx(92.001)
    assert (a.over_target, a.left) == (0.4, 1)
    assert found["b"] == Figures(0, None, None, None, None, None, 0)


@given(st.lists(st.integers(0, 10**7), min_size=2), st.integers(1, 19))
def test_a_quantile_is_interpolated_between_the_nearest_two(waits: list[int], twentieths: int) -> None:
    expected = quantiles(waits, n=20, method="inclusive")[twentieths - 1]
    assert quantile(sorted(waits), twentieths / 20) == pytest.approx(expected)
    assert quantile([7], twentieths / 20) == 7


def test_a_better_class_that_waits_longer_is_told() -> None:
    def waits(mean_s: float | None) -> Figures:
        return Figures(1, mean_s, 0, 0, 0, 0, 0)

    found = {"a": waits(70), "b": waits(None), "c": waits(60), "d": waits(65)}
    assert list(upside_down(found)) == [("a", "c"), ("a", "d")]
    [first, _] = warnings({"due": found})
    assert first == "due: a waits longer on average (70.0 s) than c (60.0 s), although it is the better class"


def test_json_has_a_policy_at_the_top_and_classes_in_it() -> None:
    found = {"due": {"a": Figures(1, 1.5, 1.5, 1.5, 1.5, 0.0, 2)}}
    assert (
        as_json(found).split()
        == (
            b'{ "due": { "a": { "n": 1, "mean_s": 1.5, "median_s": 1.5, "p95_s": 1.5, "max_s": 1.5,'
            b' "over_target": 0.0, "left": 2 } } }'
        ).split()
    )


@pytest.mark.parametrize(
    ("value", "said"), [(0, "0.0 s"), (99.94, "99.9 s"), (725, "12:05"), (3725.4, "1:02:05")]
)
def test_seconds_are_read_easily(value: float, said: str) -> None:
    assert seconds(value) == said


# ---------------------------------------------------------------------- halls


def test_a_made_hall_has_what_was_said_exactly() -> None:
    made = make(["y", "x"], [], MAKING._replace(weights=[Decimal("2.5"), Decimal("0.75")]))
    assert [cls.weight for cls in made.classes] == [10, 3]
    assert [round(cls.target_min * 60_000) for cls in made.classes] == [60_000, 90_500]
    assert [(one.id, one.serves) for one in made.counters] == [(n, ("x", "y")) for n in "123"]


def test_classes_that_nobody_ordered_stand_as_one_would_expect() -> None:
    assert sensible(["ordinary", "priority"]) == ["priority", "ordinary"]
    assert sensible(["2", "10", "1"]) == ["1", "2", "10"]
    assert sensible(["普通", "绿色通道"]) == ["绿色通道", "普通"]


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ({"classes": ["a", "a"]}, "--classes: a class is there twice"),
        ({"targets_s": [Decimal(1)]}, "--targets: 1 for 2 classes; give one for each, in this order: a, b"),
        ({"weights": [Decimal(1), Decimal(0)]}, "--weights: as whole numbers they are 1, 0"),
        ({"weights": [Decimal("1.0000001"), Decimal(3)]}, "--weights: as whole numbers"),
        ({"pattern": ["c"]}, '--pattern: there is no class "c"; there is a, b'),
    ],
)
def test_what_makes_no_hall(said: dict[str, Any], wrong: str) -> None:
    with pytest.raises(Wrong, match=wrong.replace("(", r"\(")):
        make(["x"], [], MAKING._replace(**said))


def test_another_policy_is_the_one_of_the_hall_and_of_all_its_queues() -> None:
    made = under(small_hall(policy="strict"), "accumulating")
    assert made.rules.policy == "accumulating"
    assert {queue.policy for queue in made.queues} == {None}


# ---------------------------------------------------------------------- drawn people


@pytest.mark.parametrize("service", ["exponential", "lognormal"])
def test_drawn_people_are_as_many_and_need_as_long_as_asked(service: str) -> None:
    drawing = Drawing(4000, 0.8, service, (1, 3))  # type: ignore[arg-type]
    made = make(["x"], [], MAKING._replace(open="09:00", close="17:00"))
    people = draw(made, drawing, 1)
    hours = people[0].arrived // 3_600_000 * 3_600_000
    assert len(people) == 4000
    assert people == sorted(people, key=lambda one: one.arrived)
    assert people[-1].arrived - hours < 8 * 3_600_000
    assert mean(one.service for one in people) == pytest.approx(0.8 * 8 * 3_600_000 * 3 / 4000, rel=0.1)
    assert sum(one.cls == "a" for one in people) == pytest.approx(1000, abs=120)
    assert draw(made, drawing, 1) == people != draw(made, drawing, 2)


def test_shares_are_as_many_as_classes() -> None:
    with pytest.raises(Wrong, match="--shares: 3 for 2 classes"):
        draw(make(["x"], [], MAKING), Drawing(10, 0.5, "exponential", (1, 2, 3)), 1)


def asked(**changed: object) -> Asked:
    found = of_seeds([1, 2], Drawing(300, 0.9, "exponential"), None, Making(3), ["strict", "due"])
    return found._replace(**changed)  # type: ignore[arg-type]


def test_days_are_simulated_apart_and_counted_together() -> None:
    both, *apart = simulate(asked()), *(simulate(asked(days=[day])) for day in asked().days)
    assert list(both) == ["strict", "due"]
    for policy, classes in both.items():
        assert sum(one.n for one in classes.values()) == 600
        for cls, one in classes.items():
            assert one.n == sum(found[policy][cls].n for found in apart)
            assert one.max_s == max(found[policy][cls].max_s or 0 for found in apart)


def test_the_picture_is_a_png_with_every_bar(tmp_path: Path) -> None:
    what = asked()
    file = tmp_path / "waits.png"
    save(file, what, simulate(what))
    with Image.open(file) as image:
        assert image.format == "PNG"
        colours = {colour for _, colour in image.convert("RGB").getcolors(1 << 20) or []}
    assert {(0x0B, 0x6A, 0x7B), (0xD9, 0x65, 0x1E)} <= colours
