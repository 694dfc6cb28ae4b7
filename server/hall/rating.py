"""Ratings of the service (好差评): who may rate what, by when a bad one is answered, which are still open.

Whom to ask, and when, is in `link/asking.py`; what the events do to the hall is in `apply.py`.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from link import commands as c
from link.words import Rating
from server.hall import events as e
from server.hall.calendar import Moment, add_days, moment, spans
from server.hall.internal import Actor
from server.hall.refused import Refused
from server.hall.state import Hall

KEPT_DAYS = 30
"""A bad rating stays so many days after it was answered: the person may still read the answer."""
FARTHEST = 400
"""So many days are looked at for days with opening hours; a hall that never opens has a date all the same."""
ON = {"display": ("screen",), "devices": ("pad",), "web": ("phone", "tablet")}
"""On what each role may let people rate: no clerk's program is among them."""
DIGITS = re.compile(r"\d{5}")

Events = list[e.Event]


def rate(hall: Hall, command: c.Rate, by: Actor, now: Moment) -> Events:
    """Somebody rates a visit that ended today. A ticket is one visit, however many windows it went to."""
    rules = hall.plan.rating if hall.plan else None
    if rules is None:
        raise Refused("not_rated_here")
    if command.on not in ON.get(by.role, ()):
        raise Refused("not_rated_on", on=command.on)
    number = command.ticket.rpartition("-")[2]
    if command.ticket in hall.ratings:
        raise Refused("already_rated", number=number)
    if command.ticket not in hall.served:
        if command.ticket in hall.keys:
            raise Refused("not_finished", number=number)
        raise Refused("unknown_number", number=number)
    due = due_day(hall, now.day, rules.answer_days) if command.level <= rules.bad else None
    reasons = tuple(dict.fromkeys(command.reasons))
    return [e.Rated(now.ms, command.ticket, command.level, command.on, reasons, due)]


def due_day(hall: Hall, day: str, days: int) -> str:
    """The local date so many opening days after `day`: a day counts when any queue is open on it."""
    left = days
    for _ in range(FARTHEST):
        day = add_days(day, 1)
        left -= any(spans(hall.index, queue, day) for queue in hall.index.queues)
        if left == 0:
            break
    return day


def answer(hall: Hall, command: c.AnswerRating, by: Actor, now: Moment) -> Events:
    """The hall answers a bad rating, once; never by whoever it is about."""
    if by.role == "web" and command.clerk is None:
        raise Refused("not_signed_in")
    found = hall.ratings.get(command.ticket)
    number = command.ticket.rpartition("-")[2]
    if found is None or found.rating.due is None:
        raise Refused("no_bad_rating", number=number)
    if found.rating.answered is not None:
        raise Refused("already_answered", number=number)
    if command.clerk is not None and command.clerk == found.rating.clerk:
        raise Refused("own_rating", number=number)
    if DIGITS.search(command.answer):
        raise Refused("digits_in_answer")
    return [e.RatingAnswered(now.ms, command.ticket, command.answer.strip(), command.clerk)]


def carried(hall: Hall, day: str) -> tuple[e.OpenRating, ...]:
    """The bad ratings that go over into a new day: those without an answer, and those answered lately."""
    since = add_days(day, -KEPT_DAYS)
    return tuple(
        found
        for found in hall.ratings.values()
        if found.rating.due is not None
        and (found.rating.answered is None or _day_of(hall, found.rating.answered) > since)
    )


def _day_of(hall: Hall, ms: int) -> str:
    return moment(ms, hall.index.zone).day


class Open(NamedTuple):
    """A bad rating that waits for its answer."""

    rating: Rating
    day: str
    """The local date of the visit."""
    overdue: bool


def open_ratings(hall: Hall, today: str) -> list[Open]:
    """The bad ratings that are not answered yet, the most urgent first; `today` is a local date."""
    waiting = [
        found.rating
        for found in hall.ratings.values()
        if found.rating.due is not None and found.rating.answered is None
    ]
    waiting.sort(key=lambda rating: (rating.due or "", rating.at))
    return [Open(rating, day_of(rating.ticket), (rating.due or "") < today) for rating in waiting]


def day_of(ticket: str) -> str:
    """The local date in a ticket's id: "2026-11-24" of "20261124-A001"."""
    return f"{ticket[:4]}-{ticket[4:6]}-{ticket[6:8]}"
