"""The manager's verbs about bookings: pardon somebody who missed some, give a booking back.

They speak with the server as a device of the role manager. What the bookings came to is in `cli/report.py`.
"""

from __future__ import annotations

import re
from typing import Annotated, Any, get_args

import typer

from cli.manage import IdentityOption, ServerOption, command
from link.commands import CancelBooking, Pardon
from link.fields import BookingCode, Phone


def add_to(app: typer.Typer) -> None:
    """Add these verbs to the command."""
    for verb in (pardon, cancel_booking):
        app.command()(verb)


def pardon(
    identity: IdentityOption,
    code: Annotated[str, typer.Option(help="Code of a booking of theirs, for today or later.")] = "",
    phone: Annotated[str, typer.Option(help="Their phone number; it is neither logged nor kept.")] = "",
    server: ServerOption = "",
) -> None:
    """Forget a person's missed bookings, so that they may book again (role manager)."""
    if bool(code) == bool(phone):
        raise typer.BadParameter("name one of the two: --code of a booking, or --phone")
    fields = {"code": _code(code)} if code else {"phone": _number(phone)}
    command(identity, server, Pardon, **fields)


def cancel_booking(
    code: Annotated[str, typer.Argument(help="The booking's code.")],
    identity: IdentityOption,
    server: ServerOption = "",
) -> None:
    """Give a booking back for somebody, also when it is too late for them to do it (role manager)."""
    command(identity, server, CancelBooking, code=_code(code))


def _code(text: str) -> str:
    """A booking's code as people type it: case, spaces and hyphens do not matter."""
    code = re.sub(r"[\s-]", "", text).upper()
    if not _fits(BookingCode, code):
        raise typer.BadParameter(f"{text!r} is not the code of a booking: 8 letters and digits")
    return code


def _number(text: str) -> str:
    """A phone number as people type it. What is wrong is said without the number."""
    number = re.sub(r"[\s()-]", "", text)
    if not _fits(Phone, number):
        raise typer.BadParameter("that is not a phone number: 6 to 15 digits, with or without + in front")
    return number


def _fits(annotated: Any, text: str) -> bool:
    return re.fullmatch(get_args(annotated)[1].pattern, text) is not None
