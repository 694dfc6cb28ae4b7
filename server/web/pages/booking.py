"""Booking a time, step by step: the matter, the time, the phone number. Each step is a page with an address.

Every rule is the hall's: what is free is asked of its copy here, and the server alone decides.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple
from urllib.parse import urlencode

from fastapi import APIRouter
from starlette.responses import Response

from assets.search import Search
from link.commands import Book
from link.plan import Matter
from server.hall import booking as rules
from server.hall.calendar import at, minutes
from server.hall.refused import Refused
from server.web.pages import words
from server.web.pages.forms import command_id, new_token, phone_number, token_of, typed
from server.web.pages.status import can_book, queue_of
from server.web.pages.times import Addresses, choose
from server.web.pages.visit import Here, Visit, go
from server.web.problems import Problem

FOUND = 20
"""More matters than this help nobody; one more letter does."""
OTHER_TIMES = 6
MAX_QUERY = 60
TAKEN = frozenset({"slot_full", "no_such_slot"})
"""Somebody else was quicker: other times of that day are offered on the spot."""

router = APIRouter()


class Wanted(NamedTuple):
    """What somebody wants to book."""

    queue: str | None
    matter: str | None

    def query(self, **more: str) -> str:
        """As the end of an address."""
        own = {"matter": self.matter} if self.matter else {"queue": self.queue or ""}
        return urlencode({**own, **more})


# ---------------------------------------------------------------------- the matter


@router.get("/book")
async def choose_matter(here: Here, q: str = "") -> Response:
    """The first step: a search, and the services of the hall."""
    q = q.strip()[:MAX_QUERY]
    queues = [
        queue_of(here.plan, queue, here.texts.language)
        | {"hours": words.weekly(here.texts, here.hall, queue.id)}
        for queue in here.plan.queues
    ]
    return here.page(
        "book.html",
        q=q,
        found=[_matter(here, matter) for matter in search_of(here).find(q, FOUND)],
        queues=sorted(queues, key=lambda queue: not queue["bookable"]),
    )


def search_of(here: Visit) -> Search:
    """The search among the plan's matters, made once for each plan."""
    return here.public.kept.of_plan(here.plan, Search)


def _matter(here: Visit, matter: Matter) -> dict[str, Any]:
    department = next(one.name for one in here.plan.departments if one.id == matter.department)
    queue = here.hall.index.queues[matter.queue]
    return {
        "id": matter.id,
        "name": matter.name.get(here.texts.language),
        "department": department.get(here.texts.language),
        "bookable": can_book(here.plan, queue) and not matter.walk_in,
        "hours": words.weekly(here.texts, here.hall, queue.id),
    }


# ---------------------------------------------------------------------- the time


@router.get("/book/when")
async def choose_time(here: Here, queue: str = "", matter: str = "", day: str = "") -> Response:
    """The second step: a day and a time."""
    wanted = Wanted(queue or None, matter or None)
    try:
        what = rules.target(here.hall, wanted.queue, wanted.matter)
    except Refused as refused:
        return _cannot(here, wanted, refused)
    to = Addresses("/book/when", "/book/who", wanted.query())
    return here.page(
        "when.html",
        what=here.what(*wanted),
        back_to="/book",
        moving="",
        says="",
        **choose(here, what, day, to),
    )


def _cannot(here: Visit, wanted: Wanted, refused: Refused) -> Response:
    """Something that is never booked says kindly what to do instead; what is not known is not here."""
    if refused.code != "not_bookable":
        raise Problem(refused.code, refused.facts)
    matter = here.hall.index.matters.get(wanted.matter or "")
    queue = matter.queue if matter else wanted.queue or ""
    hours = words.weekly(here.texts, here.hall, queue)
    return here.page("walk_in.html", what=here.what(*wanted), hours=hours)


# ---------------------------------------------------------------------- the phone number


class Filled(NamedTuple):
    """The last step as it was filled in."""

    wanted: Wanted
    day: str
    time: str
    phone: str
    token: str


@router.get("/book/who")
async def ask_phone(here: Here, queue: str = "", matter: str = "", day: str = "", time: str = "") -> Response:
    """The third step: the phone number."""
    filled = Filled(Wanted(queue or None, matter or None), day, time, "", new_token())
    try:
        what = rules.target(here.hall, *filled.wanted)
    except Refused as refused:
        return _cannot(here, filled.wanted, refused)
    if not _is_offered(here, what, filled):
        return go(f"/book/when?{filled.wanted.query()}")
    return _who(here, filled)


def _is_offered(here: Visit, what: rules.Target, filled: Filled) -> bool:
    """Whether there is such a time at all, be it full."""
    if filled.day not in rules.bookable_days(here.hall, here.now):
        return False
    return any(slot.time == filled.time for slot in rules.slots(here.hall, what, filled.day, here.now))


@router.post("/book/who")
async def book(here: Here, queue: str = "", matter: str = "", day: str = "", time: str = "") -> Response:
    """The booking is made, or the same page says what is not right with everything typed kept."""
    form, wanted = await here.form(), Wanted(queue or None, matter or None)
    filled = Filled(wanted, day, typed(form, "time") or time, typed(form, "phone"), token_of(form))
    try:
        what = rules.target(here.hall, *wanted)
    except Refused as refused:
        return _cannot(here, wanted, refused)
    if not _is_offered(here, what, filled):
        return go(f"/book/when?{wanted.query()}")
    phone = phone_number(filled.phone)
    if phone is None:
        error = here.texts.t("Please type a phone number: digits only, such as 13800138000")
        return _who(here, filled, phone_error=error, status=422)
    id_ = command_id(filled.token, wanted.query(), day, filled.time, phone)
    try:
        reply = await here.give(Book(id_, day, filled.time, phone, *wanted))
    except Problem as problem:
        return _refused(here, filled, what, problem)
    assert reply.appointment is not None  # noqa: S101 - what a booking is answered with
    return go(f"/b/{reply.appointment.code}?done=booked")


def _refused(here: Visit, filled: Filled, what: rules.Target, problem: Problem) -> Response:
    times = _near(here, what, filled) if problem.code in TAKEN else []
    return _who(here, filled, general=here.sentence(problem), times=times, status=problem.status_code)


def _near(here: Visit, what: rules.Target, filled: Filled) -> list[rules.Slot]:
    """Free times of the same day, the nearest first."""
    free = [slot for slot in rules.slots(here.hall, what, filled.day, here.now) if slot.left]
    return sorted(free, key=lambda slot: abs(minutes(slot.time) - minutes(filled.time)))[:OTHER_TIMES]


def _who(
    here: Visit,
    filled: Filled,
    *,
    phone_error: str = "",
    general: str = "",
    times: Sequence[rules.Slot] = (),
    status: int = 200,
) -> Response:
    wanted = filled.wanted
    return here.page(
        "who.html",
        status,
        what=here.what(*wanted),
        day_says=words.day(here.texts, filled.day, here.now.day),
        time=filled.time,
        phone=filled.phone,
        token=filled.token,
        action=f"/book/who?{wanted.query(day=filled.day, time=filled.time)}",
        back_to=f"/book/when?{wanted.query(day=filled.day)}",
        phone_error=phone_error,
        general_error=general,
        other_times=sorted(times),
        nearest=times[0].time if times else "",
        is_soon=_is_soon(here, filled),
    )


def _is_soon(here: Visit, filled: Filled) -> bool:
    """Whether the time could not be given back any more: better said before than found out after."""
    rule = here.plan.booking
    start = at(filled.day, minutes(filled.time), here.hall.index.zone)
    return rule is not None and here.now.ms > start - rule.change_until_min * rules.MINUTE_MS
