"""What a scanned or typed line means: a booking's code or address, or the key on a paper ticket.

Where lines come from (a serial scanner, one that types like a keyboard, a form) and what is done with them
is elsewhere.
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

SIGN = "[A-HJKMNP-Z2-9]"
"""Of a booking's code: nothing that looks like something else."""
BETWEEN = re.compile(r"[\s\-–—.]")
"""What people put between the groups of a code."""
CODE = re.compile(f"{SIGN}{{8}}")
ADDRESS = re.compile(f"/B/({SIGN}{{4}})[ -]?({SIGN}{{4}})(?:$|[/?#])")
"""Of a booking's page, in capitals; half an address before it does no harm."""
TICKET = re.compile(r"(?:TINGXU:[^:\s]{1,40}:|/t/)([0-9a-f]{16})(?:$|[/?#\s])", re.IGNORECASE)
"""As `kiosk/ticket.py` puts it on paper: the address where a phone follows it, or words for the staff."""


class OfBooking(NamedTuple):
    """The code of a booking."""

    code: str


class OfTicket(NamedTuple):
    """The key on a paper ticket."""

    key: str


Meaning = OfBooking | OfTicket | None


def meaning(line: str) -> Meaning:
    """What a line means; None for anything else."""
    if found := TICKET.search(line.strip()):
        return OfTicket(found[1].lower())
    code = booking_code(line)
    return OfBooking(code) if code is not None else None


def booking_code(line: str) -> str | None:
    """The booking's code in a line that was scanned or typed; None for anything else."""
    text = unicodedata.normalize("NFKC", line).strip().upper()
    if found := ADDRESS.search(text):
        return found[1] + found[2]
    code = BETWEEN.sub("", text)
    return code if CODE.fullmatch(code) else None
