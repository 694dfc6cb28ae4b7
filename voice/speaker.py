"""Speech from text: the parent's end of the child process, with deadlines, and a new child after a failure.

The child holds pyttsx3 (`child.py`). What is said, and when, is decided in `voice.py`.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from queue import Empty, SimpleQueue
from tempfile import TemporaryDirectory
from threading import Lock, Thread
from typing import TypeVar

import msgspec
import structlog

from link.plan import Spoken
from voice import sound
from voice.orders import Done, Order, Ready
from voice.voices import Chosen, choose

ROOT = Path(__file__).parents[1]
"""Where the child finds `display`, installed or in a checkout."""
REMEMBERED = 32
"""Phrases kept (about 0.2 MB each): recalls, and the second time a phrase is said, cost nothing."""
Line = TypeVar("Line", Ready, Done)
log = structlog.get_logger()


class SpeakerError(Exception):
    """A phrase could not be spoken; the text says why."""


class Speaker:
    """Speaks one phrase at a time. Only `close` and `pid` may be used from another thread.

    `start_s`: how long a new child may take to be ready; `phrase_s`: how long a phrase may take; `within_s`:
    how long everything in a `budget` may take together.
    """

    def __init__(self, *, start_s: float = 20.0, phrase_s: float = 10.0, within_s: float = 60.0) -> None:
        self._start_s, self._phrase_s, self._within_s = start_s, phrase_s, within_s
        self._until = float("inf")
        self._child: subprocess.Popen[bytes] | None = None
        self._lines: SimpleQueue[bytes] = SimpleQueue()
        self._ready = Ready()
        self._closing = Lock()
        self._closed = False
        self._folder = TemporaryDirectory(prefix="tingxu-voice-", ignore_cleanup_errors=True)
        self._remembered = lru_cache(maxsize=REMEMBERED)(self._twice)
        self.started = 0
        """How many children were started so far: more than one means that one hung or died."""

    @property
    def pid(self) -> int | None:
        """The child's process id, None while there is none."""
        return self._child.pid if self._child else None

    @property
    def driver(self) -> str:
        """pyttsx3's driver: "espeak", "sapi5" or "nsss"; starts the child. Raises SpeakerError."""
        self.begin()
        return self._ready.driver

    def begin(self) -> None:
        """Start the child if there is none, and wait until it is ready. Raises SpeakerError."""
        if self._child is not None:
            return
        self._start()
        try:
            self._ready = self._next(Ready, self._start_s)
        except SpeakerError:
            self._kill()
            raise

    def voice(self, language: Spoken, speed: int = 100) -> Chosen:
        """The best voice for a language; starts the child. Raises SpeakerError when the machine has none."""
        self.begin()
        voice = choose(language, self._ready.driver, self._ready.voices, speed)
        if voice is None:
            raise SpeakerError(f"{self._ready.driver} has no voice for {language!r}: install one")
        return voice

    def speak(self, text: str, voice: Chosen) -> bytes:
        """The sound of a text (format: `sound.py`). Tries a second time with a new child.

        Raises SpeakerError.
        """
        return self._remembered(text, voice)

    def close(self) -> None:
        """End the child at once; a phrase that is being spoken raises SpeakerError."""
        with self._closing:
            self._closed = True
            self._kill()
        self._folder.cleanup()

    @contextmanager
    def budget(self) -> Iterator[None]:
        """What is done in this block gets `within_s` in all: a new child, a phrase, and a second try."""
        self._until = time.monotonic() + self._within_s
        try:
            yield
        finally:
            self._until = float("inf")

    def _twice(self, text: str, voice: Chosen) -> bytes:
        try:
            return self._once(text, voice)
        except SpeakerError as error:
            if time.monotonic() > self._until:
                raise
            log.info("voice.again", why=str(error))
        return self._once(text, voice)

    def _once(self, text: str, voice: Chosen) -> bytes:
        self.begin()
        wav = Path(self._folder.name) / f"phrase-{self.started}.wav"
        try:
            self._send(Order(text=text, voice=voice.id, rate=voice.rate, wav=str(wav)))
            self._next(Done, self._phrase_s)
            spoken = sound.read(wav)
            wav.unlink()
        except (SpeakerError, sound.SoundError, OSError) as error:
            self._kill()
            raise SpeakerError(str(error)) from error
        if not any(spoken):
            raise SpeakerError(f"the voice {voice.id} made no sound of {text!r}")
        return spoken

    def _start(self) -> None:
        with self._closing:
            if self._closed:
                raise SpeakerError("the voice is closed")
            paths = [str(ROOT), os.environ.get("PYTHONPATH", "")]
            self._child = subprocess.Popen(
                [sys.executable, "-m", "voice.child"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, paths))},
            )
            self.started += 1
            self._lines = SimpleQueue()
            Thread(target=_read, args=(self._child, self._lines), name="voice-lines", daemon=True).start()

    def _send(self, order: Order) -> None:
        child = self._child
        if child is None or child.stdin is None:
            raise SpeakerError("the voice is closed")
        try:
            child.stdin.write(msgspec.json.encode(order) + b"\n")
            child.stdin.flush()
        except (OSError, ValueError) as error:  # ValueError: close() shut the pipe meanwhile
            raise SpeakerError(f"the speech process took no order: {error}") from error

    def _next(self, kind: type[Line], limit_s: float) -> Line:
        limit_s = max(0.01, min(limit_s, self._until - time.monotonic()))
        try:
            line = self._lines.get(timeout=limit_s)
        except Empty:
            raise SpeakerError(f"the speech process did not answer within {limit_s:.1f} s") from None
        if not line:
            raise SpeakerError("the speech process ended by itself")
        try:
            answer = msgspec.json.decode(line, type=kind)
        except msgspec.MsgspecError as error:
            raise SpeakerError(f"the speech process answered {line!r}: {error}") from error
        if answer.why:
            raise SpeakerError(answer.why)
        return answer

    def _kill(self) -> None:
        """Kill works on a stopped process too, and a child has nothing to save."""
        child, self._child = self._child, None
        if child is None:
            return
        child.kill()
        child.wait()
        if child.stdin:
            try:
                child.stdin.close()
            except OSError:
                log.debug("voice.unsent", pid=child.pid)


def _read(child: subprocess.Popen[bytes], lines: SimpleQueue[bytes]) -> None:
    """Hand over the child's lines, and an empty one at its end."""
    assert child.stdout is not None  # noqa: S101 - Popen was told to make the pipe
    with child.stdout as out:
        for line in out:
            lines.put(line)
    lines.put(b"")
