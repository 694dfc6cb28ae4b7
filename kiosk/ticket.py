"""A ticket as the citizen gets it: from the server's reply to the strings on the screen and on the paper.

Their layout is `printers/paper.py`'s and QML's; the sentences are in `saying.py`.
"""

from __future__ import annotations

from dataclasses import dataclass

from assets import saying
from assets.texts import Texts
from link.frames import Reply
from link.plan import Plan
from link.words import Ticket, Wait
from printers.paper import QR_MAX_BYTES, TicketPaper
from printers.text import columns
from screen.clock import clock, local

LARGE_COLUMNS = 18
"""A longer value would make every row of the paper small."""


@dataclass(frozen=True)
class Taken:
    """A ticket that was just taken here, with what only the reply tells."""

    ticket: Ticket
    key: str
    ahead: int
    wait: Wait | None
    late: bool = False
    """The turn may not come before closing."""

    @staticmethod
    def of(reply: Reply) -> Taken:
        """From the reply that gave it. Raises ValueError for a reply without a ticket."""
        if reply.ticket is None:
            raise ValueError("the reply has no ticket")
        return Taken(reply.ticket, reply.key or "", reply.ahead or 0, reply.wait, reply.late)


def qr_content(plan: Plan, taken: Taken) -> str:
    """What the QR code holds: the page where a phone follows the ticket, or words that staff can scan."""
    if plan.follow_url:
        return f"{plan.follow_url}/t/{taken.key}"
    return f"TINGXU:{taken.ticket.id}:{taken.key}"


def qr_says(plan: Plan, texts: Texts) -> str:
    """What the code is for."""
    if plan.follow_url:
        return texts.t("Scan to follow your turn on your phone")
    return texts.t("Take a photo of this: staff can scan the code")


def title(plan: Plan, ticket: Ticket, texts: Texts) -> str:
    """What the ticket is for: the matter, or else the queue."""
    for matter in plan.matters:
        if matter.id == ticket.matter:
            return matter.name.get(texts.language)
    return next((queue.name.get(texts.language) for queue in plan.queues if queue.id == ticket.queue), "")


def class_name(plan: Plan, ticket: Ticket, texts: Texts) -> str:
    """The name of the ticket's priority class; "" for the ordinary one, and where a booked time says more."""
    best = plan.classes[:-1] if ticket.booked is None else ()
    return next((cls.name.get(texts.language) for cls in best if cls.id == ticket.cls), "")


def booked(plan: Plan, ticket: Ticket, texts: Texts) -> str:
    """ "Booked 10:30"; "" for somebody who came without."""
    if ticket.booked is None:
        return ""
    return texts.t("Booked {time}", time=clock(ticket.booked, plan))


def early(plan: Plan, ticket: Ticket, texts: Texts) -> str:
    """What it means to be early; "" for whoever is not."""
    if ticket.booked is None or ticket.taken >= ticket.booked:
        return ""
    return texts.t(
        "You are early: you will be called at {time}, or sooner if a window is free.",
        time=clock(ticket.booked, plan),
    )


def paper_says(plan: Plan, texts: Texts) -> str:
    """The same on paper, which needs no photo."""
    if plan.follow_url:
        return texts.t("Scan to follow your turn on your phone")
    return texts.t("Staff can scan this code")


def paper(plan: Plan, taken: Taken, texts: Texts) -> TicketPaper:
    """The ticket as it is printed the first time."""
    ticket = taken.ticket
    windows = saying.windows(plan, ticket.queue, texts)
    lines = [
        (texts.t("Before you"), saying.people(texts, taken.ahead)),
        (texts.t("Wait"), saying.wait(texts, taken.wait)),
    ]
    notes = [texts.t("Please watch the board and listen for your number."), saying.missed(plan, texts)]
    if columns(windows) <= LARGE_COLUMNS:
        lines.insert(0, (texts.t("Windows"), windows))
    else:
        notes.insert(0, texts.t("Windows: {windows}", windows=windows))
    if name := class_name(plan, ticket, texts):
        lines.append((texts.t("Priority"), name))
    if ticket.booked is not None:
        lines.insert(0, (texts.t("Booked"), clock(ticket.booked, plan)))
    warnings = (early(plan, ticket, texts), saying.late(texts) if taken.late else "")
    notes = [*filter(None, warnings), *notes]
    lines.append((texts.t("Taken"), local(ticket.taken, plan).strftime("%m-%d %H:%M")))
    qr = qr_content(plan, taken)
    return TicketPaper(
        hall=plan.name.get(texts.language),
        number=ticket.number,
        title=title(plan, ticket, texts),
        rows=tuple(lines),
        notes=tuple(notes),
        qr=qr if len(qr.encode()) <= QR_MAX_BYTES else "",
        footer=paper_says(plan, texts),
    )
