"""What makes sense at a window now, and which of it is most likely next. The server decides all the same.

The names are those of the buttons. Pure: what is so comes in as arguments.
"""

from __future__ import annotations

from counter.granting import classes
from counter.standing import Standing, is_for
from link.words import Ticket


def is_served(here: Standing) -> bool:
    """Whether the service of the person here has begun; with start = "auto" it does with the call."""
    ticket = here.ticket
    if ticket is None:
        return False
    return ticket.state == "serving" or here.plan.rules.start == "auto"


def is_called(here: Standing) -> bool:
    """Whether the person is still expected."""
    return here.ticket is not None and here.ticket.state == "called"


def recall_in_ms(here: Standing, now_ms: int) -> int:
    """So long until the number may be called again; 0 when it may now."""
    if here.ticket is None or here.ticket.called is None:
        return 0
    gap_ms = here.plan.rules.call_gap_s * 1000
    left_ms = here.ticket.called + gap_ms - now_ms
    # A little more than the gap is right: this clock is behind the server's. Much more: that was put back.
    return left_ms if 0 < left_ms < 2 * gap_ms else 0


def calls_left(here: Standing) -> int:
    """So many calls are left before the number may be passed."""
    return max(0, here.plan.rules.calls - here.ticket.calls) if here.ticket is not None else 0


def able(here: Standing, waiting: int, now_ms: int) -> frozenset[str]:
    """The actions that make sense now for the window as a whole."""
    if here.window.clerk is None:
        return frozenset({"sign-in"})
    free, called, served = here.ticket is None, is_called(here), is_served(here)
    paused = here.window.paused
    sense = {
        "choose": True,
        "next": not paused and (served or (free and waiting > 0)),
        "start": called and not served,
        "finish": served,
        "recall": called and calls_left(here) > 0 and recall_in_ms(here, now_ms) == 0,
        "pass": called and calls_left(here) == 0,
        "park": served,
        "transfer": served,
        "pause": free and not paused,
        "resume": paused,
        "sign-out": free,
    }
    return frozenset(name for name, makes_sense in sense.items() if makes_sense)


def able_with(here: Standing, ticket: Ticket) -> frozenset[str]:
    """The actions that make sense with one number that is not at this window."""
    if here.window.clerk is None:
        return frozenset()
    free, ours = here.ticket is None, is_for(ticket, here.counter)
    may_call = not here.window.paused and (free or is_served(here))
    sense = {
        "call-this": ticket.state == "waiting" and ours and may_call,
        "bring-back": ticket.state == "passed" and here.plan.rules.passed != "new_ticket",
        "unpark": ticket.state == "parked" and ours and free and not here.window.paused,
        "grant": bool(classes(here.plan, ticket)),
        "cancel-ticket": ticket.state in {"waiting", "parked", "passed"},
    }
    return frozenset(name for name, makes_sense in sense.items() if makes_sense)


def primary(here: Standing) -> str:
    """The most likely next action: the one big button."""
    if here.window.clerk is None:
        return "sign-in"
    if here.window.paused:
        return "resume"
    return "start" if is_called(here) and not is_served(here) else "next"
