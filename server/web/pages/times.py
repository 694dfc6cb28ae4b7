"""The days and times that can be chosen, for a new booking and for one that is moved.

Which are free is the hall's rule; how they look is in `times.html`.
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple

from assets.texts import N_, Texts
from server.hall import booking as rules
from server.hall.calendar import minutes
from server.web.pages import words
from server.web.pages.visit import Visit

PARTS: Final = (
    (12 * 60, N_("Morning")),
    (18 * 60, N_("Afternoon")),
    (24 * 60, N_("Evening")),
)
"""The parts of a day, each until so many minutes after midnight."""


class Addresses(NamedTuple):
    """Where a choice leads."""

    days: str
    times: str
    query: str = ""
    """What both are told besides."""


def choose(here: Visit, what: rules.Target, day: str, to: Addresses) -> dict[str, Any]:
    """What the template needs: the days that have times, and the times of the one that is chosen."""
    texts, now, hall = here.texts, here.now, here.hall
    slots = {of: rules.slots(hall, what, of, now) for of in rules.bookable_days(hall, now)}
    slots = {of: found for of, found in slots.items() if found}
    free = [of for of, found in slots.items() if any(slot.left for slot in found)]
    chosen = day if day in slots else free[0] if free else ""
    joint = f"{to.query}&" if to.query else ""
    days = [
        {
            "name": words.near(texts, of, now.day),
            "date": words.short(texts, of),
            "left": sum(slot.left for slot in found),
            "chosen": of == chosen,
            "href": f"{to.days}?{joint}day={of}",
        }
        for of, found in slots.items()
    ]
    parts = _parts(texts, slots.get(chosen, []), f"{to.times}?{joint}day={chosen}&time=")
    return {"days": days if free else [], "parts": parts}


def _parts(texts: Texts, slots: list[rules.Slot], href: str) -> list[dict[str, Any]]:
    """The times of one day, by part of the day."""
    found: list[dict[str, Any]] = []
    begin = 0
    for end, name in PARTS:
        within = [slot for slot in slots if begin <= minutes(slot.time) < end]
        if within:
            rows = [{"time": s.time, "left": s.left, "href": f"{href}{s.time}"} for s in within]
            found.append({"name": texts.t(name), "slots": rows})
        begin = end
    return found
