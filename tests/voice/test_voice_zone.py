"""The voice of one zone: whose calls it says, in which languages, when it is silent, and how it fares."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from queue import SimpleQueue
from threading import Event

import pytest

from link.plan import Quiet, Text, Voice, Zone
from tests.voice.voice_kit import call, plan
from voice.engine import Phrase
from voice.player import Player, PlayError
from voice.voice import Voice as Speaking

NOON = 1_795_521_600_000  # 2026-11-24 12:00 in London, where this hall is
EAST = Zone("east", "display/board-1", ("1", "2"), ("yue", "en"))
PATIENCE_S = 30


class Loudspeaker(Player):
    """Tells what it plays, when it may; fails while the cable is out."""

    def __init__(self) -> None:
        super().__init__(("nobody",))
        self.began: SimpleQueue[str] = SimpleQueue()
        self.may_end, self.unplugged = Event(), False
        self.may_end.set()

    def play(self, wav: Path, length_s: float) -> None:
        """Heard when it may end."""
        assert length_s > 0
        self.began.put(wav.name)
        self.may_end.wait(PATIENCE_S)
        if self.unplugged:
            raise PlayError("unplugged")

    def stop(self) -> None:
        """Nothing plays any more."""
        self.may_end.set()


class Reads:
    """An engine that notes what it is given to say."""

    name = "speech"

    def __init__(self) -> None:
        self.said: SimpleQueue[Phrase] = SimpleQueue()

    def begin(self) -> None:
        """Always ready."""

    def say(self, phrase: Phrase) -> bytes:
        """A tenth of a second of noise."""
        self.said.put(phrase)
        return b"\x00\x40" * 2205

    def close(self) -> None:
        """Nothing to end."""


class Scene:
    """One zone with its loudspeaker, and what it told."""

    def __init__(self, **voice: object) -> None:
        self.loudspeaker, self.engine = Loudspeaker(), Reads()
        self.told: SimpleQueue[tuple[int, str]] = SimpleQueue()
        self.states: SimpleQueue[tuple[str, str]] = SimpleQueue()
        settings = {"languages": ("zh",), "times": 1} | voice
        self.voice = Speaking(
            plan(voice=Voice(**settings)),  # type: ignore[arg-type]
            None,
            lambda n: self.told.put((n, "")),
            lambda n, why: self.told.put((n, why)),
            zone=EAST,
            on_state=lambda state, detail: self.states.put((state, detail)),
            now_ms=lambda: NOON,
            find_player=lambda: self.loudspeaker,
            engines=[self.engine],
        )

    def hears(self) -> tuple[int, str]:
        return self.told.get(timeout=PATIENCE_S)


@pytest.fixture
def scene() -> Iterator[Scene]:
    made = Scene()
    yield made
    made.voice.close()


def test_a_zone_says_the_calls_of_its_windows_in_its_languages(scene: Scene) -> None:
    scene.voice.say(call(1, "A001", "3"))
    scene.voice.say(call(2, "A002", "2"))
    assert scene.hears() == (2, "")
    spoken = [scene.engine.said.get_nowait() for _ in range(2)]
    assert [one.language for one in spoken] == ["yue", "en"]
    assert spoken[0].text == "请A零零二号，到二号窗口办理"
    assert scene.engine.said.empty()
    assert scene.told.empty(), "another zone's call is not told about here"


def test_an_announcement_comes_after_what_is_being_said_and_before_what_waits(scene: Scene) -> None:
    scene.loudspeaker.may_end.clear()
    scene.voice.say(call(1, "A001", "1"))
    assert scene.loudspeaker.began.get(timeout=PATIENCE_S) == "0001-A001-window-1.wav"
    scene.voice.say(call(2, "A002", "2"))
    scene.voice.announce(Text("请勿吸烟", "No smoking"))
    scene.loudspeaker.may_end.set()
    assert [scene.hears(), scene.hears()] == [(1, ""), (2, "")]
    names = [scene.loudspeaker.began.get(timeout=PATIENCE_S) for _ in range(2)]
    assert names == ["announcement-001.wav", "0002-A002-window-2.wav"]


@pytest.mark.parametrize("how", [{"silent": True}, {"quiet": (Quiet("11:30", "12:30"),)}], ids=str)
def test_in_quiet_hours_a_call_is_for_the_boards_alone_and_that_is_no_fault(how: dict[str, object]) -> None:
    scene = Scene(**how)
    scene.voice.announce(Text("请勿吸烟", "No smoking"))
    scene.voice.say(call(1, "A001", "1"))
    n, why = scene.hears()
    scene.voice.close()
    assert (n, why.split(":")[0]) == (1, "silent")
    assert scene.loudspeaker.began.empty()
    assert scene.states.get_nowait() == ("ok", "")
    assert scene.states.empty()


def test_how_it_fares_is_told_when_it_changes_and_only_then(scene: Scene) -> None:
    assert scene.states.get(timeout=PATIENCE_S) == ("ok", "")
    for n, unplugged in enumerate((False, True, True, False, False), 1):
        scene.loudspeaker.unplugged = unplugged
        scene.voice.say(call(n, f"A00{n}", "1"))
        assert scene.hears() == (n, "sound: unplugged" if unplugged else "")
    assert scene.states.get_nowait() == ("fault", "the loudspeaker failed: unplugged")
    assert scene.states.get_nowait() == ("ok", "")
    assert scene.states.empty()
