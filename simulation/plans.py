"""The hall to simulate: one made for the queues and classes that come, or a hall file under another policy.

Reading the hall file itself is the server's (`server/config.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from math import lcm
from typing import NamedTuple

from msgspec.structs import replace

from link.plan import Counter, Day, Opening, Plan, Policy, PriorityClass, Queue, Rules, Text
from simulation.people import Wrong

ORDINARY = re.compile(r"ordinary|normal|regular|standard|other|普通|一般", re.IGNORECASE)
TARGET_S = 1200
"""Of the last class where no targets are given; each better class has half as long."""
LARGEST_WEIGHT = 1_000_000
DAYS: tuple[Day, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DOUBLINGS = 19
"""2 to this is still a weight."""


def sensible(classes: Iterable[str]) -> list[str]:
    """Classes best first where nobody said so: by number or name, and the ordinary one last."""

    def key(name: str) -> tuple[bool, list[tuple[int, str]]]:
        parts = re.findall(r"\d+|\D+", name)
        return bool(ORDINARY.search(name)), [(int(p), "") if p.isdecimal() else (-1, p) for p in parts]

    return sorted(set(classes), key=key)


class Making(NamedTuple):
    """What was said of a hall that is made here; empty is what nobody said."""

    windows: int
    classes: Sequence[str] = ()
    """Best first."""
    targets_s: Sequence[Decimal] = ()
    weights: Sequence[Decimal] = ()
    pattern: Sequence[str] = ()
    open: str = "00:00"
    close: str = "24:00"


def make(queues: Iterable[str], classes: Iterable[str], said: Making) -> Plan:
    """A hall in which every window serves every queue. `classes`: those that come. Raises Wrong."""
    names = list(said.classes) or sensible(classes)
    _check(names, said)
    halves = range(len(names) - 1, -1, -1)
    targets = list(said.targets_s) or [TARGET_S / Decimal(2) ** n for n in halves]
    weights = _whole(said.weights) if said.weights else [2 ** min(n, DOUBLINGS) for n in halves]
    lines = sorted(set(queues))
    return Plan(
        "simulated",
        Text("模拟大厅", "Simulated hall"),
        "UTC",
        ("en", "zh"),
        (Opening(DAYS, said.open, said.close),),
        tuple(
            PriorityClass(name, Text(name, name), float(target) / 60, weight=weight)
            for name, target, weight in zip(names, targets, weights, strict=True)
        ),
        tuple(Queue(name, "A", Text(name, name)) for name in lines),
        tuple(Counter(str(n + 1), tuple(lines)) for n in range(said.windows)),
        rules=Rules(pattern=tuple(said.pattern), start="auto"),
    )


def _check(names: Sequence[str], said: Making) -> None:
    if len(set(names)) < len(names):
        raise Wrong(f"--classes: a class is there twice in {', '.join(names)}")
    for option, values in (("--targets", said.targets_s), ("--weights", said.weights)):
        if values and len(values) != len(names):
            says = f"{len(values)} for {len(names)} classes"
            raise Wrong(f"{option}: {says}; give one for each, in this order: {', '.join(names)}")
    for name in said.pattern:
        if name not in names:
            raise Wrong(f'--pattern: there is no class "{name}"; there is {", ".join(names)}')


def _whole(weights: Sequence[Decimal]) -> list[int]:
    """Weights as whole numbers in exactly the same proportions."""
    ratios = [weight.as_integer_ratio() for weight in weights]
    common = lcm(*(below for _, below in ratios))
    whole = [above * (common // below) for above, below in ratios]
    if min(whole) < 1 or max(whole) > LARGEST_WEIGHT:
        raise Wrong(
            f"--weights: as whole numbers they are {', '.join(map(str, whole))}; "
            f"they must lie between 1 and {LARGEST_WEIGHT}: give fewer digits, and none below zero or zero"
        )
    return whole


def under(plan: Plan, policy: Policy) -> Plan:
    """The plan with one policy for the hall and all its queues; what windows prefer stays."""
    queues = tuple(replace(queue, policy=None) for queue in plan.queues)
    return replace(plan, queues=queues, rules=replace(plan.rules, policy=policy))
