"""What every page and every answer of the public plane works with, made once in `app.py`.

Nothing is decided here.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import Response

from server.web.kept import Kept
from server.web.limits import Guards, Limits
from server.web.partners import Partners
from server.web.problems import Problem
from server.web.repeats import Repeats
from server.web.replica import Replica
from server.web.uplink import RETRY_S, Uplink

if TYPE_CHECKING:
    from server.hall.state import Hall

ProblemPage = Callable[[Request, Problem], Response]


class Public:
    """One public plane."""

    def __init__(
        self, replica: Replica, uplink: Uplink, limits: Limits | None = None, *, behind_proxy: bool = False
    ) -> None:
        self.replica, self.uplink = replica, uplink
        self.guards = Guards(limits or Limits())
        self.behind_proxy = behind_proxy
        """A proxy in front of it says whose request it is (X-Forwarded-For)."""
        self.partners = Partners(uplink)
        self.repeats = Repeats()
        self.kept = Kept()
        self.stopping = asyncio.Event()
        """Set when the program ends: whoever holds a connection open lets go of it."""
        self.token = ""
        """Of the identity with which this program joined the hall; the tablets' addresses come from it."""
        self.problem_page: ProblemPage | None = None
        """How a problem looks outside /api/; none: like there."""

    @property
    def language(self) -> str:
        """The hall's first language."""
        plan = self.replica.hall.plan if self.replica.known else None
        return plan.languages[0] if plan is not None else "zh"

    @property
    def hall(self) -> Hall:
        """The hall, to be read only. Raises Problem before it is known."""
        if not self.replica.known:
            raise Problem("starting", {"wait_s": RETRY_S})
        return self.replica.hall


def public_of(request: Request) -> Public:
    """The public plane that a request came to."""
    public: Public = request.app.state.public
    return public
