"""The API's bookings and tickets: book, look up, move, give back; follow a turn, and give it up.

What is done is in `bookings.py` and `tickets.py`, for the pages alike.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path
from starlette.responses import Response

from server.web import bookings, ratings, telling, tickets
from server.web import shapes as s
from server.web.asking import PREFIX, Reading, RepeatKey, ThePublic, Writing, problems, told
from server.web.problems import Problem

router = APIRouter(prefix=PREFIX)

Code = Annotated[
    str,
    Path(description="The booking's code; case, spaces and hyphens do not matter.", examples=["K7QM2XWP"]),
]
Key = Annotated[
    str, Path(description="The secret on the paper ticket, in its QR code.", examples=["5f0c9a41b7d2e386"])
]


@router.post(
    "/bookings",
    status_code=201,
    response_model=s.Booking,
    responses=problems(400, 403, 404, 409, 408, 413, 415),
    tags=["bookings"],
)
async def book(
    public: ThePublic, caller: Writing, wish: s.NewBooking, repeat_key: RepeatKey = None
) -> Response:
    """Book a time. With a partner's key the booking is that system's, otherwise the citizen's own."""
    if wish.reference is not None and caller.partner is None:
        raise Problem("only_partners")
    found = await bookings.book(public, caller, bookings.Wish(**dict(wish)), repeat_key)
    answer = telling.appointment(public, found, caller.partner)
    return told(answer, 201, Location=f"{PREFIX}/bookings/{found.code}")


@router.get("/bookings/{code}", response_model=s.Booking, responses=problems(404), tags=["bookings"])
async def look_up(public: ThePublic, caller: Reading, code: Code) -> Response:
    """A booking, for whoever knows its code."""
    found = bookings.find(public, caller, code)
    return told(telling.appointment(public, found, caller.partner))


@router.put(
    "/bookings/{code}",
    response_model=s.Booking,
    responses=problems(400, 403, 404, 409, 408, 413, 415),
    tags=["bookings"],
)
async def move(
    public: ThePublic, caller: Writing, code: Code, to: s.NewTime, repeat_key: RepeatKey = None
) -> Response:
    """Give a booking another time. The old place is free then; the code stays."""
    found = await bookings.move(public, caller, code, bookings.Time(to.day, to.time), repeat_key)
    return told(telling.appointment(public, found, caller.partner))


@router.delete(
    "/bookings/{code}", response_model=s.Booking, responses=problems(400, 404, 409), tags=["bookings"]
)
async def give_back(public: ThePublic, caller: Writing, code: Code, repeat_key: RepeatKey = None) -> Response:
    """Cancel a booking. Its place is free then."""
    found = await bookings.give_back(public, caller, code, repeat_key)
    return told(telling.appointment(public, found, caller.partner))


@router.get("/tickets/{key}", response_model=s.Ticket, responses=problems(404), tags=["tickets"])
async def follow(public: ThePublic, caller: Reading, key: Key) -> Response:
    """How a turn stands: who is before it, how long it takes, and the call itself. Ask every few seconds."""
    return told(telling.ticket(public, tickets.find(public, caller, key)))


@router.delete("/tickets/{key}", response_model=s.Ticket, responses=problems(400, 404, 409), tags=["tickets"])
async def give_up(public: ThePublic, caller: Writing, key: Key, repeat_key: RepeatKey = None) -> Response:
    """Give the turn up."""
    return told(telling.ticket(public, await tickets.give_up(public, caller, key, repeat_key)))


@router.post(
    "/tickets/{key}/rating",
    status_code=201,
    response_model=s.Rating,
    responses=problems(400, 404, 409, 408, 413, 415),
    tags=["tickets"],
)
async def rate(
    public: ThePublic, caller: Writing, key: Key, wish: s.NewRating, repeat_key: RepeatKey = None
) -> Response:
    """Rate the visit, once and on its day. A bad rating is answered by the hall: ask for the rating again."""
    found = await ratings.rate(public, caller, key, (wish.level, wish.reasons), repeat_key)
    return told(telling.rating(found, public.hall.index.zone), 201)


@router.get("/tickets/{key}/rating", response_model=s.Rating, responses=problems(404), tags=["tickets"])
async def rated(public: ThePublic, caller: Reading, key: Key) -> Response:
    """The rating of a visit, with the hall's answer when there is one; a bad one for 30 days after that."""
    return told(telling.rating(ratings.find(public, caller, key), public.hall.index.zone))
