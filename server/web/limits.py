"""How much one client may ask of the public plane: a few token buckets, and never many of them.

Who the client is, is found out in `callers.py`; what an answer past the limit looks like is in `problems.py`.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from typing import NamedTuple

from server.web.problems import Problem

CLIENTS_KEPT = 20_000
"""So many buckets of one kind are in memory at most; the one that was used longest ago goes first."""


class Limit(NamedTuple):
    """So many at once, and then so many in a second."""

    name: str
    burst: int
    per_s: float


class Limits(NamedTuple):
    """What the public plane allows. Many phones may share one address: the hall's own, or a carrier's."""

    read: Limit = Limit("read", 3_000, 300.0)
    """Questions of one address: in a hall's own network two thousand phones may have one."""
    write: Limit = Limit("write", 30, 0.5)
    """Bookings made, changed or given back, and turns given up, by one address without a key."""
    partner: Limit = Limit("partner", 400, 50.0)
    """Everything that one partner system asks."""
    guess: Limit = Limit("guess", 10, 1 / 30)
    """Wrong booking codes, ticket keys and partner keys of one address."""


class Credit(NamedTuple):
    """What is left of a limit, for the headers `RateLimit` and `RateLimit-Policy`."""

    limit: Limit
    left: int

    def headers(self) -> dict[str, str]:
        """The two headers, as the IETF draft writes them."""
        window = max(1, round(self.limit.burst / self.limit.per_s))
        full_in = max(0, round((self.limit.burst - self.left) / self.limit.per_s))
        return {
            "RateLimit-Policy": f'"{self.limit.name}";q={self.limit.burst};w={window}',
            "RateLimit": f'"{self.limit.name}";r={self.left};t={full_in}',
        }


class Buckets:
    """The buckets of one limit, by client."""

    def __init__(
        self, limit: Limit, most: int = CLIENTS_KEPT, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.limit, self._most, self._clock = limit, most, clock
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()
        """By client: what was left, and when."""

    def __len__(self) -> int:
        return len(self._buckets)

    def _left(self, client: str, now: float) -> float:
        left, at = self._buckets.get(client, (float(self.limit.burst), now))
        return min(float(self.limit.burst), left + (now - at) * self.limit.per_s)

    def take(self, client: str) -> Credit:
        """Take one. Raises Problem when there is none left."""
        self.look(client)
        now = self._clock()
        left = self._left(client, now) - 1
        self._buckets[client] = (left, now)
        self._buckets.move_to_end(client)
        if len(self._buckets) > self._most:
            self._buckets.popitem(last=False)
        return Credit(self.limit, int(left))

    def look(self, client: str) -> None:
        """Whether there is one left, without taking it. Raises Problem."""
        left = self._left(client, self._clock())
        if left < 1:
            wait_s = int((1 - left) / self.limit.per_s) + 1
            code = "too_many_wrong" if self.limit.name == "guess" else "too_many_requests"
            raise Problem(code, {"wait_s": wait_s}, credit=Credit(self.limit, 0))


class Guards:
    """All buckets of one public plane."""

    def __init__(self, limits: Limits) -> None:
        self.read, self.write = Buckets(limits.read), Buckets(limits.write)
        self.partner, self.guess = Buckets(limits.partner), Buckets(limits.guess)
