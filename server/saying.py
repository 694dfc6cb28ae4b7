"""What is said of an event: the answer to whoever asked, and the change for whoever watches.

When it may be said is the engine's matter, to whom the hub's.
"""

from __future__ import annotations

from typing import NamedTuple

import msgspec

from link.frames import Change, Reply, encode
from link.plan import Text
from link.words import Call, Ticket
from server.hall import events as e
from server.hall.apply import Touched
from server.hall.calendar import Moment
from server.hall.estimate import ahead, of_ticket
from server.hall.state import Hall


class Announced(NamedTuple):
    """A change, encoded once for everybody: for the staff, and for the public without a clerk's note."""

    n: int
    staff: bytes
    public: bytes
    whole_hall: bool
    """It is about the hall as such, not about a ticket or a window."""
    call: Call | None
    event: bytes
    """The event itself, as the journal has it."""
    prints: bool = False
    """Something may have to be printed because of it."""
    managers: bool = False
    """Of the devices only a manager's hear it: what somebody thought of a clerk is not told at the window."""


PRINTS = (e.ReprintAsked, e.TicketTransferred, e.DayClosed)
NOT_WHOLE_HALL = (e.TicketEvent, e.WindowEvent, e.AppointmentEvent, e.PersonPardoned)


def reply_to(id_: str, hall: Hall, last: e.Event | None, touched: Touched) -> Reply:
    """The answer to a command, from its last event alone: a replay gives the same answer again."""
    position = hall.position
    if isinstance(last, e.TicketTaken) and touched.ticket is not None:
        before = ahead(hall, touched.ticket)
        reply = Reply(id_, position, touched.ticket, key=last.key, ahead=before, wait=last.wait)
        reply.late = last.late
        return reply
    if isinstance(last, e.TicketCalled):
        return Reply(id_, position, touched.ticket, touched.window, last.why)
    if isinstance(last, e.TicketFinished):
        return Reply(id_, position, None, touched.window)
    return Reply(id_, position, touched.ticket, touched.window, appointment=touched.appointment)


def standing(id_: str, hall: Hall, ticket: Ticket, now: Moment) -> Reply:
    """How an open ticket stands now; nobody is before who does not wait."""
    before = ahead(hall, ticket) if ticket.state == "waiting" else None
    wait = of_ticket(hall, ticket, now)
    return Reply(id_, hall.position, without_note(ticket), ahead=before, wait=wait)


def announce(n: int, event: e.Event, touched: Touched, body: bytes) -> Announced:
    """The change that watchers get for an event."""
    change = Change(
        n, event.at, str(event.__struct_config__.tag), touched.ticket, touched.window, touched.call
    )
    if isinstance(event, e.TicketCalled):
        change.why = event.why
    elif isinstance(event, e.DayOpened):
        change.day, change.plan = event.day, event.plan
    elif isinstance(event, e.DayClosed):
        change.day = event.day
    elif isinstance(event, e.PlanChanged):
        change.plan = event.plan
    elif isinstance(event, e.NoticeSet):
        change.notice = event.text()
    elif isinstance(event, e.Announced):
        change.say = Text(event.zh, event.en)
    if touched.rating is not None:
        bare, change.rating = encode(change), touched.rating
        return Announced(n, encode(change), bare, False, None, body, managers=True)
    staff = encode(change)
    if touched.ticket is None or touched.ticket.note is None:
        whole_hall = not isinstance(event, NOT_WHOLE_HALL)
        return Announced(n, staff, staff, whole_hall, touched.call, body, isinstance(event, PRINTS))
    change.ticket = without_note(touched.ticket)
    return Announced(n, staff, encode(change), False, touched.call, body, isinstance(event, PRINTS))


def without_note(ticket: Ticket) -> Ticket:
    """The ticket as the public may see it."""
    return ticket if ticket.note is None else msgspec.structs.replace(ticket, note=None)
