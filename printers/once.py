"""One paper to one printer, without a spooler: connect, status, send, status, and what became of it.

For tries by hand; who prints tickets all day has `spooler.py`.
"""

from __future__ import annotations

import time
from typing import NamedTuple

from ports.address import Address
from printers.status import PrinterState
from printers.transports.opening import Connection, bytes_per_s, connect

TIMEOUT_S = 2.5
SIGN_S = 1.0
"""How long a printer may take to show that it knows GS r."""
LOOK_S = 0.3
"""How often the status is looked at while the paper is being printed."""


SAYS = {
    PrinterState.OUT: "it has no paper",
    PrinterState.COVER: "its cover is open",
    PrinterState.OFFLINE: "it is stopped by an error (paper jam, cutter); look at the printer",
}


class Became(NamedTuple):
    """What became of the paper."""

    printed: bool
    says: str


def print_once(address: Address, data: bytes) -> Became:
    """Send it and wait until it is on paper, or cannot get there. Never raises for what a printer does."""
    try:
        connection = connect(address, TIMEOUT_S)
    except OSError as error:
        return Became(False, f"not printed: {error}")
    sent = False
    try:
        before = connection.status()
        if connection.answers and not before.prints and before is not PrinterState.UNKNOWN:
            return Became(False, f"not printed: {SAYS[before]}")
        connection.ask_in_order()
        knows_in_order = before.prints and connection.processed(SIGN_S)
        sent = True
        connection.send(data)
        after = _after(connection, address, len(data), knows_in_order=knows_in_order)
    except OSError as error:
        part = "a part of it may be on paper" if sent else "nothing was sent"
        return Became(False, f"not printed: {error}; {part}")
    finally:
        connection.close()
    if knows_in_order and after is PrinterState.UNKNOWN:
        return Became(False, f"perhaps not printed: {address} took it and does not say that it is done")
    return _became(address, after, len(data), answers=connection.answers)


def _became(address: Address, after: PrinterState, size: int, *, answers: bool) -> Became:
    if not answers:
        return Became(True, f"given to {address}: {size} bytes; it cannot tell what became of them")
    if after.prints:
        low = "; the paper is nearly used up" if after is PrinterState.LOW else ""
        return Became(True, f"printed on {address}: {size} bytes{low}")
    if after is PrinterState.UNKNOWN:
        return Became(True, f"sent to {address}: {size} bytes; it did not say whether they are on paper")
    return Became(False, f"not printed: {SAYS[after]}; a part of it may be on paper")


def _after(connection: Connection, address: Address, size: int, *, knows_in_order: bool) -> PrinterState:
    """The state once everything has been processed; at the latest when a slow line would have carried it.

    Whoever knows GS r and does not answer it has not printed yet; for others the state counts by itself.
    """
    deadline = time.monotonic() + TIMEOUT_S + size / bytes_per_s(address)
    connection.ask_in_order()
    while not connection.processed(LOOK_S):
        state = connection.status()
        hinders = not state.prints and state is not PrinterState.UNKNOWN
        if hinders or time.monotonic() > deadline:
            if hinders:
                connection.clear()
            return PrinterState.UNKNOWN if knows_in_order and not hinders else state
    return connection.status()
