"""The same request again: an Idempotency-Key becomes the id of the command, and the server does an id once.

What the server remembers of an id is in `server/answers.py`.
"""

from __future__ import annotations

import hashlib
import re
from collections import OrderedDict

from link.client import new_id
from link.commands import Command
from link.frames import Reply
from server.web.problems import Problem
from server.web.uplink import Uplink

KEY = re.compile(r'"?([A-Za-z0-9_-]{16,64})"?')
"""Long enough that nobody hits another one's by chance: without a partner's key all share them."""
BODIES_KEPT = 20_000


class Repeats:
    """What was sent with each key lately, as a hash: another body with the same key is an error."""

    def __init__(self) -> None:
        self._bodies: OrderedDict[str, bytes] = OrderedDict()

    def id_of(self, key: str | None, who: str, what: str) -> str:
        """The command's id: always the same for a key, a caller and what is asked. Raises Problem."""
        if key is None:
            return new_id()
        found = KEY.fullmatch(key.strip())
        if found is None:
            raise Problem("bad_repeat_key")
        return hashlib.sha256("\n".join((who, what, found[1])).encode()).hexdigest()

    async def send(self, uplink: Uplink, command: Command) -> Reply:
        """Give a command whose id may have been used before. Raises Problem.

        A refusal changes nothing and uses no key up.
        """
        body = hashlib.sha256(repr(command).encode()).digest()
        if self._bodies.setdefault(command.id, body) != body:
            raise Problem("key_reused")
        if len(self._bodies) > BODIES_KEPT:
            self._bodies.popitem(last=False)
        answer = await uplink.send(command)
        if isinstance(answer, Reply):
            return answer
        self._bodies.pop(command.id, None)
        raise Problem.of(answer)
