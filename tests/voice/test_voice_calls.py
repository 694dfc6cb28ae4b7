"""The voice as a whole: calls in order, never over each other, by real espeak-ng into real files."""

from __future__ import annotations

import os
import signal
import sys
import time
from array import array
from collections.abc import Callable, Iterator
from pathlib import Path
from queue import SimpleQueue
from types import SimpleNamespace

import msgspec
import psutil
import pytest

import assets
from link import plan as hall
from tests.voice.voice_kit import call, loudspeaker, needs_espeak, plan, speaks
from voice import sound
from voice.player import Player
from voice.speaker import Speaker
from voice.speech import Speech
from voice.voice import PAUSE_S, Voice
from voice.voices import PER_MINUTE

pytestmark = [needs_espeak, pytest.mark.skipif(sys.platform != "linux", reason="these stop the real child")]
ZH = "qing3 ei1 ling2 yi1 er4 hao4, dao4 shi2 er4 hao4 chuang1 kou3 ban4 li3"
EN = "Number eigh zero one two, please go to window twelve"
PATIENCE_S = 60.0
FRESH = 4
"""So many new children may try: one that had to speak the phrase again (`child.py`) makes it 1 % longer."""
Told = SimpleQueue[tuple[int, str]]
Make = Callable[..., Voice]


@pytest.fixture
def told() -> Told:
    """(n, "") for a spoken call, (n, why) for trouble."""
    return SimpleQueue()


@pytest.fixture
def make(tmp_path: Path, told: Told) -> Iterator[Make]:
    """Makes voices that keep their WAVs in `tmp_path / "kept"` and have no sound device, unless told."""
    made: list[Voice] = []

    def voice(
        *,
        languages: tuple[hall.Spoken, ...] = ("zh",),
        times: int = 1,
        keep: Path | None = tmp_path / "kept",
        player: Player | None = None,
        speaker: Speaker | None = None,
        stale_s: int = 300,
        merge_over: int = 50,
    ) -> Voice:
        made.append(
            Voice(
                plan(voice=said(languages, times, stale_s, merge_over)),
                keep,
                lambda n: told.put((n, "")),
                lambda n, why: told.put((n, why)),
                find_player=lambda: player,
                engines=[Speech(speaker)],
            )
        )
        return made[-1]

    yield voice
    for each in made:
        each.close()


def said(languages: tuple[hall.Spoken, ...], times: int, stale_s: int, merge_over: int) -> hall.Voice:
    return hall.Voice(languages=languages, times=times, stale_s=stale_s, merge_over=merge_over)


def kept(tmp_path: Path) -> list[str]:
    return sorted(path.name for path in (tmp_path / "kept").iterdir())


def lines(log: Path, count: int) -> list[str]:
    """The log of the loudspeaker once it has so many lines."""
    end = time.monotonic() + PATIENCE_S
    while not log.exists() or len(log.read_text().splitlines()) < count:
        assert time.monotonic() < end, "the loudspeaker did not begin"
        time.sleep(0.01)
    return log.read_text().splitlines()


def test_one_file_holds_chime_and_phrase(make: Make, told: Told, tmp_path: Path) -> None:
    """The phrase in it is espeak-ng's own, sample by sample; its phonemes are tested with the phrases."""
    speaks("cmn-latn-pinyin", PER_MINUTE["zh"], ZH, tmp_path / "reference.wav")
    chime, phrase = sound.read(assets.path("chime.wav")), sound.read(tmp_path / "reference.wav")
    for _ in range(FRESH):
        make().say(call(7, counter="12"))
        assert told.get(timeout=PATIENCE_S) == (7, "")
        assert kept(tmp_path) == ["0007-A012-window-12.wav"]
        whole = sound.read(tmp_path / "kept" / "0007-A012-window-12.wav")
        if whole == sound.joined([chime, phrase], PAUSE_S):
            break
    else:
        pytest.fail("never what espeak-ng itself makes")
    assert max(map(abs, array("h", whole[len(chime) :]))) > 10000


def test_the_phrase_twice_mandarin_first_then_english(make: Make, told: Told, tmp_path: Path) -> None:
    speaks("cmn-latn-pinyin", PER_MINUTE["zh"], ZH, tmp_path / "reference.wav")
    chime, zh = sound.read(assets.path("chime.wav")), sound.read(tmp_path / "reference.wav")
    before = sound.joined([chime, zh, zh, b""], PAUSE_S)
    for _ in range(FRESH):
        make(languages=("zh", "en"), times=2).say(call(1))
        assert told.get(timeout=PATIENCE_S) == (1, "")
        whole = sound.read(tmp_path / "kept" / "0001-A012-window-12.wav")
        if whole.startswith(before):
            break
    else:
        pytest.fail("never what espeak-ng itself makes")
    english = whole[len(before) :]  # how long it is depends a little on what was spoken before it
    pause = len(sound.silence(PAUSE_S))
    first, second = english[: (len(english) - pause) // 2], english[(len(english) + pause) // 2 :]
    assert first == second != zh
    assert 3 < sound.seconds(first) < 5


def test_a_recall_is_said_by_a_plan_that_changed_meanwhile(make: Make, told: Told, tmp_path: Path) -> None:
    voice = make()
    voice.say(call(1))
    assert told.get(timeout=PATIENCE_S) == (1, "")
    voice.plan = plan(voice=hall.Voice(languages=("zh",), times=2))
    voice.say(call(2))
    assert told.get(timeout=PATIENCE_S) == (2, "")
    once, twice = (
        sound.seconds(sound.read(tmp_path / "kept" / f"000{n}-A012-window-12.wav")) for n in (1, 2)
    )
    assert 4 < twice - once < 6


def test_calls_are_said_in_order_and_never_over_each_other(make: Make, told: Told, tmp_path: Path) -> None:
    log, gate = tmp_path / "log", tmp_path / "gate"
    voice = make(player=Player(loudspeaker(log, gate)))
    for n in range(1, 6):
        voice.say(call(n, number=f"A00{n}", counter=str(n)))
    assert lines(log, 1) == ["begins 0001-A001-window-1.wav"]
    assert told.empty(), "the first call is not said before it was heard"
    gate.touch()
    assert [told.get(timeout=PATIENCE_S) for _ in range(5)] == [(n, "") for n in range(1, 6)]
    names = [f"000{n}-A00{n}-window-{n}.wav" for n in range(1, 6)]
    assert log.read_text().splitlines() == [f"{what} {name}" for name in names for what in ("begins", "ends")]
    assert kept(tmp_path) == names


def test_with_a_device_and_no_folder_nothing_is_left(make: Make, told: Told, tmp_path: Path) -> None:
    (tmp_path / "gate").touch()
    voice = make(keep=None, player=Player(loudspeaker(tmp_path / "log", tmp_path / "gate")))
    voice.say(call(3))
    assert told.get(timeout=PATIENCE_S) == (3, "")
    assert len(lines(tmp_path / "log", 2)) == 2
    assert not list(Path(voice._scratch.name).iterdir())


def test_with_neither_device_nor_folder_nothing_counts_as_spoken(make: Make, told: Told) -> None:
    make(keep=None).say(call(3))
    n, why = told.get(timeout=PATIENCE_S)
    assert (n, why.split(":")[0]) == (3, "sound")


@pytest.mark.parametrize("blow", [signal.SIGKILL, signal.SIGSTOP], ids=["killed", "hung"])
def test_a_lost_child_costs_no_call(blow: signal.Signals, make: Make, told: Told, tmp_path: Path) -> None:
    speaker = Speaker(phrase_s=3)
    voice = make(speaker=speaker)
    for n in (1, 2, 3):
        if n == 2:
            assert speaker.pid is not None
            os.kill(speaker.pid, blow)
        voice.say(call(n, number=f"A00{n}"))
        assert told.get(timeout=PATIENCE_S) == (n, "")
    assert speaker.started == 2
    assert len(kept(tmp_path)) == 3


def test_an_engine_that_is_broken_is_trouble_but_the_chime_is_heard(
    make: Make, told: Told, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And when it is mended, the next call is spoken."""
    broken = tmp_path / "broken"
    broken.mkdir()
    (broken / "pyttsx3.py").write_text("raise RuntimeError('eSpeak is not installed')")
    monkeypatch.setenv("PYTHONPATH", str(broken))
    voice = make()
    voice.say(call(1))
    assert told.get(timeout=PATIENCE_S) == (
        1,
        "speech: zh: pyttsx3 cannot begin: eSpeak is not installed",
    )
    assert (tmp_path / "kept" / "0001-A012-window-12.wav").read_bytes() == assets.path(
        "chime.wav"
    ).read_bytes()
    monkeypatch.delenv("PYTHONPATH")
    voice.say(call(2))
    assert told.get(timeout=PATIENCE_S) == (2, "")


def test_a_loudspeaker_that_fails_and_a_folder_that_is_a_file_are_trouble(
    make: Make, told: Told, tmp_path: Path
) -> None:
    make(player=Player((sys.executable, "-c", "raise SystemExit('unplugged')"))).say(call(1))
    n, why = told.get(timeout=PATIENCE_S)
    assert n == 1
    assert why.startswith("sound: ")
    assert why.endswith("unplugged")
    (tmp_path / "file").touch()
    make(keep=tmp_path / "file").say(call(2))
    n, why = told.get(timeout=PATIENCE_S)
    assert (n, why.split(":")[0]) == (2, "file")


def test_a_call_that_waited_too_long_is_left_out(
    make: Make, told: Told, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [0.0]
    clock = SimpleNamespace(monotonic=lambda: now[0], time_ns=time.time_ns)
    monkeypatch.setattr("voice.voice.time", clock)
    log, gate = tmp_path / "log", tmp_path / "gate"
    voice = make(player=Player(loudspeaker(log, gate)), stale_s=30)
    voice.say(call(1))
    lines(log, 1)
    voice.say(call(2))
    now[0] = 31.0
    voice.say(call(3, number="A099"))
    gate.touch()
    said = [told.get(timeout=PATIENCE_S) for _ in range(3)]
    assert said == [(1, ""), (2, "stale: waited 31 s to be said"), (3, "")]
    assert [name[:4] for name in kept(tmp_path)] == ["0001", "0003"]


def test_close_ends_a_hung_child_and_a_playback_at_once(make: Make, told: Told, tmp_path: Path) -> None:
    """The deadlines here are longer than a test may take."""
    speaker = Speaker(phrase_s=3600)
    voice = make(speaker=speaker)
    voice.say(call(1))
    assert told.get(timeout=PATIENCE_S) == (1, "")
    child = speaker.pid
    assert child is not None
    os.kill(child, signal.SIGSTOP)
    voice.say(call(2, number="A099"))
    voice.close()
    assert not psutil.pid_exists(child)
    assert not voice._thread.is_alive()

    playing = make(player=Player(loudspeaker(tmp_path / "log", tmp_path / "never")))
    playing.say(call(3))
    lines(tmp_path / "log", 1)
    playing.say(call(4))
    playing.close()
    assert not playing._thread.is_alive()
    assert told.empty(), "after close nobody is told"


def test_every_window_has_a_file_name_of_its_own(make: Make, told: Told, tmp_path: Path) -> None:
    odd = msgspec.structs.replace(call(12), counter="east_2-b")
    make().say(odd)
    assert told.get(timeout=PATIENCE_S) == (12, "")
    assert kept(tmp_path) == ["0012-A012-window-east_2-b.wav"]
