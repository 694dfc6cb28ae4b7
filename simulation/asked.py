"""A whole simulation, from what was asked for to the figures of each policy.

The words of the command line are in `cli/simulate.py`, how the figures are shown in `report.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

from link.plan import Plan, Policy
from simulation.arrivals import read
from simulation.figures import Figures, figures
from simulation.generated import Drawing, draw
from simulation.people import Outcome, Person
from simulation.plans import Making, make, under
from simulation.run import Observer, run

Found = dict[str, dict[str, Figures]]
"""By policy and class, best first."""
NO_FILE_QUEUE, NO_FILE_CLASSES = "all", ("priority", "ordinary")
"""Where neither a hall file nor arrivals name any."""


class Asked(NamedTuple):
    """What is to be simulated."""

    plan: Plan
    days: list[list[Person]]
    """Each is a simulation of its own; the figures are of all together."""
    policies: tuple[Policy, ...]
    """Empty: the plan as it is."""


def of_file(file: Path, plan: Plan | None, making: Making, policies: Sequence[Policy] = ()) -> Asked:
    """The people of a CSV file, in this hall or in one made for them. Raises Wrong."""
    if plan is not None:
        queues = [queue.id for queue in plan.queues]
        people = read(file, ZoneInfo(plan.timezone), queues, [cls.id for cls in plan.classes])
    else:
        people = read(file, ZoneInfo("UTC"), classes=making.classes or None)
        plan = make({one.queue for one in people}, {one.cls for one in people}, making)
    return Asked(plan, [people], tuple(policies))


def of_seeds(
    seeds: Sequence[int], drawing: Drawing, plan: Plan | None, making: Making, policies: Sequence[Policy] = ()
) -> Asked:
    """One drawn day for each seed. Raises Wrong."""
    if plan is None:
        plan = make([NO_FILE_QUEUE], NO_FILE_CLASSES, making._replace(open="09:00", close="17:00"))
    return Asked(plan, [draw(plan, drawing, seed) for seed in seeds], tuple(policies))


def simulate(asked: Asked, observer: Observer | None = None) -> Found:
    """The figures of each policy."""
    found: Found = {}
    for policy in asked.policies or (None,):
        plan = asked.plan if policy is None else under(asked.plan, policy)
        outcomes: list[Outcome] = []
        for people in asked.days:
            outcomes += run(plan, people, observer)
        found[plan.rules.policy] = figures(plan, outcomes)
    return found
