"""The kinds of fields that the API takes and gives, each with its form, a description and an example.

What they make up is in `shapes.py`.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError

from link.resident import is_number

DATE = r"^20[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"
TIME = r"^([01][0-9]|2[0-3]):[0-5][0-9]$"
ID = r"^[A-Za-z0-9][A-Za-z0-9_-]{0,31}$"


def _real_date(text: str) -> str:
    try:
        date.fromisoformat(text)
    except ValueError:
        raise PydanticCustomError("no_date", "there is no such date") from None
    return text


def _real_number(text: str) -> str:
    if not is_number(text):
        raise PydanticCustomError("no_identity_number", "there is no such identity number")
    return text


def left_out(schema: dict[str, Any]) -> None:
    """Describe something that may be left out without saying that it may be null."""
    [kind] = [one for one in schema.pop("anyOf") if one != {"type": "null"}]
    schema |= {name: value for name, value in kind.items() if name not in schema}
    schema.pop("default", None)


LeftOut = Field(json_schema_extra=left_out)
Day = Annotated[
    str,
    StringConstraints(pattern=DATE),
    AfterValidator(_real_date),
    Field(
        description="A local date of the hall.", examples=["2026-11-26"], json_schema_extra={"format": "date"}
    ),
]
Time = Annotated[
    str,
    StringConstraints(pattern=TIME),
    Field(description="A local time of the hall: when a slot begins.", examples=["09:30"]),
]
QueueId = Annotated[
    str, StringConstraints(pattern=ID), Field(description="A queue, as GET /hall names it.", examples=["tax"])
]
MatterId = Annotated[
    str,
    StringConstraints(pattern=ID),
    Field(description="A matter, as GET /matters names it.", examples=["invoice"]),
]
IdentityNumber = Annotated[
    str,
    StringConstraints(pattern=r"^[1-9][0-9]{16}[0-9X]$"),
    AfterValidator(_real_number),
    Field(
        description="A resident identity number (GB 11643): the identity card then finds the booking at the "
        "kiosk. Only a keyed hash of it is kept, as long as the phone number; it is never shown again.",
        examples=["11010519491231002X"],
        json_schema_extra={"format": "identity-number"},
    ),
]
Instant = Annotated[
    str, Field(description="A moment, with its offset from UTC.", examples=["2026-11-26T09:30:00+08:00"])
]


class Model(BaseModel):
    """A part of an answer."""

    model_config = ConfigDict(frozen=True)


class Asked(BaseModel):
    """A body that somebody sends: a field that nobody knows is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


EXAMPLES = {
    "day": "2026-11-26",
    "time": "09:30",
    "phone": "13800138000",
    "identity": "11010519491231002X",
    "queue": "tax",
    "matter": "invoice",
    "department": "bureau",
    "reference": "order-4711",
    "days": "7",
    "limit": "50",
    "offset": "0",
    "bookable": "true",
}
"""What would be right, by name of the field or parameter."""
