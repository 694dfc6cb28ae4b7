"""Which devices of the hall are not well, on the guides' page, and live: they are on the floor and can help.

What is wrong, and the words for it, are in `assets/troubles.py`.
"""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter
from starlette.responses import Response

from assets.texts import Texts
from assets.troubles import Trouble, say, troubles
from server.hall.calendar import hour_minute
from server.hall.state import Hall
from server.web.pages import words
from server.web.pages.guide_session import PATH, Guide
from server.web.pages.status import lost, page_of
from server.web.pages.streams import EventStream, View, difference
from server.web.public import Public

SLOTS: Final = 10
"""So many are named; of the others only how many."""

router = APIRouter(prefix=PATH)


@router.get("/devices")
async def events(here: Guide) -> Response:
    """The part of the desk that changes by itself."""
    return EventStream(here.public, Devices(here.public, here.texts))


class Devices:
    """The stream of the guides' desk; a `Source`."""

    def __init__(self, public: Public, texts: Texts) -> None:
        self._public, self._texts = public, texts

    def news(self, seen: View | None) -> tuple[View, bytes]:
        """What has changed; mostly nothing."""
        now = view(self._public, self._texts)
        if seen is not None and {**seen, "at": ""} == {**now, "at": ""}:
            return seen, b""
        return now, difference(seen, now)

    def beat(self) -> str:
        """The hall's clock."""
        return hour_minute(self._public.replica.now().minute)


def view(public: Public, texts: Texts) -> View:
    """All that changes in this part, by name: `what0`, `mend0`, `where0`, `level0`, then those of 1 …"""
    replica, hall = public.replica, public.hall
    now = replica.now()
    found = troubles(replica.programs, now.ms)
    others = max(0, len(found) - SLOTS)
    shown = {
        "page": page_of(hall, words.plan_of(hall)),
        "at": hour_minute(now.minute),
        "lost": lost(public, texts),
        "well": "" if found else texts.t("All devices of the hall work."),
        "others": texts.t("{n} more", n=others) if others else "",
    }
    for slot in range(SLOTS):
        told = _slot(found[slot], hall, texts) if slot < len(found) else ("", "", "", "")
        for name, text in zip(("what", "mend", "where", "level"), told, strict=True):
            shown[f"{name}{slot}"] = text
    return shown


def _slot(trouble: Trouble, hall: Hall, texts: Texts) -> tuple[str, str, str, str]:
    said = say(trouble, words.plan_of(hall), texts)
    at = trouble.since
    since = texts.t("since {time}", time=words.clock(hall.index, at)) if at else ""
    return said.what, said.mend, " · ".join(filter(None, (said.where, since))), said.level
