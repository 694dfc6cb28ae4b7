"""The figures of a simulation as people and programs read them: a table with warnings, and JSON.

The picture is in `picture.py`.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
from rich.table import Table
from rich.text import Text

from simulation.asked import Asked, Found
from simulation.figures import Figures, upside_down

BAR = 24
"""Columns of the longest bar."""


def as_json(found: Found) -> bytes:
    """{policy: {class: figures}}."""
    return msgspec.json.format(msgspec.json.encode(found), indent=1) + b"\n"


def heading(asked: Asked) -> str:
    """What was simulated, in a line or two."""
    plan, people = asked.plan, sum(len(day) for day in asked.days)
    days = f" on {len(asked.days)} drawn days" if len(asked.days) > 1 else ""
    classes = ", ".join(
        f"{cls.id} (target {seconds(cls.target_min * 60)}, weight {cls.weight})" for cls in plan.classes
    )
    lines = f"{len(plan.queues)} queue{'s' * (len(plan.queues) > 1)}"
    return f"{people:,} people{days}, {lines}, {len(plan.counters)} windows\nclasses, best first: {classes}"


def table(found: Found) -> Table:
    """A row for each policy and class, with a bar for the mean wait."""
    made = Table("policy", "class")
    for name in ("served", "mean", "median", "95 %", "longest", "over target", "left"):
        made.add_column(name, justify="right")
    made.add_column("mean wait", min_width=BAR)
    longest = max((one.mean_s or 0 for classes in found.values() for one in classes.values()), default=0)
    for policy, classes in found.items():
        for n, (cls, one) in enumerate(classes.items()):
            made.add_row("" if n else policy, cls, *_cells(one), _bar(one.mean_s, longest))
        made.add_section()
    return made


def _cells(one: Figures) -> Iterator[str]:
    yield f"{one.n:,}"
    for value in (one.mean_s, one.median_s, one.p95_s, one.max_s):
        yield "" if value is None else seconds(value)
    yield "" if one.over_target is None else f"{one.over_target:.1%}"
    yield f"{one.left:,}"


def seconds(value: float) -> str:
    """ "42.5 s", "12:05", "1:02:05"."""
    if value < 100:
        return f"{value:.1f} s"
    minutes, rest = divmod(round(value), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def _bar(value: float | None, longest: float) -> Text:
    length = round(BAR * value / longest) if value and longest else 0
    return Text("█" * length, style="cyan")


def warnings(found: Found) -> list[str]:
    """A sentence for each better class that waits longer than a worse one."""
    return [
        f"{policy}: {better} waits longer on average ({seconds(classes[better].mean_s or 0)}) than {worse} "
        f"({seconds(classes[worse].mean_s or 0)}), although it is the better class"
        for policy, classes in found.items()
        for better, worse in upside_down(classes)
    ]
