"""Which parts a program has by the hall's plan: one function for each kind of device.

What a part does is in its own module; running them is `host.py`'s.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from devices.part import Want
from link.plan import Plan

Wants = Iterator[tuple[str, Want]]


KINDS: tuple[Callable[[str, Plan], Wants], ...] = ()
"""Each gives the parts that `program` ("devices/NAME") has by the plan, under a key of their own."""


def wanted(program: str, plan: Plan) -> dict[str, Want]:
    """The parts of a program, by key."""
    return {key: want for kind in KINDS for key, want in kind(program, plan)}
