"""The API's questions about the hall: what it is, what people come for, how it stands, which times are free.

Bookings and tickets are in `api_bookings.py`; docs/api.md tells all of it.
"""

from __future__ import annotations

from typing import Annotated, NamedTuple

from fastapi import APIRouter, Query
from starlette.responses import Response

from assets.search import Search
from link.plan import Matter as PlanMatter
from link.plan import Plan
from server.hall import booking
from server.hall.refused import Refused
from server.hall.state import Hall
from server.web import shapes as s
from server.web import telling
from server.web.asking import COUNTED, PREFIX, ThePublic, encoded, problems, told
from server.web.fields import ID, Day, MatterId, QueueId
from server.web.kept import Kept
from server.web.problems import Problem, Wrong
from server.web.public import Public
from server.web.show import SAYS

MOST_MATTERS = 200
MOST_DAYS = 61

router = APIRouter(prefix=PREFIX, dependencies=COUNTED)


@router.get("/hall", response_model=s.Hall, responses=problems(), tags=["hall"])
async def hall(public: ThePublic) -> Response:
    """The hall: its name, hours, languages, queues, departments, and its rules of booking."""
    return told(telling.the_hall(public))


@router.get("/matters", response_model=s.Matters, responses=problems(404), tags=["hall"])
async def matters(
    public: ThePublic,
    *,
    text: Annotated[
        str,
        Query(
            max_length=60,
            description="Part of the name, in Chinese, in pinyin or its initials, or in English.",
            examples=["invoice"],
        ),
    ] = "",
    department: Annotated[
        str | None, Query(pattern=ID, description="Only of this department.", examples=["bureau"])
    ] = None,
    queue: Annotated[QueueId | None, Query(description="Only of this queue.")] = None,
    bookable: Annotated[bool | None, Query(description="Only those that can, or cannot, be booked.")] = None,
    limit: Annotated[int, Query(ge=1, le=MOST_MATTERS)] = 50,
    offset: Annotated[int, Query(ge=0, le=100_000)] = 0,
) -> Response:
    """What people come for; which of it can be booked, and why the rest cannot. The best fits come first."""
    found = public.hall
    plan = telling.plan_of(found)
    names = {one.id: one.name for one in plan.departments}
    if department is not None and department not in names:
        raise Problem("unknown_department", {"department": department})
    if queue is not None and queue not in found.index.queues:
        raise Problem("unknown_queue", {"queue": queue})
    fits = [
        one
        for one in _searched(public.kept, plan, text)
        if department in (None, one.department)
        and queue in (None, one.queue)
        and (bookable is None or bookable == (telling.why_not(found, one) is None))
    ]
    page = [telling.matter(found, one, names) for one in fits[offset : offset + limit]]
    return told(s.Matters(total=len(fits), offset=offset, matters=page))


def _searched(kept: Kept, plan: Plan, text: str) -> list[PlanMatter]:
    """All matters, or those that fit a text."""
    if not text.strip():
        return list(plan.matters)
    return kept.of_plan(plan, Search).find(text, len(plan.matters))


@router.get("/queues/status", response_model=s.Status, responses=problems(), tags=["hall"])
async def status(public: ThePublic) -> Response:
    """How the hall stands now: who waits, how long it takes, and what can still be booked for today."""
    return encoded(public.kept.bytes("status", public, lambda: telling.status(public)))


@router.get("/slots", response_model=s.Slots, responses=problems(404, 409), tags=["bookings"])
async def slots(
    public: ThePublic,
    *,
    queue: Annotated[QueueId | None, Query()] = None,
    matter: Annotated[MatterId | None, Query()] = None,
    day: Annotated[
        Day | None, Query(description="The first day; none: the first that can be booked.")
    ] = None,
    days: Annotated[
        int | None, Query(ge=1, le=MOST_DAYS, description="So many days; none: one, or all without `day`.")
    ] = None,
) -> Response:
    """The times that can be booked for a matter, or for a queue, with the places that are left."""
    if queue is None and matter is None:
        raise Problem("not_valid", wrong=(Wrong({"parameter": "matter"}, SAYS["name_one"], "invoice"),))
    wanted = Wanted(queue, matter, day, days)
    key = f"slots {wanted}"
    return encoded(public.kept.bytes(key, public, lambda: telling.slots(public, *_found(public, wanted))))


class Wanted(NamedTuple):
    """Which slots somebody asks for."""

    queue: str | None
    matter: str | None
    day: str | None
    days: int | None


def _found(public: Public, wanted: Wanted) -> tuple[booking.Target, list[str]]:
    """What is to be booked, and on which days. Raises Problem."""
    hall = public.hall
    try:
        what = booking.target(hall, wanted.queue, wanted.matter)
        return what, _days(hall, booking.bookable_days(hall, public.replica.now()), wanted)
    except Refused as refused:
        raise Problem(refused.code, refused.facts) from None


def _days(hall: Hall, bookable: list[str], wanted: Wanted) -> list[str]:
    day, days = wanted.day, wanted.days
    if day is None:
        return bookable[: days or len(bookable)]
    if day not in bookable:
        raise Refused("day_not_bookable", day=day, last=bookable[-1] if bookable else hall.day)
    first = bookable.index(day)
    return bookable[first : first + (days or 1)]
