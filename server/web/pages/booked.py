"""A booking that somebody made: its page with QR code and calendar file, moving it, giving it back.

Whoever has its code may do all of it; the rules are the hall's.
"""

from __future__ import annotations

from typing import Any, Final

from fastapi import APIRouter
from starlette.responses import Response

from assets import saying
from assets.texts import BOOKING_STATES, N_
from link.commands import CancelBooking, Rebook
from link.plan import Booking
from link.scanned import booking_code
from link.words import Appointment
from server.hall import booking as rules
from server.hall.calendar import hour_minute, moment
from server.hall.refused import Refused
from server.web import bookings
from server.web.pages import words
from server.web.pages.forms import command_id, new_token, token_of, typed
from server.web.pages.ics import Entry, calendar_file
from server.web.pages.looks import base_of
from server.web.pages.qr import qr_svg
from server.web.pages.times import Addresses, choose
from server.web.pages.visit import Here, Visit, go
from server.web.problems import Problem

DONE: Final = {
    "booked": N_("Your time is booked. Please keep this page: take a picture of it, or save its address."),
    "moved": N_("Your booking was moved."),
    "cancelled": N_("Your booking was cancelled. Thank you for giving the place to somebody else."),
}
KINDS: Final = {"booked": "good", "here": "good", "missed": "warn", "cancelled": "plain"}
LATE: Final = {
    "later": N_("You are still welcome, and wait a little longer."),
    "ordinary": N_("You wait like everybody without a booking."),
    "refused": N_("The booking is over then: please take a number like everybody else."),
}
MINUTE_MS = 60_000

router = APIRouter()


@router.get("/find")
async def ask_code(here: Here) -> Response:
    """Where somebody types the code of a booking."""
    return here.page("find.html", code="", error="")


@router.post("/find")
async def find(here: Here) -> Response:
    """To the booking, or what is wrong with the code."""
    text = typed(await here.form(), "code")
    code = booking_code(text)
    if code is None:
        error = here.texts.t("A booking code has eight letters and digits. Please check each character.")
        return here.page("find.html", 422, code=text[:20], error=error)
    try:
        found(here, code)
    except Problem as problem:
        return here.page("find.html", problem.status_code, code=text[:20], error=here.sentence(problem))
    return go(f"/b/{code}")


def found(here: Visit, code: str) -> Appointment:
    """The booking with this code. Raises Problem."""
    return bookings.find(here.public, here.caller, code)


@router.get("/b/{code}")
async def booking(here: Here, code: str, done: str = "") -> Response:
    """The booking as it is now."""
    return _page(here, found(here, code), done=done)


def _page(here: Visit, one: Appointment, *, done: str = "", says: str = "", status: int = 200) -> Response:
    facts = {**_says(here, one), **_may(here, one)}
    return here.page(
        "booking.html", status, done=here.texts.t(DONE[done]) if done in DONE else "", says=says, **facts
    )


def _says(here: Visit, one: Appointment) -> dict[str, Any]:
    """What the page says of a booking."""
    texts, rule = here.texts, here.plan.booking
    cls = here.hall.index.classes.get(one.cls)
    return {
        "code": one.code,
        "code_says": f"{one.code[:4]} {one.code[4:]}",
        "code_spelled": " ".join(one.code),
        "what": here.what(one.queue, one.matter),
        "day": words.day(texts, one.day, here.now.day),
        "time": one.time,
        "state": words.alone(texts.t(BOOKING_STATES[one.state])),
        "kind": KINDS[one.state],
        "advice": _advice(here, one),
        "check_in": _check_in(here, one, rule) if rule else "",
        "late": texts.t(LATE[rule.late]) if rule else "",
        "bring": cls.evidence.get(texts.language) if cls and cls.evidence else "",
        "windows": saying.windows(here.plan, one.queue, texts),
    }


def _may(here: Visit, one: Appointment) -> dict[str, Any]:
    """What can still be done with it."""
    rule = here.plan.booking
    changeable = rule is not None and one.state == "booked" and here.now.ms <= _last_change(one, rule)
    return {
        "open": one.state == "booked" or _may_still_come(here, one),
        "gone": one.state == "cancelled",
        "changeable": changeable,
        "deadline": _deadline(here, one, rule) if rule and one.state == "booked" else "",
    }


def _may_still_come(here: Visit, one: Appointment) -> bool:
    """Whether somebody who is late can check in all the same."""
    rule = here.plan.booking
    return one.state == "missed" and rule is not None and rule.late != "refused" and one.day == here.now.day


def _advice(here: Visit, one: Appointment) -> str:
    t = here.texts.t
    if one.state == "here":
        number = (one.ticket or "").rpartition("-")[2]
        return t("You are checked in. Your number is {number}: please watch the board.", number=number)
    if one.state != "missed":
        return ""
    if _may_still_come(here, one):
        return t("The time is over, but you can still check in today.")
    return t("The time is over. You can take a number in the hall, or book another time.")


def _check_in(here: Visit, one: Appointment, rule: Booking) -> str:
    index = here.hall.index
    begin = words.clock(index, one.start - rule.early_min * MINUTE_MS)
    end = words.clock(index, rules.last_minute(one, rule))
    return here.texts.t("from {begin} to {end}", begin=begin, end=end)


def _last_change(one: Appointment, rule: Booking) -> int:
    return one.start - rule.change_until_min * MINUTE_MS


def _deadline(here: Visit, one: Appointment, rule: Booking) -> str:
    """Until when it can be changed, as one says it."""
    local = moment(_last_change(one, rule), here.hall.index.zone)
    time = hour_minute(local.minute)
    if local.day == one.day:
        return here.texts.t("until {time} on that day", time=time)
    return here.texts.t("until {day}, {time}", day=here.texts.day(local.day), time=time)


# ---------------------------------------------------------------------- what somebody takes along


@router.get("/b/{code}/qr.svg")
async def qr(here: Here, code: str) -> Response:
    """The QR code: the address of the booking's page, which the kiosk reads too."""
    return Response(qr_svg(address(here, found(here, code).code)), media_type="image/svg+xml")


@router.get("/b/{code}/booking.ics")
async def ics(here: Here, code: str) -> Response:
    """The booking for a phone's calendar; a cancelled one takes itself out of it again."""
    one = found(here, code)
    what = here.what(one.queue, one.matter)
    entry = Entry(one, what, address(here, one.code), here.now.ms, here.hall.position)
    headers = {"Content-Disposition": f'attachment; filename="booking-{one.code}.ics"'}
    text = calendar_file(here.plan, entry, here.texts)
    return Response(text, media_type="text/calendar; charset=utf-8", headers=headers)


def address(here: Visit, code: str) -> str:
    """Where the booking's page is."""
    return f"{base_of(here.request)}/b/{code}"


# ---------------------------------------------------------------------- moving it


@router.get("/b/{code}/move")
async def ask_move(here: Here, code: str, day: str = "", time: str = "") -> Response:
    """The other times; with a time the question whether it is right."""
    one = found(here, code)
    if words.DAY.fullmatch(day) and words.TIME.fullmatch(time):
        return _sure_to_move(here, one, day, time)
    return _other_times(here, one, day)


def _other_times(here: Visit, one: Appointment, day: str, says: str = "", status: int = 200) -> Response:
    try:
        what = rules.target(here.hall, one.queue, one.matter)
    except Refused as refused:
        raise Problem(refused.code, refused.facts) from None
    address = f"/b/{one.code}/move"
    return here.page(
        "when.html",
        status,
        what=here.what(one.queue, one.matter),
        back_to=f"/b/{one.code}",
        moving=f"{here.texts.day(one.day)} {one.time}",
        says=says,
        **choose(here, what, day, Addresses(address, address)),
    )


def _sure_to_move(here: Visit, one: Appointment, day: str, time: str) -> Response:
    t = here.texts.t
    return here.page(
        "sure.html",
        heading=t("Move the booking?"),
        facts=[
            (t("Matter"), here.what(one.queue, one.matter)),
            (t("Until now"), f"{here.texts.day(one.day)} {one.time}"),
            (t("New time"), f"{here.texts.day(day)} {time}"),
        ],
        detail="",
        action=f"/b/{one.code}/move",
        hidden=[("token", new_token()), ("day", day), ("time", time)],
        yes=t("Move it"),
        no=t("Keep it as it is"),
        danger=False,
        back_to=f"/b/{one.code}",
    )


@router.post("/b/{code}/move")
async def move(here: Here, code: str) -> Response:
    """The booking is moved, or the other times are shown with what is in the way."""
    code = found(here, code).code
    form = await here.form()
    day, time = typed(form, "day"), typed(form, "time")
    if not (words.DAY.fullmatch(day) and words.TIME.fullmatch(time)):
        return go(f"/b/{code}/move")
    try:
        await here.give(Rebook(command_id(token_of(form), code, day, time), code, day, time))
    except Problem as problem:
        one, says = found(here, code), here.sentence(problem)
        if problem.code in ("booking_over", "too_late_to_change"):
            return _page(here, one, says=says, status=problem.status_code)
        return _other_times(here, one, day, says, problem.status_code)
    return go(f"/b/{code}?done=moved")


# ---------------------------------------------------------------------- giving it back


@router.get("/b/{code}/cancel")
async def ask_cancel(here: Here, code: str) -> Response:
    """Whether it shall really be cancelled."""
    one, t = found(here, code), here.texts.t
    if one.state != "booked":
        return go(f"/b/{code}")
    return here.page(
        "sure.html",
        heading=t("Cancel the booking?"),
        facts=[
            (t("Matter"), here.what(one.queue, one.matter)),
            (t("Time"), f"{here.texts.day(one.day)} {one.time}"),
        ],
        detail="",
        action=f"/b/{code}/cancel",
        hidden=[("token", new_token())],
        yes=t("Cancel the booking"),
        no=t("Keep it"),
        danger=True,
        back_to=f"/b/{code}",
    )


@router.post("/b/{code}/cancel")
async def cancel(here: Here, code: str) -> Response:
    """The booking is cancelled, or its page says why not."""
    code = found(here, code).code
    token = token_of(await here.form())
    try:
        await here.give(CancelBooking(command_id(token, code), code))
    except Problem as problem:
        one = found(here, code)
        if one.state != "cancelled":
            return _page(here, one, says=here.sentence(problem), status=problem.status_code)
    return go(f"/b/{code}?done=cancelled")
