"""Printers: each of this machine's is opened and asked how it stands.

Asking is `printers/transports`'; what a trouble is called, and how to mend it, `assets/troubles.py`'s.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from assets.texts import N_
from assets.troubles import MENDS, OF_KIND
from doctor.finding import NOTHING, Finding, State, Words, as_it_is, words
from doctor.patient import Patient
from link.words import DeviceCondition
from ports.address import AddressError, File, SerialLine, parse
from ports.found import holders
from printers.status import Found, PrinterState
from printers.transports.opening import connect

TIMEOUT_S = 2.0
SAYS: dict[DeviceCondition, str] = {
    "ok": N_("Ready, with paper"),
    "low": N_("The paper is nearly used up"),
    "out": N_("No paper"),
    "cover": N_("The cover is open"),
    "offline": N_("It cannot be reached: {detail}"),
    "fault": N_("It answers that it cannot print (cutter or head)"),
    "unknown": N_("It prints, and cannot say how it stands"),
}
WARN: frozenset[DeviceCondition] = frozenset({"low", "unknown"})


def printers(patient: Patient) -> Iterator[Finding]:
    """Those of the plan at this machine, and those that were named."""
    known = [(id_, url) for kind, id_, url in patient.ports() if kind == "printer"]
    for id_, url in (*known, *((url, url) for url in patient.printers)):
        yield _one(id_, url)


def _one(id_: str, url: str) -> Finding:
    try:
        address = parse(url)
    except AddressError as error:
        return Finding("printers", id_, "bad", as_it_is(str(error)))
    if isinstance(address, SerialLine) and (who := holders(address.device)):
        says = words(N_("Its program has it open, and knows how it stands: {who}"), who=who[0].name)
        return Finding("printers", id_, "ok", says)
    found = look(url)
    condition = found.condition
    state: State = "ok" if condition == "ok" else "warn" if condition in WARN else "bad"
    return Finding("printers", id_, state, words(SAYS[condition], detail=found.detail), _mend(condition))


def look(url: str) -> Found:
    """One look at the printer at an address, on a connection of its own."""
    address = parse(url)
    if isinstance(address, File) and Path(address.path).absolute().parent.is_dir():
        return Found(PrinterState.UNKNOWN, prints=True)  # to open it would make it
    try:
        connection = connect(address, TIMEOUT_S)
    except OSError as error:
        return Found(PrinterState.OFFLINE, prints=False, detail=str(error), reached=False)
    try:
        state = connection.status()
        return Found(state, state.prints or not connection.answers)
    except OSError as error:
        return Found(PrinterState.OFFLINE, prints=False, detail=str(error), reached=False)
    finally:
        connection.close()


def _mend(condition: DeviceCondition) -> Words:
    if condition == "ok":
        return NOTHING
    return words(OF_KIND.get(("printer", condition), MENDS[condition]))
