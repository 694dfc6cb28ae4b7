"""Paper for a number once more: which programs of the hall can print it now, and how its paper fared.

Asking for it is in `guide_desk.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from assets.texts import N_, Texts
from link.words import ProgramState, Ticket

ON_PAPER: Final = {
    "printed": N_("Printed"),
    "reprinted": N_("Printed again"),
    "failed": N_("Not printed"),
}
NO_PAPER: Final = frozenset({"out", "cover", "offline", "fault"})


def offered(programs: Sequence[ProgramState], ticket: Ticket, texts: Texts) -> dict[str, Any]:
    """What the page of a number says of paper: `paper`, and the printers to choose from in `printers`."""
    there = [one for one in programs if one.joined and _printers(one)]
    return {
        "paper": texts.t(ON_PAPER[ticket.printed]) if ticket.printed else "",
        "printers": [
            {"program": f"{one.role}/{one.name}", "name": one.name, "well": _prints(one)} for one in there
        ],
    }


def _printers(program: ProgramState) -> list[str]:
    return [device.state for device in program.devices if device.kind == "printer"]


def _prints(program: ProgramState) -> bool:
    return any(state not in NO_PAPER for state in _printers(program))
