"""Real speech by pyttsx3 in its child process, and what happens when that hangs, dies or cannot begin."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from link.plan import Language
from tests.voice.voice_kit import needs_espeak, speaks
from voice import sound
from voice.speaker import Speaker, SpeakerError
from voice.voices import Chosen

TEXTS: dict[Language, str] = {
    "zh": "qing3 ei1 ling2 yi1 er4 hao4, dao4 shi2 er4 hao4 chuang1 kou3 ban4 li3",
    "en": "Number eigh zero one two, please go to window twelve",
}
HANGS = """
import time
class Engine:
    driver_name = "espeak"
    def getProperty(self, name): return []
    def connect(self, *_): pass
    def setProperty(self, *_): pass
    def save_to_file(self, *_): pass
    def runAndWait(self): time.sleep(3600)
init = Engine
"""
pytestmark = [needs_espeak, pytest.mark.skipif(os.name != "posix", reason="signals stop and kill the child")]


@pytest.fixture
def speaker() -> Iterator[Speaker]:
    made = Speaker(phrase_s=3)
    yield made
    made.close()


@pytest.mark.parametrize(("language", "voice"), [("zh", "cmn-latn-pinyin"), ("en", "en-gb")])
def test_the_wav_is_what_espeak_ng_makes_with_that_voice(
    language: Language, voice: str, speaker: Speaker, tmp_path: Path
) -> None:
    """Sample by sample: so its phonemes are those that the tests of the phrases read.

    A child that had to speak its first phrase again (`child.py`) makes it 1 % longer: a fresh one may try.
    """
    chosen = speaker.voice(language)
    speaks(voice, chosen.rate, TEXTS[language], tmp_path / "reference.wav")
    reference = sound.read(tmp_path / "reference.wav")
    spoken = speaker.speak(TEXTS[language], chosen)
    for _ in range(3):
        if spoken == reference:
            break
        speaker.close()
        speaker = Speaker(phrase_s=3)
        spoken = speaker.speak(TEXTS[language], chosen)
    speaker.close()
    assert spoken == reference
    assert 2.5 < sound.seconds(spoken) < 6


def test_the_voice_changes_from_phrase_to_phrase(speaker: Speaker) -> None:
    """pyttsx3 was seen to drop or repeat phrases after the first: each is spoken, whole, in its language.

    How long a phrase is depends a little on what was spoken before it, so the English one is said twice.
    """
    texts = TEXTS | {"en": f"{TEXTS['en']}. {TEXTS['en']}"}
    lengths: list[tuple[Language, float]] = []
    for language in ("zh", "en", "zh", "en", "en", "zh"):
        text = texts[language] + " " * len(lengths)  # a new text, so that none is remembered
        lengths.append((language, round(sound.seconds(speaker.speak(text, speaker.voice(language))), 1)))
    assert all(abs(length - {"zh": 4.6, "en": 8.0}[language]) < 1 for language, length in lengths), lengths
    assert speaker.started == 1


def test_a_phrase_is_spoken_once_and_remembered(speaker: Speaker) -> None:
    voice = speaker.voice("zh")
    first = speaker.speak("ni3 hao3", voice)
    assert speaker.pid is not None
    os.kill(speaker.pid, signal.SIGKILL)
    assert speaker.speak("ni3 hao3", voice) is first
    assert speaker.started == 1


@pytest.mark.parametrize("blow", [signal.SIGKILL, signal.SIGSTOP], ids=["killed", "hung"])
def test_a_lost_child_is_replaced_and_the_phrase_spoken(blow: signal.Signals, speaker: Speaker) -> None:
    voice = speaker.voice("zh")
    lost = speaker.pid
    assert lost is not None
    os.kill(lost, blow)
    assert sound.seconds(speaker.speak(TEXTS["zh"], voice)) > 2.5
    assert speaker.started == 2
    assert not psutil.pid_exists(lost)
    speaker.speak(TEXTS["en"], speaker.voice("en"))
    assert speaker.started == 2


def test_a_voice_that_is_not_there_is_tried_twice_and_named(speaker: Speaker) -> None:
    wrong = Chosen("nobody", 150)
    with pytest.raises(SpeakerError, match="while setting voice to nobody"):
        speaker.speak("ni3 hao3", wrong)
    assert speaker.started == 2
    assert speaker.speak("ni3 hao3", speaker.voice("zh"))


def test_silence_is_not_speech(speaker: Speaker) -> None:
    with pytest.raises(SpeakerError, match="no sound"):
        speaker.speak(" ", speaker.voice("zh"))


def test_an_engine_that_always_hangs_is_given_up_after_two_children(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "pyttsx3.py").write_text(HANGS)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    speaker = Speaker(phrase_s=0.3)
    with pytest.raises(SpeakerError, match=r"did not answer within 0\.3 s"):
        speaker.speak("ni3 hao3", Chosen("any", 150))
    assert speaker.started == 2
    assert speaker.pid is None
    speaker.close()


def test_a_budget_holds_for_the_child_the_phrase_and_the_second_try_together(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So that another engine can say the phrase in time: there is no second child after it."""
    (tmp_path / "pyttsx3.py").write_text(HANGS)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    speaker = Speaker(start_s=3600, phrase_s=3600, within_s=2)
    with pytest.raises(SpeakerError, match="did not answer"), speaker.budget():
        speaker.speak("ni3 hao3", Chosen("any", 150))
    assert speaker.started == 1
    assert speaker.pid is None
    speaker.close()


def test_an_engine_that_cannot_begin_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "pyttsx3.py").write_text("raise RuntimeError('eSpeak is not installed')")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    speaker = Speaker()
    with pytest.raises(SpeakerError, match="pyttsx3 cannot begin: eSpeak is not installed"):
        speaker.begin()
    assert speaker.pid is None
    speaker.close()


def test_close_ends_the_child_and_what_it_wrote(speaker: Speaker) -> None:
    speaker.begin()
    child = speaker.pid
    assert child is not None
    folder = Path(speaker._folder.name)
    speaker.close()
    assert not psutil.pid_exists(child)
    assert not folder.exists()
    with pytest.raises(SpeakerError, match="closed"):
        speaker.begin()


def test_the_child_needs_no_working_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, speaker: Speaker
) -> None:
    monkeypatch.chdir(tmp_path)
    assert speaker.driver == "espeak"
