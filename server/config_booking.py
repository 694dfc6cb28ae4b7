"""Whether what a hall file says about bookings and the calendar makes sense: quotas, the class, slots, dates.

What booking does is in `server/hall/booking.py`; official holidays are added by `server/calendar_days.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from link.plan import Booking
from server.config_draft import Draft, Item
from server.config_shape import DATE, HOUR_MINUTE, Problem, suggestion
from server.hall.calendar import minutes


def booking_problems(draft: Draft) -> Iterator[Problem]:
    """Everything about bookings and days that does not fit together."""
    yield from _needs_booking(draft)
    yield from _quotas(draft)
    yield from _class(draft)
    yield from _slots(draft)
    yield from _dates(draft)


def _takes_bookings(draft: Draft) -> bool:
    return "booking" in draft.hall.table


def _bookable(draft: Draft) -> list[Item]:
    """The queues that can be booked."""
    return [queue for queue in draft.items("queues") if "quota" in queue.table]


def _needs_booking(draft: Draft) -> Iterator[Problem]:
    """Quotas and the part [booking] go together."""
    quotas = [item for name in ("queues", "matters") for item in draft.items(name) if "quota" in item.table]
    if not _takes_bookings(draft):
        for item in quotas:
            says = "is for bookings, but the hall takes none: add [booking] with the class of whoever booked"
            yield Problem((*item.path, "quota"), f"{says}, or take the quota away")
    elif draft.items("queues") and not _bookable(draft):
        says = "nothing can be booked: write in at least one of the queues how many may book a slot"
        yield Problem(("booking",), f"{says}, for instance quota = 4")


def _quotas(draft: Draft) -> Iterator[Problem]:
    """A matter shares the places of its queue."""
    queues = {queue.text("id"): queue for queue in draft.items("queues")}
    for matter in draft.items("matters"):
        queue = queues.get(matter.text("queue"))
        if "quota" not in matter.table or queue is None:
            continue
        here, places = matter.number("quota", 0), queue.number("quota", 0)
        if matter.table.get("walk_in") is True:
            says = "is for bookings, but this matter is walk-in only; take one of the two away"
        elif "quota" not in queue.table:
            says = f'is a part of the places of "{queue.text("id")}", which has none: give that queue a quota'
        elif here > places > 0:
            says = f'{here} is more than the places of "{queue.text("id")}"; possible: from 1 to {places}'
        else:
            continue
        yield Problem((*matter.path, "quota"), says)


def _class(draft: Draft) -> Iterator[Problem]:
    """Whoever booked has a class that nobody else gets."""
    word, classes = draft.part("booking").text("cls"), draft.items("classes")
    ids = draft.ids("classes")
    if not word or not ids:
        return
    found = next((cls for cls in classes if cls.text("id") == word), None)
    says = None
    if found is None:
        says = f'there is no class "{word}"; {suggestion(word, ids)}'
    elif found is classes[-1]:
        says = f'"{word}" is the ordinary class; add a class of its own for whoever booked, above that one'
    elif found.table.get("at_kiosk") is not False:
        says = f'"{word}" may be chosen at the kiosk by people who did not book; write at_kiosk = false in it'
    elif found.table.get("granted_by") != []:
        says = f'"{word}" may be granted by staff to people who did not book; write granted_by = [] in it'
    elif found.table.get("listed") is True:
        says = f'"{word}" goes by the list; take listed away in it, whoever booked is on none'
    elif "from_age" in found.table:
        says = f'"{word}" is had by age without a booking; write from_age in a class of its own'
    if says:
        yield Problem(("booking", "cls"), says)


def _slots(draft: Draft) -> Iterator[Problem]:
    """A slot fits into every opening of what can be booked."""
    booking = draft.part("booking")
    length = booking.number("slot_min", Booking("").slot_min)
    own = [queue.items("opening") for queue in _bookable(draft)]
    openings = [opening for rows in own for opening in rows]
    if any(not rows for rows in own):
        openings = [*draft.hall.items("opening"), *openings]
    for opening in openings:
        begin, end = opening.text("open"), opening.text("close")
        if not (re.fullmatch(HOUR_MINUTE, begin) and re.fullmatch(HOUR_MINUTE, end)):
            continue
        if _takes_bookings(draft) and 0 < minutes(end) - minutes(begin) < length:
            says = f"a slot of {length} minutes does not fit into {begin} to {end}"
            where = f"line {draft.lines.of(opening.path)}"
            hint = "make the slot shorter, or those hours longer"
            yield Problem((*booking.path, "slot_min"), f"{says} in {where}; {hint}")
            return


def _dates(draft: Draft) -> Iterator[Problem]:
    calendar = draft.part("calendar")
    if "known_until" in calendar.table:
        yield Problem((*calendar.path, "known_until"), "is found out by the server; take this line away")
    days = {field: calendar.words(field) for field in ("closed", "open")}
    for path, word in (*days["closed"], *days["open"]):
        if re.fullmatch(DATE, word) and not _is_date(word):
            yield Problem(path, f'there is no day "{word}"; that month is shorter')
    closed = {word: path for path, word in days["closed"]}
    for path, word in days["open"]:
        if word in closed:
            says = f'"{word}" is closed by line {draft.lines.of(closed[word])}'
            yield Problem(path, f"{says}; a day is one of the two: take it out of one list")
    if days["open"]:
        yield from _mondays(draft)


def _mondays(draft: Draft) -> Iterator[Problem]:
    """Open days at weekends have the hours of a Monday."""
    known = {word for opening in draft.hall.items("opening") for _, word in opening.words("days")}
    if known and "mon" not in known:
        says = "these days are to have the hours of a Monday, but the hall is closed on Mondays"
        yield Problem(("calendar", "open"), f'{says}; add "mon" to the days of an opening, or take them away')


def _is_date(word: str) -> bool:
    try:
        date.fromisoformat(word)
    except ValueError:
        return False
    return True
