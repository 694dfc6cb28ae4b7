"""What each event does to the hall. It never refuses: what was decided has happened.

Deciding is in `decide.py`. Replaying the journal through `apply` gives the same hall, to the bit.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import Any, NamedTuple

from msgspec.structs import replace

from link.words import Appointment, Call, Rating, Ticket, Window
from server.hall import events as e
from server.hall.apply_booking import APPLY_BOOKING, begin_with, checked_in, walked_away
from server.hall.lanes import join, leave, place_of
from server.hall.learning import LONGEST_BREATH_MS, Given
from server.hall.state import Hall, Served, entry_of


class Touched(NamedTuple):
    """What an event changed, for whoever tells the watchers."""

    ticket: Ticket | None = None
    window: Window | None = None
    call: Call | None = None
    appointment: Appointment | None = None
    rating: Rating | None = None


def apply(hall: Hall, event: e.Event) -> Touched:
    """Change the hall by one event, the next after `hall.position`."""
    hall.position += 1
    hall.at = event.at
    change = APPLY.get(type(event))
    if change is None:
        return Touched(appointment=APPLY_BOOKING[type(event)](hall, event))
    return change(hall, event)


def _day_opened(hall: Hall, event: e.DayOpened) -> Touched:
    hall.day, hall.closed = event.day, False
    hall.learned = deepcopy(event.learned)  # the event stays what it is
    hall.learned.new_day()
    for store in (hall.tickets, hall.windows, hall.last_number, hall.taken_today, hall.turns, hall.calls):
        store.clear()
    for kept in (hall.persons, hall.given, hall.moved, hall.keys, hall.served, hall.asked):
        kept.clear()
    hall.ratings = {found.rating.ticket: found for found in event.ratings}
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


def _announced(hall: Hall, event: e.Announced) -> Touched:
    return Touched()


def _reprint_asked(hall: Hall, event: e.ReprintAsked) -> Touched:
    hall.asked.setdefault(event.ticket, set()).add(event.program)
    return Touched(hall.tickets.get(event.ticket))


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
    hall.keys[ticket.id] = event.key
    if event.person is not None:
        hall.persons[ticket.id] = event.person
    if event.wait is not None and event.turns:
        hall.given[ticket.id] = Given(event.wait, event.turns)
    if event.appointment is not None:
        ticket.booked = checked_in(hall, event.appointment, ticket.id).start
    else:
        hall.learned.came(event.queue, event.cls, event.at)
    letter = event.number.rstrip("0123456789")
    hall.last_number[letter] = int(event.number[len(letter) :])
    hall.taken_today[event.queue] = hall.taken_today.get(event.queue, 0) + 1
    join(hall.lane_of(ticket), entry_of(ticket))
    return Touched(ticket)


def _granted(hall: Hall, event: e.ClassGranted) -> Touched:
    ticket = hall.tickets[event.ticket]
    hall.given.pop(ticket.id, None)  # it was meant for the class of then
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
    _learn_from_call(hall, ticket, event)
    if event.why.turn is not None and event.why.turns is not None:  # the rota goes on after this turn
        hall.turns[place_of(ticket.queue, ticket.counter)] = event.why.turn % event.why.turns
    ticket.state, ticket.counter, ticket.called, ticket.calls = "called", window.id, event.at, 1
    ticket.turns = event.turn
    window.ticket = ticket.id
    return Touched(ticket, window, _call(hall, ticket, event.at))


def _learn_from_call(hall: Hall, ticket: Ticket, event: e.TicketCalled) -> None:
    """Only the first call says how long somebody waited; after a return the clock would begin anew."""
    learned, waited = hall.learned, event.at - ticket.taken
    if event.turn == 1 and ticket.booked is None:
        learned.waited(waited, left=False)
    if (given := hall.given.pop(ticket.id, None)) is not None and waited >= 1000:
        learned.judged(ticket.cls, given, waited)  # whoever was called at once did not wait
    free = hall.moved.get(event.window)
    if free is not None and ticket.taken <= free and 0 <= event.at - free <= LONGEST_BREATH_MS:
        learned.breath.learn(event.at - free)
    _moves(hall, event.window, event.at)


def _moves(hall: Hall, window: str, at: int) -> None:
    hall.moved[window] = at
    hall.outlook = None


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
    ticket.state = "finished"
    hall.served[ticket.id] = Served(event.window, hall.windows[event.window].clerk, event.at)
    return Touched(ticket, _freed(hall, event.window, ticket, event.at))


def _rated(hall: Hall, event: e.Rated) -> Touched:
    window, clerk, _ = hall.served[event.ticket]
    number = event.ticket.rpartition("-")[2]
    rating = Rating(
        event.ticket, number, window, event.at, event.level, event.on, event.reasons, clerk, event.due
    )
    hall.ratings[event.ticket] = e.OpenRating(rating, hall.keys[event.ticket])
    return Touched(rating=rating)


def _rating_answered(hall: Hall, event: e.RatingAnswered) -> Touched:
    found = hall.ratings[event.ticket]
    rating = replace(found.rating, answer=event.answer, answered=event.at)
    hall.ratings[event.ticket] = replace(found, rating=rating)
    return Touched(rating=rating)


def _freed(hall: Hall, window_id: str, ticket: Ticket, at: int) -> Window:
    """The window can call again; how long it could not is learned, whatever the end was."""
    window = hall.windows[window_id]
    window.ticket = None
    if (since := hall.moved.get(window_id)) is not None:
        hall.learned.turn(ticket.queue, at - since)
    _moves(hall, window_id, at)
    return window


def _passed(hall: Hall, event: e.TicketPassed) -> Touched:
    ticket = hall.tickets[event.ticket]
    ticket.state, ticket.counter = "passed", event.counter
    return Touched(ticket, _freed(hall, event.window, ticket, event.at))


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
    return Touched(ticket, _freed(hall, event.window, ticket, event.at))


def _unparked(hall: Hall, event: e.TicketUnparked) -> Touched:
    ticket, window = hall.tickets[event.ticket], hall.windows[event.window]
    ticket.state, ticket.counter, ticket.started = "serving", window.id, event.at
    window.ticket = ticket.id
    _moves(hall, window.id, event.at)
    return Touched(ticket, window)


def _transferred(hall: Hall, event: e.TicketTransferred) -> Touched:
    ticket = hall.tickets[event.ticket]
    window = _freed(hall, event.window, ticket, event.at)
    ticket.queue, ticket.counter, ticket.note = event.queue, event.counter, event.note
    _wait_again(hall, ticket, event.due)
    return Touched(ticket, window)


def _cancelled(hall: Hall, event: e.TicketCancelled) -> Touched:
    ticket = hall.tickets.pop(event.ticket)
    hall.given.pop(ticket.id, None)
    if ticket.state == "waiting":
        leave(hall.lane_of(ticket), entry_of(ticket))
        hall.learned.waited(event.at - ticket.taken, left=True)
    ticket.state = "cancelled"
    return Touched(ticket)


def _expired(hall: Hall, event: e.TicketExpired) -> Touched:
    ticket = hall.tickets.pop(event.ticket)
    hall.given.pop(ticket.id, None)
    window = None
    if ticket.state == "waiting":
        leave(hall.lane_of(ticket), entry_of(ticket))
    elif ticket.state in ("called", "serving") and ticket.counter is not None:
        window = hall.windows[ticket.counter]  # nothing is learned: nobody said how it ended
        window.ticket = None
        _moves(hall, window.id, event.at)
    elif ticket.state == "passed" and ticket.booked is not None:
        walked_away(hall, ticket.id)
    ticket.state = "expired"
    return Touched(ticket, window)


def _signed_in(hall: Hall, event: e.ClerkSignedIn) -> Touched:
    window = hall.windows[event.window]
    window.clerk, window.since, window.paused = event.clerk, event.at, False
    _moves(hall, window.id, event.at)
    return Touched(window=window)


def _signed_out(hall: Hall, event: e.ClerkSignedOut) -> Touched:
    window = hall.windows[event.window]
    window.clerk, window.since, window.paused = None, None, False
    _moves(hall, window.id, event.at)
    return Touched(window=window)


def _paused(hall: Hall, event: e.WindowPaused | e.WindowResumed) -> Touched:
    window = hall.windows[event.window]
    window.paused, window.since = isinstance(event, e.WindowPaused), event.at
    _moves(hall, window.id, event.at)
    return Touched(window=window)


APPLY: dict[type[e.Event], Callable[[Hall, Any], Touched]] = {
    e.DayOpened: _day_opened,
    e.DayClosed: _day_closed,
    e.PlanChanged: _plan_changed,
    e.NoticeSet: _notice_set,
    e.Announced: _announced,
    e.ReprintAsked: _reprint_asked,
    e.TicketTaken: _taken,
    e.ClassGranted: _granted,
    e.PrintReported: _print_reported,
    e.TicketCalled: _called,
    e.TicketRecalled: _recalled,
    e.ServiceStarted: _started,
    e.TicketFinished: _finished,
    e.Rated: _rated,
    e.RatingAnswered: _rating_answered,
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
