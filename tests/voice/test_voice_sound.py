"""The format of sound, the chime in the repository, and playing by real programs."""

from __future__ import annotations

import shutil
import sys
import wave
from array import array
from pathlib import Path
from queue import SimpleQueue
from threading import Thread

import pytest

import assets
from tests.voice.voice_kit import loudspeaker
from voice import player, sound
from voice.chime import LENGTH_S, PEAK, chime
from voice.player import Player, PlayError

linux = pytest.mark.skipif(sys.platform != "linux", reason="ALSA is Linux's")


def test_parts_are_joined_with_pauses_and_read_back(tmp_path: Path) -> None:
    one, two = b"\1\2" * 100, b"\3\4" * 50
    whole = sound.joined([one, two], 0.1)
    assert whole == one + bytes(2 * 2205) + two
    sound.write(tmp_path / "a.wav", whole)
    assert sound.read(tmp_path / "a.wav") == whole
    assert [path.name for path in tmp_path.iterdir()] == ["a.wav"]
    assert sound.seconds(whole) == pytest.approx(0.1 + 150 / 22050)


def test_another_format_is_named(tmp_path: Path) -> None:
    with wave.open(str(tmp_path / "b.wav"), "wb") as file:
        file.setparams((2, 2, 44100, 0, "NONE", ""))
    with pytest.raises(
        sound.SoundError, match=r"b\.wav has 2 channel\(s\) of 16 bit at 44100 Hz; 1 of 16 bit at 22050"
    ):
        sound.read(tmp_path / "b.wav")
    (tmp_path / "c.wav").touch()
    with pytest.raises(sound.SoundError, match=r"c\.wav is not a WAV file: it is empty"):
        sound.read(tmp_path / "c.wav")


def test_the_chime_in_the_repository_is_what_the_generator_makes() -> None:
    kept, made = (array("h", it) for it in (sound.read(assets.path("chime.wav")), chime()))
    assert len(kept) == len(made) == round(LENGTH_S * sound.RATE)
    assert (
        max(abs(a - b) for a, b in zip(kept, made, strict=True)) <= 1
    )  # another machine's sine may round away
    assert max(map(abs, kept)) == round(PEAK * 32767)
    assert abs(kept[0]) < 10
    assert abs(kept[-1]) < 10  # it neither begins nor ends with a click


def test_one_playback_at_a_time(tmp_path: Path) -> None:
    log, gate = tmp_path / "log", tmp_path / "gate"
    plays = Player(loudspeaker(log, gate))
    done: SimpleQueue[str] = SimpleQueue()

    def play(name: str) -> None:
        plays.play(tmp_path / name, 60)
        done.put(name)

    for name in ("a.wav", "b.wav"):
        Thread(target=play, args=(name,)).start()
    gate.touch()
    names = [done.get(timeout=60), done.get(timeout=60)]
    assert log.read_text().splitlines() == [f"{what} {name}" for name in names for what in ("begins", "ends")]


def test_a_playback_that_does_not_end_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(player, "SLACK_S", 0.2)
    plays = Player(loudspeaker(tmp_path / "log", tmp_path / "never"))
    with pytest.raises(PlayError, match="did not end within 0 s"):
        plays.play(tmp_path / "a.wav", 0.2)


def test_a_program_that_fails_is_quoted(tmp_path: Path) -> None:
    with pytest.raises(PlayError, match="ended with status 3: no such device"):
        Player(
            (sys.executable, "-c", "import sys; print('no such device', file=sys.stderr); sys.exit(3)")
        ).play(tmp_path / "a.wav", 1)
    with pytest.raises(PlayError, match="nothing-here cannot be started"):
        Player(("nothing-here",)).play(tmp_path / "a.wav", 1)


def test_after_stop_nothing_plays(tmp_path: Path) -> None:
    plays = Player(loudspeaker(tmp_path / "log", tmp_path / "never"))
    plays.stop()
    with pytest.raises(PlayError, match="closed"):
        plays.play(tmp_path / "a.wav", 1)
    assert not (tmp_path / "log").exists()


@linux
@pytest.mark.skipif(shutil.which("aplay") is None, reason="aplay is not installed")
def test_aplay_plays_every_sample_of_our_format(tmp_path: Path) -> None:
    """Into ALSA's own file device, because a machine that tests has no loudspeaker."""
    heard = tmp_path / "heard.raw"
    Player(("aplay", "-q", "-D", f"file:FILE={heard},FORMAT=raw")).play(assets.path("chime.wav"), LENGTH_S)
    assert heard.read_bytes().startswith(chime()[:2000])
    assert heard.stat().st_size >= len(chime())


@linux
@pytest.mark.parametrize(
    ("lists", "found"),
    [
        ("echo 'card 0: PCH [HDA Intel PCH], device 0: ALC'", True),
        ("echo 'no soundcards' >&2", False),
        ("exit 1", False),
    ],
)
def test_a_player_is_found_only_with_a_device(
    lists: str, found: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    aplay = tmp_path / "aplay"
    aplay.write_text(f"#!/bin/sh\n{lists}\n")
    aplay.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    plays = player.find()
    assert (plays is not None) == found
    assert plays is None or plays.command == ("aplay", "-q")


@linux
def test_without_aplay_there_is_no_player(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert player.find() is None
