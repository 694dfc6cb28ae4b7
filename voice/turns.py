"""Which of the waiting calls are said next: pure, so that it can be tested without a sound.

Saying them is `voice.py`'s, the wording `phrases.py`'s.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from link.words import Call

MOST_TOGETHER = 4
"""Nobody remembers more numbers than this from one announcement."""


SPEAK_WITHIN_MS = 15_000
"""A call that arrives older than this is not said: whoever it was for has read it, or it is wrong by now."""


class Waiting(NamedTuple):
    """A call that waits to be said, since `asked` (seconds of a monotonic clock)."""

    call: Call
    asked: float


class LeftOut(NamedTuple):
    """A call that is not said, and why; the first word is for programs."""

    call: Call
    why: str


class Turn(NamedTuple):
    """What happens next: these are said together (none: nothing is), those are left out, the rest waits."""

    say: tuple[Call, ...]
    left_out: tuple[LeftOut, ...]
    rest: tuple[Waiting, ...]


def next_turn(
    waiting: Sequence[Waiting],
    now: float,
    *,
    merge_over: int,
    stale_s: float,
    expected: Callable[[Call], bool] = lambda _: True,
) -> Turn:
    """The next turn. One call alone; when more than `merge_over` wait, the first few of them together.

    Left out are calls that waited longer than `stale_s`, those called again meanwhile (the later call is
    said), and those whose person is not `expected` any more.
    """
    fresh: list[Waiting] = []
    left_out: list[LeftOut] = []
    newest = {one.call.ticket: one.call.n for one in waiting}
    for one in waiting:
        why = _why_not(one, now, stale_s, newest, expected)
        if why:
            left_out.append(LeftOut(one.call, why))
        else:
            fresh.append(one)
    count = MOST_TOGETHER if len(fresh) > merge_over else 1
    said = tuple(one.call for one in fresh[:count])
    return Turn(said, tuple(left_out), tuple(fresh[count:]))


def _why_not(
    one: Waiting, now: float, stale_s: float, newest: dict[str, int], expected: Callable[[Call], bool]
) -> str:
    if newest[one.call.ticket] != one.call.n:
        return "over: called again, and the later call is said"
    if not expected(one.call):
        return "over: not called any more"
    waited = now - one.asked
    return f"stale: waited {waited:.0f} s to be said" if waited > stale_s else ""
