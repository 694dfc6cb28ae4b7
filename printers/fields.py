"""What can stand on a paper: the fields of a ticket or of a day, in one language, and a sample of them.

Where they stand is the layouts'; docs/ticket-layouts.md lists them. The sentences are in `assets/saying.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from assets import saying
from assets.texts import Texts
from link.frames import PrintOrder, Reply
from link.plan import LayoutName, Plan
from link.words import Ticket, Wait
from printers.text import clean

Value = str | int
Fields = dict[str, Value]
QR_MAX_BYTES = 300
"""Up to here a code of correction level M fits 58 mm paper."""

FIELDS: Final[dict[str, str]] = {
    "hall": "name of the hall",
    "number": "the number, A001",
    "queue": "name of the queue",
    "matter": "name of the matter; empty where only a queue was chosen",
    "title": "the matter, or else the queue",
    "priority": "name of the priority class; empty for the ordinary one and for booked times",
    "booked": "the booked time, 10:30; empty for whoever came without",
    "windows": "the windows that may call the number",
    "window": "the one window that the ticket was sent to, or that called it; else empty",
    "ahead": "how many people are before this one",
    "wait": "the estimated wait",
    "day": "the day of the hall",
    "taken": "day and time at which the number was taken",
    "time": "the time alone",
    "early": "what it means to be early; empty for whoever is not",
    "late": "the warning that the turn may not come before closing; else empty",
    "missed": "what happens when the number is missed",
    "follow": "what the QR code is for",
    "qr": "what the QR code holds; empty where it would not fit",
    "note": "on a transfer note the clerk's note; with a priority class what proves it; else empty",
    "tickets_taken": "of the day: numbers given",
    "tickets_served": "of the day: served to the end",
    "tickets_passed": "of the day: called and did not come, and did not come back",
    "tickets_cancelled": "of the day: given back",
    "tickets_expired": "of the day: still open at closing",
    "wait_mean": "of the day: the mean wait until the first call",
    "wait_longest": "of the day: the longest",
    "ratings": "of the day: how many rated; empty where nobody is asked",
    "rating_mean": "of the day: their mean, of five stars",
    "ratings_bad": "of the day: bad ones, which have to be answered",
}
"""Every field with what it is. All are there in every layout, and empty where they say nothing."""

FIGURES: Final = (
    "tickets_taken", "tickets_served", "tickets_passed", "tickets_cancelled", "tickets_expired",
    "ratings", "rating_mean", "ratings_bad",
)  # fmt: skip
"""What `PrintOrder.closing` may hold beside `day` ("2026-11-26") and the two waits in seconds."""
WAITS: Final = ("wait_mean", "wait_longest")


@dataclass(frozen=True)
class Taken:
    """A ticket with what only the reply, or the order to print it, tells."""

    ticket: Ticket
    key: str
    ahead: int
    wait: Wait | None
    late: bool = False
    """The turn may not come before closing."""

    @staticmethod
    def of(told: Reply | PrintOrder) -> Taken:
        """From the reply that gave it. Raises ValueError where there is no ticket."""
        if told.ticket is None:
            raise ValueError("there is no ticket in it")
        late = isinstance(told, Reply) and told.late
        return Taken(told.ticket, told.key or "", told.ahead or 0, told.wait, late)


def layout_for(plan: Plan, ticket: Ticket) -> LayoutName:
    """Which layout a ticket gets: by appointment, with a class better than the ordinary one, or neither."""
    if ticket.booked is not None:
        return "appointment"
    return "green" if ticket.cls in {cls.id for cls in plan.classes[:-1]} else "ordinary"


def of_ticket(plan: Plan, taken: Taken, texts: Texts, *, layout: LayoutName = "ordinary") -> Fields:
    """The fields of a ticket in the language of the texts."""
    ticket = taken.ticket
    qr = qr_content(plan, taken)
    return _only_clean({
        "hall": plan.name.get(texts.language),
        "number": ticket.number,
        "queue": queue_name(plan, ticket, texts),
        "matter": matter_name(plan, ticket, texts),
        "title": matter_name(plan, ticket, texts) or queue_name(plan, ticket, texts),
        "priority": class_name(plan, ticket, texts),
        "booked": "" if ticket.booked is None else clock(ticket.booked, plan),
        "windows": saying.windows(plan, ticket.queue, texts),
        "window": _window(plan, ticket, texts),
        "ahead": saying.people(texts, taken.ahead),
        "wait": saying.wait(texts, taken.wait),
        "day": texts.day(local(ticket.taken, plan).date().isoformat()),
        "taken": local(ticket.taken, plan).strftime("%m-%d %H:%M"),
        "time": clock(ticket.taken, plan),
        "early": early(plan, ticket, texts),
        "late": saying.late(texts) if taken.late else "",
        "missed": saying.missed(plan, texts),
        "follow": follow(plan, texts),
        "qr": qr if len(qr.encode()) <= QR_MAX_BYTES else "",
        "note": _note(plan, ticket, texts, layout),
    })  # fmt: skip


def of_closing(plan: Plan, figures: Mapping[str, Value], texts: Texts) -> Fields:
    """The fields of a day's figures, as `PrintOrder.closing` has them; unknown ones are left out."""
    fields: Fields = {name: figures[name] for name in FIGURES if name in figures}
    for name in WAITS:
        seconds = figures.get(name)
        if isinstance(seconds, int):
            fields[name] = texts.t("{n} min", n=round(seconds / 60))
    day = str(figures.get("day", ""))
    return _only_clean({"hall": plan.name.get(texts.language), "day": texts.day(day), **fields})


def _only_clean(fields: Mapping[str, Value]) -> Fields:
    """Every field, without control characters; what is not given is empty."""
    given: Fields = {
        name: value if isinstance(value, int) else clean(value) for name, value in fields.items()
    }
    return dict.fromkeys(FIELDS, "") | given


def qr_content(plan: Plan, taken: Taken) -> str:
    """What the QR code holds: the page where a phone follows the ticket, or words that staff can scan."""
    if plan.follow_url:
        return f"{plan.follow_url}/t/{taken.key}"
    return f"TINGXU:{taken.ticket.id}:{taken.key}"


def follow(plan: Plan, texts: Texts) -> str:
    """What the code on paper is for."""
    if plan.follow_url:
        return texts.t("Scan to follow your turn on your phone")
    return texts.t("Staff can scan this code")


def matter_name(plan: Plan, ticket: Ticket, texts: Texts) -> str:
    """The matter that the person came for; "" where only a queue was chosen."""
    return next((one.name.get(texts.language) for one in plan.matters if one.id == ticket.matter), "")


def queue_name(plan: Plan, ticket: Ticket, texts: Texts) -> str:
    """The queue in which it waits."""
    return next((queue.name.get(texts.language) for queue in plan.queues if queue.id == ticket.queue), "")


def class_name(plan: Plan, ticket: Ticket, texts: Texts) -> str:
    """The name of the ticket's priority class; "" for the ordinary one, and where a booked time says more."""
    best = plan.classes[:-1] if ticket.booked is None else ()
    return next((cls.name.get(texts.language) for cls in best if cls.id == ticket.cls), "")


def early(plan: Plan, ticket: Ticket, texts: Texts) -> str:
    """What it means to be early; "" for whoever is not."""
    if ticket.booked is None or ticket.taken >= ticket.booked:
        return ""
    return texts.t(
        "You are early: you will be called at {time}, or sooner if a window is free.",
        time=clock(ticket.booked, plan),
    )


def local(ms: int, plan: Plan) -> datetime:
    """A moment in the hall's time zone."""
    return datetime.fromtimestamp(ms / 1000, ZoneInfo(plan.timezone))


def clock(ms: int, plan: Plan) -> str:
    """The hall's time, "09:41"."""
    return local(ms, plan).strftime("%H:%M")


def _window(plan: Plan, ticket: Ticket, texts: Texts) -> str:
    return next((one.label(texts.language) for one in plan.counters if one.id == ticket.counter), "")


def _note(plan: Plan, ticket: Ticket, texts: Texts, layout: LayoutName) -> str:
    """A clerk's note is for the next clerk: only the transfer note carries it."""
    if layout == "transfer":
        return ticket.note or ""
    if ticket.booked is not None:
        return ""
    evidence = next((cls.evidence for cls in plan.classes[:-1] if cls.id == ticket.cls), None)
    return evidence.get(texts.language) if evidence is not None else ""


def sample(language: str) -> Fields:
    """A ticket and a day with every field filled in, for previews and checks."""
    chinese = language == "zh"
    texts = Texts.load(language)
    return {
        "hall": "罗湖区行政服务大厅" if chinese else "Luohu District Service Hall",
        "number": "A001",
        "queue": "综合业务" if chinese else "General services",
        "matter": "企业设立登记（有限责任公司）" if chinese else "Setting up a limited company",
        "title": "企业设立登记（有限责任公司）" if chinese else "Setting up a limited company",
        "priority": "绿色通道" if chinese else "Green channel",
        "booked": "10:30",
        "windows": "1–4、7、8号" if chinese else "1–4, 7, 8",
        "window": "3号窗口" if chinese else "Window 3",
        "ahead": saying.people(texts, 3),
        "wait": saying.wait(texts, Wait(600, 900, 1500)),
        "day": texts.day(date(2026, 11, 26).isoformat()),
        "taken": "11-26 09:41",
        "time": "09:41",
        "early": texts.t(
            "You are early: you will be called at {time}, or sooner if a window is free.", time="10:30"
        ),
        "late": saying.late(texts),
        "missed": texts.t(
            "Called {calls} times and missed: tell the guide desk, you come after the next {n}.", calls=3, n=3
        ),
        "follow": texts.t("Scan to follow your turn on your phone"),
        "qr": "https://hall.example.org/t/9c1185a5c5e9fc54",
        "note": "请备好：身份证、营业执照副本。" if chinese else "Please have ready: identity card, licence.",
        "tickets_taken": 412,
        "tickets_served": 389,
        "tickets_passed": 9,
        "tickets_cancelled": 6,
        "tickets_expired": 8,
        "wait_mean": texts.t("{n} min", n=11),
        "wait_longest": texts.t("{n} min", n=47),
        "ratings": 203,
        "rating_mean": "4.8",
        "ratings_bad": 2,
    }  # fmt: skip
