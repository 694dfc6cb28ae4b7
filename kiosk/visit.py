"""One person's errand: what was chosen or booked, the one command that gives a number, and the ticket.

Asking the server and moving between pages is `taking.py`'s; how it looks is QML's business.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from assets import saying
from assets.texts import N_, Texts
from devices.sdt import Card
from kiosk import ticket
from kiosk.printing import Print
from kiosk.qr import source
from kiosk.ticket import Taken
from link.client import new_id
from link.commands import CheckIn, Command, TakeTicket
from link.plan import Plan, PriorityClass, Queue
from link.words import QueueStatus
from screen.rows import Row

PRINT_SAYS: dict[str, tuple[str, str, str]] = {
    "none": ("note", "accent", N_("Please note your number, or take a photo")),
    "printing": ("printer", "plain", N_("Your ticket is being printed …")),
    "printed": ("check", "good", N_("Please take your ticket")),
    "failed": ("warning", "warn", N_("Not printed. Your number is valid.")),
}
"""Icon, kind and words for each state of a print."""
PRINT_FAILED: dict[str, str] = {
    "out": N_("No paper: note your number or take a photo. Staff can print it again."),
    "cover": N_("The printer is open: note your number or take a photo. Staff can print it again."),
}
PRINT_FAILED_ELSE = N_("Note your number or take a photo. Staff can print it again.")


@dataclass(kw_only=True)
class Errand:
    """What one person came for. `command` is the same for every try, so that an errand gives one ticket.

    Also after a refusal: one of a server that could not write may have been written all the same.
    """

    command: str = field(default_factory=new_id)
    taking: bool = False
    taken: Taken | None = None
    print: Print | None = None

    def ask(self) -> Command:
        """The command that gives the number."""
        raise NotImplementedError

    def forget_person(self) -> None:
        """The number is given: whose it is need not be known any more."""


@dataclass
class Visit(Errand):
    """Somebody without a booking, and what was chosen."""

    queue: str
    matter: str | None
    cls: str
    card: Card | None = None
    """Of whoever laid it down; forgotten once the number is given."""
    aged: PriorityClass | None = None
    """The class that the person has by age."""

    def ask(self) -> Command:
        """Take a ticket."""
        identity = self.card.number if self.card is not None else None
        return TakeTicket(self.command, queue=self.queue, matter=self.matter, cls=self.cls, identity=identity)

    def forget_person(self) -> None:
        """The number is given: whose it is need not be known any more."""
        self.card = None


@dataclass
class Arrival(Errand):
    """Somebody who booked, by the booking's code."""

    code: str

    def ask(self) -> Command:
        """Check in."""
        return CheckIn(self.command, self.code)


def queue_of(plan: Plan, id_: str) -> Queue | None:
    """The queue of this id, if the hall has it."""
    return next((queue for queue in plan.queues if queue.id == id_), None)


def confirm(visit: Visit, queue: Queue, plan: Plan, status: QueueStatus, texts: Texts) -> dict[str, Any]:
    """What the confirm page shows of a visit to this queue."""
    name, about = _named(visit, queue, plan, texts)
    expected = status.wait if visit.cls == plan.classes[-1].id else status.waits.get(visit.cls)
    takes = status.taking == "open"
    return {
        "icon": queue.icon or "documents",
        "letter": queue.letter,
        "name": name,
        "about": about,
        "waiting": saying.people(texts, status.waiting),
        "wait": saying.wait(texts, expected),
        "noWindow": texts.t("No window open yet") if status.windows == 0 else "",
        "takes": takes,
        "closed": "" if takes else saying.why_none(texts, status),
        "late": saying.late(texts) if takes and status.late else "",
        "taking": visit.taking,
        "person": visit.card.masked_name if visit.card is not None else "",
        "priority": saying.priority(texts, visit.aged),
    }


def _named(visit: Visit, queue: Queue, plan: Plan, texts: Texts) -> tuple[str, str]:
    """Name and second line: of the matter where one was chosen, else of the queue."""
    name = queue.name.get(texts.language)
    for matter in plan.matters:
        if matter.id == visit.matter:
            department = next(one.name for one in plan.departments if one.id == matter.department)
            return matter.name.get(texts.language), f"{department.get(texts.language)} · {name}"
    return name, queue.about.get(texts.language) if queue.about else ""


def classes(visit: Visit, plan: Plan, texts: Texts) -> list[Row]:
    """The classes to choose from; none where there is only the ordinary one."""
    choices = saying.kiosk_classes(plan)
    if visit.aged is not None and visit.aged not in choices:
        choices.append(visit.aged)
    if len(choices) < 2:
        return []
    return [
        {
            "key": cls.id,
            "name": cls.name.get(texts.language),
            "evidence": cls.evidence.get(texts.language) if cls.evidence else "",
            "chosen": cls.id == visit.cls,
        }
        for cls in choices
    ]


def result(taken: Taken, printed: Print | None, plan: Plan, texts: Texts) -> dict[str, Any]:
    """What the result page shows of a ticket that was taken."""
    state = printed.state if printed is not None else "none"
    icon, kind, says = PRINT_SAYS[state]
    return {
        "number": taken.ticket.number,
        "name": ticket.title(plan, taken.ticket, texts),
        "priority": ticket.class_name(plan, taken.ticket, texts),
        "booked": ticket.booked(plan, taken.ticket, texts),
        "early": ticket.early(plan, taken.ticket, texts),
        "late": saying.late(texts) if taken.late else "",
        "ahead": saying.ahead(texts, taken.ahead),
        "wait": saying.wait(texts, taken.wait),
        "windows": saying.windows(plan, taken.ticket.queue, texts),
        "qr": source(ticket.qr_content(plan, taken)),
        "qrSays": ticket.qr_says(plan, texts),
        "missed": saying.missed(plan, texts),
        "state": state,
        "icon": icon,
        "kind": kind,
        "says": texts.t(says),
        "todo": _todo(printed, texts),
    }


def _todo(printed: Print | None, texts: Texts) -> str:
    """What to do when there is no paper ticket."""
    if printed is None or printed.state != "failed":
        return ""
    return texts.t(PRINT_FAILED.get(printed.reason or "", PRINT_FAILED_ELSE))
