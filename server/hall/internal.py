"""Commands that only the server itself gives: nobody can send them over the wire.

What they do is decided beside all the others in `decide.py`.
"""

from __future__ import annotations

from typing import NamedTuple

from msgspec import Struct

from link.commands import Command
from link.plan import Plan


class Actor(NamedTuple):
    """Who gives a command: a device's role and name; the server itself is ("server", "")."""

    role: str
    name: str


SERVER = Actor("server", "")


class Configure(Struct, frozen=True):
    """This is the hall's plan from now on."""

    plan: Plan
    id: str = ""


class OpenWindow(Struct, frozen=True):
    """A clerk whose PIN was right signs in at the actor's window, or at that of one of its keypads."""

    id: str
    clerk: str
    window: str | None = None


AnyCommand = Command | Configure | OpenWindow
