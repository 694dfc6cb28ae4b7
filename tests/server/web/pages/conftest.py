"""A real browser with the pages of a real hall; what a phone is in these tests."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, sync_playwright

from link.plan import Plan
from server import access
from server.web import replica
from server.web.limits import Limit, Limits
from server.web.pages import streams
from tests.server.web.pages.pages_kit import Phones
from tests.support.web import Site, bookable, site

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PHONE = {"width": 390, "height": 844}
PATIENCE_MS = 15_000
PLENTY = Limits(**{name: Limit(name, 10_000, 1_000.0) for name in Limits._fields})


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser for the tests of a module; its event loop ends with it."""
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield found
        found.close()


@pytest.fixture
def hall() -> Plan:
    """The hall of the test; a test that needs another one gives its own."""
    return bookable()


@pytest.fixture
def place(tmp_path: Path, hall: Plan, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """A hall with its pages, which tell the news without a pause; PINs are hashed quickly."""
    monkeypatch.setattr(access, "PasswordHasher", partial(PasswordHasher, 1, 8, 1))
    monkeypatch.setattr(streams, "LEAST_S", 0.05)
    monkeypatch.setattr(streams, "RETRY_MS", 200)
    monkeypatch.setattr(replica, "WAKE_EVERY_S", 0.05)
    with site(tmp_path, hall, PLENTY) as found:
        yield found


@pytest.fixture
def phone(browser: Browser, place: Site) -> Iterator[Phones]:
    """Makes a phone: `phone("/book", language="zh", javascript=False)` has a page open on it.

    Whatever a page loads from elsewhere, or its scripts complain of, fails the test.
    """
    complaints: list[str] = []

    def heard(said: ConsoleMessage) -> None:
        if "Policy" in said.text:
            complaints.append(said.text)

    def asked(request: Request) -> None:
        if not request.url.startswith(place.url):
            complaints.append(request.url)

    with ExitStack() as ends:

        def open_one(address: str, *, language: str = "en", javascript: bool = True, **more: Any) -> Page:
            context = browser.new_context(
                base_url=place.url,
                locale={"en": "en-GB", "zh": "zh-CN"}[language],
                java_script_enabled=javascript,
                viewport=more.pop("viewport", PHONE),
                **more,
            )
            ends.callback(context.close)
            context.add_init_script("Math.random = () => 0.01")  # pauses that spread phones over time
            page = context.new_page()
            page.set_default_timeout(PATIENCE_MS)
            page.on("pageerror", lambda error: complaints.append(str(error)))
            page.on("console", heard)
            page.on("request", asked)
            page.goto(address)
            return page

        yield open_one
    assert complaints == []
