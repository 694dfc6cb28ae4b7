"""The floor guides' page: signing in, who waits and who was passed, and finding a number.

What a guide does for somebody is in `guide_desk.py`.
"""

from __future__ import annotations

import re
from typing import Any, Final

from fastapi import APIRouter
from starlette.responses import Response

from assets.texts import STATES
from link.client import new_id
from link.commands import CheckPin
from link.scanned import OfTicket, meaning
from link.words import Ticket
from server.hall.state import Hall
from server.web.pages import guide_devices, guide_ratings, words
from server.web.pages.follow import class_name
from server.web.pages.forms import plain, typed
from server.web.pages.guide_session import COOKIE, PATH, Guide, remember, session_of
from server.web.pages.visit import Here, Visit, go
from server.web.problems import Problem

SHOWN: Final = 40
"""More rows than this nobody reads; a number finds the others."""
LISTED: Final = {"passed": 0, "parked": 1, "waiting": 2}
"""Whom the list has: those who may need help come first."""
CLERK: Final = re.compile(r"[A-Za-z0-9]{1,16}")
PIN: Final = range(4, 33)
MINUTE_MS: Final = 60_000

router = APIRouter(prefix=PATH)


@router.get("")
async def sign_in_page(here: Here) -> Response:
    """Where a guide signs in."""
    if session_of(here.request) is not None:
        return go(f"{PATH}/desk")
    return here.page("guide_in.html", clerk="", error="")


@router.post("")
async def sign_in(here: Here) -> Response:
    """To the desk, or what is wrong."""
    form = await here.form()
    clerk, pin = typed(form, "clerk"), typed(form, "pin")
    try:
        await _check(here, clerk, pin)
    except Problem as problem:
        error = _wrong_pin(here, problem)
        return here.page("guide_in.html", problem.status_code, clerk=clerk[:16], error=error)
    session = here.request.app.state.sessions.begin(clerk)
    return remember(here.request, go(f"{PATH}/desk"), session)


async def _check(here: Visit, clerk: str, pin: str) -> None:
    """Raises Problem when this is not a clerk's PIN."""
    if not CLERK.fullmatch(clerk) or len(pin) not in PIN:
        raise Problem("wrong_pin")
    await here.give(CheckPin(new_id(), clerk, pin))


def _wrong_pin(here: Visit, problem: Problem) -> str:
    if problem.code == "wrong_pin" and not problem.facts.get("wait_s"):
        return here.texts.t("Staff number or PIN is wrong")
    return here.sentence(problem)


@router.post("/out")
async def sign_out(here: Guide) -> Response:
    """Signed out."""
    await here.checked()
    answer = go(PATH)
    answer.delete_cookie(COOKIE, path=PATH)
    return answer


@router.get("/desk")
async def desk(here: Guide, n: str = "") -> Response:
    """What a guide can do, and who waits."""
    wanted = scanned_number(here.hall, n) or plain(n).upper()[:10]
    rows = sorted(
        (
            ticket
            for ticket in here.hall.tickets.values()
            if ticket.state in LISTED and wanted in ticket.number
        ),
        key=lambda ticket: (LISTED[ticket.state], ticket.taken),
    )
    if wanted and here.hall.ticket_id(wanted) in here.hall.tickets:
        return go(f"{PATH}/number/{wanted}")
    return here.page(
        "guide_desk.html",
        n_typed=wanted,
        rows=[_row(here, ticket) for ticket in rows[:SHOWN]],
        more=max(0, len(rows) - SHOWN),
        booking=here.plan.booking is not None,
        ratings=guide_ratings.waiting(here),
        view=guide_devices.view(here.public, here.texts),
        slots=guide_devices.SLOTS,
    )


def scanned_number(hall: Hall, line: str) -> str:
    """The number of the ticket whose QR code was scanned into the field; "" for anything else."""
    found = meaning(line)
    key = found.key if isinstance(found, OfTicket) else None
    id_ = next((id_ for id_, known in hall.keys.items() if known == key), "")
    return hall.tickets[id_].number if id_ in hall.tickets else ""


def _row(here: Visit, ticket: Ticket) -> dict[str, Any]:
    texts = here.texts
    waited = max(0, here.now.ms - ticket.taken) // MINUTE_MS
    return {
        "number": ticket.number,
        "what": here.what(ticket.queue, ticket.matter),
        "class_name": class_name(here.hall, ticket, texts),
        "state": words.alone(texts.t(STATES[ticket.state])),
        "kind": "warn" if ticket.state == "passed" else "plain" if ticket.state == "parked" else "",
        "waited": texts.t("{n} min", n=waited),
    }
