"""What a printer says of itself: the four bytes that it answers to DLE EOT 1 to 4, and what follows.

Source: Epson ESC/POS command reference, "DLE EOT n - Transmit real-time status". Asking is `transports`'.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from link.words import DeviceCondition


class PrinterState(StrEnum):
    """The one thing about the printer that a person has to know, the most hindering first."""

    COVER = "cover"
    OUT = "out"
    OFFLINE = "offline"
    """Not reachable, or reachable and stopped by an error (cutter, head)."""
    UNKNOWN = "unknown"
    """It did not answer, or answered what is no status; or it cannot answer, and prints all the same."""
    LOW = "low"
    OK = "ok"

    @property
    def prints(self) -> bool:
        """Whether it says that a ticket sent now would come out."""
        return self in {PrinterState.OK, PrinterState.LOW}


CONDITIONS: dict[PrinterState, DeviceCondition] = {
    PrinterState.COVER: "cover",
    PrinterState.OUT: "out",
    PrinterState.OFFLINE: "offline",
    PrinterState.UNKNOWN: "unknown",
    PrinterState.LOW: "low",
    PrinterState.OK: "ok",
}


class Found(NamedTuple):
    """A look at a printer. `prints`: whether a job may go to it now."""

    state: PrinterState
    prints: bool
    detail: str = ""
    """For whoever mends it."""
    reached: bool = True

    @property
    def condition(self) -> DeviceCondition:
        """The same in the words that the hall has for all devices."""
        if self.state is PrinterState.OFFLINE:
            return "fault" if self.reached else "offline"
        if self.state is PrinterState.UNKNOWN and not self.prints:
            return "fault"
        return CONDITIONS[self.state]


def is_status(byte: int) -> bool:
    """Whether this byte answers DLE EOT: bits 1 and 4 are always on, bits 0 and 7 off."""
    return byte & 0b1001_0011 == 0b0001_0010


def decode(answers: bytes) -> PrinterState:
    """Decode the answers to DLE EOT 1, 2, 3 and 4, in this order; fewer, or none, are UNKNOWN."""
    if len(answers) != 4 or not all(is_status(byte) for byte in answers):
        return PrinterState.UNKNOWN
    printer, offline, error, paper = answers
    if offline & 0x04:
        return PrinterState.COVER
    if offline & 0x20 or paper & 0x60:
        return PrinterState.OUT
    if printer & 0x08 or offline & 0x40 or error & 0x68:
        return PrinterState.OFFLINE
    return PrinterState.LOW if paper & 0x0C else PrinterState.OK
