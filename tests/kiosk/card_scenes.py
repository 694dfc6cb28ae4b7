"""People at the kiosk with an identity card or a ticket, as tests and pictures have them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from devices.sdt import Card
from emulators.card import number_of
from link.commands import Command, FindTicket
from link.frames import Reply
from link.words import Ticket, TicketState
from tests.kiosk.kiosk_fakes import TAKEN, Stand, booking
from tests.support.halls import about

OLD = Card(number_of("19490308"), "欧*明", date(1949, 3, 8))
"""77 on the day of these tests."""
YOUNG = Card(number_of("19990101"), "李*", date(1999, 1, 1))
KEY = "9c1185a5c5e9fc54"
TICKET = f"TINGXU:20261124-A012:{KEY}"


def last(stand: Stand, kind: type[Command]) -> Command:
    """The last command, which is of this kind."""
    command = stand.link.sent[-1].command
    assert isinstance(command, kind), command
    return command


def finds_ticket(stand: Stand, state: TicketState = "waiting", *, counter: str | None = None) -> None:
    """The server tells how the ticket stands that was asked for."""
    command = last(stand, FindTicket)
    queue = stand.day.plan.queues[0].id
    ticket = Ticket("20261124-A012", "A012", queue, stand.day.plan.classes[-1].id, TAKEN, TAKEN, 7, state)
    ticket.counter = counter
    stand.link.answer(Reply(command.id, 7, ticket, ahead=3, wait=about(480)))


def invited(stand: Stand) -> None:
    """There is a reader, and nobody has laid a card down."""
    stand.kiosk.reader_is(ready=True)


def greeted(stand: Stand) -> None:
    """Somebody old, without a booking."""
    invited(stand)
    stand.kiosk.card_seen(OLD)
    stand.link.refuse("no_bookings")


def unreadable(stand: Stand) -> None:
    invited(stand)
    stand.kiosk.card_seen("unreadable")


def aged(stand: Stand) -> None:
    """The same person has chosen a service."""
    greeted(stand)
    stand.at_confirm()


def booked_by_card(stand: Stand) -> None:
    invited(stand)
    stand.kiosk.card_seen(YOUNG)
    plan = stand.day.plan
    stand.link.finds(booking("K7QM2XWP", plan.matters[0].queue, plan.matters[0].id))


def found(stand: Stand) -> None:
    stand.kiosk.scanned(TICKET)
    finds_ticket(stand)


def one_ticket(stand: Stand) -> None:
    """Who has a number already is shown it."""
    aged(stand)
    stand.kiosk.take()
    stand.link.refuse("one_ticket", number="A012", key=KEY)
    finds_ticket(stand, "called", counter=stand.day.plan.counters[0].id)


def just_printed(stand: Stand) -> None:
    """Somebody has gone with the number; the invitation is there for the next one."""
    invited(stand)
    stand.has_number()
    stand.paper(stand.jobs.prints)
    stand.kiosk.done()


SCENES: tuple[Callable[[Stand], None], ...] = (
    invited, greeted, unreadable, aged, booked_by_card, found, one_ticket, just_printed,
)  # fmt: skip
