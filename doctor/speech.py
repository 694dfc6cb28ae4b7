"""Speech and sound: an engine, a voice for each language of the hall, the right phonemes, a loudspeaker.

How speech is made is `voice/`'s; here it is only asked what it has.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator

import msgspec

from assets.texts import N_
from doctor.finding import NOTHING, Finding, Words, as_it_is, words
from doctor.patient import Patient
from voice import player
from voice.orders import Ready
from voice.phrases import spelled
from voice.speaker import ROOT
from voice.voices import WANTED, choose

TIMEOUT_S = 4.0
SAID = "零一二"
PHONEMES = re.compile(r"li35N.*i55.*r51")
"""What espeak-ng makes of líng yī èr, without stress and pauses; a wrong voice makes something else."""


def speech(patient: Patient) -> Iterator[Finding]:
    """The engine, a voice for each spoken language, and what it makes of three digits."""
    if patient.plan is not None and patient.plan.voice.silent:
        yield Finding("speech", "", "ok", words(N_("The hall calls without a voice")))
        return
    ready = _ready()
    if ready.why or not ready.driver:
        says = words(N_("No speech engine: {why}"), why=ready.why or "?")
        yield Finding("speech", "", "bad", says, words(N_("Install espeak-ng: apt install espeak-ng")))
        return
    for language in patient.languages():
        yield _voice(language, ready)
    if ready.driver == "espeak" and "zh" in patient.languages() and shutil.which("espeak-ng"):
        yield _phonemes()


def _ready() -> Ready:
    """What the child process that speaks says of itself when it begins."""
    try:
        ran = subprocess.run(
            [sys.executable, "-m", "voice.child"],
            input=b"",
            capture_output=True,
            cwd=ROOT,
            check=False,
            timeout=TIMEOUT_S,
        )
        return msgspec.json.decode(ran.stdout.split(b"\n")[0], type=Ready)
    except subprocess.TimeoutExpired:
        return Ready(why=f"it does not begin within {TIMEOUT_S:g} s")
    except (OSError, msgspec.DecodeError) as error:
        return Ready(why=str(error))


def _voice(language: str, ready: Ready) -> Finding:
    chosen = choose(language, ready.driver, ready.voices) if language in WANTED else None
    if chosen is None:
        says = words(N_("{engine} has no voice for it"), engine=ready.driver)
        return Finding(
            "speech",
            language,
            "bad",
            says,
            words(N_("Install a voice for this language, or take it out of the hall file")),
        )
    return Finding("speech", language, "ok", as_it_is(f"{ready.driver}: {chosen.id}"))


def _phonemes() -> Finding:
    said = spelled(SAID, "zh", "espeak")
    ran = subprocess.run(
        ["espeak-ng", "-v", "cmn-latn-pinyin", "-q", "-x", said],
        capture_output=True,
        text=True,
        check=False,
        timeout=TIMEOUT_S,
    )
    made = " ".join(ran.stdout.split())
    if PHONEMES.search(re.sub(r"['_|,\s]", "", made)):
        return Finding("speech", SAID, "ok", words(N_("The digits sound right: {phonemes}"), phonemes=made))
    says = words(N_("The digits do not sound right: {phonemes}"), phonemes=made or ran.stderr.strip() or "–")
    return Finding("speech", SAID, "bad", says, words(N_("Install espeak-ng 1.51 or newer with its data")))


def sound(_: Patient) -> Iterator[Finding]:
    """The loudspeaker."""
    found = player.find()
    if found is not None:
        yield Finding("sound", "", "ok", words(N_("Played by {program}"), program=found.command[0]))
        return
    mend: Words = NOTHING
    if sys.platform.startswith("linux") and shutil.which("aplay") is None:
        mend = words(N_("Install aplay: apt install alsa-utils"))
    else:
        mend = words(N_("Connect a loudspeaker, or a sound card; machines that do not speak need none"))
    yield Finding("sound", "", "warn", words(N_("There is no sound device")), mend)
