"""What the journal says about ratings: how many were asked, how they rated, what was answered and in time.

It only reads. How a report looks is in `cli/ratings.py`; which ratings are bad is the hall's own rule.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from msgspec.structs import replace

from link.words import Rating
from server.hall import events as e
from server.hall.calendar import moment
from server.hall.rating import day_of
from server.hall.state import Index
from server.journal import Record
from server.replay import decode

NAMES = frozenset({
    "day_opened", "plan_changed", "clerk_signed_in", "ticket_finished", "rated", "rating_answered",
})  # fmt: skip


class Visit(NamedTuple):
    """A visit that ended in a hall that asks for ratings."""

    day: str
    window: str
    clerk: str
    rating: Rating | None = None
    answered_on: str | None = None
    """The local date of the answer."""


class Line(NamedTuple):
    """The visits of one window or clerk."""

    who: str
    visits: int
    rated: int
    mean: float | None
    """Stars; None where nobody rated."""
    levels: tuple[int, int, int, int, int]
    """How many gave one star, two, … five."""
    bad: int
    bad_share: float | None
    """Of those that were rated."""
    answered: int
    late: int
    """Answered after the deadline, or past it without an answer."""


def visits(records: Iterable[Record]) -> list[Visit]:
    """Every visit that could be rated, with what came of it. Raises JournalError."""
    found: dict[str, Visit] = {}
    clerks: dict[str, str] = {}
    index: Index | None = None
    for record in records:
        if record.what not in NAMES:
            continue
        match event := decode(record):
            case e.DayOpened() | e.PlanChanged():
                index = Index(event.plan)
                asks = event.plan.rating is not None
            case e.ClerkSignedIn():
                clerks[event.window] = event.clerk
            case e.TicketFinished() if asks:
                clerk = clerks.get(event.window, "")
                found[event.ticket] = Visit(day_of(event.ticket), event.window, clerk)
            case e.Rated() if event.ticket in found:
                visit = found[event.ticket]
                found[event.ticket] = visit._replace(rating=_rating(event, visit))
            case e.RatingAnswered() if index is not None and event.ticket in found:
                found[event.ticket] = _answered(found[event.ticket], event, index)
    return list(found.values())


def _rating(event: e.Rated, visit: Visit) -> Rating:
    number = event.ticket.rpartition("-")[2]
    return Rating(
        event.ticket,
        number,
        visit.window,
        event.at,
        event.level,
        event.on,
        event.reasons,
        visit.clerk,
        event.due,
    )


def _answered(visit: Visit, event: e.RatingAnswered, index: Index) -> Visit:
    if visit.rating is None:
        return visit
    rating = replace(visit.rating, answer=event.answer, answered=event.at)
    return visit._replace(rating=rating, answered_on=moment(event.at, index.zone).day)


def lines(found: Iterable[Visit], by: str, today: str) -> Iterator[Line]:
    """By "window" or "clerk", in their order; `today` decides what is late."""
    groups: dict[str, list[Visit]] = {}
    for visit in found:
        groups.setdefault(getattr(visit, by), []).append(visit)
    for who in sorted(groups, key=lambda who: (len(who), who)):
        yield line(who, groups[who], today)


def line(who: str, found: list[Visit], today: str) -> Line:
    """The figures of some visits."""
    rated = [visit for visit in found if visit.rating is not None]
    stars = [visit.rating.level for visit in rated if visit.rating is not None]
    bad = [visit for visit in rated if visit.rating is not None and visit.rating.due is not None]
    one, two, three, four, five = (stars.count(level) for level in range(1, 6))
    return Line(
        who,
        len(found),
        len(rated),
        round(sum(stars) / len(stars), 2) if stars else None,
        (one, two, three, four, five),
        len(bad),
        round(len(bad) / len(rated), 4) if rated else None,
        sum(visit.answered_on is not None for visit in bad),
        sum(_is_late(visit, today) for visit in bad),
    )


def _is_late(visit: Visit, today: str) -> bool:
    due = visit.rating.due if visit.rating is not None else None
    return due is not None and due < (visit.answered_on or today)
