"""Serial ports: which there are, whether those of the device plan are among them, who holds them, who may.

Whether the device behind one answers is its program's matter.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from assets.texts import N_
from doctor.finding import Finding, words
from doctor.patient import Patient
from ports.address import AddressError, SerialLine, parse
from ports.found import Found, Holder, holders, ports


def serial_ports(patient: Patient) -> Iterator[Finding]:
    """Each port of the machine and of the plan."""
    there = {port.device: port for port in ports()}
    planned = dict(_planned(patient))
    if not there and not planned:
        yield Finding("ports", "", "ok", words(N_("No serial ports here, and none needed")))
    for device in sorted({*there, *planned}):
        yield _one(device, planned.get(device, ""), there)


def _planned(patient: Patient) -> Iterator[tuple[str, str]]:
    """The serial devices of the plan, and of the options, with what hangs on them."""
    named = [("printer", "", url) for url in patient.printers]
    for kind, id_, url in (*patient.ports(), *named):
        try:
            address = parse(url)
        except AddressError:
            continue
        if isinstance(address, SerialLine):
            yield address.device, f"{kind} {id_}".strip()


def _one(device: str, what: str, there: dict[str, Found]) -> Finding:
    if device not in there and not Path(device).exists():
        others = ", ".join(there) or "–"
        says = words(N_("{what}: the port is not there; there are: {others}"), what=what, others=others)
        return Finding(
            "ports", device, "bad", says, words(N_("Plug it in, or correct the port in the hall file"))
        )
    who = holders(device)
    if not who and not os.access(device, os.R_OK | os.W_OK):
        says = words(N_("This user may not open it"))
        return Finding(
            "ports",
            device,
            "bad" if what else "warn",
            says,
            words(N_("Add the user to the group dialout and log in anew")),
        )
    strangers = [one for one in who if not _ours(one)]
    if what and strangers:
        says = words(N_("{what}: another program has it open: {who}"), what=what, who=_names(strangers))
        return Finding(
            "ports", device, "bad", says, words(N_("End that program: two cannot share a serial port"))
        )
    known = there[device].says if device in there else ""
    if who:
        return Finding("ports", device, "ok", words(N_("In use by {who}"), who=_names(who)))
    return Finding("ports", device, "ok", words(N_("Free ({what})"), what=what or known or "–"))


def _ours(one: Holder) -> bool:
    """Whether it may be one of our own programs: each of them is called so, or Python."""
    return "python" in one.name or "tingxu" in one.name


def _names(who: list[Holder]) -> str:
    return ", ".join(f"{one.name} ({one.pid})" for one in who)
