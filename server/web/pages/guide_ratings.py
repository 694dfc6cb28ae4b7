"""The bad ratings that wait for the hall's answer, on the guides' page: the most urgent first.

Nobody sees those of their own service here. Which they are, and by when, is the hall's rule.
"""

from __future__ import annotations

from typing import Any, Final

from fastapi import APIRouter
from starlette.responses import Response

from assets.texts import LEVELS, N_, RATING_REASONS, REFUSALS
from link.commands import AnswerRating
from server.hall.rating import DIGITS, Open, open_ratings
from server.web.pages.forms import command_id, new_token, token_of, typed
from server.web.pages.guide_session import PATH, Guide, Signed
from server.web.pages.visit import go
from server.web.problems import Problem

LONGEST: Final = 500
DONE: Final = N_("The answer was given. The person reads it where the ticket was followed.")

router = APIRouter(prefix=f"{PATH}/ratings")


def waiting(here: Signed) -> list[Open]:
    """Those that this guide may answer."""
    return [one for one in open_ratings(here.hall, here.hall.day) if one.rating.clerk != here.clerk]


@router.get("")
async def all_of_them(here: Guide, done: str = "") -> Response:
    """The list."""
    return here.page(
        "guide_ratings.html",
        done=here.texts.t(DONE) if done else "",
        rows=[_row(here, one) for one in waiting(here)],
    )


def _row(here: Signed, one: Open) -> dict[str, Any]:
    texts, rating = here.texts, one.rating
    window = here.hall.index.counters.get(rating.window)
    return {
        "ticket": rating.ticket,
        "number": rating.number,
        "window": window.label(texts.language) if window else rating.window,
        "day": texts.day(one.day),
        "level": texts.t(LEVELS[rating.level]),
        "reasons": texts.t(", ").join(texts.t(RATING_REASONS[reason]) for reason in rating.reasons),
        "due": texts.day(rating.due or ""),
        "overdue": one.overdue,
    }


@router.get("/{ticket}")
async def ask_answer(here: Guide, ticket: str) -> Response:
    """One of them, and where the answer is typed."""
    return _answer_page(here, ticket)


def _answer_page(here: Signed, ticket: str, status: int = 200, **more: Any) -> Response:
    found = next((one for one in waiting(here) if one.rating.ticket == ticket), None)
    if found is None:
        raise Problem("no_bad_rating", {"number": ticket.rpartition("-")[2][:10]})
    says = {"answer": "", "error": "", "token": new_token()} | more
    return here.page("guide_rating.html", status, row=_row(here, found), longest=LONGEST, **says)


@router.post("/{ticket}")
async def answer(here: Guide, ticket: str) -> Response:
    """The answer is given, or the same page says what is not right."""
    await here.checked()
    form = await here.form()
    text, token = typed(form, "answer"), token_of(form)
    kept = {"answer": text[:LONGEST], "token": token}
    if not text or len(text) > LONGEST:
        error = here.texts.t("Please write an answer of up to {n} characters", n=LONGEST)
        return _answer_page(here, ticket, 422, error=error, **kept)
    if DIGITS.search(text):
        return _answer_page(here, ticket, 422, error=here.texts.t(REFUSALS["digits_in_answer"]), **kept)
    try:
        await here.give(AnswerRating(command_id(token, ticket, text), ticket[:40], text, here.clerk))
    except Problem as problem:
        return _answer_page(here, ticket, problem.status_code, error=here.sentence(problem), **kept)
    return go(f"{PATH}/ratings?done=yes")
