"""The voice of one zone: calls and announcements, one after another, by a thread of its own.

Which calls are next is decided in `turns.py`, what is said in `phrases.py`, how it becomes sound by the
engines (`engine.py`), how it is heard in `player.py`.
"""

from __future__ import annotations

import re
import time
from collections import deque
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Condition, Lock, Thread

import structlog

import assets
from link.plan import Plan, Spoken, Text, Zone
from link.words import Call, DeviceCondition
from voice import phrases, player, schedule, sound
from voice.clips import Clips
from voice.engine import Engine, EngineError, Engines, Mute, Phrase
from voice.player import Player, PlayError
from voice.speech import Speech
from voice.turns import Waiting, next_turn

PAUSE_S = 0.3
"""Between two phrases; the engine adds its own end pause to each."""
SCHEDULE_EVERY_S = 1.0
log = structlog.get_logger()


def wall_clock() -> int:
    """Milliseconds since the epoch, where nobody knows the server's clock."""
    return time.time_ns() // 1_000_000


def make_engines(plan: Plan) -> list[Engine]:
    """The engines of the plan, the preferred first; one that has another behind it gives up sooner."""
    names = plan.voice.engines
    engines: list[Engine] = []
    for name in names:
        if name == "speech":
            engines.append(Speech() if name == names[-1] else Speech.hasty())
        elif name == "clips":
            engines.append(Clips(Path(plan.voice.clips), plan))
        else:
            engines.append(Mute())
    return engines


class Voice:
    """Announces the calls of a zone: the chime, then in each language the phrase `plan.voice.times` times.

    `keep`: the folder where each announcement is kept as a WAV file, besides being played if there is a
    sound device; None keeps nothing. The callbacks run on the thread of the voice:

    - `on_spoken(n)`: the whole announcement was heard or, without a sound device, is in its file.
    - `on_trouble(n, why)`: it was not, or not wholly. `why` begins with a word for programs: "stale:" it
      waited too long and was left out; "over:" the person is not called any more, or was called again;
      "silent:" nothing is said now, or by this engine; "speech:" a language was not spoken (the chime and
      what could be said was); "sound:" it was not played to its end, or there is neither device nor folder;
      "file:" it could not be written.
    - `on_state(state, detail)`: how the voice fares, whenever that changes (also on a timer's thread).

    Each call of the zone gets one of the first two, once; after `close` none does. `plan` may be exchanged at
    any time; other engines need another voice. `expected(call)` says whether the person is still called.
    """

    def __init__(
        self,
        plan: Plan,
        keep: Path | None,
        on_spoken: Callable[[int], None],
        on_trouble: Callable[[int, str], None],
        *,
        zone: Zone | None = None,
        on_state: Callable[[DeviceCondition, str], None] = lambda _state, _detail: None,
        expected: Callable[[Call], bool] = lambda _: True,
        now_ms: Callable[[], int] = wall_clock,
        find_player: Callable[[], Player | None] = player.find,
        engines: Sequence[Engine] | None = None,
    ) -> None:
        self.plan, self._zone = plan, zone or Zone("voice", "display/voice")
        self._keep, self._expected, self._now_ms = keep, expected, now_ms
        self._on_spoken, self._on_trouble, self._on_state = on_spoken, on_trouble, on_state
        self._find_player = find_player
        self._player: Player | None = None
        self._engines = Engines(engines or make_engines(plan), self._engine_trouble)
        self._troubles = {"engine": "", "sound": ""}
        self._told: str | None = None
        self._telling = Lock()
        self._chime = sound.read(assets.path("chime.wav"))
        self._scratch = TemporaryDirectory(prefix="tingxu-call-", ignore_cleanup_errors=True)
        self._news = Condition()
        self._calls: list[Waiting] = []
        self._texts: deque[Text] = deque()
        self._said_texts = 0
        self._closed = False
        self._looked_ms = now_ms()
        self._thread = Thread(target=self._run, name=f"voice {self._zone.id}", daemon=True)
        self._thread.start()

    def say(self, call: Call) -> None:
        """Announce a call after those before it; comes back at once. Another zone's call is not for us."""
        if not self._zone.windows or call.counter in self._zone.windows:
            with self._news:
                self._calls.append(Waiting(call, time.monotonic()))
                self._news.notify()

    def announce(self, text: Text) -> None:
        """Say this after what is being said, before the calls that wait; comes back at once."""
        with self._news:
            self._texts.append(text)
            self._news.notify()

    def close(self) -> None:
        """Fall silent at once and end thread and engines; calls that still wait are not told about."""
        with self._news:
            self._closed = True
            self._news.notify()
        if self._player is not None:
            self._player.stop()
        self._engines.close()
        self._thread.join()
        self._scratch.cleanup()

    # -------------------------------------------------------------- on the thread

    def _run(self) -> None:
        self._look_for_sound()
        self._engines.begin()  # so that the first call does not wait
        while not self._closed:
            with self._news:
                if not self._calls and not self._texts and not self._closed:
                    self._news.wait(SCHEDULE_EVERY_S)
                self._scheduled()
                text = self._texts.popleft() if self._texts else None
            if text is not None:
                self._say_text(text)
            elif self._calls and not self._closed:
                self._say_calls()

    def _scheduled(self) -> None:
        """What the plan has the loudspeakers say by themselves at this time."""
        now = self._now_ms()
        self._texts.extend(schedule.due(self.plan, self._looked_ms, now))
        self._looked_ms = max(self._looked_ms, now)

    def _say_text(self, text: Text) -> None:
        if self._is_quiet():
            log.info("voice.quiet", text=text.en)
            return
        self._said_texts += 1
        spoken = [(phrases.announced(text, language), language) for language in self._languages()]
        why = self._deliver_said(spoken, 1, f"announcement-{self._said_texts:03d}.wav", free=True)
        if why:
            log.info("voice.announcement_trouble", why=why)

    def _say_calls(self) -> None:
        voice = self.plan.voice
        with self._news:
            turn = next_turn(
                self._calls,
                time.monotonic(),
                merge_over=voice.merge_over,
                stale_s=voice.stale_s,
                expected=self._expected,
            )
            self._calls = list(turn.rest)
        for call, why in turn.left_out:
            self._tell(call, why)
        if turn.say:
            why = self._announce(turn.say)
            for call in turn.say:
                self._tell(call, why)

    def _announce(self, calls: tuple[Call, ...]) -> str:
        """Say these calls together; the reason when not all of it succeeded, else ""."""
        if self._is_quiet():
            return "silent: quiet hours, boards and phones alone"
        plan = self.plan
        spoken = [(phrases.words(calls, plan, language), language) for language in self._languages()]
        times = plan.voice.times if len(calls) == 1 else 1
        return self._deliver_said(spoken, times, file_name(calls))

    def _deliver_said(
        self, said: list[tuple[str, Spoken]], times: int, name: str, *, free: bool = False
    ) -> str:
        """Chime and phrases, made and heard; the reason when not all of it succeeded, else ""."""
        parts, faults = [self._chime] if self.plan.voice.chime else [], []
        for text, language in said:
            try:
                made = self._engines.say(Phrase(text, language, free, self.plan.voice.speed))
                parts += [made] * times if made else []
                if not made:
                    faults = ["silent: this engine only chimes"]
            except EngineError as error:
                faults.append(f"speech: {error}")
        try:
            self._deliver(name, sound.louder(sound.joined(parts, PAUSE_S), self.plan.voice.volume))
        except PlayError as error:
            faults.append(f"sound: {error}")
        except OSError as error:
            faults.append(f"file: {error}")
        return "; ".join(faults)

    def _deliver(self, name: str, announcement: bytes) -> None:
        """Keep it, play it, or both. Raises PlayError and OSError."""
        if self._closed or not announcement:
            return
        self._look_for_sound()
        if self._player is None and self._keep is None:
            raise PlayError(NO_SOUND)
        folder = self._keep or Path(self._scratch.name)
        folder.mkdir(parents=True, exist_ok=True)
        wav = folder / name
        sound.write(wav, announcement)
        if self._player is not None:
            self._play(self._player, wav, sound.seconds(announcement))
        if self._keep is None:
            wav.unlink()

    def _play(self, loudspeaker: Player, wav: Path, length_s: float) -> None:
        try:
            loudspeaker.play(wav, length_s)
        except PlayError as error:
            self._trouble("sound", f"the loudspeaker failed: {error}")
            raise
        self._trouble("sound", "")

    # -------------------------------------------------------------- what is told

    def _tell(self, call: Call, why: str) -> None:
        if self._closed:
            return
        if why:
            log.info("voice.trouble", number=call.number, counter=call.counter, why=why)
            self._on_trouble(call.n, why)
        else:
            self._on_spoken(call.n)

    def _look_for_sound(self) -> None:
        """A sound device may come later, too."""
        self._player = self._player or self._find_player()
        if self._closed and self._player is not None:
            self._player.stop()
        if self._player is None and self._keep is None:
            self._trouble("sound", NO_SOUND)
        elif not self._troubles["sound"]:
            self._trouble("sound", "")

    def _engine_trouble(self, why: str) -> None:
        self._trouble("engine", why)

    def _trouble(self, part: str, why: str) -> None:
        with self._telling:
            self._troubles[part] = why
            detail = "; ".join(filter(None, self._troubles.values()))
            if detail != self._told:
                self._told = detail
                self._on_state("fault" if detail else "ok", detail)

    def _is_quiet(self) -> bool:
        return schedule.is_quiet(self.plan.voice, self._now_ms(), self.plan.timezone)

    def _languages(self) -> tuple[Spoken, ...]:
        return self._zone.languages or self.plan.voice.languages


NO_SOUND = "there is no sound device, and no folder to keep the announcement in"


def file_name(calls: Sequence[Call]) -> str:
    """Under which name an announcement is kept: "0007-A012-window-3.wav", first the call's n."""
    first = calls[0]
    number, counter = (re.sub(r"[^A-Za-z0-9_-]", "_", part) for part in (first.number, first.counter))
    more = f"-and-{len(calls) - 1}-more" if len(calls) > 1 else ""
    return f"{first.n:04d}-{number}-window-{counter}{more}.wav"
