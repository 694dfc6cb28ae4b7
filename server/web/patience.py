"""How long a connection may take to say what it wants: whoever opens many and says nothing keeps nobody out.

uvicorn counts only the time after an answer. How long a body may take is in `wire.py`.
"""

from __future__ import annotations

import asyncio

from uvicorn.protocols.http.h11_impl import H11Protocol

HEAD_S = 10.0
"""The head of a request has come after so many seconds, or the connection ends."""


class PatientProtocol(H11Protocol):
    """An HTTP connection that is given up when it takes too long to ask."""

    head_s = HEAD_S
    _giving_up: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """It is open, and has said nothing yet."""
        super().connection_made(transport)
        self._expect()

    def data_received(self, data: bytes) -> None:
        """Something has come: the whole head of a request, or a piece of one."""
        super().data_received(data)
        if self.cycle is not None and not self.cycle.response_complete:
            self._no_more()
        elif self._giving_up is None:
            self._expect()

    def connection_lost(self, exc: Exception | None) -> None:
        """It has ended."""
        self._no_more()
        super().connection_lost(exc)

    def _expect(self) -> None:
        self._giving_up = self.loop.call_later(self.head_s, self._give_up)

    def _give_up(self) -> None:
        self._giving_up = None
        if not self.transport.is_closing():
            self.transport.close()

    def _no_more(self) -> None:
        if self._giving_up is not None:
            self._giving_up.cancel()
            self._giving_up = None
