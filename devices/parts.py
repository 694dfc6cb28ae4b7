"""Which parts a program has by the hall's plan: one function for each kind of device.

What a part does is in its own module; running them is `host.py`'s.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from devices.keypads.part import KeypadPart, says
from devices.part import Want
from devices.strips.part import StripPart
from devices.strips.part import says as strips_say
from link.plan import Plan

Wants = Iterator[tuple[str, Want]]


def keypads(program: str, plan: Plan) -> Wants:
    """One part for each line of keypads and rating pads."""
    for line in plan.devices.keypads:
        if line.at == program:
            yield f"keypads {line.id}", Want(line, says(line), partial(KeypadPart, line))


def strips(program: str, plan: Plan) -> Wants:
    """One part for each line of LED strips."""
    for line in plan.devices.strips:
        if line.at == program:
            yield f"strips {line.id}", Want(line, strips_say(line), partial(StripPart, line))


KINDS: tuple[Callable[[str, Plan], Wants], ...] = (keypads, strips)
"""Each gives the parts that `program` ("devices/NAME") has by the plan, under a key of their own."""


def wanted(program: str, plan: Plan) -> dict[str, Want]:
    """The parts of a program, by key."""
    return {key: want for kind in KINDS for key, want in kind(program, plan)}
