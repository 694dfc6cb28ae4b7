"""The demo's own copy of a hall file: codes on paper lead to the public plane of this machine.

Nothing else of the hall is changed, but that in a demo of a minute nobody can be a quarter of an hour late.
"""

from __future__ import annotations

import re

FOLLOW = re.compile(r"(?m)^follow_url\s*=.*\n?")
LATE = re.compile(r"(?m)^late_min\s*=.*$")
BOOKING = re.compile(r"(?m)^\[booking\]\s*$")


def copy(text: str, follow_url: str, *, hurry: bool) -> str:
    """The text of a hall file with this address for phones. `hurry`: whoever is late was missed."""
    text = f'follow_url = "{follow_url}"\n' + FOLLOW.sub("", text)
    if not hurry:
        return text
    if LATE.search(text):
        return LATE.sub("late_min = 0", text)
    return BOOKING.sub("[booking]\nlate_min = 0", text)
