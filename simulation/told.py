"""What people were told when they came, and how right it was: the judgement of the estimate.

Whose waits they are, simulated or recorded, is in `estimates.py` and `recorded.py`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime

from msgspec import Struct, field

from link.plan import Policy
from link.words import Wait
from server.hall.ahead import Person as Waiting
from server.hall.ahead import ahead_in
from server.hall.calendar import moment
from server.hall.estimate import newcomer
from server.hall.learning import BUCKETS
from server.hall.outlook import NEWCOMER
from server.hall.spread import Estimate
from server.hall.state import Hall
from simulation.people import Person

DAY_MS = 86_400_000


class Told(Struct):
    """Somebody who came, what they were told, and what came true."""

    at: int
    queue: str
    cls: str
    estimate: Estimate | None
    """None: no window was open."""
    ahead: int
    """People before them who will really be called before, in all queues."""
    line: int
    """All who waited when they came."""
    windows: int
    waited: int | None = None
    """Until the call; None: they left."""


def tell(hall: Hall, person: Person, now_ms: int, windows: int) -> Told:
    """What somebody who comes now is told, and what a simple rule would need to know."""
    index = hall.index
    policy = index.rules.policy
    between: Policy = "due" if policy == "pattern" else policy
    who = Waiting(person.cls, (now_ms + index.target_ms[person.cls], NEWCOMER, ""), now_ms)
    return Told(
        now_ms,
        person.queue,
        person.cls,
        newcomer(hall, person.queue, person.cls, moment(now_ms, index.zone)),
        sum(
            ahead_in(hall, place, policy if place == person.queue else between, who) for place in index.queues
        ),
        sum(hall.waiting(place) for place in index.queues),
        windows,
    )


class Judged(Struct):
    """How right the estimates of some people were. Shares are from 0 to 1, times in seconds."""

    n: int
    mean_wait_s: float
    under_median: float
    """Waited no longer than the median: should be a half."""
    in_range: float
    """Waited as long as the range says: should be 0.8."""
    below: float
    above: float
    width_s: float
    """The range's width, on average."""
    error_s: float
    """How far off the median was, on average, one way or the other."""
    simple_s: float
    """The same for: people who are really ahead × mean service / windows."""
    line_s: float
    """The same for: all who wait × mean service / windows."""
    gained: float
    """By what share the error is below that of the simple rule with the people who are really ahead."""
    gained_on_line: float
    """The same over the rule with all who wait."""


class Judgement(Struct):
    """Of all who came in a simulation or a record."""

    came: int
    warm_up: int
    """They came before the estimate had learned from anybody; not judged."""
    left: int
    """Nobody knows how long they would have waited; not judged, but they are ahead of others."""
    at_once: int
    """They did not wait; not judged."""
    untold: int
    """They waited, but no window was open when they came, so nothing could be said."""
    all: Judged | None = None
    classes: dict[str, Judged] = field(default_factory=dict)
    queues: dict[str, Judged] = field(default_factory=dict)
    turns: dict[str, Judged] = field(default_factory=dict)
    """By how many turns at the windows had to end before."""
    hours: dict[str, Judged] = field(default_factory=dict)
    days: dict[str, Judged] = field(default_factory=dict)


def warm_up(told: Sequence[Told]) -> int:
    """How long the estimate may learn before it is judged: a day, or of short records a tenth."""
    span = told[-1].at - told[0].at if told else 0
    return min(DAY_MS, span // 10)


def judge(told: Sequence[Told], mean_service_ms: float, warm_up_ms: int) -> Judgement:
    """How right the estimates were. The mean is of all service times: no hall knows it before the end."""
    begin = told[0].at if told else 0
    late = [one for one in told if one.at - begin >= warm_up_ms]
    waited = [one for one in late if one.waited]
    right = [one for one in waited if one.estimate is not None]
    made = Judgement(
        len(told),
        len(told) - len(late),
        sum(one.waited is None for one in late),
        sum(one.waited == 0 for one in late),
        len(waited) - len(right),
    )
    if right:
        made.all = _judged(right, mean_service_ms)
        keys: list[tuple[dict[str, Judged], Callable[[Told], str]]] = [
            (made.classes, lambda one: one.cls),
            (made.queues, lambda one: one.queue),
            (made.turns, lambda one: _turns(one.estimate.turns if one.estimate else 0)),
            (made.hours, lambda one: f"{_local(one.at):%H}"),
            (made.days, lambda one: f"{_local(one.at):%Y-%m-%d}"),
        ]
        for into, key in keys:
            into.update(_by(right, key, mean_service_ms))
    return made


def _local(ms: int) -> datetime:
    """Times of a file without a hall are taken as they stand."""
    return datetime.fromtimestamp(ms / 1000, UTC)


def _turns(turns: int) -> str:
    least = max((one for one in BUCKETS if one <= turns), default=0)
    after = next((one for one in BUCKETS if one > least), None)
    if least == 0:
        return "0"
    return f"{least}+" if after is None else str(least) if after == least + 1 else f"{least}-{after - 1}"


def _by(told: Iterable[Told], key: Callable[[Told], str], mean_ms: float) -> dict[str, Judged]:
    groups: dict[str, list[Told]] = {}
    for one in told:
        groups.setdefault(key(one), []).append(one)
    return {name: _judged(groups[name], mean_ms) for name in sorted(groups, key=_order)}


def _order(name: str) -> tuple[int, str]:
    """Numbers as numbers."""
    digits = re.match(r"\d+", name)
    return int(digits[0]) if digits else 0, name


def _judged(told: Sequence[Told], mean_ms: float) -> Judged:
    n = len(told)
    pairs = [((one.waited or 0) / 1000, _wait(one)) for one in told]
    error = sum(abs(waited - wait.median) for waited, wait in pairs) / n
    simple = sum(_off(one, one.ahead, mean_ms) for one in told) / n
    line = sum(_off(one, one.line, mean_ms) for one in told) / n
    below = sum(waited < wait.low for waited, wait in pairs) / n
    above = sum(waited > wait.high for waited, wait in pairs) / n
    return Judged(
        n,
        sum(waited for waited, _ in pairs) / n,
        sum(waited <= wait.median for waited, wait in pairs) / n,
        1 - below - above,
        below,
        above,
        sum(wait.high - wait.low for _, wait in pairs) / n,
        error,
        simple,
        line,
        1 - error / simple if simple else 0.0,
        1 - error / line if line else 0.0,
    )


def _off(one: Told, people: int, mean_ms: float) -> float:
    """By how many seconds the simple rule is off."""
    return abs((one.waited or 0) - people * mean_ms / max(1, one.windows)) / 1000


def _wait(one: Told) -> Wait:
    assert one.estimate is not None, "only those who were told something are judged"  # noqa: S101
    return one.estimate.wait
