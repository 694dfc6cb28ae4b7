"""The page of a small tablet before a window: after each service it asks how it was, live.

Its address holds a secret (`server/web/tablets.py`). Who may rate what is the hall's rule.
"""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from assets.texts import LANGUAGES, LEVELS, Texts
from link.asking import Asked
from server.hall.calendar import hour_minute
from server.web import ratings, tablets
from server.web.pages.forms import new_token, typed
from server.web.pages.rating import Given, faces, give, given, why_page
from server.web.pages.status import lost
from server.web.pages.streams import EventStream, View, difference
from server.web.pages.visit import Here, Visit, go
from server.web.problems import Problem
from server.web.public import Public

THANKS_S = 5

router = APIRouter(prefix="/rate/{window}/{key}")


def _known(here: Visit, window: str, key: str) -> None:
    """Raises Problem when this is not the address of a window's tablet."""
    if window not in here.hall.windows or not tablets.fits(here.public.token, window, key):
        here.public.guards.guess.take(here.caller.address)
        raise Problem("unknown_path")


@router.get("")
async def ask(here: Here, window: str, key: str, done: str = "") -> Response:
    """Who was served just now is asked; otherwise the page says whose window it is, and waits."""
    _known(here, window, key)
    return _page(here, window, here.public.replica.asked(window), done=done == "rated")


def _page(here: Visit, window: str, asked: Asked | None, status: int = 200, **more: Any) -> Response:
    other = Texts.load(next(one for one in LANGUAGES if one != here.texts.language))
    other = other if other.language in here.plan.languages else here.texts
    label = here.hall.index.counters[window]
    says = {"says": "", "done": False, "token": new_token()} | more
    return here.page(
        "rate.html",
        status,
        address=here.request.url.path,
        stream=f"{here.request.url.path}/events",
        asked=asked,
        left=max(1, (asked.until - here.now.ms) // 1000 + 1) if asked else 0,
        window=label.label(here.texts.language),
        other_window=label.label(other.language),
        faces=[face | {"other": other.t(LEVELS[face["level"]])} for face in faces(here.texts)],
        other=other.t,
        other_lang="en" if other.language == "en" else "zh-Hans",
        lost=lost(here.public, here.texts),
        thanks_s=THANKS_S,
        **says,
    )


@router.post("")
async def rate(here: Here, window: str, key: str) -> Response:
    """A face was touched, or the reasons were sent, or nobody wants to rate."""
    _known(here, window, key)
    form = await here.form()
    ticket, wish = typed(form, "ticket"), given(form)
    served, address = here.hall.served.get(ticket), here.request.url.path
    if served is None or served.window != window:  # of another window, or of another day
        return go(address)
    if typed(form, "no"):
        here.public.replica.not_asked(ticket)
        return go(address)
    if not wish.level:
        return go(address)
    if ratings.is_bad(here.public, wish.level) and not wish.asked and ticket not in here.hall.ratings:
        return why_page(here, wish, address, back_to=address, tablet="yes", ticket=ticket)
    return await _given(here, window, ticket, wish)


async def _given(here: Visit, window: str, ticket: str, wish: Given) -> Response:
    """The rating is the hall's now; or the same faces again, which say why it is not."""
    try:
        await give(here, ticket, wish, "tablet")
    except Problem as problem:
        if problem.code != "already_rated":
            until = here.now.ms + 30_000
            asked = Asked(ticket, ticket.rpartition("-")[2], window, here.now.ms, until)
            says = here.sentence(problem)
            return _page(here, window, asked, problem.status_code, says=says, token=wish.token)
    return go(f"{here.request.url.path}?done=rated")


@router.get("/events")
async def events(here: Here, window: str, key: str) -> Response:
    """Who is asked, as it changes."""
    _known(here, window, key)
    return EventStream(here.public, Before(here.public, window, here.texts))


class Before:
    """The stream of one window's tablet; a `Source`."""

    def __init__(self, public: Public, window: str, texts: Texts) -> None:
        self._public, self._window, self._texts = public, window, texts

    def news(self, seen: View | None) -> tuple[View, bytes]:
        """Whom to ask now, and whether the hall is there."""
        asked = self._public.replica.asked(self._window)
        now = {"ticket": asked.ticket if asked else "", "lost": lost(self._public, self._texts)}
        return (seen, b"") if seen == now else (now, difference(seen, now))

    def beat(self) -> str:
        """The hall's clock."""
        return hour_minute(self._public.replica.now().minute)
