"""One request to a page, with what everything on it needs: the hall, the moment, the language, the form.

How a page is made from it is in `looks.py`; what it says, in the page's own module.
"""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Depends
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from link.commands import Command
from link.frames import Reply
from link.plan import Plan
from server.hall.calendar import Moment
from server.hall.state import Hall
from server.web.callers import Caller, address_of, spend
from server.web.pages import words
from server.web.pages.looks import look_of, page
from server.web.problems import Problem
from server.web.public import public_of


class Visit:
    """One request. Raises Problem when it is one too many of its address, or there is no hall yet."""

    def __init__(self, request: Request) -> None:
        self.request, self.public = request, public_of(request)
        self.caller = Caller(address_of(request))
        spend(self.public, Caller(self.counted_as()), writes=request.method == "POST")
        self.hall: Hall = self.public.hall
        self.plan: Plan = words.plan_of(self.hall)
        self.now: Moment = self.public.replica.now()
        self.texts = look_of(request).texts

    def counted_as(self) -> str:
        """Whose requests these are, where they are limited."""
        return self.caller.address

    def page(self, template: str, status: int = 200, **more: Any) -> Response:
        """A page in the visitor's language."""
        return page(self.request, template, status, **more)

    def what(self, queue: str | None, matter: str | None) -> str:
        """What somebody comes for."""
        return words.what(self.hall, queue, matter, self.texts)

    async def form(self) -> FormData:
        """What was sent."""
        return await self.request.form()

    async def give(self, command: Command) -> Reply:
        """Give a command to the hall. Raises Problem."""
        answer = await self.public.uplink.send(command)
        if isinstance(answer, Reply):
            return answer
        raise Problem.of(answer)

    def sentence(self, problem: Problem) -> str:
        """A problem as a form says it: whoever does not know whether it was done may just press again."""
        if problem.code == "no_answer":
            return self.texts.t("The hall did not answer. Press the button again: it is done only once.")
        return problem.sentence(self.texts.language)


def go(address: str) -> Response:
    """To another page, which is asked for anew: going back or reloading there sends no form again."""
    return RedirectResponse(address, 303)


Here = Annotated[Visit, Depends(Visit)]
