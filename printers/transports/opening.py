"""A connection to a printer by its address, and what every connection can do.

How each of them does it is in the modules beside this one.
"""

from __future__ import annotations

from typing import Protocol

from ports.address import Address, File, SerialLine, SystemQueue, Tcp, Usb
from printers.status import PrinterState
from printers.transports.cups import CupsQueue
from printers.transports.escpos_line import PrinterLine
from printers.transports.file import PrinterFile
from printers.transports.serial_line import SerialStream
from printers.transports.tcp import TcpStream
from printers.transports.usb_port import UsbStream
from printers.transports.windows import WindowsQueue

SLOW_BYTES_PER_S = 480.0
"""Half of what a 9600 baud line carries, which may stand behind any of them: how long a job may take."""


class Connection(Protocol):
    """A fresh connection for one job or one look at the status.

    Every method raises OSError when the printer cannot be worked with; the text names its address.
    """

    answers: bool
    """Whether the printer itself can be asked. Where it cannot, UNKNOWN hinders no job."""

    def send(self, data: bytes) -> None:
        """Send it all."""

    def status(self) -> PrinterState:
        """How the printer stands; UNKNOWN when it does not answer in time, or cannot."""

    def ask_in_order(self) -> None:
        """Ask for a sign that everything sent until now has been processed."""

    def processed(self, wait_s: float) -> bool:
        """Whether that sign has come, or comes within `wait_s`."""

    def clear(self) -> None:
        """Take back what has not been printed, as far as that can be done."""

    def close(self) -> None:
        """Let go."""


def connect(address: Address, timeout_s: float = 2.5) -> Connection:
    """A fresh connection. Raises OSError whose text names the address and what to do."""
    match address:
        case Tcp():
            return PrinterLine(TcpStream(address, timeout_s), timeout_s)
        case SerialLine():
            return PrinterLine(SerialStream(address), timeout_s)
        case Usb():
            stream = UsbStream(address, timeout_s)
            return PrinterLine(stream, timeout_s, answers=stream.answers)
        case SystemQueue(system="cups"):
            return CupsQueue(address)
        case SystemQueue():
            return WindowsQueue(address)
        case File():
            return PrinterFile(address)


def bytes_per_s(address: Address) -> float:
    """How slow the way to the printer may be: half of a serial line's speed, which is known."""
    return address.baud / 20 if isinstance(address, SerialLine) else SLOW_BYTES_PER_S
