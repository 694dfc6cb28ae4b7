"""The first page: how the hall stands now, for everybody and live; nothing in it tells of a person.

Thousands may look at once: what there is to say is worked out once for each language and change.
"""

from __future__ import annotations

import hashlib
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

import msgspec
from fastapi import APIRouter
from starlette.responses import Response

from assets import saying
from assets.texts import LANGUAGES, Texts
from link.plan import Plan, Queue
from link.words import QueueStatus
from server.hall.calendar import Moment, hour_minute, spans
from server.hall.state import Hall, Index
from server.web.pages import words
from server.web.pages.streams import EventStream, View, difference, event
from server.web.pages.visit import Here
from server.web.public import Public

QUIET_S, BUSY_S = 10 * 60, 30 * 60
"""A wait that surely is shorter is quiet; one that is longer for half of the people is busy."""

_pages: WeakKeyDictionary[Index, str] = WeakKeyDictionary()
router = APIRouter()


@router.get("/")
async def status(here: Here) -> Response:
    """How the hall stands now."""
    plan = here.plan
    return here.page(
        "status.html",
        view=view(here.public, here.texts),
        queues=[queue_of(plan, queue, here.texts.language) for queue in plan.queues],
        notices=[notice.get(here.texts.language) for notice in plan.notices],
        booking=plan.booking is not None,
        bookable=any(can_book(plan, queue) for queue in plan.queues),
    )


@router.get("/events")
async def events(here: Here) -> Response:
    """The same as it changes."""
    found: dict[str, Board] = here.request.app.state.boards
    return EventStream(here.public, found[here.texts.language])


def can_book(plan: Plan, queue: Queue) -> bool:
    """Whether times of a queue are given online."""
    return plan.booking is not None and queue.quota is not None


def queue_of(plan: Plan, queue: Queue, language: str) -> dict[str, Any]:
    """A queue as the templates take it: what of it does not change all day."""
    return {
        "id": queue.id,
        "name": queue.name.get(language),
        "about": queue.about.get(language) if queue.about else "",
        "icon": queue.icon or "",
        "letter": queue.letter,
        "bookable": can_book(plan, queue),
    }


# ---------------------------------------------------------------------- what there is to say


def view(public: Public, texts: Texts) -> View:
    """All that changes on the page, by name."""
    hall, now = public.hall, public.replica.now()
    plan = words.plan_of(hall)
    found = {
        "page": page_of(hall, plan),
        "at": hour_minute(now.minute),
        "lost": lost(public, texts),
        "today": _today(texts, hall, plan, now),
        "notice": hall.notice.get(texts.language) if hall.notice else "",
    }
    for queue in plan.queues:
        stands = public.replica.queues.get(queue.id) or QueueStatus(queue.id, "closed")
        for name, text in _row(texts, hall, stands, now).items():
            found[f"{queue.id}.{name}"] = text
    return found


def page_of(hall: Hall, plan: Plan) -> str:
    """Another word whenever the page has to be made anew: on a new day, or with another plan."""
    word = _pages.get(hall.index)
    if word is None:  # a hall has a new index whenever one of the two is new
        word = hashlib.sha256(hall.day.encode() + msgspec.json.encode(plan)).hexdigest()[:12]
        _pages[hall.index] = word
    return word


def lost(public: Public, texts: Texts) -> str:
    """That the hall cannot be asked, and how old is what stands here; "" while all is well."""
    if not public.replica.lost:
        return ""
    at = hour_minute(public.replica.heard().minute)
    return texts.t("No connection to the hall at the moment. This is how it stood at {time}.", time=at)


def _today(texts: Texts, hall: Hall, plan: Plan, now: Moment) -> str:
    if hall.closed:
        return texts.t("The hall has closed for today")
    hours = words.openings(texts, words.hall_spans(hall, plan, now))
    return texts.t("Open today {hours}", hours=hours) if hours else texts.t("Closed today")


def _row(texts: Texts, hall: Hall, stands: QueueStatus, now: Moment) -> dict[str, str]:
    taking = stands.taking == "open"
    wait = saying.wait(texts, stands.wait) if taking and stands.windows and stands.waiting else ""
    level, pill = _level(texts, stands)
    return {
        "level": level,
        "pill": pill,
        "wait": wait,
        "people": texts.n("{n} person waits", "{n} people wait", stands.waiting) if stands.waiting else "",
        "windows": texts.n("{n} window open", "{n} windows open", stands.windows) if stands.windows else "",
        "given": _given(texts, hall, stands, now),
        "left": _left(texts, stands),
    }


def _level(texts: Texts, stands: QueueStatus) -> tuple[str, str]:
    """How busy it is, as a colour and as a word."""
    if stands.taking != "open":
        return "closed", saying.not_taking(texts, stands)
    if stands.windows == 0:
        return "busy", texts.t("No window open yet")
    if stands.late:
        return "busy", texts.t("Perhaps not today")
    if stands.waiting == 0:
        return "quiet", texts.t("Nobody waits")
    if stands.wait is None or stands.wait.high <= QUIET_S:
        return "quiet", texts.t("Quiet")
    if stands.wait.median >= BUSY_S:
        return "busy", texts.t("Busy")
    return "some", texts.t("Some waiting")


def _given(texts: Texts, hall: Hall, stands: QueueStatus, now: Moment) -> str:
    """Until when numbers are given."""
    if stands.taking != "open":
        return ""
    for start, end in spans(hall.index, stands.id, now.day):
        if start <= now.minute < end:
            return texts.t("Numbers until {time}", time=hour_minute(end))
    return ""


def _left(texts: Texts, stands: QueueStatus) -> str:
    if stands.bookings_left is None:
        return ""
    if stands.bookings_left == 0:
        return texts.t("Book another day")
    return texts.n("Book: {n} place left today", "Book: {n} places left today", stands.bookings_left)


# ---------------------------------------------------------------------- telling everybody


class Told(NamedTuple):
    """What was told last, encoded once for everybody."""

    view: View
    whole: bytes
    before: View | None
    news: bytes
    """What leads here from the view before."""


class Board:
    """The page's stream in one language; a `Source`."""

    def __init__(self, public: Public, texts: Texts) -> None:
        self._public, self._texts = public, texts
        self._told: Told | None = None
        self._looked_at = (-1, -1)

    def news(self, seen: View | None) -> tuple[View, bytes]:
        """For most phones this is a look at what was made for the first one."""
        told = self._now()
        if seen is told.view:
            return seen, b""
        return told.view, told.news if seen is not None and seen is told.before else told.whole

    def beat(self) -> str:
        """The hall's clock."""
        return hour_minute(self._public.replica.now().minute)

    def _now(self) -> Told:
        replica = self._public.replica
        looking_at = (replica.version, replica.now().minute)
        if self._told is None or self._looked_at != looking_at:
            self._looked_at = looking_at
            before = self._told.view if self._told else None
            now = view(self._public, self._texts)
            if self._told is None or now != before:
                self._told = Told(now, event(now), before, difference(before, now))
        return self._told


def boards(public: Public) -> dict[str, Board]:
    """One for each language."""
    return {language: Board(public, Texts.load(language)) for language in LANGUAGES}
