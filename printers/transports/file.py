"""A file in place of a printer: every job is appended whole, or not at all.

It may be a device of the operating system too (/dev/usb/lp0), which cannot give back what it took.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path

from ports.address import File
from printers.status import PrinterState


class PrinterFile:
    """A `Connection` to a file. Raises OSError when it cannot be written."""

    answers = False

    def __init__(self, address: File) -> None:
        self._address = address
        try:
            self._file = os.open(address.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
        except OSError as error:
            folder = Path(address.path).absolute().parent
            raise OSError(f"{address} cannot be written ({error.strerror}): does {folder} exist, "
                          "and may this program write there?") from error  # fmt: skip

    def send(self, data: bytes) -> None:
        """Append it; when that fails in the middle, what was written is taken back."""
        before = os.fstat(self._file)
        try:
            rest = memoryview(data)
            while rest:
                rest = rest[os.write(self._file, rest) :]
            if stat.S_ISREG(before.st_mode):
                os.fsync(self._file)
        except OSError as error:
            if stat.S_ISREG(before.st_mode):
                os.ftruncate(self._file, before.st_size)
            raise OSError(f"{self._address} took only a part ({error.strerror})") from error

    def status(self) -> PrinterState:
        """A file cannot tell."""
        return PrinterState.UNKNOWN

    def ask_in_order(self) -> None:
        """Nothing to ask."""

    def processed(self, wait_s: float) -> bool:  # noqa: ARG002 - it is written when `send` returns
        """Always."""
        return True

    def clear(self) -> None:
        """Nothing is left to take back."""

    def close(self) -> None:
        """Let go."""
        os.close(self._file)
