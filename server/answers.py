"""The answers of commands that were done, for clients that ask again, also before they are durable.

What a command leads to, and when it is durable, is the engine's matter.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable

from server.hall.internal import Actor

ANSWERS_KEPT = 100_000
"""So many answers of today's commands are remembered."""

Answer = Callable[[bytes], None]
AnswerKey = tuple[Actor, str]
"""Who gave the command, and its id."""


class Answers:
    """The stored answers of one engine, in memory: a replay makes them again."""

    def __init__(self) -> None:
        self._stored: OrderedDict[AnswerKey, bytes | None] = OrderedDict()
        """None: done, but not durable yet."""
        self._waiting: dict[AnswerKey, list[Answer]] = {}

    def again(self, key: AnswerKey, answer: Answer) -> bool:
        """Give a command that was done its answer, now or with the first one. False for a new command."""
        if key not in self._stored:
            return False
        stored = self._stored[key]
        if stored is None:
            self._waiting.setdefault(key, []).append(answer)
        else:
            answer(stored)
        return True

    def done(self, key: AnswerKey) -> None:
        """The command was done; its answer is not durable yet."""
        self.remember(key, None)

    def durable(self, key: AnswerKey, reply: bytes) -> None:
        """The answer counts from now on: whoever asked again meanwhile gets it too."""
        self._stored[key] = reply
        for answer in self._waiting.pop(key, ()):
            answer(reply)

    def remember(self, key: AnswerKey, reply: bytes | None) -> None:
        """Keep an answer, and forget the oldest where there are too many."""
        self._stored[key] = reply
        if len(self._stored) > ANSWERS_KEPT:
            self._stored.popitem(last=False)

    def get(self, key: AnswerKey) -> bytes | None:
        """The answer, if it is durable."""
        return self._stored.get(key)

    def forget(self) -> None:
        """The journal is read anew: what was stored may not hold any more."""
        self._stored.clear()

    def left_waiting(self) -> list[tuple[Answer, AnswerKey]]:
        """Whoever asked again and still waits; from now on they do not."""
        waiting = [(answer, key) for key, answers in self._waiting.items() for answer in answers]
        self._waiting.clear()
        return waiting
