"""What an engine is: something that makes sound of a phrase. Which ones there are, and which is used.

The speech engine is in `speech.py`, the recorded one in `clips.py`; what is said, and when, in `voice.py`.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from threading import Timer
from typing import NamedTuple, Protocol

import structlog

from link.plan import Spoken

log = structlog.get_logger()

NOTICE_S = 4.5
"""An engine that makes no sound for so long is reported; with another one behind it, given up for a while."""
PAUSES_S = (5.0, 15.0, 45.0, 120.0)
"""So long an engine that failed is left alone: after the first failure, the second in a row …"""


class EngineError(Exception):
    """An engine could not say a phrase; the text says why and what would help."""


class Phrase(NamedTuple):
    """What is to be said, in words for people."""

    text: str
    language: Spoken
    free: bool = False
    """An announcement: any words. Else it is made of the words of calls."""
    speed: int = 100
    """In percent."""


class Engine(Protocol):
    """Makes sound (format: `sound.py`) of phrases. All but `close` are called from one thread."""

    name: str

    def begin(self) -> None:
        """Get ready, so that the first phrase does not wait. Raises EngineError."""

    def say(self, phrase: Phrase) -> bytes:
        """The sound of a phrase; b"" when this engine says nothing. Raises EngineError."""

    def close(self) -> None:
        """End at once; from any thread. A phrase under way raises EngineError."""


class Mute:
    """Says nothing: people hear the chime and look up."""

    name = "none"

    def begin(self) -> None:
        """Nothing is needed."""

    def say(self, phrase: Phrase) -> bytes:  # noqa: ARG002 - as every engine
        """No sound."""
        return b""

    def close(self) -> None:
        """Nothing to end."""


class Engines:
    """Several engines, the preferred first: one that fails is replaced by the next, and tried again later.

    `on_trouble` gets the trouble in words whenever it changes, "" when there is none; on the thread that
    says the phrase, or on a timer's while that thread hangs.
    """

    def __init__(
        self,
        engines: Sequence[Engine],
        on_trouble: Callable[[str], None],
        *,
        notice_s: float = NOTICE_S,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._engines, self._on_trouble = tuple(engines), on_trouble
        self._notice_s, self._clock = notice_s, clock
        self._failures: dict[str, int] = {}
        self._rests_until: dict[str, float] = {}
        self._why: dict[str, str] = {}
        self._told = ""

    def begin(self) -> None:
        """Get the first engine ready; that it cannot is told."""
        with self._watched(self._engines[0]):
            try:
                self._engines[0].begin()
            except EngineError as error:
                self._failed(self._engines[0], error)
        self._tell()

    def say(self, phrase: Phrase) -> bytes:
        """The sound of a phrase, by the first engine that can. Raises EngineError with every reason."""
        reasons = []
        awake = [one for one in self._engines if self._rests_until.get(one.name, 0) <= self._clock()]
        for engine in awake or self._engines[-1:]:
            try:
                with self._watched(engine):
                    said = engine.say(phrase)
            except EngineError as error:
                reasons.append(str(error))
                if not isinstance(error, NoWords):
                    self._failed(engine, error)
                continue
            self._well(engine)
            return said
        self._tell()
        raise EngineError("; ".join(reasons))

    def close(self) -> None:
        """End all of them."""
        for engine in self._engines:
            engine.close()

    def _watched(self, engine: Engine) -> _Watch:
        return _Watch(self._notice_s, lambda: self._hangs(engine))

    def _hangs(self, engine: Engine) -> None:
        self._why[engine.name] = f"the engine {engine.name} has made no sound for {self._notice_s:g} s"
        self._tell()

    def _failed(self, engine: Engine, error: EngineError) -> None:
        count = self._failures[engine.name] = self._failures.get(engine.name, 0) + 1
        self._why[engine.name] = f"the engine {engine.name} failed: {error}"
        self._rests_until[engine.name] = self._clock() + PAUSES_S[min(count, len(PAUSES_S)) - 1]
        log.info("voice.engine_failed", engine=engine.name, why=str(error))

    def _well(self, engine: Engine) -> None:
        for kept in (self._failures, self._rests_until, self._why):
            kept.pop(engine.name, None)
        self._tell(engine)

    def _tell(self, speaks: Engine | None = None) -> None:
        why = "; ".join(self._why[one.name] for one in self._engines if one.name in self._why)
        if why and speaks is not None:
            why += f"; {speaks.name} speaks instead"
        if why != self._told:
            self._told = why
            self._on_trouble(why)


class NoWords(EngineError):
    """This engine has no words for the phrase, and is well all the same."""


class _Watch:
    """Calls when what it is around takes too long."""

    def __init__(self, limit_s: float, late: Callable[[], None]) -> None:
        self._timer = Timer(limit_s, late)
        self._timer.daemon = True

    def __enter__(self) -> None:
        self._timer.start()

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()
