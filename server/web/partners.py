"""Which partner system has a key: the server knows, and its answer holds for a minute.

What a partner may do is in the API.
"""

from __future__ import annotations

import hashlib
import math
import time
from collections import OrderedDict
from collections.abc import Callable

from link.client import new_id
from link.commands import CheckPartner
from link.frames import Reply
from server.web.problems import Problem
from server.web.uplink import Uplink

REMEMBERED_S = 60.0
"""A key that was dropped is good for so long at most; a new one that was wrong before likewise."""
KEYS_KEPT = 1_000
KEY_CHARS = range(16, 129)


class Partners:
    """The keys that were seen lately, by their hash."""

    def __init__(self, uplink: Uplink, clock: Callable[[], float] = time.monotonic) -> None:
        self._uplink, self._clock = uplink, clock
        self._seen: OrderedDict[bytes, tuple[str | None, float]] = OrderedDict()

    async def name_of(self, key: str) -> str:
        """The partner's name. Raises Problem: `unknown_key`, or that the server cannot be asked."""
        hashed = hashlib.sha256(key.encode()).digest()
        name, until = self._seen.get(hashed, (None, -math.inf))
        if until < self._clock():
            name = await self._ask(key)
            self._seen[hashed] = (name, self._clock() + REMEMBERED_S)
            self._seen.move_to_end(hashed)
            if len(self._seen) > KEYS_KEPT:
                self._seen.popitem(last=False)
        if name is None:
            raise Problem("unknown_key")
        return name

    def knows(self, key: str) -> bool:
        """Whether the key was good lately."""
        name, until = self._seen.get(hashlib.sha256(key.encode()).digest(), (None, -math.inf))
        return name is not None and until >= self._clock()

    async def _ask(self, key: str) -> str | None:
        if len(key) not in KEY_CHARS:
            return None
        answer = await self._uplink.send(CheckPartner(id=new_id(), key=key))
        if isinstance(answer, Reply):
            return answer.name
        if answer.code == "unknown_key":
            return None
        raise Problem.of(answer)
