"""The voice: calls are announced one after another by a thread, on the loudspeaker or into WAV files.

What is said is in `phrases.py`, how it becomes sound in `speaker.py`, how it is heard in `player.py`.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from pathlib import Path
from queue import SimpleQueue
from tempfile import TemporaryDirectory
from threading import Event, Thread

import structlog

import assets
from link.plan import Language, Plan
from link.words import Call
from voice import phrases, player, sound
from voice.player import Player, PlayError
from voice.speaker import Speaker, SpeakerError

PAUSE_S = 0.3
"""Between two phrases; the engine adds its own end pause to each."""
STALE_S = 30.0
"""After so long people have found their way by the board, and newer calls wait."""
log = structlog.get_logger()


class Voice:
    """Announces calls: the chime, then in each language in turn the phrase `plan.voice.times` times.

    `keep`: the folder where each announcement is kept as a WAV file, besides being played if there is a
    sound device; None keeps nothing. Both callbacks run on the thread of the voice and get the call's n:

    - `on_spoken(n)`: the whole announcement was heard or, without a sound device, is in its file.
    - `on_trouble(n, why)`: it was not, or not wholly. `why` begins with a word for programs: "stale:" it
      waited too long and was left out; "speech:" a language was not spoken (the chime and what could be
      said was); "sound:" it was not played to its end, or there is neither device nor folder; "file:" it
      could not be written.

    Each call gets one of them, once; after `close` none does. `plan` may be exchanged at any time.
    """

    def __init__(
        self,
        plan: Plan,
        keep: Path | None,
        on_spoken: Callable[[int], None],
        on_trouble: Callable[[int, str], None],
        *,
        find_player: Callable[[], Player | None] = player.find,
        speaker: Speaker | None = None,
        stale_s: float = STALE_S,
    ) -> None:
        self.plan = plan
        self._keep, self._stale_s = keep, stale_s
        self._on_spoken, self._on_trouble = on_spoken, on_trouble
        self._player = find_player()
        self._speaker = speaker or Speaker()
        self._chime = sound.read(assets.path("chime.wav"))
        self._scratch = TemporaryDirectory(prefix="tingxu-call-", ignore_cleanup_errors=True)
        self._calls: SimpleQueue[tuple[Call, float] | None] = SimpleQueue()
        self._closed = Event()
        self._thread = Thread(target=self._run, name="voice", daemon=True)
        self._thread.start()

    def say(self, call: Call) -> None:
        """Announce a call after those before it; comes back at once. Nothing happens after `close`."""
        self._calls.put((call, time.monotonic()))

    def close(self) -> None:
        """Fall silent at once and end thread and child; calls that still wait are left out without a word."""
        self._closed.set()
        self._calls.put(None)
        if self._player is not None:
            self._player.stop()
        self._speaker.close()
        self._thread.join()
        self._scratch.cleanup()

    # -------------------------------------------------------------- on the thread
    def _run(self) -> None:
        self._warm_up()
        while (item := self._calls.get()) is not None and not self._closed.is_set():
            call, asked = item
            why = self._too_late(asked) or self._announce(call)
            if self._closed.is_set():
                return
            if why:
                log.info("voice.trouble", number=call.number, counter=call.counter, why=why)
                self._on_trouble(call.n, why)
            else:
                self._on_spoken(call.n)

    def _warm_up(self) -> None:
        """So that the first call does not wait for the child. A lasting failure is told with each call."""
        try:
            self._speaker.begin()
        except SpeakerError as error:
            log.info("voice.not_ready", why=str(error))

    def _too_late(self, asked: float) -> str:
        waited = time.monotonic() - asked
        return f"stale: waited {waited:.0f} s to be said" if waited > self._stale_s else ""

    def _announce(self, call: Call) -> str:
        """Say one call; the reason when not all of it succeeded, else ""."""
        plan, parts, faults = self.plan, [self._chime], []
        for language in plan.voice.languages:
            try:
                parts += [self._phrase(call, plan, "en" if language == "en" else "zh")] * plan.voice.times
            except SpeakerError as error:
                faults.append(f"speech: {language}: {error}")
        try:
            self._deliver(call, sound.joined(parts, PAUSE_S))
        except PlayError as error:
            faults.append(f"sound: {error}")
        except OSError as error:
            faults.append(f"file: {error}")
        return "; ".join(faults)

    def _phrase(self, call: Call, plan: Plan, language: Language) -> bytes:
        voice = self._speaker.voice(language)
        said = phrases.words(call, plan, language)
        return self._speaker.speak(phrases.spelled(said, language, self._speaker.driver), voice)

    def _deliver(self, call: Call, announcement: bytes) -> None:
        """Keep it, play it, or both. Raises PlayError and OSError."""
        if self._closed.is_set():
            return
        if self._player is None and self._keep is None:
            raise PlayError("there is no sound device, and no folder to keep the announcement in")
        folder = self._keep or Path(self._scratch.name)
        folder.mkdir(parents=True, exist_ok=True)
        wav = folder / file_name(call)
        sound.write(wav, announcement)
        if self._player is not None:
            self._player.play(wav, sound.seconds(announcement))
        if self._keep is None:
            wav.unlink()


def file_name(call: Call) -> str:
    """Under which name an announcement is kept: "0007-A012-window-3.wav", first the call's n."""
    number, counter = (re.sub(r"[^A-Za-z0-9_-]", "_", part) for part in (call.number, call.counter))
    return f"{call.n:04d}-{number}-window-{counter}.wav"
