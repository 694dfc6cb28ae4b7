"""What a printer can, as the bytes for it depend on it, and the maker of those bytes.

How a ticket looks is `sheet.py`'s and the layouts'; where the bytes go is the spooler's.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, NamedTuple

from link.plan import Printer
from ports.address import AddressError, SerialLine, parse

Mode = Literal["text", "raster"]
DOTS = {"58": 384, "80": 576}
"""Printable dots across, at 8 dots/mm."""


class Profile(NamedTuple):
    """One printer's abilities."""

    width: Literal["58", "80"] = "80"
    cutter: bool = True
    characters: Literal["gb18030", "none"] = "gb18030"
    qr: Literal["command", "image"] = "command"
    mode: Literal["auto", "text", "raster"] = "auto"
    baud: int | None = None
    """Of a serial line; None for everything quicker."""

    @property
    def dots(self) -> int:
        """Across the paper."""
        return DOTS[self.width]

    @property
    def chosen(self) -> Mode:
        """Text where the printer has Chinese characters: it is a hundredth of the bytes; else drawn."""
        if self.mode != "auto":
            return self.mode
        return "text" if self.characters == "gb18030" else "raster"

    @staticmethod
    def of(printer: Printer) -> Profile:
        """Of a printer in the device plan."""
        try:
            address = parse(printer.port)
        except AddressError:  # it is refused elsewhere, with its line
            address = None
        baud = address.baud if isinstance(address, SerialLine) else None
        return Profile(printer.width, printer.cutter, printer.characters, printer.qr, printer.mode, baud)


Make = Callable[[Profile, bool], bytes]
"""The bytes of one paper for one printer; the second argument: marked as a copy."""
