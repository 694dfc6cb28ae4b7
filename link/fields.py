"""The kinds of text that stand in commands, each with its limits.

Which command has which of them is in `link/commands.py`; those of a hall file are in `link/plan.py`.
"""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

CommandId = Annotated[str, Meta(min_length=8, max_length=64)]
Number = Annotated[str, Meta(pattern=r"^[A-Z]{1,2}[0-9]{3,7}$")]
Note = Annotated[str, Meta(max_length=200)]
Name = Annotated[str, Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,31}$")]
ClerkId = Annotated[str, Meta(pattern=r"^[A-Za-z0-9]{1,16}$")]
Pin = Annotated[str, Meta(min_length=4, max_length=32)]
Phone = Annotated[str, Meta(pattern=r"^\+?[0-9]{6,15}$")]
PhoneTail = Annotated[str, Meta(pattern=r"^[0-9]{4}$")]
BookingCode = Annotated[str, Meta(pattern=r"^[A-HJKMNP-Z2-9]{8}$")]
Evidence = Annotated[str, Meta(min_length=1, max_length=60, pattern=r"^(?!.*[0-9]{5})")]
"""Which paper was seen; without the number on it, so five digits in a row are refused."""
IdentityNumber = Annotated[str, Meta(pattern=r"^[1-9][0-9]{16}[0-9X]$")]
"""A resident identity number (GB 11643-1999), 18 characters; kept only as a keyed hash."""
TicketKey = Annotated[str, Meta(pattern=r"^[0-9a-f]{16}$")]
"""The secret on the paper."""
Spoken = Annotated[str, Meta(min_length=1, max_length=200)]
