"""The judgement of the estimate as people and programs read it: a table and JSON."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec
from rich.table import Table

from simulation.asked import Found
from simulation.report import seconds
from simulation.told import Judged, Judgement

NAMES = {"classes": "class", "queues": "queue", "turns": "turns before", "hours": "hour", "days": "day"}


def as_json(found: Found, judgements: dict[str, Judgement]) -> bytes:
    """{policy: {class: figures}, …, "estimates": {policy: judgement}}."""
    whole: dict[str, Any] = {**found, "estimates": judgements}
    return msgspec.json.format(msgspec.json.encode(whole), indent=1) + b"\n"


def sentences(policy: str, made: Judgement) -> Iterator[str]:
    """Who was judged, and who was not."""
    judged = made.all.n if made.all else 0
    yield (
        f"{policy}: {made.came:,} people, {judged:,} judged. Not judged: {made.warm_up:,} who came while the "
        f"estimate began to learn, {made.at_once:,} who were called at once, {made.left:,} who left, "
        f"{made.untold:,} who came when no window was open."
    )
    if made.all is not None:
        yield (
            f"{policy}: {made.all.under_median:.1%} waited no longer than the median (should be 50 %), "
            f"{made.all.in_range:.1%} as long as the range says (should be 80 %). The median is "
            f"{seconds(made.all.error_s)} off on average. People × mean service / windows is "
            f"{seconds(made.all.simple_s)} off with those who are really ahead ({made.all.gained:.0%} less), "
            f"{seconds(made.all.line_s)} with all who wait ({made.all.gained_on_line:.0%} less)."
        )


def table(policy: str, made: Judgement) -> Table:
    """A row for everybody, and for each class, queue, number of turns, hour and day."""
    shown = Table(policy, "")
    for name in (
        "judged",
        "mean wait",
        "≤ median",
        "in range",
        "below",
        "above",
        "width",
        "off",
        "simple",
        "less",
    ):
        shown.add_column(name, justify="right")
    if made.all is not None:
        shown.add_row("all", "", *_cells(made.all))
        shown.add_section()
    for group, label in NAMES.items():
        rows: dict[str, Judged] = getattr(made, group)
        for n, (name, one) in enumerate(rows.items()):
            shown.add_row("" if n else label, name, *_cells(one))
        shown.add_section()
    return shown


def _cells(one: Judged) -> Iterator[str]:
    yield f"{one.n:,}"
    yield seconds(one.mean_wait_s)
    for share in (one.under_median, one.in_range, one.below, one.above):
        yield f"{share:.1%}"
    for time in (one.width_s, one.error_s, one.simple_s):
        yield seconds(time)
    yield f"{one.gained:.0%}"
