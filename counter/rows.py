"""The lists of the window as rows for QML: who waits, who was passed or is parked, how many, and where to.

Who belongs in which list is known in `standing.py`.
"""

from __future__ import annotations

from collections import Counter as Count
from collections.abc import Sequence

from assets.texts import Texts
from counter.standing import Standing
from counter.times import minutes
from link.mirror import Mirror
from link.plan import Plan
from link.words import Ticket
from screen.clock import clock
from screen.rows import Row


def class_name(plan: Plan, cls: str, texts: Texts) -> str:
    """The name of a priority class; "" for the ordinary one, which needs no mark."""
    if not plan.classes or cls == plan.classes[-1].id:
        return ""
    return next((one.name.get(texts.language) for one in plan.classes if one.id == cls), cls)


def queue_name(plan: Plan, queue: str, texts: Texts) -> str:
    """The name of a queue."""
    return next((one.name.get(texts.language) for one in plan.queues if one.id == queue), queue)


def matter_name(plan: Plan, matter: str | None, texts: Texts) -> str:
    """What somebody came for; "" when it is not known."""
    return next((one.name.get(texts.language) for one in plan.matters if one.id == matter), "")


def booked_time(plan: Plan, ticket: Ticket, texts: Texts) -> str:
    """ "Booked 10:30"; "" for somebody who came without."""
    return texts.t("Booked {time}", time=clock(ticket.booked, plan)) if ticket.booked is not None else ""


def priority(plan: Plan, ticket: Ticket, texts: Texts) -> str:
    """The person's class, where it says more than that a time was booked."""
    plain = ticket.booked is not None and plan.booking is not None and ticket.cls == plan.booking.cls
    return "" if plain else class_name(plan, ticket.cls, texts)


def waiting_row(here: Standing, ticket: Ticket, now_ms: int, texts: Texts) -> Row:
    """Somebody who waits: since when, and how it stands with the promise."""
    late = minutes(now_ms - ticket.due)
    marks = (priority(here.plan, ticket, texts), booked_time(here.plan, ticket, texts))
    sent_here = ticket.counter == here.counter.id
    return {
        "key": ticket.number,
        "cls": " · ".join(filter(None, marks)),
        "queue": texts.t("For this window") if sent_here else queue_name(here.plan, ticket.queue, texts),
        "waited": texts.t("{n} min", n=minutes(now_ms - ticket.taken)),
        "late": texts.t("{n} min late", n=late) if late else "",
        "note": ticket.note or "",
    }


def queue_rows(here: Standing, waiting: Sequence[Ticket], texts: Texts) -> list[Row]:
    """How many wait in each queue, and in each of its lanes; those with people first."""
    places = [(queue, queue_name(here.plan, queue, texts)) for queue in here.counter.serves]
    places.append(("", texts.t("For this window")))
    by_place = {id_: [t for t in waiting if ("" if t.counter else t.queue) == id_] for id_, _ in places}
    letters = {queue.id: queue.letter for queue in here.plan.queues}
    rows: list[Row] = [
        {
            "key": id_ or "@",
            "letter": letters.get(id_, "→"),
            "name": name,
            "count": len(by_place[id_]),
            "lanes": _lanes(here.plan, by_place[id_], texts),
        }
        for id_, name in places
        if id_ or by_place[id_]
    ]
    return sorted(rows, key=lambda row: row["count"] == 0)


def _lanes(plan: Plan, tickets: Sequence[Ticket], texts: Texts) -> str:
    """ "Green channel 2 · Ordinary 5"; "" when there are only ordinary people."""
    counts = Count(ticket.cls for ticket in tickets)
    names = [(cls.name.get(texts.language), counts[cls.id]) for cls in plan.classes if counts[cls.id]]
    if not names or set(counts) == {plan.classes[-1].id}:
        return ""
    return " · ".join(f"{name} {count}" for name, count in names)


def queue_targets(here: Standing, texts: Texts) -> list[Row]:
    """The queues that the person here may be sent to."""
    ticket = here.ticket
    stays = ticket.queue if ticket is not None and ticket.queue in here.counter.serves else ""
    return [
        {"key": queue.id, "letter": queue.letter, "name": queue.name.get(texts.language)}
        for queue in here.plan.queues
        if queue.id != stays
    ]


def counter_targets(mirror: Mirror, here: Standing, texts: Texts) -> list[Row]:
    """The windows that the person here may be sent to, and whether somebody is there."""
    rows: list[Row] = []
    for counter in here.plan.counters:
        window = mirror.windows.get(counter.id)
        doing = "closed" if window is None or window.clerk is None else "paused" if window.paused else "open"
        if counter.id != here.counter.id:
            rows.append({"key": counter.id, "name": counter.label(texts.language), "doing": doing})
    return rows
