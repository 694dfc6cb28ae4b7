"""Fonts: whether every character that screens and paper show can be drawn on this machine.

Which font draws what is the system's choice (fontconfig); on Windows and macOS the system brings its own.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator

import msgspec

from assets.texts import N_, Texts
from doctor.finding import Finding, words
from doctor.patient import Patient

TIMEOUT_S = 4.0
NAMED = 12
"""So many missing characters are named."""


def fonts(patient: Patient) -> Iterator[Finding]:
    """Every character of the catalogue, and of the hall's own texts."""
    if shutil.which("fc-list") is None:
        yield Finding(
            "fonts", "", "ok", words(N_("The system brings its own fonts; there is no fontconfig to ask"))
        )
        return
    wanted = characters(patient)
    covered = _covered()
    missing = sorted(one for one in wanted if not any(first <= ord(one) <= last for first, last in covered))
    if not missing:
        says = words(
            N_("{count} characters of the screens and the hall file can be drawn"), count=len(wanted)
        )
        yield Finding("fonts", "", "ok", says)
        return
    named = " ".join(f"{one} (U+{ord(one):04X})" for one in missing[:NAMED])
    says = words(N_("{count} characters cannot be drawn: {named}"), count=len(missing), named=named)
    yield Finding("fonts", "", "bad", says, words(N_("Install a Chinese font: apt install fonts-noto-cjk")))


def characters(patient: Patient) -> set[str]:
    """What has to be drawn: all texts in both languages, and what stands in the plan."""
    texts = [
        form
        for language in ("zh", "en")
        for forms in Texts.load(language).for_qt().values()
        for form in forms
    ]
    if patient.plan is not None:
        texts.append(msgspec.json.encode(patient.plan).decode())
    return {one for text in texts for one in text if one.isprintable() and not one.isspace()}


def _covered() -> list[tuple[int, int]]:
    """The ranges of characters that any font of this machine has."""
    ran = subprocess.run(
        ["fc-list", "-f", "%{charset}\n"], capture_output=True, text=True, check=True, timeout=TIMEOUT_S
    )
    found = set()
    for word in set(ran.stdout.split()):
        first, _, last = word.partition("-")
        found.add((int(first, 16), int(last or first, 16)))
    return _joined(sorted(found))


def _joined(ranges: list[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for first, last in ranges:
        if joined and first <= joined[-1][1] + 1:
            joined[-1] = (joined[-1][0], max(joined[-1][1], last))
        else:
            joined.append((first, last))
    return joined
