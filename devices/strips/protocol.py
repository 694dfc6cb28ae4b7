"""What the protocols of strips have in common: a look becomes a frame, and a strip answers it.

Each protocol has a module of its own.
"""

from __future__ import annotations

from typing import NamedTuple
from typing import Protocol as Shape

from devices.strips.says import Look
from link.plan import Strip


class Answer(NamedTuple):
    """What a strip said to a frame. `error`: why it does not show it; "" when it does."""

    address: int
    error: str = ""


class Answers(Shape):
    """Reads the answers on one open line."""

    noise: int
    """Bytes so far that made no sense."""

    def feed(self, data: bytes) -> list[Answer]:
        """The answers that are whole now."""

    def forget(self) -> None:
        """What came so far is not the beginning of an answer."""


class Protocol(Shape):
    """How lines of one kind of controller are spoken to."""

    def frame(self, strip: Strip, look: Look) -> bytes:
        """The frame that lets this strip show that."""

    def answers(self) -> Answers:
        """What reads the answers on one open line."""
