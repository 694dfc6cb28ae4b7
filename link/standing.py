"""What boards say about the hall: which calls are recent, and what each window is doing.

Pure functions over the mirror. Wording is in `both.py`, Qt objects are in `board.py` and `strip.py`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, NamedTuple

from link.mirror import Mirror
from link.words import Call

WindowState = Literal["calling", "serving", "idle", "paused", "closed", "unknown"]
"""closed: nobody signed in; unknown: the plan has no such window."""


class Standing(NamedTuple):
    """What one window is doing; `number` is "" where nobody is called or served."""

    state: WindowState
    number: str = ""


def recent(calls: Iterable[Call], most: int) -> list[Call]:
    """The latest calls, newest first, at most `most`; of each ticket only its latest call."""
    found: dict[str, Call] = {}
    for call in sorted(calls, key=lambda call: call.n, reverse=True):
        found.setdefault(call.ticket, call)
        if len(found) == most:
            break
    return list(found.values())


def standing(mirror: Mirror, window_id: str) -> Standing:
    """What this window is doing now."""
    window = mirror.windows.get(window_id)
    if window is None:
        return Standing("unknown")
    ticket = mirror.tickets.get(window.ticket or "")
    if window.clerk is None:
        return Standing("closed")
    if ticket is not None and ticket.state in {"called", "serving"}:
        return Standing("calling" if ticket.state == "called" else "serving", ticket.number)
    return Standing("paused" if window.paused else "idle")


def still_called(mirror: Mirror, call: Call) -> bool:
    """Whether the person of this call is still expected at that window."""
    ticket = mirror.tickets.get(call.ticket)
    return ticket is not None and ticket.state == "called" and ticket.counter == call.counter


def last_call(mirror: Mirror, window_id: str) -> Call | None:
    """The call of the number that is being called to this window; None while none is."""
    window = mirror.windows.get(window_id)
    for call in reversed(mirror.calls):
        if window is not None and call.counter == window_id and call.ticket == window.ticket:
            return call if still_called(mirror, call) else None
    return None
