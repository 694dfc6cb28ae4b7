"""What a guide does for somebody: a ticket, a class, a check-in, a number that comes back.

Who may grant what is the hall's rule; each action answers in a sentence.
"""

from __future__ import annotations

import re
from typing import Any, Final

from fastapi import APIRouter
from starlette.responses import Response

from assets import saying
from assets.texts import N_, STATES
from link.client import new_id
from link.commands import BringBack, CheckIn, FindBookings, Grant, Reprint, TakeTicket
from link.frames import Reply
from link.scanned import booking_code
from link.words import Appointment, Ticket
from server.hall.estimate import ahead
from server.web.pages import guide_papers, guide_print, words
from server.web.pages.booking import FOUND, MAX_QUERY, Wanted, search_of
from server.web.pages.follow import class_name, missed_advice
from server.web.pages.forms import command_id, new_token, phone_number, plain, token_of, typed
from server.web.pages.guide_session import PATH, Guide, Signed
from server.web.pages.looks import base_of
from server.web.pages.qr import qr_svg
from server.web.pages.status import queue_of
from server.web.pages.visit import go
from server.web.problems import Problem

TAIL: Final = re.compile(r"[0-9]{4}")
PROGRAM: Final = re.compile(r"(kiosk|devices)/[A-Za-z0-9_.-]{1,32}")
NUMBER: Final = re.compile(r"[A-Z]{1,2}[0-9]{3,7}")
DONE: Final = {
    "granted": N_("The priority was given, and the line is in its new order."),
    "back": N_("The number waits again."),
    "here": N_("Checked in."),
    "print": N_("The ticket is being printed once more, marked as a copy."),
}
NOTHING: Final = guide_papers.Filled("", "", "", "", "")

router = APIRouter(prefix=PATH)


# ---------------------------------------------------------------------- a ticket for somebody


@router.get("/take")
async def choose(here: Guide, q: str = "") -> Response:
    """What the person wants to do."""
    q, language = q.strip()[:MAX_QUERY], here.texts.language
    found = search_of(here).find(q, FOUND)
    return here.page(
        "guide_choose.html",
        q=q,
        found=[{"id": one.id, "name": one.name.get(language)} for one in found],
        queues=[
            queue_of(here.plan, queue, language) | {"says": _stands(here, queue.id)}
            for queue in here.plan.queues
        ],
    )


def _stands(here: Signed, queue: str) -> str:
    """How a queue stands, in a few words."""
    status = here.public.replica.queues.get(queue)
    if status is None:
        return ""
    found = saying.stands(here.texts, status)
    return here.texts.t(", ").join(text for text in (found["people"], found["wait"], found["says"]) if text)


@router.get("/take/for")
async def ask_class(here: Guide, queue: str = "", matter: str = "") -> Response:
    """Which class, and on what paper."""
    wanted = Wanted(queue or None, matter or None)
    if not here.what(*wanted):
        return go(f"{PATH}/take")
    return _take_page(here, wanted, NOTHING)


def _take_page(
    here: Signed, wanted: Wanted, filled: guide_papers.Filled, status: int = 200, **more: Any
) -> Response:
    given: guide_papers.Given | None = more.pop("given", None)
    says = {"phone": "", "phone_error": "", "general_error": "", "token": new_token()} | more
    return here.page(
        "guide_take.html",
        status,
        what=here.what(*wanted),
        action=f"{PATH}/take/for?{wanted.query()}",
        **guide_papers.offered(here, filled, given),
        **says,
    )


@router.post("/take/for")
async def take(here: Guide, queue: str = "", matter: str = "") -> Response:
    """The number is taken, or the same page says what is not right."""
    await here.checked()
    form, wanted = await here.form(), Wanted(queue or None, matter or None)
    filled, token, phone = guide_papers.filled(form), token_of(form), typed(form, "phone")
    given = guide_papers.given(here, filled, needed=False)
    kept = {"given": given, "phone": phone, "token": token}
    if phone and phone_number(phone) is None:
        error = here.texts.t("Please type a phone number: digits only, such as 13800138000")
        return _take_page(here, wanted, filled, 422, phone_error=error, **kept)
    if given.wrong:
        return _take_page(here, wanted, filled, 422, **kept)
    command = TakeTicket(
        command_id(token, wanted.query(), *filled, phone),
        wanted.queue,
        wanted.matter,
        given.cls,
        here.clerk,
        given.evidence,
        given.listed,
        phone_number(phone),
    )
    try:
        reply = await here.give(command)
    except Problem as problem:
        says = here.sentence(problem)
        return _take_page(here, wanted, filled, problem.status_code, general_error=says, **kept)
    return go(f"{PATH}/taken/{reply.key}")


@router.get("/taken/{key}")
async def taken(here: Guide, key: str, done: str = "") -> Response:
    """The number, with the code that a phone follows it by."""
    ticket = here.public.replica.ticket(key)
    if ticket is None:
        raise Problem("unknown_ticket")
    return here.page(
        "guide_taken.html",
        done=here.texts.t(DONE[done]) if done in DONE else "",
        key=key,
        address=f"{base_of(here.request)}/t/{key}",
        **_facts(here, ticket),
    )


@router.get("/taken/{key}/qr.svg")
async def taken_qr(here: Guide, key: str) -> Response:
    """The QR code of a ticket: the page that follows it."""
    if here.public.replica.ticket(key) is None:
        raise Problem("unknown_ticket")
    return Response(qr_svg(f"{base_of(here.request)}/t/{key}"), media_type="image/svg+xml")


def _facts(here: Signed, ticket: Ticket) -> dict[str, Any]:
    """What is said of a ticket."""
    texts = here.texts
    waits = ticket.state == "waiting"
    return {
        "number": ticket.number,
        "what": here.what(ticket.queue, ticket.matter),
        "class_name": class_name(here.hall, ticket, texts) or here.plan.classes[-1].name.get(texts.language),
        "state": words.alone(texts.t(STATES[ticket.state])),
        "ahead": saying.ahead(texts, ahead(here.hall, ticket)) if waits else "",
        "windows": saying.windows(here.plan, ticket.queue, texts),
        "late": saying.late(texts) if waits and _is_late(here, ticket.queue) else "",
        "taken_at": words.clock(here.hall.index, ticket.taken),
    }


def _is_late(here: Signed, queue: str) -> bool:
    """Whether those who come now may not be called before closing."""
    status = here.public.replica.queues.get(queue)
    return status is not None and status.late


# ---------------------------------------------------------------------- a number that waits or was passed


@router.get("/number/{number}")
async def one(here: Guide, number: str, done: str = "") -> Response:
    """A number, and what can be done for it."""
    return _number_page(here, number, NOTHING, done=done)


def _number_page(
    here: Signed, number: str, filled: guide_papers.Filled, status: int = 200, **more: Any
) -> Response:
    ticket = here.hall.tickets.get(here.hall.ticket_id(number))
    if ticket is None:
        raise Problem("unknown_number", {"number": number[:10]})
    given: guide_papers.Given | None = more.pop("given", None)
    done = str(more.pop("done", ""))
    says = {"general_error": "", "token": new_token()} | more
    return here.page(
        "guide_number.html",
        status,
        done=here.texts.t(DONE[done]) if done in DONE else "",
        waits=ticket.state == "waiting",
        passed=ticket.state == "passed",
        advice=missed_advice(here.plan, here.texts),
        **guide_print.offered(here.public.replica.programs, ticket, here.texts),
        **_facts(here, ticket),
        **guide_papers.offered(here, filled, given),
        **says,
    )


@router.post("/number/{number}/grant")
async def grant(here: Guide, number: str) -> Response:
    """A class is granted, or the same page says what is not right."""
    await here.checked()
    form = await here.form()
    filled, token = guide_papers.filled(form), token_of(form)
    given = guide_papers.given(here, filled, needed=True)
    if given.wrong or given.cls is None or given.evidence is None or not NUMBER.fullmatch(number):
        return _number_page(here, number, filled, 422, given=given, token=token)
    id_ = command_id(token, number, *filled)
    command = Grant(id_, number, given.cls, given.evidence, given.listed, here.clerk)
    try:
        await here.give(command)
    except Problem as problem:
        says = here.sentence(problem)
        return _number_page(
            here, number, filled, problem.status_code, given=given, token=token, general_error=says
        )
    return go(f"{PATH}/number/{number}?done=granted")


@router.post("/number/{number}/back")
async def bring_back(here: Guide, number: str) -> Response:
    """A passed number waits again, or the same page says why not."""
    await here.checked()
    token = token_of(await here.form())
    if not NUMBER.fullmatch(number):
        raise Problem("unknown_number", {"number": number[:10]})
    try:
        await here.give(BringBack(command_id(token, number), number))
    except Problem as problem:
        says = here.sentence(problem)
        return _number_page(here, number, NOTHING, problem.status_code, general_error=says)
    return go(f"{PATH}/number/{number}?done=back")


@router.post("/number/{number}/print")
async def print_again(here: Guide, number: str) -> Response:
    """The ticket is printed once more, where the guide wants it, or the same page says why not."""
    await here.checked()
    form = await here.form()
    at, token = typed(form, "at"), token_of(form)
    if not NUMBER.fullmatch(number) or (at and not PROGRAM.fullmatch(at)):
        raise Problem("unknown_number", {"number": number[:10]})
    id_ = command_id(token, number, at)
    try:
        await here.give(Reprint(id_, number=number, at=at or None, clerk=here.clerk))
    except Problem as problem:
        says = here.sentence(problem)
        return _number_page(here, number, NOTHING, problem.status_code, general_error=says)
    return go(f"{PATH}/number/{number}?done=print")


# ---------------------------------------------------------------------- somebody who booked


@router.get("/arrive")
async def ask_booking(here: Guide) -> Response:
    """Where the code, or the last four digits, are typed."""
    return _arrive_page(here)


def _arrive_page(here: Signed, status: int = 200, **more: Any) -> Response:
    says = {"text": "", "error": "", "found": [], "token": new_token()} | more
    return here.page("guide_arrive.html", status, **says)


@router.post("/arrive")
async def arrive(here: Guide) -> Response:
    """Checked in by the code; by four digits the bookings to choose from."""
    await here.checked()
    form = await here.form()
    text, token = typed(form, "text"), token_of(form)
    try:
        if TAIL.fullmatch(plain(text)):
            reply = await here.give(FindBookings(new_id(), plain(text)))
            rows = [_booking(here, found) for found in reply.appointments]
            return _arrive_page(here, text=text, found=rows, token=token)
        code = booking_code(text)
        if code is None:
            error = here.texts.t("Type the eight characters of the booking code, or four digits of the phone")
            return _arrive_page(here, 422, text=text[:20], error=error)
        reply = await here.give(CheckIn(command_id(token, code), code))
    except Problem as problem:
        return _arrive_page(here, problem.status_code, text=text[:20], error=here.sentence(problem))
    return _checked_in(reply)


def _checked_in(reply: Reply) -> Response:
    return go(f"{PATH}/taken/{reply.key}?done=here")


def _booking(here: Signed, found: Appointment) -> dict[str, str]:
    return {"code": found.code, "what": here.what(found.queue, found.matter), "time": found.time}
