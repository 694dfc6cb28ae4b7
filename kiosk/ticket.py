"""A ticket as its screen shows it, and what the printer is given.

What stands on paper is known by `printers/fields.py` and the layouts; the sentences are in `saying.py`.
"""

from __future__ import annotations

from assets.texts import Texts
from link.plan import Plan
from link.words import Ticket
from printers import fields, making
from printers.fields import Taken, class_name, clock, early, qr_content
from printers.profile import Make

__all__ = ["Taken", "booked", "class_name", "early", "paper", "qr_content", "qr_says", "title"]


def qr_says(plan: Plan, texts: Texts) -> str:
    """What the code on the screen is for."""
    if plan.follow_url:
        return fields.follow(plan, texts)
    return texts.t("Take a photo of this: staff can scan the code")


def title(plan: Plan, ticket: Ticket, texts: Texts) -> str:
    """What the ticket is for: the matter, or else the queue."""
    return fields.matter_name(plan, ticket, texts) or fields.queue_name(plan, ticket, texts)


def booked(plan: Plan, ticket: Ticket, texts: Texts) -> str:
    """ "Booked 10:30"; "" for somebody who came without."""
    if ticket.booked is None:
        return ""
    return texts.t("Booked {time}", time=clock(ticket.booked, plan))


def paper(plan: Plan, taken: Taken, texts: Texts) -> Make:
    """The ticket for whichever printer prints it, in the person's language."""
    return making.of_ticket(plan, taken, texts.language)
