"""What the tests of the voice share: a small hall, calls, espeak-ng's phonemes, and a program that plays."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

import assets
from link.plan import Counter, Plan, Text, Voice
from link.words import Call
from server.config import load_plan

needs_espeak = pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="espeak-ng is not installed")

PLAYS = """
import pathlib, sys, time
log, gate, wav = map(pathlib.Path, sys.argv[1:])
def tell(what):
    with log.open("a") as file:
        file.write(f"{what} {wav.name}\\n")
tell("begins")
while not gate.exists():
    time.sleep(0.01)
tell("ends")
"""
"""Stands in for a loudspeaker: tells when it begins and ends, and plays until the gate file is there."""


def plan(*, voice: Voice | None = None, counters: int = 40) -> Plan:
    windows = [Counter(id=str(n), serves=("general",)) for n in range(1, counters + 1)]
    named = Counter(id="hui", serves=("general",), name=Text(zh="银行会计2号室", en="Bank Room 2"))
    return msgspec.structs.replace(
        load_plan(assets.hall_file("riverside")),
        counters=(*windows, named),
        voice=voice or Voice(languages=("zh",), times=1),
    )


def call(n: int, number: str = "A012", counter: str = "12") -> Call:
    return Call(n=n, ticket=f"20261124-{number}", number=number, counter=counter, queue="general", at=0)


def phonemes(voice: str, text: str) -> str:
    """What espeak-ng says when it reads this text with this voice."""
    command = ["espeak-ng", "-q", "-x", "-v", voice, text]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def mandarin(text: str) -> list[str]:
    """The syllables of the pinyin voice: phonemes and, at the end, the tone 1-5."""
    return [_syllable(part) for part in phonemes("cmn-latn-pinyin", text).split("_|") if part.strip()]


def _syllable(part: str) -> str:
    """The tone from its pitches; a third tone before other tones is only 21, before a third one a second."""
    tones = {"55": "1", "35": "2", "214": "3", "21": "3", "51": "4", "11": "5", "33": "5"}
    plain = re.sub(r"['\s]", "", part)
    heights = re.findall(r"\d+", plain)
    return re.sub(r"\d+", "", plain) + tones[heights[-1]]


def english(text: str) -> str:
    """The phonemes of the British voice, without stress, links and spaces."""
    return re.sub(r"[',;\s]|r-", "", phonemes("en-gb", text))


def speaks(voice: str, rate: int, text: str, wav: Path) -> bytes:
    """The whole WAV file that espeak-ng itself makes of a text."""
    subprocess.run(["espeak-ng", "-v", voice, "-s", str(rate), "-w", str(wav), text], check=True)
    return wav.read_bytes()


def loudspeaker(log: Path, gate: Path) -> tuple[str, ...]:
    return (sys.executable, "-c", PLAYS, str(log), str(gate))
