"""Who of the guides has signed in on which phone: a signed cookie, and nothing kept here but the secret.

The secret is made anew with each start, so a restart signs everybody out. PINs are looked at by the server.
"""

from __future__ import annotations

import hmac
import secrets
import time
from collections.abc import Callable
from typing import Annotated, Final, NamedTuple

from fastapi import Depends
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from server.web.pages.forms import typed
from server.web.pages.looks import is_https
from server.web.pages.visit import Visit

COOKIE: Final = "guide"
PATH: Final = "/guide"
IDLE_S: Final = 3 * 3600
"""Signed out after so long without a touch; and in any case …"""
LONGEST_S: Final = 12 * 3600
"""… so long after signing in: a lost phone opens nothing tomorrow."""


class Session(NamedTuple):
    """One sign-in."""

    clerk: str
    id: str
    began: int
    """Seconds since the epoch."""
    touched: int


class Sessions:
    """Makes and reads the cookies."""

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self._secret, self._clock = secrets.token_bytes(32), clock

    def begin(self, clerk: str) -> Session:
        """A new sign-in."""
        now = int(self._clock())
        return Session(clerk, secrets.token_hex(8), now, now)

    def touch(self, session: Session) -> Session:
        """The same, used just now."""
        return session._replace(touched=int(self._clock()))

    def write(self, session: Session) -> str:
        """The cookie's value."""
        text = f"{session.clerk}.{session.id}.{session.began}.{session.touched}"
        return f"{text}.{self._sign(text)}"

    def read(self, cookie: str) -> Session | None:
        """The sign-in of a cookie; None when it is not one of ours, or too old."""
        text, _, signature = cookie.rpartition(".")
        if not hmac.compare_digest(signature.encode(), self._sign(text).encode()):
            return None
        clerk, id_, began, touched = text.split(".")
        session, now = Session(clerk, id_, int(began), int(touched)), self._clock()
        fresh = now - session.touched <= IDLE_S and now - session.began <= LONGEST_S
        return session if fresh else None

    def csrf(self, session: Session) -> str:
        """What each form of this sign-in carries: no other site's page can know it."""
        return self._sign(f"form/{session.id}")

    def _sign(self, text: str) -> str:
        return hmac.new(self._secret, text.encode(), "sha256").hexdigest()


class NotSignedIn(Exception):
    """Nobody has signed in on this phone, or too long ago."""


async def to_sign_in(_: Request, __: Exception) -> Response:
    """What happens then."""
    return RedirectResponse(PATH, 303)


def session_of(request: Request) -> Session | None:
    """Who has signed in on this phone."""
    sessions: Sessions = request.app.state.sessions
    return sessions.read(request.cookies.get(COOKIE, ""))


def remember(request: Request, answer: Response, session: Session) -> Response:
    """Write the cookie to an answer."""
    sessions: Sessions = request.app.state.sessions
    answer.set_cookie(
        COOKIE,
        sessions.write(sessions.touch(session)),
        max_age=IDLE_S,
        path=PATH,
        secure=is_https(request),
        httponly=True,
        samesite="strict",
    )
    return answer


class Signed(Visit):
    """A visit of a guide who has signed in. Raises NotSignedIn."""

    def __init__(self, request: Request) -> None:
        session = session_of(request)
        if session is None:
            raise NotSignedIn
        self.session = session
        super().__init__(request)
        self._csrf = request.app.state.sessions.csrf(session)

    def counted_as(self) -> str:
        """A guide is not held up by the phones that share the hall's network."""
        return f"guide/{self.clerk}"

    @property
    def clerk(self) -> str:
        """The guide's staff number."""
        return self.session.clerk

    def page(self, template: str, status: int = 200, **more: object) -> Response:
        """A page whose forms are this guide's."""
        answer = super().page(template, status, csrf=self._csrf, clerk=self.clerk, **more)
        return remember(self.request, answer, self.session)

    async def checked(self) -> None:
        """Raises NotSignedIn for a form that does not come from one of our pages."""
        if not hmac.compare_digest(typed(await self.form(), "csrf").encode(), self._csrf.encode()):
            raise NotSignedIn


Guide = Annotated[Signed, Depends(Signed)]
