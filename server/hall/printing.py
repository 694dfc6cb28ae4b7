"""Paper once more, and how printing went: which program prints a ticket again, and who may say how it went.

Printing itself is the programs'; which of them hears of it is the gateway's.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from link import commands as c
from link.plan import Printer
from link.words import Ticket
from server.hall import events as e
from server.hall.at_window import find
from server.hall.calendar import Moment
from server.hall.internal import Actor
from server.hall.refused import Refused
from server.hall.state import Hall

Joined = Callable[[str], bool]
"""Whether a program ("kiosk/door") is there now."""


def reprint(hall: Hall, command: c.Reprint, by: Actor, now: Moment, joined: Joined) -> list[e.Event]:
    """A ticket that is still open is to be printed once more."""
    if by.role == "web" and command.clerk is None:
        raise Refused("not_signed_in")
    ticket = by_key(hall, command.key or "") if by.role == "kiosk" else _by_either(hall, command)
    program = command.at or _where(hall, ticket, by, joined)
    if not joined(program):
        raise Refused("printer_away", program=program)
    return [e.ReprintAsked(now.ms, ticket.id, program, command.clerk if by.role == "web" else None)]


def by_key(hall: Hall, key: str) -> Ticket:
    """Today's open ticket with this secret on its paper. Raises Refused."""
    id_ = next((id_ for id_, known in hall.keys.items() if known == key), "")
    ticket = hall.tickets.get(id_)
    if ticket is None:
        raise Refused("ticket_over")
    return ticket


def _by_either(hall: Hall, command: c.Reprint) -> Ticket:
    return by_key(hall, command.key) if command.key is not None else find(hall, command.number or "")


def _where(hall: Hall, ticket: Ticket, by: Actor, joined: Joined) -> str:
    """Where nobody said: at this kiosk; else where the ticket came from, or any printer that is there."""
    giver = f"kiosk/{by.name if by.role == 'kiosk' else ticket.kiosk}"
    return giver if joined(giver) else next(filter(joined, programs(hall)), giver)


def programs(hall: Hall, window: str | None = None) -> Iterator[str]:
    """The programs that have a printer by the plan; with a window: one for the notes of that window."""
    for printer in printers(hall, window):
        yield from printer.at + printer.spare_for


def printers(hall: Hall, window: str | None = None) -> list[Printer]:
    """The printers of the plan; with a window: those for the notes of that window."""
    every = hall.plan.devices.printers if hall.plan is not None else ()
    return [one for one in every if window is None or window in one.windows]


def report_print(hall: Hall, command: c.ReportPrint, by: Actor, now: Moment) -> list[e.Event]:
    """How printing went, by who gave the ticket, who was asked to print it, or who prints for the hall."""
    ticket = hall.tickets.get(command.ticket)
    if ticket is not None and not _may_report(hall, ticket, by):
        raise Refused("not_printed_here", number=ticket.number)
    if ticket is None and not _was_given(hall, command.ticket):
        raise Refused("unknown_number", number=command.ticket[:40])
    return [e.PrintReported(now.ms, command.ticket, command.state, command.reason)]


def _may_report(hall: Hall, ticket: Ticket, by: Actor) -> bool:
    program = f"{by.role}/{by.name}"
    gave = by.role == "kiosk" and ticket.kiosk == by.name
    return gave or program in hall.asked.get(ticket.id, ()) or program in programs(hall)


def _was_given(hall: Hall, ticket: str) -> bool:
    """Whether a ticket was taken today, also one that is gone by now."""
    found = re.fullmatch(re.escape(hall.ticket_id("")) + r"([A-Z]{1,2})(0[0-9]{2}|[1-9][0-9]{2,6})", ticket)
    return found is not None and 1 <= int(found[2]) <= hall.last_number.get(found[1], 0)
