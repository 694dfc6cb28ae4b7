"""What the doctor finds on a machine by itself: each trouble is made, found, and told how to mend."""

from __future__ import annotations

import os
import shutil
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from msgspec.structs import replace

from assets.texts import Texts
from doctor import fonts as fonts_module
from doctor import speech as speech_module
from doctor.examination import Check, _all
from doctor.finding import NOTHING, SUBJECTS, Finding
from doctor.fonts import fonts
from doctor.hall_file import hall_file
from doctor.machine import disk, identity, versions
from doctor.paper import printers
from doctor.patient import Patient
from doctor.ports import serial_ports
from doctor.speech import sound, speech
from doctor.table import NAMES
from emulators.printer.device import VirtualPrinter
from link.identity import Identity, save
from link.plan import Devices, Printer, Reader, Spoken, Voice, Zone
from tests.support.halls import plan
from voice import player
from voice.orders import Ready
from voice.voices import Installed

EN = Texts.load("en")


def said(found: Finding) -> tuple[str, str, str]:
    return found.state, found.says(EN), found.mend(EN)


def states(found: Iterator[Finding]) -> list[str]:
    return [one.state for one in found]


def test_what_runs_here_is_named() -> None:
    found = list(versions(Patient()))
    assert states(iter(found)) == ["ok", "ok"]
    assert "websockets" in found[1].says(EN)


# ---------------------------------------------------------------------- checks that go wrong themselves


def test_a_check_that_fails_and_one_that_hangs_are_findings() -> None:
    never = threading.Event()

    def fails(_: Patient | None = None) -> Iterator[Finding]:
        yield Finding("disk", "", "ok", NOTHING)
        raise RuntimeError("the disk bit me")

    def hangs() -> Iterator[Finding]:
        never.wait()
        yield Finding("sound", "", "ok", NOTHING)

    try:
        found = list(_all([Check("disk", fails), Check("sound", hangs, 0.05)]))
    finally:
        never.set()
    assert [one.state for one in found] == ["ok", "bad", "bad"]
    assert found[1].says(EN) == "It could not be looked at: RuntimeError: the disk bit me"
    assert found[2].says(EN) == "Looking at it did not end within 0.05 s"


# ---------------------------------------------------------------------- disk, identity, hall file


class Usage(NamedTuple):
    free: int


@pytest.mark.parametrize(("free", "state"), [(2_000_000_000, "ok"), (500_000_000, "warn"), (5, "bad")])
def test_little_room_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, free: int, state: str) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(free))
    assert states(disk(Patient(data=tmp_path))) == [state, state]


def test_a_data_directory_that_is_not_there_is_said(tmp_path: Path) -> None:
    [_, found] = disk(Patient(data=tmp_path / "gone"))
    assert (found.state, found.what) == ("bad", str(tmp_path / "gone"))


def test_an_identity_is_this_machines_own(tmp_path: Path) -> None:
    path = tmp_path / "kiosk.json"
    save(path, Identity("kiosk", "door", "t" * 32, "test"))
    [found] = identity(Patient(identity=path))
    assert said(found) == ("ok", "kiosk door of hall test", "")
    path.chmod(0o644)
    [found] = identity(Patient(identity=path))
    assert said(found)[:2] == ("bad", "Others on this machine can read it")
    path.write_text("{}")
    [found] = identity(Patient(identity=path))
    assert said(found)[0] == "bad"


def test_a_machine_that_was_never_paired_is_told_how(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    [found] = identity(Patient())
    assert found.state == "warn"
    assert "tingxu pair" in found.mend(EN)


def test_a_wrong_hall_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "hall.toml"
    path.write_text("id = 3\n")
    [found] = hall_file(Patient(hall=path))
    assert found.state == "bad"
    assert "id" in found.says(EN)


# ---------------------------------------------------------------------- printers and ports


@pytest.mark.parametrize(
    ("fault", "state", "says"),
    [
        (None, "ok", "Ready, with paper"),
        ("low", "warn", "The paper is nearly used up"),
        ("out", "bad", "No paper"),
        ("cover", "bad", "The cover is open"),
    ],
)
def test_a_printer_is_asked(tmp_path: Path, fault: str | None, state: str, says: str) -> None:
    printer = VirtualPrinter(tmp_path, "127.0.0.1", 0, fault)
    printer.start()
    try:
        [found] = printers(Patient(printers=(printer.url,)))
    finally:
        printer.stop()
    assert said(found)[:2] == (state, says)
    assert bool(found.mend(EN)) == (state != "ok")


def test_looking_at_a_printer_that_is_a_file_makes_none(tmp_path: Path) -> None:
    paper = tmp_path / "paper.bin"
    [found] = printers(Patient(printers=(f"file:{paper}",)))
    assert said(found)[:2] == ("warn", "It prints, and cannot say how it stands")
    assert not paper.exists()
    [found] = printers(Patient(printers=(f"file:{tmp_path}/gone/paper.bin",)))
    assert found.state == "bad"


def test_a_printer_that_is_not_there_is_said_with_its_name_in_the_plan(tmp_path: Path) -> None:
    devices = Devices(printers=(Printer("door", "tcp://127.0.0.1:1", at=("kiosk/door",)),))
    patient = Patient(plan=replace(plan(), devices=devices))
    assert list(printers(patient)) == [], "it hangs on another machine"
    patient.identities[tmp_path] = Identity("kiosk", "door", "t" * 32)
    [found] = printers(patient)
    assert (found.what, found.state) == ("door", "bad")
    assert "cannot be reached" in found.says(EN)


@pytest.fixture
def line() -> Iterator[str]:
    """A serial port that is there."""
    near, far = os.openpty()
    yield os.ttyname(far)
    os.close(near)
    os.close(far)


def at_the_door(port: str) -> Patient:
    """A kiosk whose scanner hangs on this port."""
    devices = Devices(readers=(Reader("codes", "kiosk/door", f"serial:{port}@9600"),))
    patient = Patient(plan=replace(plan(), devices=devices))
    patient.identities[Path("kiosk.json")] = Identity("kiosk", "door", "t" * 32)
    return patient


def test_a_port_that_is_not_there_is_said() -> None:
    found = {one.what: one for one in serial_ports(at_the_door("/dev/ttyUSB77"))}
    assert said(found["/dev/ttyUSB77"])[0] == "bad"
    assert "scanner codes: the port is not there" in found["/dev/ttyUSB77"].says(EN)


def test_another_program_on_the_port_is_named(line: str) -> None:
    with subprocess.Popen(["sleep", "60"], stdin=os.open(line, os.O_RDWR | os.O_NOCTTY)) as other:
        try:
            found = {one.what: one for one in serial_ports(at_the_door(line))}
        finally:
            other.kill()
    assert found[line].state == "bad"
    assert f"another program has it open: sleep ({other.pid})" in found[line].says(EN)


def test_our_own_program_may_have_it(line: str) -> None:
    found = {one.what: one for one in serial_ports(at_the_door(line))}
    assert found[line].state == "ok", "this very process has it open"
    assert f"({os.getpid()})" in found[line].says(EN)


# ---------------------------------------------------------------------- fonts, speech, sound


def test_all_characters_can_be_drawn_and_one_that_cannot_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    [found] = fonts(Patient(plan=plan()))
    assert found.state == "ok", found.says(EN)
    monkeypatch.setattr(fonts_module, "characters", lambda _: {"厅", "\U0010fffd"})
    [found] = fonts(Patient())
    assert found.state == "bad"
    assert "U+10FFFD" in found.says(EN)
    assert "厅" not in found.says(EN)


def test_this_machine_says_its_digits_right() -> None:
    found = list(speech(Patient()))
    assert states(iter(found)) == ["ok", "ok"], [said(one) for one in found]


def test_a_missing_engine_and_a_missing_voice_are_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(speech_module, "_ready", lambda: Ready(why="no espeak-ng"))
    [found] = speech(Patient())
    assert said(found)[:2] == ("bad", "No speech engine: no espeak-ng")
    german = Ready(driver="sapi5", voices=(Installed("Hedda", ("de-de",)),))
    monkeypatch.setattr(speech_module, "_ready", lambda: german)
    patient = Patient(plan=replace(plan(), voice=Voice(languages=("zh", "en"))))
    assert [(one.what, one.state) for one in speech(patient)] == [("zh", "bad"), ("en", "bad")]
    silent = Patient(plan=replace(plan(), voice=Voice(silent=True)))
    assert states(speech(silent)) == ["ok"]


@pytest.mark.parametrize("language", speech_module.SAMPLES)
def test_right_and_wrong_phonemes_are_heard(monkeypatch: pytest.MonkeyPatch, language: Spoken) -> None:
    assert speech_module._phonemes(language).state == "ok"
    monkeypatch.setattr(speech_module, "spelled", lambda *_: "hello")
    assert speech_module._phonemes(language).state == "bad"


def test_recorded_words_that_are_missing_are_counted(tmp_path: Path) -> None:
    zone = Zone("hall", "display/board")
    clips = Voice(engines=("clips", "speech"), clips=str(tmp_path / "clips"), zones=(zone,))
    patient = Patient(plan=replace(plan(), voice=clips))
    assert states(speech(patient)) == ["ok", "ok"], "another machine speaks"
    patient.identities[tmp_path] = Identity("display", "board", "t" * 32)
    [*_, found] = speech(patient)
    assert found.state == "bad"
    assert "recorded words are missing" in found.says(EN)


def test_no_loudspeaker_is_a_warning(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(player, "find", lambda: None)
    assert states(sound(Patient())) == ["warn"]


def test_every_subject_has_a_name() -> None:
    assert tuple(NAMES) == SUBJECTS
