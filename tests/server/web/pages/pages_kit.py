"""What the tests of the pages do in the hall behind them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from playwright.sync_api import Page

from link import commands as c
from link.client import new_id
from link.frames import Reply
from server.hall.internal import OpenWindow
from tests.support.web import Site, Web

Phones = Callable[..., Page]
"""The fixture `phone`: `phone("/book", language="zh")` opens a page."""
CLERK, PIN = "1001", "2580"


class Taken(NamedTuple):
    """A ticket that somebody took."""

    number: str
    key: str


def take(place: Site, queue: str = "tax", **fields: Any) -> Taken:
    """Somebody takes a number at the kiosk."""
    answer: Any = place.do("kiosk", "hall-1", c.TakeTicket(new_id(), queue, **fields))
    return Taken(answer["ticket"]["number"], answer["key"])


def take_with_phone(place: Site, phone: str) -> Taken:
    """A guide takes a number for somebody who gives a phone number."""

    async def give(inside: Web) -> Taken:
        reply = await inside.public.uplink.send(c.TakeTicket(new_id(), "tax", clerk=CLERK, phone=phone))
        assert isinstance(reply, Reply), reply
        assert reply.ticket is not None
        return Taken(reply.ticket.number, reply.key or "")

    return place.call(give)


def open_window(place: Site, window: str = "1") -> None:
    """A clerk signs in at a window."""
    opening: Any = OpenWindow(new_id(), f"10{window}")
    assert place.do("counter", window, opening)["is"] == "reply"


def at_window(place: Site, kind: type[c.Command], window: str = "1", **fields: Any) -> None:
    """A clerk's command."""
    answer = place.do("counter", window, kind(id=new_id(), **fields))
    assert answer["is"] == "reply", answer


def miss(place: Site, number: str, window: str = "1") -> None:
    """A number is called as often as the hall wants, and passed."""
    at_window(place, c.CallTicket, window, number=number)
    at_window(place, c.Recall, window)
    at_window(place, c.Recall, window)
    at_window(place, c.PassTicket, window)


def book(place: Site, day: str, time: str, phone: str = "13800138000", matter: str | None = None) -> str:
    """Somebody books; the code."""

    async def give(inside: Web) -> str:
        queue = None if matter else "tax"
        reply = await inside.public.uplink.send(c.Book(new_id(), day, time, phone, queue, matter))
        assert isinstance(reply, Reply), reply
        assert reply.appointment is not None
        return reply.appointment.code

    return place.call(give)


def know_clerk(place: Site) -> None:
    """There is a clerk with a PIN."""
    place.inside.served.access.set_clerk(CLERK, PIN)


def events(place: Site) -> list[str]:
    """The journal's events, as it has them."""

    async def read(inside: Web) -> list[str]:
        await inside.served.engine.settled()
        return [change.event.decode() for change in inside.served.engine.recent]

    return place.call(read)
