"""Who is at the window, in words: number, state, calls, timer, note, and whether the call was delivered.

What is so is read in `standing.py` and `deliveries.py`; how it looks is in `qml/HereCard.qml`.
"""

from __future__ import annotations

from typing import Any

from assets.texts import STATES, Texts
from counter.able import calls_left, is_called, recall_in_ms
from counter.deliveries import Deliveries, Delivery
from counter.reasons import of_ticket, reason
from counter.rows import booked_time, matter_name, priority, queue_name
from counter.standing import Standing, latest_call
from counter.times import stopwatch
from link.mirror import Mirror
from link.words import Ticket, Why
from screen.clock import clock

NAMES = 2
"""So many displays are named; of the others only how many."""
NOBODY: dict[str, Any] = dict.fromkeys(
    ("number", "state", "cls", "booked", "queue", "matter", "timer", "since", "calls", "note", "why"), ""
) | {"recallIn": 0, "shown": "", "spoken": "", "undelivered": "", "worry": False}


def look(here: Standing, why: Why | None, now_ms: int, texts: Texts) -> dict[str, Any]:
    """Everything about the person here; all of it empty while there is nobody."""
    ticket = here.ticket
    if ticket is None:
        return dict(NOBODY)
    called = is_called(here)
    since = (ticket.called if called else ticket.started) or now_ms
    at = ticket.called or now_ms
    return NOBODY | {
        "number": ticket.number,
        "state": _capital(texts.t(STATES[ticket.state])),
        "cls": priority(here.plan, ticket, texts),
        "booked": booked_time(here.plan, ticket, texts),
        "queue": queue_name(here.plan, ticket.queue, texts),
        "matter": matter_name(here.plan, ticket.matter, texts),
        "timer": stopwatch(now_ms - since),
        "since": texts.t("since the call") if called else texts.t("since the start"),
        "calls": _calls(here, ticket, texts) if called else "",
        "recallIn": -(-recall_in_ms(here, now_ms) // 1000) if called and calls_left(here) else 0,
        "note": ticket.note or "",
        "why": _why(here, ticket, why, at, texts),
    }


def _why(here: Standing, ticket: Ticket, why: Why | None, at: int, texts: Texts) -> str:
    if why is not None and why.number == ticket.number:
        return reason(why, at, here.plan, texts)
    return of_ticket(ticket, at, here.plan, texts)


def _calls(here: Standing, ticket: Ticket, texts: Texts) -> str:
    """How often it was called, and when it may be passed."""
    facts = {"calls": ticket.calls, "most": here.plan.rules.calls}
    left = calls_left(here)
    if left == 0:
        return texts.t("Call {calls} of {most}: may be passed now", **facts)
    return texts.t("Call {calls} of {most}: {left} more before passing", **facts, left=left)


def delivery(
    here: Standing, mirror: Mirror, deliveries: Deliveries, now_ms: int, texts: Texts
) -> dict[str, Any]:
    """Whether the call was shown and spoken; what is not yet so is said only while the person is awaited."""
    call = latest_call(mirror.calls, here.ticket, here.counter.id) if here.ticket is not None else None
    if call is None:
        return {}
    shown, spoken = deliveries.of(call, "shown", now_ms), deliveries.of(call, "spoken", now_ms)
    view: dict[str, Any] = {}
    if shown.how == "delivered":
        view["shown"] = texts.t("Shown by {names}", names=_names(shown.by, texts))
    if spoken.how == "delivered":
        view["spoken"] = texts.t("Spoken by {names}", names=_names(spoken.by, texts))
    if is_called(here):
        quiet = here.plan.voice.is_quiet_at(clock(call.at, here.plan)) and spoken.how != "delivered"
        view["undelivered"] = _undelivered(shown.how, "unknown" if quiet else spoken.how, texts)
        view["worry"] = shown.how == "late" or (spoken.how == "late" and deliveries.has_voice and not quiet)
        if quiet:
            view["spoken"] = texts.t("Boards alone: nothing is spoken now")
    return view


def _undelivered(shown: Delivery, spoken: Delivery, texts: Texts) -> str:
    """What no display has reported."""
    if shown == "unknown" and spoken == "unknown":
        return texts.t("Whether boards and voice delivered this call is not known")
    missing = []
    if shown in {"soon", "late"}:
        missing.append(texts.t("Not yet shown") if shown == "soon" else texts.t("No board has shown it"))
    if spoken in {"soon", "late"}:
        missing.append(texts.t("Not yet spoken") if spoken == "soon" else texts.t("No voice has spoken it"))
    return " · ".join(missing)


def _names(names: tuple[str, ...], texts: Texts) -> str:
    if len(names) <= NAMES:
        return ", ".join(names)
    return texts.t("{names} and {more} more", names=", ".join(names[:NAMES]), more=len(names) - NAMES)


def nobody(here: Standing, waiting: int, *, closed: bool, texts: Texts) -> dict[str, str]:
    """What stands there while nobody is at the window: how it stands, and what that means."""
    if here.window.paused:
        since = clock(here.window.since or 0, here.plan)
        meaning = texts.t("The window is not called to while it is paused")
        return {"stands": texts.t("Paused since {time}", time=since), "meaning": meaning}
    if waiting > 0:
        meaning = texts.t("The window is free: call the next number")
    elif closed:
        meaning = texts.refusal("day_closed")
    else:
        meaning = texts.t("The window is free, and nobody waits for it")
    return {"stands": texts.t("Nobody is here"), "meaning": meaning}


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
