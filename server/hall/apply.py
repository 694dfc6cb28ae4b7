"""What each event does to the hall. It never refuses: what was decided has happened.

Deciding is in `decide.py`. Replaying the journal through `apply` gives the same hall, to the bit.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from link.words import Appointment, Call, Ticket, Window
from server.hall import events as e
from server.hall.apply_booking import APPLY_BOOKING, begin_with, checked_in, walked_away
from server.hall.lanes import join, leave, place_of
from server.hall.state import MEAN_SERVICE_MS, Hall, entry_of

MEAN_WEIGHT = 8
"""A new service time counts one eighth in the moving mean."""
LONGEST_SERVICE_MS = 4 * 3_600_000
"""A longer one, or one of less than no time, comes from a clock that was put right meanwhile."""


class Touched(NamedTuple):
    """What an event changed, for whoever tells the watchers."""

    ticket: Ticket | None = None
    window: Window | None = None
    call: Call | None = None
    appointment: Appointment | None = None


def apply(hall: Hall, event: e.Event) -> Touched:
    """Change the hall by one event, the next after `hall.position`."""
    hall.position += 1
    change = APPLY.get(type(event))
    if change is None:
        return Touched(appointment=APPLY_BOOKING[type(event)](hall, event))
    return change(hall, event)


def _day_opened(hall: Hall, event: e.DayOpened) -> Touched:
    hall.day, hall.closed = event.day, False
    hall.service_ms = dict(event.service_ms)
    for store in (hall.tickets, hall.windows, hall.last_number, hall.taken_today, hall.turns, hall.calls):
        store.clear()
    hall.persons.clear()
    begin_with(hall, event.appointments, event.records)
    hall.set_plan(event.plan)
    hall.notice = None
    return Touched()


def _day_closed(hall: Hall, event: e.DayClosed) -> Touched:
    hall.closed = True
    return Touched()


def _plan_changed(hall: Hall, event: e.PlanChanged) -> Touched:
    hall.set_plan(event.plan)
    return Touched()


def _notice_set(hall: Hall, event: e.NoticeSet) -> Touched:
    hall.notice = event.text()
    return Touched()


def _taken(hall: Hall, event: e.TicketTaken) -> Touched:
    ticket = Ticket(
        event.ticket,
        event.number,
        event.queue,
        event.cls,
        taken=event.at,
        due=event.due,
        order=hall.position,
        matter=event.matter,
        kiosk=event.kiosk,
    )
    hall.tickets[ticket.id] = ticket
    if event.person is not None:
        hall.persons[ticket.id] = event.person
    if event.appointment is not None:
        ticket.booked = checked_in(hall, event.appointment, ticket.id).start
    letter = event.number.rstrip("0123456789")
    hall.last_number[letter] = int(event.number[len(letter) :])
    hall.taken_today[event.queue] = hall.taken_today.get(event.queue, 0) + 1
    join(hall.lane_of(ticket), entry_of(ticket))
    return Touched(ticket)


def _granted(hall: Hall, event: e.ClassGranted) -> Touched:
    ticket = hall.tickets[event.ticket]
    leave(hall.lane_of(ticket), entry_of(ticket))
    ticket.cls, ticket.due = event.cls, event.due
    join(hall.lane_of(ticket), entry_of(ticket))
    return Touched(ticket)


def _print_reported(hall: Hall, event: e.PrintReported) -> Touched:
    ticket = hall.tickets.get(event.ticket)
    if ticket is not None:  # a slow printer may report after the person was served
        ticket.printed = event.state
    return Touched(ticket)


def _called(hall: Hall, event: e.TicketCalled) -> Touched:
    ticket, window = hall.tickets[event.ticket], hall.windows[event.window]
    leave(hall.lane_of(ticket), entry_of(ticket))
    if event.why.turn is not None and event.why.turns is not None:  # the rota goes on after this turn
        hall.turns[place_of(ticket.queue, ticket.counter)] = event.why.turn % event.why.turns
    ticket.state, ticket.counter, ticket.called, ticket.calls = "called", window.id, event.at, 1
    ticket.turns = event.turn
    window.ticket = ticket.id
    return Touched(ticket, window, _call(hall, ticket, event.at))


def _recalled(hall: Hall, event: e.TicketRecalled) -> Touched:
    ticket = hall.tickets[event.ticket]
    ticket.calls += 1
    ticket.called = event.at
    return Touched(ticket, hall.windows[event.window], _call(hall, ticket, event.at))


def _call(hall: Hall, ticket: Ticket, at: int) -> Call:
    call = Call(
        hall.position, ticket.id, ticket.number, ticket.counter or "", ticket.queue, at, times=ticket.calls
    )
    hall.calls.append(call)
    return call


def _started(hall: Hall, event: e.ServiceStarted) -> Touched:
    ticket = hall.tickets[event.ticket]
    ticket.state, ticket.started = "serving", event.at
    return Touched(ticket, hall.windows[event.window])


def _finished(hall: Hall, event: e.TicketFinished) -> Touched:
    ticket = hall.tickets.pop(event.ticket)
    begun = ticket.started or ticket.called  # with rules.start = "auto" service starts with the call
    if begun is not None:
        mean = hall.service_ms.get(ticket.queue, MEAN_SERVICE_MS)
        took = min(max(0, event.at - begun), LONGEST_SERVICE_MS)
        hall.service_ms[ticket.queue] = mean + (took - mean) // MEAN_WEIGHT
    ticket.state = "finished"
    return Touched(ticket, _freed(hall, event.window))


def _freed(hall: Hall, window_id: str) -> Window:
    window = hall.windows[window_id]
    window.ticket = None
    return window


def _passed(hall: Hall, event: e.TicketPassed) -> Touched:
    ticket = hall.tickets[event.ticket]
    ticket.state, ticket.counter = "passed", event.counter
    return Touched(ticket, _freed(hall, event.window))


def _wait_again(hall: Hall, ticket: Ticket, due: int) -> None:
    ticket.state, ticket.due, ticket.order = "waiting", due, hall.position
    ticket.calls, ticket.called, ticket.started = 0, None, None
    join(hall.lane_of(ticket), entry_of(ticket))


def _returned(hall: Hall, event: e.TicketReturned) -> Touched:
    ticket = hall.tickets[event.ticket]
    _wait_again(hall, ticket, event.due)
    return Touched(ticket)


def _parked(hall: Hall, event: e.TicketParked) -> Touched:
    ticket = hall.tickets[event.ticket]
    ticket.state, ticket.counter, ticket.note = "parked", event.counter, event.note
    return Touched(ticket, _freed(hall, event.window))


def _unparked(hall: Hall, event: e.TicketUnparked) -> Touched:
    ticket, window = hall.tickets[event.ticket], hall.windows[event.window]
    ticket.state, ticket.counter, ticket.started = "serving", window.id, event.at
    window.ticket = ticket.id
    return Touched(ticket, window)


def _transferred(hall: Hall, event: e.TicketTransferred) -> Touched:
    ticket = hall.tickets[event.ticket]
    ticket.queue, ticket.counter, ticket.note = event.queue, event.counter, event.note
    _wait_again(hall, ticket, event.due)
    return Touched(ticket, _freed(hall, event.window))


def _cancelled(hall: Hall, event: e.TicketCancelled) -> Touched:
    ticket = hall.tickets.pop(event.ticket)
    if ticket.state == "waiting":
        leave(hall.lane_of(ticket), entry_of(ticket))
    ticket.state = "cancelled"
    return Touched(ticket)


def _expired(hall: Hall, event: e.TicketExpired) -> Touched:
    ticket = hall.tickets.pop(event.ticket)
    window = None
    if ticket.state == "waiting":
        leave(hall.lane_of(ticket), entry_of(ticket))
    elif ticket.state in ("called", "serving") and ticket.counter is not None:
        window = _freed(hall, ticket.counter)
    elif ticket.state == "passed" and ticket.booked is not None:
        walked_away(hall, ticket.id)
    ticket.state = "expired"
    return Touched(ticket, window)


def _signed_in(hall: Hall, event: e.ClerkSignedIn) -> Touched:
    window = hall.windows[event.window]
    window.clerk, window.since, window.paused = event.clerk, event.at, False
    return Touched(window=window)


def _signed_out(hall: Hall, event: e.ClerkSignedOut) -> Touched:
    window = hall.windows[event.window]
    window.clerk, window.since, window.paused = None, None, False
    return Touched(window=window)


def _paused(hall: Hall, event: e.WindowPaused | e.WindowResumed) -> Touched:
    window = hall.windows[event.window]
    window.paused, window.since = isinstance(event, e.WindowPaused), event.at
    return Touched(window=window)


APPLY: dict[type[e.Event], Callable[[Hall, Any], Touched]] = {
    e.DayOpened: _day_opened,
    e.DayClosed: _day_closed,
    e.PlanChanged: _plan_changed,
    e.NoticeSet: _notice_set,
    e.TicketTaken: _taken,
    e.ClassGranted: _granted,
    e.PrintReported: _print_reported,
    e.TicketCalled: _called,
    e.TicketRecalled: _recalled,
    e.ServiceStarted: _started,
    e.TicketFinished: _finished,
    e.TicketPassed: _passed,
    e.TicketReturned: _returned,
    e.TicketParked: _parked,
    e.TicketUnparked: _unparked,
    e.TicketTransferred: _transferred,
    e.TicketCancelled: _cancelled,
    e.TicketExpired: _expired,
    e.ClerkSignedIn: _signed_in,
    e.ClerkSignedOut: _signed_out,
    e.WindowPaused: _paused,
    e.WindowResumed: _paused,
}
