"""How it stands at one window: who is here, who waits for it, and in which order the server would call them.

Pure functions over the mirror. What may be done is in `able.py`, wording in `rows.py` and `reasons.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from link.mirror import Mirror
from link.plan import Counter, Plan
from link.words import Call, Ticket, TicketState, Window


class Standing(NamedTuple):
    """One window of a known hall. `ticket` is called to it or served at it."""

    plan: Plan
    counter: Counter
    window: Window
    ticket: Ticket | None


def standing(mirror: Mirror, window_id: str) -> Standing | None:
    """How it stands at this window; None while the hall is not known or has no such window."""
    window = mirror.windows.get(window_id)
    if mirror.plan is None or window is None:
        return None
    counter = next((one for one in mirror.plan.counters if one.id == window_id), None)
    if counter is None:
        return None
    return Standing(mirror.plan, counter, window, mirror.tickets.get(window.ticket or ""))


def is_for(ticket: Ticket, counter: Counter) -> bool:
    """Whether this window may take somebody who waits, is parked or was passed."""
    if ticket.counter is not None:
        return ticket.counter == counter.id
    return ticket.queue in counter.serves


def waiting(mirror: Mirror, here: Standing, order: Sequence[str] = ()) -> list[Ticket]:
    """Who waits for this window: first those whom the server would call next, in its order, then by due time.

    `order` are numbers, and may be a moment old: whoever of them waits no more is not in the list.
    """
    places = {number: place for place, number in enumerate(order)}
    found = [ticket for ticket in mirror.tickets.values() if ticket.state == "waiting"]
    found = [ticket for ticket in found if is_for(ticket, here.counter)]
    return sorted(found, key=lambda t: (places.get(t.number, len(places)), t.due, t.order, t.id))


def aside(mirror: Mirror, here: Standing, state: TicketState) -> list[Ticket]:
    """Who was passed or is parked and may go on at this window, by number."""
    found = [ticket for ticket in mirror.tickets.values() if ticket.state == state]
    return sorted((t for t in found if is_for(t, here.counter)), key=lambda t: t.number)


def find(mirror: Mirror, number: str) -> Ticket | None:
    """Today's open ticket with this number."""
    return mirror.tickets.get(f"{mirror.day.replace('-', '')}-{number}")


def latest_call(calls: Iterable[Call], ticket: Ticket, window_id: str) -> Call | None:
    """The last call of this turn."""
    found = (call for call in calls if call.ticket == ticket.id and call.counter == window_id)
    return max(found, key=lambda call: call.n, default=None)
