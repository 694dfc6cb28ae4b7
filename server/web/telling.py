"""From the hall to the answers of the API: what of it is told, and how.

Nothing that is only the staff's, and nothing that says who somebody is, goes out here.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Literal, TypedDict
from zoneinfo import ZoneInfo

from link.plan import Matter, Opening, Plan, Queue, Text
from link.words import Appointment, Rating, Ticket, Wait
from server.hall import booking
from server.hall.booking import MINUTE_MS
from server.hall.calendar import Moment, hour_minute, spans
from server.hall.estimate import ahead, of_ticket
from server.hall.state import Hall
from server.web import shapes as s
from server.web.public import Public
from server.web.ratings import may_rate
from server.web.replica import Replica
from server.web.tickets import CAN_GIVE_UP

WhyNot = Literal["hall_takes_none", "queue_walk_in", "matter_walk_in"]


def words(text: Text) -> s.Words:
    """A text in both languages."""
    return s.Words(zh=text.zh, en=text.en)


def instant(ms: int, zone: ZoneInfo) -> str:
    """Milliseconds since the epoch as ISO 8601 in the hall's zone."""
    return datetime.fromtimestamp(ms // 1000, UTC).astimezone(zone).isoformat()


class Fresh(TypedDict):
    """How fresh an answer is."""

    as_of: str
    connected: bool


def known(replica: Replica, zone: ZoneInfo) -> Fresh:
    """How fresh an answer is."""
    return {"as_of": instant(replica.as_of_ms(), zone), "connected": not replica.lost}


def plan_of(hall: Hall) -> Plan:
    """The hall's plan; a copy that is known has one."""
    assert hall.plan is not None  # noqa: S101 - the first event brings it
    return hall.plan


def the_hall(public: Public) -> s.Hall:
    """The hall as such."""
    hall, now = public.hall, public.replica.now()
    plan = plan_of(hall)
    return s.Hall(
        **known(public.replica, hall.index.zone),
        id=plan.id,
        name=words(plan.name),
        timezone=plan.timezone,
        languages=list(plan.languages),
        day=now.day,
        closed=hall.closed,
        notice=words(hall.notice) if hall.notice else None,
        opening=_opening(plan.opening),
        closed_days=sorted(day for day in plan.calendar.closed if day >= now.day),
        open_days=sorted(day for day in plan.calendar.open if day >= now.day),
        queues=[_queue(hall, queue, now) for queue in plan.queues],
        departments=[s.Department(id=one.id, name=words(one.name)) for one in plan.departments],
        booking=_rules(hall, now),
    )


def _queue(hall: Hall, queue: Queue, now: Moment) -> s.Queue:
    return s.Queue(
        id=queue.id,
        letter=queue.letter,
        name=words(queue.name),
        about=words(queue.about) if queue.about else None,
        bookable=plan_of(hall).booking is not None and queue.quota is not None,
        opening=_opening(queue.opening) if queue.opening else None,
        today=[
            s.Span(begin=hour_minute(begin), until=hour_minute(until))
            for begin, until in spans(hall.index, queue.id, now.day)
        ],
    )


def _opening(openings: tuple[Opening, ...]) -> list[s.Opening]:
    return [s.Opening(days=list(one.days), begin=one.open, until=one.close) for one in openings]


def _rules(hall: Hall, now: Moment) -> s.BookingRules | None:
    rules = plan_of(hall).booking
    if rules is None:
        return None
    names = set(s.BookingRules.model_fields) - {"days"}
    return s.BookingRules(
        days=booking.bookable_days(hall, now), **{name: getattr(rules, name) for name in names}
    )


def why_not(hall: Hall, matter: Matter) -> WhyNot | None:
    """Why a matter cannot be booked; None when it can."""
    if plan_of(hall).booking is None:
        return "hall_takes_none"
    if hall.index.queues[matter.queue].quota is None:
        return "queue_walk_in"
    return "matter_walk_in" if matter.walk_in else None


def matter(hall: Hall, one: Matter, departments: dict[str, Text]) -> s.Matter:
    """A matter; `departments` are the names by id."""
    reason = why_not(hall, one)
    return s.Matter(
        id=one.id,
        name=words(one.name),
        department=s.Department(id=one.department, name=words(departments[one.department])),
        queue=one.queue,
        bookable=reason is None,
        why_not=reason,
    )


def wait(expected: Wait | None) -> s.Wait | None:
    """An estimate."""
    if expected is None:
        return None
    return s.Wait(low_s=expected.low, median_s=expected.median, high_s=expected.high)


def status(public: Public) -> s.Status:
    """How every queue stands."""
    hall, replica = public.hall, public.replica
    return s.Status(
        **known(replica, hall.index.zone),
        day=replica.now().day,
        closed=hall.closed,
        queues=[_stands(replica, queue) for queue in plan_of(hall).queues if queue.id in replica.queues],
    )


def _stands(replica: Replica, queue: Queue) -> s.QueueStatus:
    now = replica.queues[queue.id]
    return s.QueueStatus(
        id=queue.id,
        letter=queue.letter,
        name=words(queue.name),
        taking=now.taking,
        opens=now.opens,
        waiting=now.waiting,
        windows=now.windows,
        wait=wait(now.wait),
        late=now.late,
        bookings_left=now.bookings_left,
    )


def slots(public: Public, what: booking.Target, days: list[str]) -> s.Slots:
    """The slots of some days."""
    hall, now = public.hall, public.replica.now()
    return s.Slots(
        **known(public.replica, hall.index.zone),
        queue=what.queue.id,
        matter=what.matter.id if what.matter else None,
        slot_min=what.booking.slot_min,
        days=[
            s.SlotDay(
                day=day,
                slots=[
                    s.Slot(time=one.time, start=instant(one.start, hall.index.zone), left=one.left)
                    for one in booking.slots(hall, what, day, now)
                ],
            )
            for day in days
        ],
    )


def appointment(public: Public, found: Appointment, partner: str | None) -> s.Booking:
    """A booking, for whoever knows its code; `partner` is the system that asks."""
    hall, now = public.hall, public.replica.now()
    zone, rules = hall.index.zone, plan_of(hall).booking
    early, late, change = (rules.early_min, rules.late_min, rules.change_until_min) if rules else (0, 0, 0)
    until = found.start - change * MINUTE_MS
    return s.Booking(
        code=found.code,
        state=found.state,
        queue=found.queue,
        matter=found.matter,
        day=found.day,
        time=found.time,
        start=instant(found.start, zone),
        check_in_from=instant(found.start - early * MINUTE_MS, zone),
        check_in_until=instant(found.start + late * MINUTE_MS, zone),
        changeable_until=instant(until, zone),
        changeable=found.state == "booked" and now.ms <= until,
        number=found.ticket.rpartition("-")[2] if found.ticket else None,
        reference=found.reference if partner is not None and partner == found.partner else None,
    )


def ticket(public: Public, found: Ticket) -> s.Ticket:
    """A turn, for whoever has the paper."""
    hall = public.hall
    waits = found.state == "waiting"
    rated = hall.ratings.get(found.id)
    return s.Ticket(
        **known(public.replica, hall.index.zone),
        number=found.number,
        queue=found.queue,
        matter=found.matter,
        state=found.state,
        taken=instant(found.taken, hall.index.zone),
        ahead=ahead(hall, found) if waits else None,
        wait=wait(of_ticket(hall, found, public.replica.now())) if waits else None,
        call=_call(hall, found),
        can_give_up=found.state in CAN_GIVE_UP,
        can_rate=may_rate(public, found),
        rating=rating(rated.rating, hall.index.zone) if rated is not None else None,
    )


def rating(found: Rating, zone: ZoneInfo) -> s.Rating:
    """A rating, for whoever has the paper."""
    return s.Rating(
        level=found.level,
        reasons=list(found.reasons),
        at=instant(found.at, zone),
        answer_by=found.due,
        answer=found.answer,
        answered=instant(found.answered, zone) if found.answered is not None else None,
    )


def _call(hall: Hall, found: Ticket) -> s.Call | None:
    if found.state not in ("called", "serving") or found.counter is None or found.called is None:
        return None
    window = hall.index.counters.get(found.counter)
    if window is None:
        return None
    return s.Call(
        window=window.id,
        name=s.Words(zh=window.label("zh"), en=window.label("en")),
        at=instant(found.called, hall.index.zone),
        times=max(1, found.calls),
    )
