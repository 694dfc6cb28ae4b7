"""Limits for what one connection, or one address, may ask of the server.

They protect everybody else from a device gone mad; a device in order never meets them.
"""

from __future__ import annotations

import time

from link.commands import UNANSWERED
from link.frames import Error

FRAMES_PER_S = 2_000
BURST = 4_000
BAD_FRAMES = 20
"""After so many bad frames the connection is closed."""
FREE_CODES = 5
"""So many wrong codes an address may try within CODE_PAUSE_S; then it waits."""
CODE_PAUSE_S = 60


class Rejected(Exception):
    """The frame cannot be taken; `error` tells the client why, and whether the connection ends."""

    def __init__(self, error: Error) -> None:
        super().__init__(f"{error.code} {error.detail}".strip())
        self.error = error


class Guard:
    """Counts for one connection. Every method raises Rejected when a limit is passed."""

    def __init__(self) -> None:
        self._credit, self._at = float(BURST), time.monotonic()
        self._unanswered = self._bad = 0

    def frame(self) -> None:
        """A frame has come: a leaky bucket of BURST, refilled at FRAMES_PER_S."""
        self._credit -= 1
        if self._credit < 0:
            now = time.monotonic()
            self._credit = min(BURST, self._credit + (now - self._at) * FRAMES_PER_S)
            self._at = now
            if self._credit < 0:
                raise Rejected(
                    Error("slow_down", fatal=True, detail=f"more than {FRAMES_PER_S} frames a second")
                )

    def asked(self) -> None:
        """A command was handed on."""
        self._unanswered += 1
        if self._unanswered > UNANSWERED:
            raise Rejected(Error("too_many_unanswered", fatal=True, detail=f"at most {UNANSWERED} at once"))

    def answered(self) -> None:
        """A command was answered."""
        self._unanswered -= 1

    def bad(self) -> bool:
        """A frame was rejected; true when it was one too many."""
        self._bad += 1
        return self._bad >= BAD_FRAMES


class CodeGuard:
    """Wrong pairing codes by address, so that nobody can try them all."""

    def __init__(self) -> None:
        self._failures: dict[str, list[float]] = {}

    def wait_s(self, host: str) -> int:
        """How long this address has to wait before it may try a code; 0 when it may now."""
        since = time.monotonic() - CODE_PAUSE_S
        recent = [at for at in self._failures.get(host, []) if at > since]
        if not recent:
            self._failures.pop(host, None)
            return 0
        self._failures[host] = recent
        return int(recent[0] - since) + 1 if len(recent) >= FREE_CODES else 0

    def failed(self, host: str) -> None:
        """This address tried a wrong code."""
        self._failures.setdefault(host, []).append(time.monotonic())
