"""A resident identity number (GB 11643-1999): whether it can be one, the day of birth in it, an age.

It never keeps one. Where numbers may be known at all is said in docs/decisions/0021-cards-under-keys.md.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Final

LENGTH: Final = 18
FORM: Final = re.compile(r"[1-9][0-9]{16}[0-9X]")
WEIGHTS: Final = tuple(2 ** (17 - at) % 11 for at in range(17))
CHECK: Final = "10X98765432"


def is_number(text: str) -> bool:
    """Whether this can be somebody's number: its form, a real day of birth, and the check digit."""
    return FORM.fullmatch(text) is not None and _birth(text) is not None and text[17] == check_sign(text[:17])


def check_sign(first: str) -> str:
    """The last sign that belongs to the first 17 digits."""
    return CHECK[sum(int(digit) * weight for digit, weight in zip(first, WEIGHTS, strict=True)) % 11]


def birth(number: str) -> date:
    """The day of birth. Raises ValueError for what is no number; the text does not repeat it."""
    found = _birth(number) if FORM.fullmatch(number) else None
    if found is None:
        raise ValueError("not an identity number")
    return found


def age(born: date, today: date) -> int:
    """Full years on a day; whoever was born on 29 February has the birthday on 1 March in other years."""
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def _birth(number: str) -> date | None:
    try:
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None
