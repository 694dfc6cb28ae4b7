"""Speech and sound: an engine, a voice for each language of the hall, the right phonemes, a loudspeaker.

How speech is made is `voice/`'s; here it is only asked what it has.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import msgspec

from assets.texts import N_
from doctor.finding import NOTHING, Finding, Words, as_it_is, words
from doctor.patient import Patient
from link.plan import Spoken
from voice import player
from voice.clips import problems
from voice.orders import Ready
from voice.phrases import spelled
from voice.speaker import ROOT
from voice.voices import choose

TIMEOUT_S = 4.0


class Sample(NamedTuple):
    """Three sounds, the voice that says them, and what espeak-ng makes of them."""

    voice: str
    said: str
    sounds: re.Pattern[str]
    """Without stress and pauses; a wrong voice makes something else."""


SAMPLES: dict[Spoken, Sample] = {
    "zh": Sample("cmn-latn-pinyin", "零一二", re.compile(r"li35N.*i55.*r51")),
    "yue": Sample("yue", "零一二", re.compile(r"ling4.*a1t.*i6")),
    "en": Sample("en-gb", "A zero one two", re.compile(r"eI.*z.*roU.*w0n.*tu:")),
}


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
        if ready.driver == "espeak" and shutil.which("espeak-ng"):
            yield _phonemes(language)
    yield from _clips(patient)


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


def _voice(language: Spoken, ready: Ready) -> Finding:
    chosen = choose(language, ready.driver, ready.voices)
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


def _phonemes(language: Spoken) -> Finding:
    sample = SAMPLES[language]
    ran = subprocess.run(
        ["espeak-ng", "-v", sample.voice, "-q", "-x", spelled(sample.said, language, "espeak")],
        capture_output=True,
        text=True,
        check=False,
        timeout=TIMEOUT_S,
    )
    made = " ".join(ran.stdout.split())
    if sample.sounds.search(re.sub(r"['_|,\s]", "", made)):
        says = words(N_("It sounds right: {phonemes}"), phonemes=made)
        return Finding("speech", sample.said, "ok", says)
    says = words(N_("It does not sound right: {phonemes}"), phonemes=made or ran.stderr.strip() or "–")
    mend = words(N_("Install espeak-ng 1.51 or newer with its data"))
    return Finding("speech", sample.said, "bad", says, mend)


def _clips(patient: Patient) -> Iterator[Finding]:
    """The recorded words, on a machine that speaks with them."""
    plan = patient.plan
    if plan is None or plan.voice.clips is None or "clips" not in plan.voice.engines:
        return
    if not {zone.at for zone in plan.voice.zones} & patient.programs():
        return
    for language in patient.languages():
        wrong = problems(Path(plan.voice.clips), plan, language)
        says = words(N_("{count} recorded words are missing or wrong"), count=len(wrong))
        if wrong:
            mend = words(N_("tingxu clips lists them, and can speak the missing ones"))
            yield Finding("speech", plan.voice.clips, "bad", says, mend)


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
