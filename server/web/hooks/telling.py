"""What each event means to a partner system: the messages, as JSON without any phone number.

To whom they go is decided in `desk.py`; which event does what to the hall is in `server/hall/apply.py`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import NamedTuple

import msgspec
from msgspec import Struct

from link.frames import encode
from link.plan import Text
from link.words import Appointment, Ticket, Wait
from server.hall import events as e
from server.hall.apply import Touched
from server.hall.calendar import moment
from server.hall.estimate import ahead, of_ticket
from server.hall.state import Hall
from server.web.hooks.subscription import TEST

NAMES: dict[type[e.Event], str] = {
    e.AppointmentBooked: "booking.booked",
    e.AppointmentMoved: "booking.moved",
    e.AppointmentCancelled: "booking.cancelled",
    e.AppointmentMissed: "booking.missed",
    e.TicketTaken: "ticket.taken",
    e.TicketCalled: "ticket.called",
    e.TicketRecalled: "ticket.recalled",
    e.TicketPassed: "ticket.passed",
    e.TicketFinished: "ticket.finished",
    e.TicketCancelled: "ticket.cancelled",
}
MOVES = (
    e.TicketTaken, e.TicketCalled, e.TicketReturned, e.TicketTransferred, e.TicketCancelled, e.TicketExpired,
    e.ClassGranted,
)  # fmt: skip
"""After these somebody may be nearer to the front than before."""


class News(NamedTuple):
    """Something that happened to a booking or a ticket, about which somebody may want to hear."""

    type: str
    at: int
    ticket: Ticket | None
    booking: Appointment | None
    window: str | None = None

    @property
    def partner(self) -> str | None:
        """The partner whose booking it is about."""
        return None if self.booking is None else self.booking.partner


class _Hall(Struct):
    id: str
    name: Text


class _Window(Struct):
    id: str
    name: Text


class _Ticket(Struct, omit_defaults=True):
    id: str
    number: str
    queue: str
    queue_name: Text
    cls: str
    state: str
    taken: str
    matter: str | None = None
    window: _Window | None = None
    calls: int = 0


class _Booking(Struct, omit_defaults=True):
    queue: str
    queue_name: Text
    day: str
    time: str
    state: str
    matter: str | None = None
    partner: str | None = None
    reference: str | None = None
    code: str | None = None


class _Data(Struct, omit_defaults=True):
    hall: _Hall
    ticket: _Ticket | None = None
    booking: _Booking | None = None
    ahead: int | None = None
    wait_s: Wait | None = None


class _Message(Struct):
    type: str
    timestamp: str
    data: _Data


def news_of(hall: Hall, event: e.Event, touched: Touched) -> News | None:
    """What an event that was just applied means to partner systems; None: nothing."""
    name = NAMES.get(type(event))
    if name is None:
        return None
    ticket = touched.ticket
    booking = touched.appointment if ticket is None else booking_of(hall, ticket)
    return News(name, event.at, ticket, booking, getattr(event, "window", None))


def booking_of(hall: Hall, ticket: Ticket) -> Appointment | None:
    """The booking that a ticket came of."""
    if ticket.booked is None:
        return None
    codes = hall.codes_of.get(hall.persons.get(ticket.id, ""), ())
    return next((a for code in codes if (a := hall.appointments.get(code)) and a.ticket == ticket.id), None)


def near_front(hall: Hall, most: int, known: Callable[[Ticket], bool]) -> Iterator[tuple[Ticket, int]]:
    """Who waits with at most so many people before, and how many they are; without those known already.

    Within a lane nobody is overtaken: whoever is further behind in it has at least as many before.
    """
    for lane in hall.lanes.values():
        for _, _, id_ in lane[: most + 1]:
            ticket = hall.tickets[id_]
            if not known(ticket):
                before = ahead(hall, ticket)
                if before > most:
                    break
                yield ticket, before


def body_of(hall: Hall, news: News, *, codes: bool, waits: bool) -> bytes:
    """The message, as the hall stands right after the event.

    `codes`: with the code of the booking; `waits`: with an estimated wait.
    """
    data = _Data(_hall(hall))
    if news.booking is not None:
        data.booking = _booking(hall, news.booking, codes=codes)
    if news.ticket is not None:
        data.ticket = _ticket(hall, news.ticket, news.window)
        if news.ticket.state == "waiting":
            data.ahead = ahead(hall, news.ticket)
            data.wait_s = of_ticket(hall, news.ticket, moment(news.at, hall.index.zone)) if waits else None
    return encode(_Message(news.type, _iso(hall, news.at), data))


def with_phone(body: bytes, phone: str | None) -> bytes:
    """The message with the phone number, which is put in at the last moment and kept nowhere."""
    if phone is None:
        return body
    message = msgspec.json.decode(body)
    message["data"]["phone"] = phone
    return msgspec.json.encode(message)


def test_body(subscription: str) -> bytes:
    """A message that only says that messages arrive."""
    now = datetime.now(UTC).isoformat(timespec="milliseconds")
    return encode({"type": TEST, "timestamp": now, "data": {"webhook": subscription}})


def message_id(*facts: object) -> str:
    """An id made of what is told to whom: made again it is the same."""
    return "msg_" + hashlib.sha256("\n".join(map(str, facts)).encode()).hexdigest()[:32]


def _hall(hall: Hall) -> _Hall:
    assert hall.plan is not None, "a day has a plan"  # noqa: S101
    return _Hall(hall.plan.id, hall.plan.name)


def _iso(hall: Hall, ms: int) -> str:
    return datetime.fromtimestamp(ms / 1000, hall.index.zone).isoformat(timespec="milliseconds")


def _queue_name(hall: Hall, id_: str) -> Text:
    queue = hall.index.queues.get(id_)  # a booking may outlive its queue
    return Text(id_, id_) if queue is None else queue.name


def _window(hall: Hall, id_: str) -> _Window:
    counter = hall.index.counters.get(id_)
    return _Window(id_, Text(id_, id_) if counter is None else Text(counter.label("zh"), counter.label("en")))


def _ticket(hall: Hall, ticket: Ticket, window: str | None) -> _Ticket:
    return _Ticket(
        ticket.id,
        ticket.number,
        ticket.queue,
        _queue_name(hall, ticket.queue),
        ticket.cls,
        ticket.state,
        _iso(hall, ticket.taken),
        matter=ticket.matter,
        window=None if window is None else _window(hall, window),
        calls=ticket.calls,
    )


def _booking(hall: Hall, booking: Appointment, *, codes: bool) -> _Booking:
    return _Booking(
        booking.queue,
        _queue_name(hall, booking.queue),
        booking.day,
        booking.time,
        booking.state,
        matter=booking.matter,
        partner=booking.partner,
        reference=booking.reference,
        code=booking.code if codes else None,
    )
