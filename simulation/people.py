"""Who comes to a simulated hall, and what became of them. Times and durations are whole milliseconds.

Where the people come from is in `arrivals.py` and `generated.py`.
"""

from __future__ import annotations

from typing import NamedTuple


class Person(NamedTuple):
    """Somebody who comes."""

    arrived: int
    queue: str
    cls: str
    service: int
    """How long the window needs for them."""
    patience: int | None = None
    """They go when they have waited so long and were not called; None: they stay."""
    recorded: int | None = None
    """How long they really waited, where a record says so."""


class Outcome(NamedTuple):
    """What became of a person."""

    person: Person
    waited: int
    """Until the call, or until they left."""
    left: bool
    window: str | None = None


class Wrong(Exception):
    """Something that was asked for cannot be done; the text says what, and what would be right."""
