"""Where the pages join the public plane's application."""

from __future__ import annotations

from fastapi import FastAPI

from server.web.pages import (
    booked,
    booking,
    follow,
    guide,
    guide_desk,
    guide_devices,
    guide_ratings,
    rating,
    status,
    tablet,
)
from server.web.pages.guide_session import NotSignedIn, Sessions, to_sign_in
from server.web.pages.looks import Static, problem_page
from server.web.public import Public


def add_to(app: FastAPI, public: Public) -> None:
    """Add every page, and how a problem looks outside the API."""
    app.state.boards = status.boards(public)
    app.state.sessions = Sessions()
    parts = (
        status, booking, booked, follow, rating, tablet, guide, guide_desk, guide_devices, guide_ratings,
    )  # fmt: skip
    for part in parts:
        app.include_router(part.router, include_in_schema=False)
    app.mount("/static", Static(), "static")
    app.add_exception_handler(NotSignedIn, to_sign_in)
    public.problem_page = problem_page
