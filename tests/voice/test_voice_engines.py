"""Engines in a row: one that fails is reported and replaced, and comes back; recorded words."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from queue import SimpleQueue
from threading import Event, Thread

import pytest

from link.plan import Spoken, Voice
from tests.voice.voice_kit import call, needs_espeak, plan
from voice import clips, phrases, sound
from voice.engine import PAUSES_S, EngineError, Engines, Mute, NoWords, Phrase
from voice.voice import Voice as Speaking

HI = Phrase("hi", "en")
LOUD = b"\x00\x40" * 2205


class Acted:
    """An engine that does what the test says."""

    def __init__(self, name: str) -> None:
        self.name, self.fault = name, ""
        self.wait: Event | None = None
        self.asked = 0

    def begin(self) -> None:
        if self.fault:
            raise EngineError(self.fault)

    def say(self, phrase: Phrase) -> bytes:
        self.asked += 1
        if self.wait is not None:
            self.wait.wait(30)
        if self.fault == "no words":
            raise NoWords("no words")
        if self.fault:
            raise EngineError(self.fault)
        return self.name.encode()

    def close(self) -> None:
        if self.wait is not None:
            self.wait.set()


def test_the_next_engine_speaks_and_the_first_comes_back() -> None:
    first, second, now, told = Acted("first"), Acted("second"), [0.0], list[str]()
    engines = Engines([first, second], told.append, clock=lambda: now[0])
    assert engines.say(HI) == b"first"
    first.fault = "lost its voice"
    assert engines.say(HI) == b"second"
    assert told == ["the engine first failed: lost its voice; second speaks instead"]
    assert engines.say(HI) == b"second"
    assert first.asked == 2, "it is left alone for a while"
    first.fault, now[0] = "", PAUSES_S[0]
    assert engines.say(HI) == b"first"
    assert told[-1] == ""


def test_pauses_grow_and_when_all_rest_the_last_one_is_tried() -> None:
    only, now = Acted("only"), [0.0]
    engines = Engines([only], lambda _: None, clock=lambda: now[0])
    only.fault = "broken"
    for count in (1, 2):
        with pytest.raises(EngineError, match="broken"):
            engines.say(HI)
        assert only.asked == count
    only.fault = ""
    assert engines.say(HI) == b"only"


def test_a_language_without_a_voice_is_a_lasting_fault_and_the_others_are_spoken() -> None:
    class OneTongue(Acted):
        def say(self, phrase: Phrase) -> bytes:
            self.fault = "no voice for 'yue'" if phrase.language == "yue" else ""
            return super().say(phrase)

    first, second, told = OneTongue("first"), Acted("second"), list[str]()
    engines = Engines([first, second], told.append, clock=lambda: 0.0)
    for _ in range(3):
        assert engines.say(Phrase("hi", "yue")) == b"second"
        assert engines.say(Phrase("hi", "zh")) == b"first"
    assert told == ["the engine first failed: no voice for 'yue'; second speaks instead"]
    assert first.asked == 4, "Cantonese is left alone for a while, Mandarin is not"


def test_no_recorded_word_is_no_fault_of_the_engine() -> None:
    first, second, told = Acted("first"), Acted("second"), list[str]()
    first.fault = "no words"
    engines = Engines([first, second], told.append)
    assert [engines.say(HI), engines.say(HI)] == [b"second", b"second"]
    assert (first.asked, told) == (2, [])


def test_an_engine_that_hangs_is_told_while_it_hangs() -> None:
    hung, told = Acted("hung"), SimpleQueue[str]()
    hung.wait = Event()
    engines = Engines([hung], told.put, notice_s=0.05)
    saying = Thread(target=engines.say, args=(HI,))
    saying.start()
    assert told.get(timeout=10) == "the engine hung has made no sound for 0.05 s"
    hung.wait.set()
    saying.join(10)
    assert told.get(timeout=10) == ""


# ---------------------------------------------------------------------- recorded words

HALL = plan()


@pytest.fixture
def recorded(tmp_path: Path) -> Path:
    """Every word of the hall, each with silence at both ends."""
    for language in ("zh", "en"):
        for word in clips.vocabulary(HALL, language):
            path = clips.file_of(tmp_path, language, word)
            path.parent.mkdir(exist_ok=True)
            sound.write(path, bytes(400) + LOUD + bytes(400))
    return tmp_path


@pytest.mark.parametrize("language", ["zh", "yue", "en"])
def test_every_call_is_made_of_recorded_words(language: Spoken) -> None:
    words = clips.vocabulary(HALL, language)
    for counter in HALL.counters:
        for number in ("A012", "ZZ9876543"):
            calls = [call(1, number, counter.id), call(2, "B345", "12")]
            for said in (calls[:1], calls):
                assert clips.parts(phrases.words(said, HALL, language), words)


def test_words_are_found_the_longest_first() -> None:
    said = phrases.words([call(1)], HALL, "zh")
    found = ["请", "A", "零", "一", "二", "号", "到", "十", "二", "号窗口", "办理"]
    assert clips.parts(said, clips.vocabulary(HALL, "zh")) == found
    with pytest.raises(NoWords, match="欢迎"):
        clips.parts("欢迎光临", clips.vocabulary(HALL, "zh"))


def test_words_are_joined_without_gaps(recorded: Path) -> None:
    engine = clips.Clips(recorded, HALL)
    assert engine.say(Phrase(phrases.words([call(1)], HALL, "zh"), "zh")) == LOUD * 11
    with pytest.raises(NoWords):
        engine.say(Phrase("Welcome", "en", free=True))


def test_what_is_missing_or_wrong_is_named(recorded: Path) -> None:
    assert clips.problems(recorded, HALL, "zh") == []
    (recorded / "zh" / "零.wav").unlink()
    (recorded / "zh" / "一.wav").write_bytes(b"no sound")
    sound.write(recorded / "zh" / "二.wav", bytes(4000))
    missing, wrong, silent = clips.problems(recorded, HALL, "zh")
    assert "零.wav: missing; record the word '零'" in missing
    assert "一.wav is not a WAV file" in wrong
    assert "silent; record the word '二'" in silent
    with pytest.raises(EngineError, match="is not recorded"):
        clips.Clips(recorded, HALL).say(Phrase(phrases.words([call(1)], HALL, "zh"), "zh"))
    with pytest.raises(EngineError, match="there is no folder"):
        clips.Clips(recorded / "none", HALL).begin()


# ---------------------------------------------------------------------- the whole voice


@pytest.fixture
def told() -> SimpleQueue[tuple[int, str]]:
    return SimpleQueue()


Told = SimpleQueue[tuple[int, str]]


@pytest.fixture
def rushed(recorded: Path, told: Told) -> Iterator[Speaking]:
    """A voice of recorded words that is held up until its first phrase is asked for."""
    gate = Acted("gate")
    gate.wait, gate.fault = Event(), "no words"
    voice = Speaking(
        plan(voice=Voice(languages=("zh",), merge_over=2, times=2)),
        recorded / "kept",
        lambda n: told.put((n, "")),
        lambda n, why: told.put((n, why)),
        find_player=lambda: None,
        engines=[gate, clips.Clips(recorded, HALL), Mute()],
    )
    for n in range(1, 8):
        voice.say(call(n, f"A{n:03d}", str(n)))
    gate.wait.set()
    yield voice
    voice.close()


def test_a_rush_is_said_together_and_every_call_is_told(rushed: Speaking, told: Told, recorded: Path) -> None:
    assert [told.get(timeout=30) for _ in range(7)] == [(n, "") for n in range(1, 8)]
    names = sorted(path.name for path in (recorded / "kept").iterdir())
    assert any("more" in name for name in names)
    assert len(names) < 7


@needs_espeak
def test_the_clips_of_a_hall_can_be_made(tmp_path: Path) -> None:
    small = plan(counters=1)
    clips.make(tmp_path, small, "yue")
    assert clips.problems(tmp_path, small, "yue") == []
