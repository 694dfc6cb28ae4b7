"""The machine itself: versions of what runs, room on its disks, who it is.

Nothing here needs a server.
"""

from __future__ import annotations

import platform
import shutil
import stat
import sys
import tempfile
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from assets.texts import N_
from doctor.finding import NOTHING, Finding, State, as_it_is, words
from doctor.patient import Patient
from link.identity import IdentityError, load
from link.version import VERSION

PARTS = ("PySide6_Essentials", "websockets", "msgspec", "pyserial", "pymodbus", "pyttsx3")
LITTLE_BYTES, NONE_BYTES = 1_000_000_000, 100_000_000
"""Of room on a disk: a warning, and too little for a day."""


def versions(_: Patient) -> Iterator[Finding]:
    """What runs here."""
    python = platform.python_version()
    fits = sys.version_info[:2] == (3, 11)
    mend = NOTHING if fits else words(N_("Install Python 3.11: nothing else was tried"))
    state: State = "ok" if fits else "warn"
    yield Finding(
        "versions",
        "",
        state,
        words(N_("Tingxu {tingxu} on Python {python}"), tingxu=VERSION, python=python),
        mend,
    )
    parts, missing = [], []
    for name in PARTS:
        try:
            parts.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            missing.append(name)
    yield Finding("versions", "", "ok", as_it_is(", ".join(parts)))
    if missing:
        yield Finding(
            "versions",
            "",
            "bad",
            words(N_("Not installed: {parts}"), parts=", ".join(missing)),
            words(N_("Run ./tingxu setup, or install Tingxu anew")),
        )


def disk(patient: Patient) -> Iterator[Finding]:
    """Room for the journal, and for what is made on the way."""
    places = [Path(tempfile.gettempdir()), *([patient.data] if patient.data is not None else [])]
    for place in dict.fromkeys(places):
        if not place.is_dir():
            says = words(N_("There is no such folder"))
            yield Finding(
                "disk", str(place), "bad", says, words(N_("Name the folder that the server was started with"))
            )
            continue
        free = shutil.disk_usage(place).free
        state: State = "bad" if free < NONE_BYTES else "warn" if free < LITTLE_BYTES else "ok"
        says = words(N_("{gigabytes} GB free"), gigabytes=f"{free / 1e9:.1f}")
        mend = NOTHING if state == "ok" else words(N_("Make room: old pictures, logs and backups first"))
        yield Finding("disk", str(place), state, says, mend)


def identity(patient: Patient) -> Iterator[Finding]:
    """Whether this machine was paired, and keeps that to itself."""
    files = patient.files()
    if not files:
        says = words(N_("This machine was not paired with a hall yet"))
        yield Finding(
            "identity",
            "",
            "warn",
            says,
            words(N_("Make a code with tingxu pair and start the program once with --code")),
        )
    for path in files:
        try:
            me = load(path)
        except IdentityError:
            says = words(N_("It cannot be read as an identity"))
            yield Finding(
                "identity",
                str(path),
                "bad",
                says,
                words(N_("Pair this machine anew: tingxu pair, then --code")),
            )
            continue
        says = words(N_("{role} {name} of hall {hall}"), role=me.role, name=me.name, hall=me.hall or "?")
        if sys.platform != "win32" and path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
            yield Finding(
                "identity",
                str(path),
                "bad",
                words(N_("Others on this machine can read it")),
                words(N_("chmod 600 it, then tingxu roll")),
            )
        else:
            yield Finding("identity", str(path), "ok", says)
