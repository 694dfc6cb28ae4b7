"""Durations as a clerk reads them, from milliseconds.

The words around them are in the catalogue.
"""

from __future__ import annotations


def minutes(ms: int) -> int:
    """Whole minutes that have passed; never below none."""
    return max(0, ms // 60_000)


def stopwatch(ms: int) -> str:
    """A running time: "0:42", "12:05", "1:02:05"."""
    seconds = max(0, ms // 1000)
    hours, rest = divmod(seconds, 3600)
    if hours:
        return f"{hours}:{rest // 60:02}:{rest % 60:02}"
    return f"{rest // 60}:{rest % 60:02}"
