"""All checks of one machine: each in a thread of its own with its own deadline, none of them ending another.

A check that hangs or fails is a finding like every other one.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from queue import Empty, SimpleQueue
from threading import Thread
from typing import NamedTuple

from assets.texts import N_
from doctor.finding import SUBJECTS, Finding, Subject, words
from doctor.fonts import fonts
from doctor.hall_file import hall_file
from doctor.machine import disk, identity, versions
from doctor.network import Heard, clock, server
from doctor.paper import printers
from doctor.patient import Patient
from doctor.ports import serial_ports
from doctor.speech import sound, speech
from doctor.whole_hall import whole_hall

DEADLINE_S = 5.0
SERVER_DEADLINE_S = 12.0
"""Finding the server by mDNS takes up to 3 s, and each identity of this machine joins once."""

Look = Callable[[], Iterable[Finding]]


class Check(NamedTuple):
    """One subject and how it is looked at."""

    subject: Subject
    look: Look
    deadline_s: float = DEADLINE_S


def examine(patient: Patient) -> list[Finding]:
    """Everything, in the order of the subjects; hall and server first, for they say what belongs here."""
    patient.read_identities()
    heard = Heard()
    found = list(_all([Check("hall file", partial(hall_file, patient))]))
    found += _all([Check("server", partial(server, patient, heard), SERVER_DEADLINE_S)])
    found += _all(
        [
            Check("versions", partial(versions, patient)),
            Check("disk", partial(disk, patient)),
            Check("fonts", partial(fonts, patient)),
            Check("ports", partial(serial_ports, patient)),
            Check("printers", partial(printers, patient)),
            Check("speech", partial(speech, patient)),
            Check("sound", partial(sound, patient)),
            Check("identity", partial(identity, patient)),
            Check("clock", partial(clock, heard)),
            Check("hall", partial(whole_hall, patient, heard)),
        ]
    )
    return sorted(found, key=lambda one: SUBJECTS.index(one.subject))


def _all(checks: Iterable[Check]) -> Iterator[Finding]:
    """Run checks at the same time; what each of them found, or that it did not end."""
    begun = time.monotonic()
    running = [(check, _start(check)) for check in checks]
    for check, results in running:
        left = check.deadline_s - (time.monotonic() - begun)
        yield from _ended(check, results, max(0.0, left))


def _start(check: Check) -> SimpleQueue[Finding | None]:
    """Begin a check; its findings come into the queue one by one, and None at the end."""
    results: SimpleQueue[Finding | None] = SimpleQueue()

    def run() -> None:
        try:
            for finding in check.look():
                results.put(finding)
        except Exception as fault:  # noqa: BLE001 - whatever it is, it is a finding and not the end
            says = words(N_("It could not be looked at: {why}"), why=f"{type(fault).__name__}: {fault}")
            results.put(Finding(check.subject, "", "bad", says))
        results.put(None)

    Thread(target=run, daemon=True, name=f"doctor {check.subject}").start()
    return results


def _ended(check: Check, results: SimpleQueue[Finding | None], left_s: float) -> Iterator[Finding]:
    until = time.monotonic() + left_s
    while True:
        try:
            found = results.get(timeout=max(0.0, until - time.monotonic()))
        except Empty:
            says = words(N_("Looking at it did not end within {seconds} s"), seconds=f"{check.deadline_s:g}")
            yield Finding(
                check.subject,
                "",
                "bad",
                says,
                words(N_("Something there does not answer: see to it, and look again")),
            )
            return
        if found is None:
            return
        yield found
