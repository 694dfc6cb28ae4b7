"""Priority classes: who may give which one to whom, and granting one to somebody who waits already.

What a class is worth is in the plan and in the discipline; taking a ticket is in `decide.py`.
"""

from __future__ import annotations

from link import commands as c
from server.hall import events as e
from server.hall.at_window import find, new_due, signed_in
from server.hall.calendar import Moment
from server.hall.internal import Actor
from server.hall.refused import Refused
from server.hall.state import Hall

IDENTITY_CARD = "identity card"
"""The evidence of a class that somebody has by age; the number on it is known to no event."""
STAFF = {"counter": "clerk", "web": "guide"}
"""By the role of the device: who of the staff speaks through it."""


def by_age(hall: Hall, cls: str, age: int | None) -> bool:
    """Whether somebody of this age, by the identity card, has the class without asking."""
    found = hall.index.classes.get(cls)
    return found is not None and found.from_age is not None and age is not None and age >= found.from_age


def may_give(hall: Hall, cls: str, by: Actor, command: c.TakeTicket | c.Grant) -> None:
    """Whether the class may be given so. Raises Refused.

    At a kiosk the person declares it; a guide or clerk needs the paper; a listed class an entry of the list.
    """
    found = hall.index.classes.get(cls)
    if found is None:
        raise Refused("unknown_class", cls=cls)
    if cls == hall.index.ordinary:
        return
    if by.role == "kiosk" and not found.at_kiosk:
        raise Refused("class_not_at_kiosk", cls=cls)
    if by.role in STAFF:
        if STAFF[by.role] not in found.granted_by:
            raise Refused("class_not_granted_here", cls=cls)
        if command.evidence is None:
            raise Refused("evidence_needed", cls=cls)
    if found.listed:
        entry = hall.index.listed.get(command.listed or "")
        if entry is None or entry.cls != cls:
            raise Refused("not_listed", cls=cls)


def grant(hall: Hall, command: c.Grant, by: Actor, now: Moment) -> list[e.Event]:
    """A waiting person goes into another class's lane, due when its promise says, or earlier."""
    clerk = signed_in(hall, by) if by.role == "counter" else command.clerk
    if by.role == "web" and clerk is None:
        raise Refused("not_signed_in")
    ticket = find(hall, command.number)
    if ticket.state != "waiting":
        raise Refused("not_waiting", number=ticket.number, state=ticket.state)
    if ticket.cls == command.cls:
        raise Refused("has_class", number=ticket.number, cls=command.cls)
    may_give(hall, command.cls, by, command)
    due = min(ticket.due, new_due(hall, command.cls, ticket.taken))
    granted = e.ClassGranted(now.ms, ticket.id, command.cls, due, command.evidence, clerk, command.listed)
    return [granted]
