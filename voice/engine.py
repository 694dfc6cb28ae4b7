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


class Part(NamedTuple):
    """An engine in one language: it may speak one and lack the voice of another. None: getting ready."""

    engine: str
    language: Spoken | None


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
        self._failures: dict[Part, int] = {}
        self._rests_until: dict[Part, float] = {}
        self._why: dict[Part, str] = {}
        self._instead: dict[Spoken | None, str] = {}
        """By language: the engine that speaks it, where a better one cannot."""
        self._told = ""

    def begin(self) -> None:
        """Get the first engine ready; that it cannot is told."""
        part = Part(self._engines[0].name, None)
        with self._watched(part):
            try:
                self._engines[0].begin()
            except EngineError as error:
                self._failed(part, error)
        self._tell()

    def say(self, phrase: Phrase) -> bytes:
        """The sound of a phrase, by the first engine that can. Raises EngineError with every reason."""
        reasons = []
        awake = [one for one in self._engines if self._is_awake(one, phrase)]
        for engine in awake or self._engines[-1:]:
            part = Part(engine.name, phrase.language)
            try:
                with self._watched(part):
                    said = engine.say(phrase)
            except EngineError as error:
                reasons.append(str(error))
                if not isinstance(error, NoWords):
                    self._failed(part, error)
                continue
            self._well(part)
            return said
        self._tell()
        raise EngineError("; ".join(reasons))

    def close(self) -> None:
        """End all of them."""
        for engine in self._engines:
            engine.close()

    def _is_awake(self, engine: Engine, phrase: Phrase) -> bool:
        return self._rests_until.get(Part(engine.name, phrase.language), 0) <= self._clock()

    def _watched(self, part: Part) -> _Watch:
        return _Watch(self._notice_s, lambda: self._hangs(part))

    def _hangs(self, part: Part) -> None:
        self._why[part] = f"the engine {part.engine} has made no sound for {self._notice_s:g} s"
        self._tell()

    def _failed(self, part: Part, error: EngineError) -> None:
        count = self._failures[part] = self._failures.get(part, 0) + 1
        self._why[part] = f"the engine {part.engine} failed: {error}"
        self._rests_until[part] = self._clock() + PAUSES_S[min(count, len(PAUSES_S)) - 1]
        log.info("voice.engine_failed", engine=part.engine, why=str(error))

    def _well(self, part: Part) -> None:
        """What it could not say in another language it still cannot."""
        for gone in (part, Part(part.engine, None)):
            for kept in (self._failures, self._rests_until, self._why):
                kept.pop(gone, None)
        self._instead.pop(part.language, None)
        if any(other.language == part.language for other in self._why):
            self._instead[part.language] = part.engine
        self._tell()

    def _tell(self) -> None:
        told = [why + self._replaced(part) for part, why in self._why.items()]
        why = "; ".join(dict.fromkeys(told))
        if why != self._told:
            self._told = why
            self._on_trouble(why)

    def _replaced(self, part: Part) -> str:
        return f"; {self._instead[part.language]} speaks instead" if part.language in self._instead else ""


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
