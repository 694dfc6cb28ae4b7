"""A printer of Windows by its name, through winspool: bytes go to it as they are (data type RAW).

Written from Microsoft's reference of the print spooler functions; it has not been tried on Windows yet.
"""

from __future__ import annotations

import ctypes
import os
import time
from typing import Any

from ports.address import SystemQueue
from printers.status import PrinterState

LOOK_S = 0.2
STATUS = (
    (PrinterState.COVER, 0x00400000),
    (PrinterState.OUT, 0x00000010 | 0x00000008),
    (PrinterState.OFFLINE, 0x00000080 | 0x00000001 | 0x00000002 | 0x00001000 | 0x00100000),
)
"""PRINTER_STATUS_DOOR_OPEN; PAPER_OUT, PAPER_JAM; OFFLINE, PAUSED, ERROR, NOT_AVAILABLE, and
USER_INTERVENTION."""


class _Document(ctypes.Structure):
    """DOC_INFO_1W."""

    _fields_ = (("name", ctypes.c_wchar_p), ("output", ctypes.c_wchar_p), ("datatype", ctypes.c_wchar_p))


class WindowsQueue:
    """A `Connection` to a printer of Windows. Raises OSError when there is no such printer."""

    answers = False

    def __init__(self, address: SystemQueue) -> None:
        if os.name != "nt":
            raise OSError(f"{address}: only Windows has such printers; here cups:QUEUE is right")
        self._address = address
        self._spool: Any = ctypes.WinDLL("winspool.drv", use_last_error=True)  # type: ignore[attr-defined,unused-ignore]
        self._handle = ctypes.c_void_p()
        self._job = 0
        self._call("OpenPrinterW", ctypes.c_wchar_p(address.name), ctypes.byref(self._handle), None)

    def send(self, data: bytes) -> None:
        """Hand it over as one document."""
        document = _Document("ticket", None, "RAW")
        self._job = self._call("StartDocPrinterW", self._handle, 1, ctypes.byref(document))
        try:
            written = ctypes.c_uint32()
            self._call("WritePrinter", self._handle, data, len(data), ctypes.byref(written))
            if written.value != len(data):
                raise OSError(f"{self._address} took {written.value} of {len(data)} bytes")
        finally:
            self._call("EndDocPrinter", self._handle)

    def status(self) -> PrinterState:
        """What Windows knows (PRINTER_INFO_6); of paper it mostly knows nothing: UNKNOWN."""
        status, needed = ctypes.c_uint32(), ctypes.c_uint32()
        self._call("GetPrinterW", self._handle, 6, ctypes.byref(status), 4, ctypes.byref(needed))
        return next((state for state, bits in STATUS if status.value & bits), PrinterState.UNKNOWN)

    def ask_in_order(self) -> None:
        """Nothing to ask: the queue is looked at."""

    def processed(self, wait_s: float) -> bool:
        """Whether the document has left the queue."""
        deadline = time.monotonic() + wait_s
        needed = ctypes.c_uint32()
        while self._job:
            self._spool.GetJobW(self._handle, self._job, 1, None, 0, ctypes.byref(needed))
            if needed.value == 0:
                self._job = 0
            elif time.monotonic() > deadline:
                return False
            else:
                time.sleep(LOOK_S)
                needed = ctypes.c_uint32()
        return True

    def clear(self) -> None:
        """Take the document back (JOB_CONTROL_DELETE), if it is still there."""
        if self._job:
            self._spool.SetJobW(self._handle, self._job, 0, None, 5)

    def close(self) -> None:
        """Let go."""
        self._spool.ClosePrinter(self._handle)

    def _call(self, function: str, *arguments: Any) -> int:
        result = int(getattr(self._spool, function)(*arguments))
        if not result:
            number = ctypes.get_last_error()  # type: ignore[attr-defined,unused-ignore]
            raise OSError(f"{self._address}: {function} failed with Windows error {number}: "
                          "is there a printer of this name?")  # fmt: skip
        return result
