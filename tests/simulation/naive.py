"""The same day once more, without the hall: plain lists looked through from end to end at every moment.

It shares nothing with `simulation/` and `server/hall/` but the order of things at one instant.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from simulation.people import Person


@dataclass
class Rules:
    """Classes best first, their targets in ms and weights; what each window serves."""

    policy: str
    classes: list[str]
    targets: dict[str, int]
    weights: dict[str, Decimal]
    windows: list[set[str]]

    def key(self, person: Person, n: int, now: int) -> tuple[object, ...]:
        rank, due = self.classes.index(person.cls), person.arrived + self.targets[person.cls]
        if self.policy == "strict":
            return rank, due, n
        if self.policy == "accumulating":
            return -(now - person.arrived) * self.weights[person.cls], rank, due, n
        return due, rank, n


def waits(rules: Rules, people: list[Person]) -> list[tuple[int, bool]]:
    """By person: how long they waited, and whether they left."""
    found: dict[int, tuple[int, bool]] = {}
    busy: list[int | None] = [None] * len(rules.windows)
    idle = [people[0].arrived if people else 0] * len(rules.windows)
    waiting: list[int] = []
    come = 0
    while len(found) < len(people):
        soonest = [until for until in busy if until is not None]
        soonest += [
            people[n].arrived + patience for n in waiting if (patience := people[n].patience) is not None
        ]
        now = min([*soonest, *(one.arrived for one in people[come : come + 1])])
        for window, until in enumerate(busy):
            if until == now:
                busy[window], idle[window] = None, now
        for n in list(waiting):
            patience = people[n].patience
            if patience is not None and people[n].arrived + patience == now:
                waiting.remove(n)
                found[n] = (now - people[n].arrived, True)
        while come < len(people) and people[come].arrived == now:
            waiting.append(come)
            come += 1
        for window in sorted(range(len(busy)), key=lambda w: (idle[w], w)):
            mine = [n for n in waiting if people[n].queue in rules.windows[window]]
            if busy[window] is None and mine:
                n = min(mine, key=lambda n: rules.key(people[n], n, now))
                waiting.remove(n)
                found[n] = (now - people[n].arrived, False)
                busy[window] = now + people[n].service
    return [found[n] for n in range(len(people))]
