"""The whole hall, as the server's /health tells it: who is away, which device is not well.

The words for it, and what to do, are in `assets/troubles.py`, alike for the doctor and the staff.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from assets.texts import N_, Texts
from assets.troubles import Said, Trouble, say, troubles
from doctor.finding import Finding, words
from doctor.network import Heard
from doctor.patient import Patient


def whole_hall(patient: Patient, heard: Heard) -> Iterator[Finding]:
    """Every program that is away, and every device that is not well."""
    facts = heard.facts
    if facts is None:
        return
    found = troubles(facts.programs, facts.now)
    for trouble in found:
        saying = partial(say, trouble, patient.plan)
        yield Finding("hall", _where(trouble), trouble.level, partial(_what, saying), partial(_mend, saying))
    for program in facts.programs:
        if program.joined and program.version and program.version != facts.version:
            says = words(
                N_("It has version {theirs}, the server {ours}"), theirs=program.version, ours=facts.version
            )
            yield Finding(
                "hall",
                f"{program.role}/{program.name}",
                "warn",
                says,
                words(N_("Bring both to the same version; the server first")),
            )
    joined = sum(program.joined for program in facts.programs)
    devices = sum(len(program.devices) for program in facts.programs)
    says = words(
        N_("Programs joined: {joined} of {programs}; devices: {devices}"),
        joined=joined,
        programs=len(facts.programs),
        devices=devices,
    )
    yield Finding("hall", facts.hall, "ok", says)


def _where(trouble: Trouble) -> str:
    return f"{trouble.program.role}/{trouble.program.name}"


def _what(saying: Callable[[Texts], Said], texts: Texts) -> str:
    return saying(texts).what


def _mend(saying: Callable[[Texts], Said], texts: Texts) -> str:
    return saying(texts).mend
