"""Decisions about one window: its clerk, calling, serving, parking and sending people on.

Taking, cancelling and the day are in `decide.py`, which also has the one table of all commands.
"""

from __future__ import annotations

from link import commands as c
from link.words import Ticket, Why, Window
from server.hall import events as e
from server.hall.calendar import Moment
from server.hall.discipline import facts, pick
from server.hall.internal import Actor, OpenWindow
from server.hall.lanes import due_at_end, due_behind, place_of
from server.hall.refused import Refused
from server.hall.state import Hall

Events = list[e.Event]


def window_of(hall: Hall, by: Actor) -> Window:
    """The window that this counter device stands at. Raises Refused."""
    window = hall.windows.get(by.name)
    if window is None:
        raise Refused("unknown_counter", counter=by.name)
    return window


def _staffed(hall: Hall, by: Actor) -> Window:
    window = window_of(hall, by)
    if window.clerk is None:
        raise Refused("not_signed_in")
    return window


def signed_in(hall: Hall, by: Actor) -> str:
    """The clerk at this counter device. Raises Refused when nobody is signed in."""
    return _staffed(hall, by).clerk or ""


def _free(hall: Hall, by: Actor) -> Window:
    window = _staffed(hall, by)
    if window.ticket is not None:
        raise Refused("busy", number=hall.tickets[window.ticket].number)
    return window


def here(hall: Hall, by: Actor) -> tuple[Window, Ticket]:
    """The window and whoever is called to it or served at it. Raises Refused."""
    window = _staffed(hall, by)
    if window.ticket is None:
        raise Refused("nobody_here")
    return window, hall.tickets[window.ticket]


def _called(hall: Hall, by: Actor) -> tuple[Window, Ticket]:
    window, ticket = here(hall, by)
    if ticket.state != "called":
        raise Refused("busy", number=ticket.number)
    return window, ticket


def _served(hall: Hall, by: Actor) -> tuple[Window, Ticket]:
    window, ticket = here(hall, by)
    if ticket.state == "called" and hall.index.rules.start == "press":
        raise Refused("still_called", number=ticket.number)
    return window, ticket


def find(hall: Hall, number: str) -> Ticket:
    """Today's open ticket with this number. Raises Refused."""
    ticket = hall.tickets.get(hall.ticket_id(number))
    if ticket is None:
        raise Refused("unknown_number", number=number)
    return ticket


def open_window(hall: Hall, command: OpenWindow, by: Actor, now: Moment) -> Events:
    """A clerk signs in."""
    window = window_of(hall, by)
    if window.clerk == command.clerk:
        raise Refused("already_signed_in")
    if window.clerk is not None:
        raise Refused("counter_taken", clerk=window.clerk)
    for other in hall.windows.values():
        if other.clerk == command.clerk:
            raise Refused("clerk_elsewhere", counter=other.id)
    return [e.ClerkSignedIn(now.ms, window.id, command.clerk)]


def sign_out(hall: Hall, command: c.SignOut, by: Actor, now: Moment) -> Events:
    """A clerk leaves a free window."""
    window = _free(hall, by)
    return [e.ClerkSignedOut(now.ms, window.id, window.clerk or "")]


def pause(hall: Hall, command: c.Pause, by: Actor, now: Moment) -> Events:
    """A free window pauses."""
    window = _free(hall, by)
    if window.paused:
        raise Refused("paused")
    return [e.WindowPaused(now.ms, window.id)]


def resume(hall: Hall, command: c.Resume, by: Actor, now: Moment) -> Events:
    """A paused window goes on."""
    window = _staffed(hall, by)
    if not window.paused:
        raise Refused("not_paused")
    return [e.WindowResumed(now.ms, window.id)]


def _make_free(hall: Hall, by: Actor, now: Moment) -> tuple[Window, Events]:
    """Finish whoever is being served, so that the window can call."""
    window = _staffed(hall, by)
    if window.paused:
        raise Refused("paused")
    if window.ticket is None:
        return window, []
    _, ticket = _served(hall, by)
    return window, [e.TicketFinished(now.ms, ticket.id, window.id)]


def call_next(hall: Hall, command: c.CallNext, by: Actor, now: Moment) -> Events:
    """Whoever the discipline picks. With nobody waiting it still finishes whoever was served."""
    window, events = _make_free(hall, by, now)
    why = pick(hall, window.id, now.ms)
    if why is not None:
        events.append(_call(hall, window, why, now))
    if not events:
        raise Refused("nobody_waiting")
    return events


def _call(hall: Hall, window: Window, why: Why, now: Moment) -> e.Event:
    ticket = hall.tickets[hall.ticket_id(why.number)]
    return e.TicketCalled(now.ms, ticket.id, window.id, ticket.turns + 1, why)


def call_ticket(hall: Hall, command: c.CallTicket, by: Actor, now: Moment) -> Events:
    """The clerk's own choice; the reason tells whom it went ahead of."""
    window, events = _make_free(hall, by, now)
    ticket = find(hall, command.number)
    if ticket.state != "waiting":
        raise Refused("not_waiting", number=ticket.number, state=ticket.state)
    _serves(hall, window, ticket)
    first = pick(hall, window.id, now.ms)
    over = hall.tickets[hall.ticket_id(first.number)] if first else None
    why = facts("chosen", ticket, over if over is not ticket else None, first.lanes if first else 1)
    return [*events, _call(hall, window, why, now)]


def _serves(hall: Hall, window: Window, ticket: Ticket) -> None:
    place = place_of(ticket.queue, ticket.counter)
    if place not in (*hall.index.counters[window.id].serves, f"@{window.id}"):
        raise Refused("not_served_here", number=ticket.number, queue=ticket.queue)


def _only_here(hall: Hall, window: Window, ticket: Ticket) -> str | None:
    """This window, if the ticket was sent to it from a queue that it does not serve; else None."""
    return None if ticket.queue in hall.index.counters[window.id].serves else window.id


def recall(hall: Hall, command: c.Recall, by: Actor, now: Moment) -> Events:
    """Once more, up to the hall's limit and not too soon."""
    window, ticket = _called(hall, by)
    rules = hall.index.rules
    if ticket.calls >= rules.calls:
        raise Refused("call_limit", calls=ticket.calls)
    called = ticket.called or 0
    ready = called + rules.call_gap_s * 1000
    if called <= now.ms < ready:  # earlier than the call: the clock was put back, nobody waits for that
        raise Refused("too_soon", wait_s=-(-(ready - now.ms) // 1000))
    return [e.TicketRecalled(now.ms, ticket.id, window.id)]


def start(hall: Hall, command: c.Start, by: Actor, now: Moment) -> Events:
    """The called person came."""
    window, ticket = _called(hall, by)
    return [e.ServiceStarted(now.ms, ticket.id, window.id)]


def finish(hall: Hall, command: c.Finish, by: Actor, now: Moment) -> Events:
    """Done, and nobody is called."""
    window, ticket = _served(hall, by)
    return [e.TicketFinished(now.ms, ticket.id, window.id)]


def pass_ticket(hall: Hall, command: c.PassTicket, by: Actor, now: Moment) -> Events:
    """Nobody came after the last call."""
    window, ticket = _called(hall, by)
    limit = hall.index.rules.calls
    if ticket.calls < limit:
        raise Refused("not_yet_passed", number=ticket.number, calls_left=limit - ticket.calls)
    return [e.TicketPassed(now.ms, ticket.id, window.id, _only_here(hall, window, ticket))]


def bring_back(hall: Hall, command: c.BringBack, by: Actor, now: Moment) -> Events:
    """A passed person is back: the hall's rule says where they go."""
    if by.role == "counter":
        _staffed(hall, by)
    ticket = find(hall, command.number)
    if ticket.state != "passed":
        raise Refused("not_passed", number=ticket.number, state=ticket.state)
    rules = hall.index.rules
    if rules.passed == "new_ticket":
        raise Refused("take_new_ticket", number=ticket.number)
    lane = hall.lane_of(ticket)
    if rules.passed == "behind":
        return [e.TicketReturned(now.ms, ticket.id, due_behind(lane, rules.passed_behind, ticket.due))]
    return [e.TicketReturned(now.ms, ticket.id, due_at_end(lane, new_due(hall, ticket.cls, now.ms)))]


def new_due(hall: Hall, cls: str, taken: int) -> int:
    """When the promise of a class falls due for somebody who takes a ticket at `taken`."""
    return taken + hall.index.target_ms[cls]


def park(hall: Hall, command: c.Park, by: Actor, now: Moment) -> Events:
    """Service is interrupted; the window is free."""
    window, ticket = _served(hall, by)
    return [
        e.TicketParked(now.ms, ticket.id, window.id, _only_here(hall, window, ticket), command.note),
    ]


def unpark(hall: Hall, command: c.Unpark, by: Actor, now: Moment) -> Events:
    """Service of a parked person goes on here."""
    window = _free(hall, by)
    if window.paused:
        raise Refused("paused")
    ticket = find(hall, command.number)
    if ticket.state != "parked":
        raise Refused("not_parked", number=ticket.number, state=ticket.state)
    _serves(hall, window, ticket)
    return [e.TicketUnparked(now.ms, ticket.id, window.id)]


def transfer(hall: Hall, command: c.Transfer, by: Actor, now: Moment) -> Events:
    """On to another queue or window, with the same number."""
    window, ticket = _served(hall, by)
    return [sent_on(hall, window, ticket, command, now)]


def sent_on(hall: Hall, window: Window, ticket: Ticket, command: c.Transfer, now: Moment) -> e.Event:
    """Whoever is at the window goes where the command says. Raises Refused."""
    if (command.queue is None) == (command.counter is None):
        raise Refused("name_one_target")
    if command.queue is not None and command.queue not in hall.index.queues:
        raise Refused("unknown_queue", queue=command.queue)
    if command.counter is not None and command.counter not in hall.windows:
        raise Refused("unknown_counter", counter=command.counter)
    same = command.queue == ticket.queue and _only_here(hall, window, ticket) is None
    if same or command.counter == window.id:
        raise Refused("same_place")
    queue = command.queue or ticket.queue
    due = ticket.due
    if hall.index.rules.transfer == "end":
        lane = hall.lanes[place_of(queue, command.counter), ticket.cls]
        due = due_at_end(lane, new_due(hall, ticket.cls, now.ms))
    return e.TicketTransferred(now.ms, ticket.id, window.id, queue, due, command.counter, command.note)
