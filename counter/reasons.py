"""Why a number is next, as a sentence: from the facts of the pick in one language.

The pick itself is made by the server's discipline; nothing is decided here.
"""

from __future__ import annotations

from assets.texts import N_, Texts
from counter.rows import queue_name
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
    over = {
        "over": why.over,
        "time": clock(why.over_due, plan),
        "cls": _cls(why.cls, plan, texts),
        "over_cls": _cls(why.over_cls, plan, texts),
    }
    if why.policy == "chosen":
        return texts.t("{over} would have been next, due {time}", **over)
    return _decided(why, over, plan, texts)


def _decided(why: Why, over: dict[str, str], plan: Plan, texts: Texts) -> str:
    """What put the one before the other; within a class it is always the promise."""
    if why.policy == "preferred":
        queue = queue_name(plan, why.queue, texts)
        return texts.t("ahead of {over}, due {time}: this window takes {queue} first", **over, queue=queue)
    if why.over_cls == why.cls:
        return texts.t("ahead of {over}, due {time}", **over)
    if why.policy == "pattern" and why.turn is not None and why.turns is not None:
        turns = {"turn": why.turn, "turns": why.turns}
        return texts.t("ahead of {over} ({over_cls}): turn {turn} of {turns} is for {cls}", **over, **turns)
    if why.policy == "accumulating" and (counted := _counted(why, over, texts)):
        return counted
    if why.policy in ("strict", "accumulating"):
        return texts.t("ahead of {over}: {cls} goes before {over_cls}", **over)
    return texts.t("ahead of {over} ({over_cls}), due {time}", **over)


def _counted(why: Why, over: dict[str, str], texts: Texts) -> str:
    """What both waits count with the weights of their classes; empty where they count the same."""
    score, over_score = max(0, why.score or 0), max(0, why.over_score or 0)
    if score // 60 != over_score // 60:
        counts = {"score": score // 60, "over_score": over_score // 60}
        sentence = N_("ahead of {over} ({over_cls}): weighted wait {score} min against {over_score} min")
    elif score != over_score:
        counts = {"score": score, "over_score": over_score}
        sentence = N_("ahead of {over} ({over_cls}): weighted wait {score} s against {over_score} s")
    else:
        return ""
    return texts.t(sentence, **over, **counts)


def _cls(id_: str, plan: Plan, texts: Texts) -> str:
    found = next((cls for cls in plan.classes if cls.id == id_), None)
    return found.name.get(texts.language) if found is not None else id_
