"""Following a ticket and giving the turn up: what the API and the pages do alike.

Whoever has the paper has the key; nobody else is told it.
"""

from __future__ import annotations

from typing import Final

from link.commands import Cancel
from link.frames import FINAL_STATES
from link.words import Ticket
from server.web.callers import Caller
from server.web.problems import Problem
from server.web.public import Public

CAN_GIVE_UP: Final = ("waiting", "parked", "passed")
"""Whoever is at a window says it there."""


def find(public: Public, caller: Caller, key: str) -> Ticket:
    """Today's ticket with this key, also one that is over. Raises Problem.

    A key has 64 random bits: who tries wrong ones is slowed down, but a right one is good at any time, so
    that in a hall's own network nobody can shut the others out.
    """
    assert public.hall  # noqa: S101 - raises Problem before it is known
    found = public.replica.ticket(key)
    if found is None:
        if caller.partner is None:
            public.guards.guess.take(caller.address)
        raise Problem("unknown_ticket")
    return found


async def give_up(public: Public, caller: Caller, key: str, repeat_key: str | None = None) -> Ticket:
    """The person does not want the turn any more. Raises Problem."""
    found = find(public, caller, key)
    id_ = public.repeats.id_of(repeat_key, caller.name(), f"give up {found.id}")
    if found.state in FINAL_STATES and repeat_key is None:
        raise Problem("ticket_over", {"number": found.number, "state": found.state})
    try:
        reply = await public.repeats.send(public.uplink, Cancel(id=id_, number=found.number))
    except Problem as problem:
        if problem.code != "unknown_number":
            raise
        raise Problem(
            "ticket_over", {"number": found.number, "state": find(public, caller, key).state}
        ) from None
    if reply.ticket is None:
        raise Problem("key_reused")
    return reply.ticket
