"""Which parts a program has by the hall's plan: one function for each kind of device.

What a part does is in its own module; running them is `host.py`'s.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from devices.keypads.part import KeypadPart, says
from devices.part import Want
from devices.printing import PrinterPart
from devices.printing import says as printers_say
from devices.strips.part import StripPart
from devices.strips.part import says as strips_say
from devices.voices import VoicePart
from devices.voices import says as voice_says
from link.plan import Plan
from printers.group import printers_of

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


def printers(program: str, plan: Plan) -> Wants:
    """One part for all printers of the program: it follows the plan by itself."""
    if printers_of(plan, program):
        yield "printers", Want("whatever the plan says", printers_say(plan, program), PrinterPart)


def voices(program: str, plan: Plan) -> Wants:
    """The zone of the loudspeakers of this machine; other engines or windows need another voice."""
    for zone in plan.voice.zones:
        if zone.at == program:
            made_of = (zone, plan.voice.engines, plan.voice.clips, plan.counters)
            yield f"voice {zone.id}", Want(made_of, voice_says(zone), partial(VoicePart, zone))


KINDS: tuple[Callable[[str, Plan], Wants], ...] = (keypads, strips, voices, printers)
"""Each gives the parts that `program` ("devices/NAME") has by the plan, under a key of their own."""


def wanted(program: str, plan: Plan) -> dict[str, Want]:
    """The parts of a program, by key."""
    return {key: want for kind in KINDS for key, want in kind(program, plan)}
