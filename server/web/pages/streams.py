"""What keeps a page live: one stream of server-sent events for each phone, and as little in it as can be.

What is sent is decided by a `Source`; nothing is kept for a phone but the last view it was sent.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Protocol

import msgspec
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from server.web.public import Public

BEAT_S = 15.0
"""Something is said at least so often: a page that hears nothing for longer knows that it is cut off."""
LEAST_S = 1.0
"""Between two news to one phone, in seconds: the second one gathers what happened meanwhile."""
RETRY_MS = 3_000

View = Mapping[str, str]
"""What a page shows: texts and states by name."""


class Source(Protocol):
    """Where the news of a stream come from."""

    def news(self, seen: View | None) -> tuple[View, bytes]:
        """The view as it is now, and the event that leads to it from the one that was seen; b"" for none."""

    def beat(self) -> str:
        """The time, as the page shows it."""


def event(news: View) -> bytes:
    """An event that says some of a view."""
    return b"data: " + msgspec.json.encode(news) + b"\n\n"


def difference(seen: View | None, view: View) -> bytes:
    """The event that leads from one view to another."""
    if seen is None:
        return event(view)
    news = {name: text for name, text in view.items() if seen.get(name) != text}
    return event(news) if news else b""


class EventStream(Response):
    """An answer that goes on until the phone or the program goes."""

    def __init__(self, public: Public, source: Source) -> None:
        super().__init__(media_type="text/event-stream", headers={"X-Accel-Buffering": "no"})
        del self.headers["content-length"]
        self._public, self._source = public, source

    async def __call__(self, _: Scope, receive: Receive, send: Send) -> None:
        """Speak until either end goes."""
        await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
        feeding = asyncio.create_task(self._feed(send))
        gone = asyncio.create_task(_until_gone(receive))
        try:
            await asyncio.wait((feeding, gone), return_when=asyncio.FIRST_COMPLETED)
        finally:
            gone.cancel()
            feeding.cancel()
            done = await asyncio.gather(feeding, gone, return_exceptions=True)
        if isinstance(done[0], Exception) and not isinstance(done[0], OSError):  # OSError: the phone is gone
            raise done[0]

    async def _feed(self, send: Send) -> None:
        replica, clock = self._public.replica, asyncio.get_running_loop().time
        await _say(send, b"retry: %d\n\n" % RETRY_MS)
        version, seen = replica.version, None
        while not self._public.stopping.is_set():
            seen, news = self._source.news(seen)
            if news:
                await _say(send, news)
            quiet_until = clock() + LEAST_S
            try:
                async with asyncio.timeout(BEAT_S):
                    version = await replica.changed(version)
            except TimeoutError:
                await _say(send, f"event: beat\ndata: {self._source.beat()}\n\n".encode())
            if (pause := quiet_until - clock()) > 0 and not self._public.stopping.is_set():
                await asyncio.sleep(pause)
        await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _say(send: Send, data: bytes) -> None:
    """Waits while the phone is too slow to take it."""
    await send({"type": "http.response.body", "body": data, "more_body": True})


async def _until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        continue
