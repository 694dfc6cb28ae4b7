"""The start page: a tile for each queue, the headline, and what stands in the way of taking a number.

When the page is shown is decided in `kiosk.py`; how it looks is QML's business.
"""

from __future__ import annotations

from assets import saying
from assets.texts import N_, Texts
from link.client import LinkState
from link.mirror import Mirror
from link.plan import Plan, Queue
from link.words import QueueStatus
from printers.status import PrinterState
from screen.rows import Row

SERVER: dict[LinkState, str] = {
    "looking": N_("Connecting to the hall. Numbers can be taken in a moment."),
    "lost": N_("No connection to the hall. It comes back by itself: please wait."),
    "not_paired": N_("This kiosk is not paired with the hall. Please ask the staff."),
}
PRINTER: dict[PrinterState, tuple[str, str]] = {
    PrinterState.OUT: ("warn", N_("No paper. You still get your number: note it down, or take a photo.")),
    PrinterState.COVER: (
        "warn",
        N_("The printer is open. You still get your number: note it down, or take a photo."),
    ),
    PrinterState.OFFLINE: (
        "warn",
        N_("The printer does not answer. You still get your number: note it down, or take a photo."),
    ),
    PrinterState.UNKNOWN: (
        "warn",
        N_("The printer does not answer. You still get your number: note it down, or take a photo."),
    ),
    PrinterState.LOW: ("plain", N_("Paper is running low. Staff, please put in a new roll.")),
}
"""The kind of notice, and what it says."""


def server_notice(state: LinkState, languages: list[Texts]) -> list[str]:
    """What is wrong with the connection, in one or two languages; [] when nothing is."""
    msgid = SERVER.get(state)
    return [texts.t(msgid) for texts in languages] if msgid else []


def printer_notice(state: PrinterState | None, languages: list[Texts]) -> tuple[str, list[str]]:
    """Kind and words of what is wrong with the printer; ("", []) when nothing is."""
    kind, msgid = PRINTER.get(state, ("", "")) if state is not None else ("", "")
    return kind, [texts.t(msgid) for texts in languages] if msgid else []


def status_of(mirror: Mirror, queue: str) -> QueueStatus:
    """How a queue stands; closed as long as nothing is known."""
    return mirror.queues.get(queue) or QueueStatus(queue, "closed")


def tiles(plan: Plan, mirror: Mirror, texts: Texts) -> list[Row]:
    """A row for each queue, in the order of the hall file."""
    return [_tile(queue, status_of(mirror, queue.id), texts) for queue in plan.queues]


def _tile(queue: Queue, status: QueueStatus, texts: Texts) -> Row:
    return {
        "key": queue.id,
        "letter": queue.letter,
        "icon": queue.icon or "documents",
        "name": queue.name.get(texts.language),
        "about": queue.about.get(texts.language) if queue.about else "",
        "takes": status.taking == "open",
        **saying.stands(texts, status),
    }


def headline(mirror: Mirror, texts: Texts, *, blocked: bool) -> str:
    """What to do here, or from when."""
    if blocked:
        return texts.t("One moment …")
    queues = mirror.queues.values()
    if any(queue.taking == "open" for queue in queues):
        return texts.t("Which service do you need?")
    later = [queue.opens for queue in queues if queue.taking == "not_yet" and queue.opens]
    if later:
        return texts.t("Numbers are given from {opens}", opens=min(later))
    return texts.t("No more numbers today")
