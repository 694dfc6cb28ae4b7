"""Rating a visit on the phone that followed it, and reading the hall's answer there, also days later.

Who may rate what is the hall's rule; the rest of the ticket's page is in `follow.py`.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from fastapi import APIRouter
from starlette.datastructures import FormData
from starlette.responses import Response

from assets.texts import LEVELS, RATING_REASONS, Texts
from link.commands import Rate
from link.words import RatedOn, Rating, RatingReason
from server.hall.rating import day_of
from server.web import ratings, tickets
from server.web.pages import words
from server.web.pages.forms import command_id, new_token, token_of, typed
from server.web.pages.visit import Here, Visit, go
from server.web.problems import Problem

WORDS = frozenset(map(str, LEVELS))
"""The levels as a form sends them."""

router = APIRouter()


class Given(NamedTuple):
    """What a form says."""

    level: int
    """0: nothing that is one."""
    reasons: list[RatingReason]
    asked: bool
    """The reasons were asked for, so the rating is whole."""
    token: str


def given(form: FormData) -> Given:
    """What a form says."""
    text = typed(form, "level")
    level = int(text) if text in WORDS else 0
    reasons = [one for one in ratings.REASONS if one in form.getlist("reason")]
    return Given(level, reasons, typed(form, "asked") == "yes", token_of(form))


def faces(texts: Texts) -> list[dict[str, Any]]:
    """The five levels, the best first."""
    return [
        {"level": level, "icon": f"face{level}", "name": texts.t(text), "other": ""}
        for level, text in LEVELS.items()
    ]


def why_page(here: Visit, wish: Given, action: str, **more: Any) -> Response:
    """What was not good, for whoever wants to say it."""
    texts = here.texts
    return here.page(
        "rate_why.html",
        action=action,
        level=wish.level,
        level_name=texts.t(LEVELS[wish.level]),
        reasons=[{"id": id_, "name": texts.t(text)} for id_, text in RATING_REASONS.items()],
        token=wish.token,
        **{"back_to": action.removesuffix("/rate"), "tablet": "", "ticket": ""} | more,
    )


async def give(here: Visit, ticket: str, wish: Given, on: RatedOn) -> None:
    """Give the rating to the hall. Raises Problem; rated already is none when this form did it."""
    id_ = command_id(wish.token, ticket, str(wish.level), *wish.reasons)
    await here.give(Rate(id_, ticket, wish.level, on, wish.reasons))


@router.get("/t/{key}/rate")
async def ask_why(here: Here, key: str, level: str = "") -> Response:
    """Where the reasons are chosen; an address of its own, so that going back and reloading send nothing."""
    found = tickets.find(here.public, here.caller, key)
    wish = Given(int(level) if level in WORDS else 0, [], asked=False, token=new_token())
    if not wish.level or not ratings.may_rate(here.public, found):
        return go(f"/t/{key}")
    return why_page(here, wish, f"/t/{key}/rate")


@router.post("/t/{key}/rate")
async def rate(here: Here, key: str) -> Response:
    """One touch is enough; with a bad one the reasons are asked for first."""
    found, wish = tickets.find(here.public, here.caller, key), given(await here.form())
    if not wish.level:
        return go(f"/t/{key}")
    if ratings.is_bad(here.public, wish.level) and not wish.asked and ratings.may_rate(here.public, found):
        return go(f"/t/{key}/rate?level={wish.level}")
    try:
        await give(here, found.id, wish, "phone")
    except Problem as problem:
        if problem.code != "already_rated":
            raise
    return go(f"/t/{key}")


def said(here: Visit, rating: Rating | None) -> dict[str, str]:
    """What a ticket's page says of its rating; nothing where there is none."""
    if rating is None:
        return {}
    texts = here.texts
    says = {"rated": texts.t("Your rating: {level}", level=texts.t(LEVELS[rating.level]))}
    if rating.answer is not None:
        answered = words.day_of(here.hall, rating.answered or rating.at)
        says |= {"answer": rating.answer, "answered": texts.day(answered)}
    elif rating.due is not None:
        says["promise"] = texts.t(
            "The hall answers by {day}. You find the answer here: please keep the ticket, or this address.",
            day=texts.day(rating.due),
        )
    return says


def old_page(here: Visit, rating: Rating) -> Response:
    """A visit of another day, with what the hall answered."""
    day = here.texts.day(day_of(rating.ticket))
    return here.page("rated.html", number=rating.number, day=day, rating=said(here, rating))
