"""Decisions for the keypads at windows: a key does what the counter's program would do, and nothing else.

What happens at a window is in `at_window.py`; how a keypad is read is in `devices/keypads/`.
"""

from __future__ import annotations

from link import commands as c
from link.words import Ticket
from server.hall import at_window as w
from server.hall import events as e
from server.hall.calendar import Moment
from server.hall.internal import Actor, OpenWindow
from server.hall.refused import Refused
from server.hall.state import Hall

Events = list[e.Event]


def counter_of(hall: Hall, by: Actor, window: str | None) -> Actor:
    """The counter that a program of keypads acts for. Raises Refused unless its keypad is at this window."""
    program = f"{by.role}/{by.name}"
    lines = hall.plan.devices.keypads if hall.plan is not None else ()
    here = {pad.window for line in lines if line.at == program for pad in line.pads if pad.kind == "keypad"}
    if window not in here:
        raise Refused("not_your_window", counter=window or "")
    return Actor("counter", window or "")


def open_window(hall: Hall, command: OpenWindow, by: Actor, now: Moment) -> Events:
    """A clerk signs in, at the counter's own program or at a keypad."""
    if by.role == "devices":
        by = counter_of(hall, by, command.window)
    elif command.window not in (None, by.name):
        raise Refused("not_your_window", counter=command.window or "")
    return w.open_window(hall, command, by, now)


def press(hall: Hall, command: c.Press, by: Actor, now: Moment) -> Events:
    """A key of a keypad."""
    by = counter_of(hall, by, command.window)
    match command.key:
        case "call":
            _not_pressed_twice(hall, by, now)
            return w.call_next(hall, c.CallNext(command.id), by, now)
        case "recall":
            return w.recall(hall, c.Recall(command.id), by, now)
        case "pass":
            return w.pass_ticket(hall, c.PassTicket(command.id), by, now)
        case "pause":
            if hall.windows[by.name].paused:
                return w.resume(hall, c.Resume(command.id), by, now)
            return w.pause(hall, c.Pause(command.id), by, now)
        case "finish":
            begun, ticket = _begun(hall, command, by, now)
            return [*begun, e.TicketFinished(now.ms, ticket.id, by.name)]
        case "transfer":
            begun, ticket = _begun(hall, command, by, now)
            target = c.Transfer(command.id, command.queue, command.counter)
            return [*begun, w.sent_on(hall, hall.windows[by.name], ticket, target, now)]
        case "sign_out":
            return w.sign_out(hall, c.SignOut(command.id), by, now)


def _not_pressed_twice(hall: Hall, by: Actor, now: Moment) -> None:
    """Raises Refused just after a call: a key that bounces would end the service of whoever is on the way."""
    window = hall.windows[by.name]
    called = hall.tickets[window.ticket].called if window.ticket is not None else None
    gap_ms = hall.index.rules.call_gap_s * 1000
    if called is not None and 0 <= now.ms - called < gap_ms:
        raise Refused("too_soon", wait_s=-(-(called + gap_ms - now.ms) // 1000))


def _begun(hall: Hall, command: c.Press, by: Actor, now: Moment) -> tuple[Events, Ticket]:
    """Whoever is at the window. A keypad has no key for "start": who is sent on or done with was here."""
    _, ticket = w.here(hall, by)
    if ticket.state == "called" and hall.index.rules.start == "press":
        return w.start(hall, c.Start(command.id), by, now), ticket
    return [], ticket
