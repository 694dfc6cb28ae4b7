"""What the parts of a plan are made of: its kinds of text, and the base of every table.

The plan itself is in `plan.py`, its devices in `plan_devices.py`.
"""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta, Struct

Id = Annotated[str, Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,31}$")]
Letter = Annotated[str, Meta(pattern=r"^[A-Z]{1,2}$")]
HourMinute = Annotated[str, Meta(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$|^24:00$")]
Date = Annotated[str, Meta(pattern=r"^20[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$")]
Day = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
Policy = Literal["strict", "due", "accumulating", "pattern"]
"""Who is next; what each one means is in `server/hall/discipline.py`."""
Language = Literal["zh", "en"]
Spoken = Literal["zh", "yue", "en"]
"""What a loudspeaker speaks: Mandarin, Cantonese (from the Chinese texts), English."""
Program = Annotated[str, Meta(pattern=r"^(kiosk|display|devices)/[A-Za-z0-9][A-Za-z0-9_.-]{0,31}$")]
"""A program of the hall by role and name, as it was paired: "kiosk/door"."""
LayoutName = Literal["ordinary", "appointment", "green", "transfer", "reprint", "closing"]
"""The kinds of paper; what each one is for is in docs/ticket-layouts.md."""


class PlanStruct(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A part of the plan: never changed once read, and strict about the names of its fields."""


class Text(PlanStruct, frozen=True):
    """One text in both languages."""

    zh: Annotated[str, Meta(min_length=1)]
    en: Annotated[str, Meta(min_length=1)]

    def get(self, language: str) -> str:
        """The text in `language` ("zh" or "en"; anything else gives English)."""
        return self.zh if language == "zh" else self.en
