"""What is said about a queue or a ticket, in one language: alike on the kiosk, on paper and on a phone.

Where it stands is decided by whoever asks; the texts themselves are in the catalogue of `texts.py`.
"""

from __future__ import annotations

from itertools import groupby
from typing import Final

from assets.texts import Texts
from link.plan import Counter, Plan, PriorityClass, Queue
from link.words import QueueStatus, Wait

STEPS: Final = ((10, 1), (60, 5), (120, 10))
"""Up to so many minutes in steps of so many; beyond that in half hours."""
HALF_HOUR: Final = 30


def people(texts: Texts, n: int) -> str:
    """How many people: "12 people"."""
    return texts.n("{n} person", "{n} people", n)


def ahead(texts: Texts, n: int) -> str:
    """The sentence that tells how many are before somebody."""
    if n == 0:
        return texts.t("Nobody is before you")
    return texts.n("{n} person is before you", "{n} people are before you", n)


def wait(texts: Texts, expected: Wait | None) -> str:
    """An estimated wait as people say it, rounded so that it claims no more than anybody can know.

    "about 10–25 min"; None means that nobody can tell.
    """
    if expected is None:
        return texts.t("cannot be said yet")
    low, high = _minutes(expected)
    if high == 0:
        return texts.t("under a minute")
    if high <= STEPS[-1][0]:
        if low == high:
            return texts.t("about {n} min", n=high)
        if low == 0:
            return texts.t("up to {n} min", n=high)
        return texts.t("about {low}–{high} min", low=low, high=high)
    if low == high:
        return texts.t("about {hours} h", hours=_hours(high))
    if low == 0:
        return texts.t("up to {hours} h", hours=_hours(high))
    return texts.t("about {low}–{high} h", low=_hours(low), high=_hours(high))


def wait_in_minutes(expected: Wait) -> str:
    """The same in minutes for a narrow column: "10–25", "≤5", "<1"."""
    low, high = _minutes(expected)
    if high == 0:
        return "<1"
    if low == high:
        return str(high)
    return f"{low}–{high}" if low else f"≤{high}"


def _minutes(expected: Wait) -> tuple[int, int]:
    """Both ends in minutes, rounded by the step that suits the far end; 0 and 0 is under a minute."""
    if expected.high < 60:
        return 0, 0
    far = expected.high / 60
    step = next((step for most, step in STEPS if far <= most), HALF_HOUR)
    low, high = (int(seconds / 60 / step + 0.5) * step for seconds in (expected.low, expected.high))
    return low, max(high, step)


def _hours(minutes: int) -> str:
    return f"{minutes / 60:.1f}".removesuffix(".0")


def stands(texts: Texts, status: QueueStatus) -> dict[str, str]:
    """How a queue stands: `people` and `wait`, or instead of them `says` and its `kind`, as a Pill has it."""
    if status.taking != "open":
        return {"people": "", "wait": "", "says": not_taking(texts, status), "kind": "plain"}
    if status.waiting == 0 and status.windows:
        return {"people": "", "wait": "", "says": texts.t("Nobody waits"), "kind": "good"}
    if status.windows == 0:
        says = texts.t("No window open yet")
        return {"people": people(texts, status.waiting), "wait": "", "says": says, "kind": "warn"}
    here = people(texts, status.waiting)
    if status.late:
        return {"people": here, "wait": "", "says": texts.t("Perhaps not today"), "kind": "warn"}
    return {"people": here, "wait": wait(texts, status.wait), "says": "", "kind": ""}


def not_taking(texts: Texts, status: QueueStatus) -> str:
    """Why a queue gives no numbers now."""
    if status.taking == "not_yet":
        return texts.t("Numbers are given from {opens}", opens=status.opens or "")
    if status.taking == "full":
        return texts.t("Full today")
    if status.taking == "no_time":
        return texts.t("No time left")
    return texts.t("Closed today")


def why_not(texts: Texts, queue: Queue, status: QueueStatus) -> str:
    """The same as a sentence to somebody who wants a number there."""
    return texts.t("{queue}: {why}", queue=queue.name.get(texts.language), why=why_none(texts, status))


def why_none(texts: Texts, status: QueueStatus) -> str:
    """The same where it is known which queue is meant."""
    return texts.refusal("no_time") if status.taking == "no_time" else not_taking(texts, status)


def late(texts: Texts) -> str:
    """The warning to somebody whose turn may come too late in the day."""
    return texts.t("Many people wait: your turn may not come before closing.")


def windows(plan: Plan, queue: str, texts: Texts) -> str:
    """The windows that may call a ticket of this queue, short: "1–4, 7" and names where windows have them."""
    serving = [counter for counter in plan.counters if queue in counter.serves]
    plain = sorted(int(counter.id) for counter in serving if _is_plain(counter))
    named = [counter.label(texts.language) for counter in serving if not _is_plain(counter)]
    parts = [texts.t("{numbers}", numbers=_ranges(plain, texts))] if plain else []
    return texts.t(", ").join([*parts, *named])


def _is_plain(counter: Counter) -> bool:
    return counter.name is None and counter.id.isascii() and counter.id.isdigit()


def _ranges(numbers: list[int], texts: Texts) -> str:
    """Three or more in a row as a range."""
    parts: list[str] = []
    for _, run in groupby(enumerate(numbers), lambda pair: pair[1] - pair[0]):
        row = [str(number) for _, number in run]
        parts += [f"{row[0]}–{row[-1]}"] if len(row) > 2 else row
    return texts.t(", ").join(parts)


def missed(plan: Plan, texts: Texts) -> str:
    """What happens when the number is missed: the hall's own line, or one made from its rules."""
    if plan.passed_hint is not None:
        return plan.passed_hint.get(texts.language)
    rules = plan.rules
    if rules.passed == "new_ticket":
        return texts.t("Called {calls} times and missed: please take a new number.", calls=rules.calls)
    if rules.passed == "end":
        return texts.t(
            "Called {calls} times and missed: tell the guide desk, you go on at the end of the line.",
            calls=rules.calls,
        )
    return texts.t(
        "Called {calls} times and missed: tell the guide desk, you come after the next {n}.",
        calls=rules.calls,
        n=rules.passed_behind,
    )


def priority(texts: Texts, cls: PriorityClass | None) -> str:
    """That somebody goes first by age, as the card says; "" for whoever does not."""
    if cls is None or cls.from_age is None:
        return ""
    return texts.t("Priority at {age}+", age=cls.from_age)


def kiosk_classes(plan: Plan) -> list[PriorityClass]:
    """The classes that a citizen may choose here, the ordinary one first."""
    ordinary = plan.classes[-1]
    return [ordinary, *(cls for cls in plan.classes[:-1] if cls.at_kiosk)]
