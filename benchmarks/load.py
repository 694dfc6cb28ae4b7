"""Loads: closed loops of requests, and one message that all must get; what they measured, and its arithmetic.

Which server gets a load, and what the numbers mean, is in the measures.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import NamedTuple

from benchmarks.wire import Wire

PATIENCE_S = 120
"""No load takes longer."""
REPLY = b'{"is":"reply"'
WRONG = (b'{"is":"refused"', b'{"is":"error"')


class LoadError(Exception):
    """The server did not do what the load asked: a number would mean nothing."""


class Load(NamedTuple):
    """What a closed loop measured. Latencies are in seconds, in ascending order."""

    seconds: float
    latencies: list[float]

    @property
    def rate(self) -> float:
        """Requests a second."""
        return len(self.latencies) / self.seconds

    def percentile(self, share: float) -> float:
        """The latency, in seconds, within which this share of the requests was answered."""
        return percentile(self.latencies, share)


def percentile(ascending: Sequence[float], share: float) -> float:
    """The smallest value that at least this share of the values do not exceed."""
    if not ascending:
        raise LoadError("nothing was measured")
    return ascending[max(0, -int(-share * len(ascending) // 1) - 1)]


class _Loop:
    """One client in a closed loop: it asks the next when the last was answered."""

    def __init__(
        self, wire: Wire, frames: Sequence[bytes], at_end: Callable[[Exception | None], None]
    ) -> None:
        self.latencies: list[float] = []
        self._wire, self._frames, self._at_end = wire, iter(frames), at_end
        wire.on_text, wire.on_end = self._came, at_end

    def start(self) -> None:
        """Ask the first."""
        self._next(time.perf_counter())

    def _next(self, now: float) -> None:
        frame = next(self._frames, None)
        if frame is None:
            self._at_end(None)
        else:
            self._asked = now
            self._wire.send(frame)

    def _came(self, text: bytes) -> None:
        if text.startswith(REPLY):
            now = time.perf_counter()
            self.latencies.append(now - self._asked)
            self._next(now)
        elif text.startswith(WRONG):
            self._at_end(LoadError(text.decode()))


async def closed_loops(wires: Sequence[Wire], frames: Sequence[Sequence[bytes]]) -> Load:
    """Each client sends its frames, the next whenever the last was answered. Raises LoadError, WireError."""
    ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    left = len(wires)

    def at_end(error: Exception | None) -> None:
        nonlocal left
        left -= 1
        if not ended.done() and error is not None:
            ended.set_exception(error)
        elif not ended.done() and left == 0:
            ended.set_result(None)

    loops = [_Loop(wire, own, at_end) for wire, own in zip(wires, frames, strict=True)]
    begun = time.perf_counter()
    for loop in loops:
        loop.start()
    async with asyncio.timeout(PATIENCE_S):
        await ended
    seconds = time.perf_counter() - begun
    return Load(seconds, sorted(latency for loop in loops for latency in loop.latencies))


class _Crowd:
    """Clients that each wait for a text with the mark in it; `ended` is the moment when the last has it."""

    def __init__(self, watchers: Sequence[Wire], mark: bytes) -> None:
        self.ended: asyncio.Future[float] = asyncio.get_running_loop().create_future()
        self._mark, self._left = mark, len(watchers)
        for wire in watchers:
            wire.on_text, wire.on_end = partial(self._came, wire), self.failed

    def _came(self, wire: Wire, text: bytes) -> None:
        if self._mark in text:
            wire.on_text = lambda _: None
            self._left -= 1
            if self._left == 0 and not self.ended.done():
                self.ended.set_result(time.perf_counter())

    def answered(self, text: bytes) -> None:
        """What the caller hears: only that it was refused matters."""
        if text.startswith(WRONG):
            self.failed(LoadError(text.decode()))

    def failed(self, error: Exception) -> None:
        """Nobody needs to wait any more."""
        if not self.ended.done():
            self.ended.set_exception(error)


async def until_all_have(caller: Wire, frame: bytes, watchers: Sequence[Wire], mark: bytes) -> float:
    """Seconds from sending a frame until the last watcher has got a text with the mark in it."""
    crowd = _Crowd(watchers, mark)
    if caller not in watchers:
        caller.on_text, caller.on_end = crowd.answered, crowd.failed
    begun = time.perf_counter()
    caller.send(frame)
    async with asyncio.timeout(PATIENCE_S):
        return await crowd.ended - begun
