"""What each command leads to: events, or a refusal. Nothing is changed here.

`decide` is the one door to the rules; what happens at a window is in `at_window.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import Any, NamedTuple

from link import commands as c
from link.plan import Plan, Queue
from server.hall import at_window as w
from server.hall import booking, classes, pressing, printing, rating, records
from server.hall import events as e
from server.hall.calendar import Moment, spans, taking
from server.hall.estimate import in_time
from server.hall.internal import Actor, AnyCommand, Configure, OpenWindow
from server.hall.lanes import due_at_end
from server.hall.refused import Refused
from server.hall.spread import Estimate
from server.hall.state import Hall

Events = list[e.Event]


class New(NamedTuple):
    """What a new ticket or booking needs that the rules do not make."""

    key: Callable[[], str]
    """The secret on the paper, drawn by whoever asks: nobody can work it out from what is known."""
    code: Callable[[], str]
    """Of a new booking, drawn likewise; nobody has it yet."""
    wait: Callable[[str, str], Estimate | None]
    """By queue and class: how long a newcomer will wait; None while no window serves the queue."""
    person: str | None = None
    """An opaque key of whoever the command is about, where that is known."""
    joined: Callable[[str], bool] = lambda _: True
    """Whether a program ("kiosk/door") is there now."""
    age: int | None = None
    """Of that person in full years, where an identity card was shown."""


def decide(hall: Hall, command: AnyCommand, by: Actor, now: Moment, new: New) -> Events:
    """The events that a command leads to, for the hall as it stands. Raises Refused."""
    match command:
        case c.TakeTicket():
            return take_ticket(hall, command, by, now, new)
        case c.CheckIn():
            return check_in(hall, command, by, now, new)
        case c.Reprint():
            return printing.reprint(hall, command, by, now, new.joined)
        case c.Book():
            return booking.book(hall, command, now, new.code(), _person(new))
        case c.Pardon():
            return records.pardon(hall, _pardoned(hall, command, new), now)
    return DECIDE[type(command)](hall, command, by, now)


def _person(new: New) -> str:
    assert new.person is not None, "whoever takes the command in finds out whose it is"  # noqa: S101
    return new.person


def _pardoned(hall: Hall, command: c.Pardon, new: New) -> str:
    return _person(new) if command.code is None else booking.find(hall, command.code).person


def roll_day(hall: Hall, now: Moment) -> Events:
    """What must happen before anything else when a new local day has begun; usually nothing.

    Whoever is still in the hall's books expires, clerks are signed out (by DayOpened), numbers start anew.
    However many days the server was off, one new day opens. A clock that goes back opens none.
    """
    if hall.plan is None or now.day <= hall.day:
        return []
    expired: Events = [e.TicketExpired(now.ms, ticket) for ticket in hall.tickets]
    appointments, kept = records.carried(hall, now.day)
    ratings = rating.carried(hall, now.day)
    opened = e.DayOpened(now.ms, now.day, hall.plan, deepcopy(hall.learned), appointments, kept, ratings)
    return [*expired, opened]


def configure(hall: Hall, command: Configure, by: Actor, now: Moment) -> Events:
    """The first plan opens the first day; a changed one must keep what today's tickets need."""
    if hall.plan is None:
        return [e.DayOpened(now.ms, now.day, command.plan)]
    if hall.plan == command.plan:
        return []
    _keeps_todays(hall, command.plan)
    return [e.PlanChanged(now.ms, command.plan)]


def _keeps_todays(hall: Hall, plan: Plan) -> None:
    queues = {queue.id for queue in plan.queues}
    known = {cls.id for cls in plan.classes}
    windows = {counter.id for counter in plan.counters}
    for appointment in hall.appointments.values():
        if appointment.state in ("booked", "missed"):  # who missed it may still come today
            booked = f"{appointment.day} {appointment.time}"
            if appointment.queue not in queues:
                raise Refused("plan_in_use", field="queues", id=appointment.queue, number=booked)
            if appointment.cls not in known:
                raise Refused("plan_in_use", field="classes", id=appointment.cls, number=booked)
            if plan.booking is None:
                raise Refused("plan_in_use", field="booking", id="", number=booked)
    for ticket in hall.tickets.values():
        if ticket.queue not in queues:
            raise Refused("plan_in_use", field="queues", id=ticket.queue, number=ticket.number)
        if ticket.cls not in known:
            raise Refused("plan_in_use", field="classes", id=ticket.cls, number=ticket.number)
        if ticket.counter is not None and ticket.counter not in windows:
            raise Refused("plan_in_use", field="counters", id=ticket.counter, number=ticket.number)


def take_ticket(hall: Hall, command: c.TakeTicket, by: Actor, now: Moment, new: New) -> Events:
    """A number for a queue or a matter."""
    if by.role == "web" and command.clerk is None:
        raise Refused("not_signed_in")
    queue = _queue_for(hall, command)
    cls = command.cls or hall.index.ordinary
    by_age = classes.by_age(hall, cls, new.age)
    if not by_age:
        classes.may_give(hall, cls, by, command)
    _is_taking(hall, queue, now)
    _has_none(hall, new.person, queue.id, told=by.role == "kiosk" and new.age is not None)
    estimate = new.wait(queue.id, cls)
    timely = in_time(hall, queue.id, estimate and estimate.wait, now)
    if timely == "no":
        raise Refused("no_time", queue=queue.id)
    due = due_at_end(hall.lanes[queue.id, cls], w.new_due(hall, cls, now.ms))
    more: dict[str, Any] = {"matter": command.matter, "listed": command.listed}
    if by.role == "web":
        more["clerk"] = command.clerk
    if cls != hall.index.ordinary:
        more["evidence"] = classes.IDENTITY_CARD if by_age else command.evidence
    place = Place(queue, cls, due, estimate)
    return [_numbered(hall, place, by, now, new, late=timely == "late", **more)]


class Place(NamedTuple):
    """Where somebody will wait."""

    queue: Queue
    cls: str
    due: int
    estimate: Estimate | None


def _has_none(hall: Hall, person: str | None, queue: str, *, told: bool = False) -> None:
    """Raises Refused for whoever has a ticket in the queue already, where the hall gives only one.

    `told`: a card was laid down, so they hear its key too, and may look at it or have it on paper again. A
    booking's code or a phone number proves nothing: anybody may have booked with another one's.
    """
    if person is None or not hall.index.rules.one_ticket:
        return
    for id_, whose in hall.persons.items():
        ticket = hall.tickets.get(id_)
        if whose == person and ticket is not None and ticket.queue == queue:
            if told:
                raise Refused("one_ticket", number=ticket.number, key=hall.keys.get(id_, ""))
            raise Refused("one_ticket", number=ticket.number)


def check_in(hall: Hall, command: c.CheckIn, by: Actor, now: Moment, new: New) -> Events:
    """A number for somebody who booked; neither the daily limit nor the time left today stops it."""
    if hall.closed:
        raise Refused("day_closed")
    arrival = booking.arrive(hall, command.code, now)
    booked = arrival.appointment
    _has_none(hall, booked.person, booked.queue)
    estimate = new.wait(booked.queue, arrival.cls)
    place = Place(hall.index.queues[booked.queue], arrival.cls, arrival.due, estimate)
    new = new._replace(person=booked.person)
    return [_numbered(hall, place, by, now, new, matter=booked.matter, appointment=booked.code)]


def _numbered(hall: Hall, place: Place, by: Actor, now: Moment, new: New, **more: Any) -> e.TicketTaken:
    """The next number of the letter."""
    queue, cls, due, estimate = place
    letter = hall.index.classes[cls].letter or queue.letter
    number = f"{letter}{hall.last_number.get(letter, 0) + 1:03d}"
    return e.TicketTaken(
        now.ms,
        hall.ticket_id(number),
        number,
        new.key(),
        queue.id,
        cls,
        due,
        by.name,
        wait=estimate and estimate.wait,
        turns=estimate and estimate.turns,
        person=new.person,
        **more,
    )


def _queue_for(hall: Hall, command: c.TakeTicket) -> Queue:
    name = command.queue
    if command.matter is not None:
        matter = hall.index.matters.get(command.matter)
        if matter is None:
            raise Refused("unknown_matter", matter=command.matter)
        if name is not None and name != matter.queue:
            raise Refused("name_one_target")
        name = matter.queue
    queue = hall.index.queues.get(name or "")
    if queue is None:
        raise Refused("unknown_queue", queue=name or "")
    return queue


def _is_taking(hall: Hall, queue: Queue, now: Moment) -> None:
    if hall.closed:
        raise Refused("day_closed")
    state, opens = taking(spans(hall.index, queue.id, now.day), now)
    if state == "not_yet":
        raise Refused("queue_not_open", queue=queue.id, opens=opens or "")
    if state == "closed":
        raise Refused("queue_closed", queue=queue.id)
    if queue.daily_limit is not None and hall.taken_today.get(queue.id, 0) >= queue.daily_limit:
        raise Refused("queue_full", queue=queue.id, limit=queue.daily_limit)


def cancel(hall: Hall, command: c.Cancel, by: Actor, now: Moment) -> Events:
    """A turn is given up. Somebody at a window is finished or passed there instead."""
    if by.role == "counter" and w.window_of(hall, by).clerk is None:
        raise Refused("not_signed_in")
    ticket = w.find(hall, command.number)
    if ticket.state in ("called", "serving"):
        raise Refused("somebody_at_window", number=ticket.number, counter=ticket.counter or "")
    return [e.TicketCancelled(now.ms, ticket.id)]


def close_day(hall: Hall, command: c.CloseDay, by: Actor, now: Moment) -> Events:
    """The manager ends the day: whoever waits expires; nobody is sent away from a window."""
    if hall.closed:
        raise Refused("day_closed")
    for ticket in hall.tickets.values():
        if ticket.state in ("called", "serving"):
            raise Refused("somebody_at_window", number=ticket.number, counter=ticket.counter or "")
    expired: Events = [e.TicketExpired(now.ms, ticket) for ticket in hall.tickets]
    return [*expired, e.DayClosed(now.ms, hall.day)]


def set_notice(hall: Hall, command: c.SetNotice, by: Actor, now: Moment) -> Events:
    """The boards' notice line."""
    return [e.NoticeSet(now.ms, command.zh, command.en)]


def announce(hall: Hall, command: c.Announce, by: Actor, now: Moment) -> Events:
    """The loudspeakers say something."""
    return [e.Announced(now.ms, command.zh, command.en)]


DECIDE: dict[type, Callable[[Hall, Any, Actor, Moment], Events]] = {
    Configure: configure,
    OpenWindow: pressing.open_window,
    c.Press: pressing.press,
    c.ReportPrint: printing.report_print,
    c.SignOut: w.sign_out,
    c.Pause: w.pause,
    c.Resume: w.resume,
    c.CallNext: w.call_next,
    c.CallTicket: w.call_ticket,
    c.Recall: w.recall,
    c.Start: w.start,
    c.Finish: w.finish,
    c.PassTicket: w.pass_ticket,
    c.BringBack: w.bring_back,
    c.Park: w.park,
    c.Unpark: w.unpark,
    c.Transfer: w.transfer,
    c.Cancel: cancel,
    c.Grant: classes.grant,
    c.Rebook: booking.rebook,
    c.CancelBooking: booking.cancel_booking,
    c.CloseDay: close_day,
    c.Rate: rating.rate,
    c.AnswerRating: rating.answer,
    c.SetNotice: set_notice,
    c.Announce: announce,
}
