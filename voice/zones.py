"""Which zone of the hall a program speaks for.

What is said there is decided in `voice.py`; what the zones are stands in the plan.
"""

from __future__ import annotations

from link.plan import Plan, Zone


def zone_of(plan: Plan, program: str, *, asked: bool) -> Zone | None:
    """The zone of a program ("display/board-1"); None when it is to be silent.

    A hall without zones is one zone for whoever was started with a voice (`asked`).
    """
    if plan.voice.zones:
        return next((zone for zone in plan.voice.zones if zone.at == program), None)
    return Zone("voice", program) if asked else None
