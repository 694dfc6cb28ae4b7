"""A client whose every word is heard, for the tests of `link/client.py`."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from link import client as module
from link.client import Client, new_id
from link.commands import TakeTicket
from link.frames import ServerFrame
from link.identity import Identity

ME = Identity("kiosk", "k", "x" * 43)


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """It tries again at once."""
    monkeypatch.setattr(module, "RETRY_S", (0.01, 0.02))
    monkeypatch.setattr(module, "NOT_PAIRED_RETRY_S", 0.05)


class Kept:
    """A client and all it told."""

    def __init__(self, url: str, identity: Identity) -> None:
        self.url: str | None = url
        self.frames: list[ServerFrame] = []
        self.states: list[str] = []
        self.looks = 0
        """How often it looked for the server."""
        self.failures: list[Exception] = []
        """What its next looks end with."""
        self.client = Client(self._find, identity, self.frames.append, self.states.append)

    async def _find(self) -> str | None:
        self.looks += 1
        if self.failures:
            raise self.failures.pop(0)
        return self.url


@asynccontextmanager
async def joining(url: str, identity: Identity = ME) -> AsyncIterator[Kept]:
    kept = Kept(url, identity)
    running = asyncio.create_task(kept.client.run())
    try:
        yield kept
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


def take(id_: str = "") -> TakeTicket:
    return TakeTicket(id_ or new_id(), "tax")
