"""Why a number is next, as a sentence: from the facts of the pick in one language.

The pick itself is made by the server's discipline; nothing is decided here.
"""

from __future__ import annotations

from assets.texts import Texts
from counter.times import minutes
from link.plan import Plan
from link.words import Ticket, Why
from screen.clock import clock


def reason(why: Why, at: int, plan: Plan, texts: Texts) -> str:
    """The whole sentence; `at` is when the number was called, or now for one that would be next."""
    if why.policy == "chosen":
        cls = _cls(why.cls, plan, texts)
        first = texts.t("{number}: {cls}, chosen by the clerk", number=why.number, cls=cls)
    else:
        first = promise(why, at, plan, texts)
    return texts.t("{first}; {then}", first=first, then=_other(why, plan, texts))


def of_ticket(ticket: Ticket, at: int, plan: Plan, texts: Texts) -> str:
    """What is known without the facts of the pick, as after a restart of this program."""
    return promise(ticket, at, plan, texts)


def promise(who: Why | Ticket, at: int, plan: Plan, texts: Texts) -> str:
    """Who it is, and by when the call was promised."""
    facts: dict[str, str] = {
        "number": who.number,
        "cls": _cls(who.cls, plan, texts),
        "time": clock(who.due, plan),
    }
    late = minutes(at - who.due)
    if late:
        return texts.t("{number}: {cls}, promised by {time}, {late} min late", **facts, late=late)
    return texts.t("{number}: {cls}, promised by {time}", **facts)


def _other(why: Why, plan: Plan, texts: Texts) -> str:
    """How it stands with the best of the others."""
    if why.over is None or why.over_cls is None or why.over_due is None:
        if why.policy == "chosen":
            return texts.t("it was next anyway")
        return texts.t("nobody waits in another line")
    time, over_cls = clock(why.over_due, plan), _cls(why.over_cls, plan, texts)
    if why.policy == "chosen":
        return texts.t("{over} would have been next, due {time}", over=why.over, time=time)
    if why.over_cls == why.cls:
        return texts.t("ahead of {over}, due {time}", over=why.over, time=time)
    if why.policy == "strict":
        facts = {"over": why.over, "cls": _cls(why.cls, plan, texts), "over_cls": over_cls}
        return texts.t("ahead of {over}: {cls} goes before {over_cls}", **facts)
    return texts.t("ahead of {over} ({cls}), due {time}", over=why.over, cls=over_cls, time=time)


def _cls(id_: str, plan: Plan, texts: Texts) -> str:
    found = next((cls for cls in plan.classes if cls.id == id_), None)
    return found.name.get(texts.language) if found is not None else id_
