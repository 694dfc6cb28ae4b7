"""The address of a device, as it stands in a hall file or on the command line.

Opening it is `port.py`'s for lines and streams, and `printers/` for what only prints.
"""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import urlsplit

FORMS = "tcp://HOST:PORT, serial:DEVICE@BAUD, usb:VENDOR:PRODUCT, cups:QUEUE, windows:PRINTER or file:PATH"
BAUDS = (1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200, 230400, 460800, 921600)


class AddressError(ValueError):
    """An address is wrong; the text says what would be right."""


class Tcp(NamedTuple):
    """A port on the network: a printer on 9100, or a converter in front of a serial line."""

    host: str
    port: int

    def __str__(self) -> str:
        return f"tcp://[{self.host}]:{self.port}" if ":" in self.host else f"tcp://{self.host}:{self.port}"


class SerialLine(NamedTuple):
    """A serial port of this machine (8 data bits, no parity, 1 stop bit): /dev/ttyUSB0, COM3."""

    device: str
    baud: int

    def __str__(self) -> str:
        return f"serial:{self.device}@{self.baud}"


class Usb(NamedTuple):
    """A USB printer by its vendor and product number."""

    vendor: int
    product: int

    def __str__(self) -> str:
        return f"usb:{self.vendor:04x}:{self.product:04x}"


class SystemQueue(NamedTuple):
    """A print queue of the operating system: "cups" or "windows", and its name there."""

    system: str
    name: str

    def __str__(self) -> str:
        return f"{self.system}:{self.name}"


class File(NamedTuple):
    """A file that the bytes are appended to."""

    path: str

    def __str__(self) -> str:
        return f"file:{self.path}"


Address = Tcp | SerialLine | Usb | SystemQueue | File


def parse(text: str) -> Address:
    """The address in a text. Raises AddressError."""
    kind, colon, rest = text.partition(":")
    if not colon or not rest:
        raise AddressError(f"{text!r} is no address of a device; write {FORMS}")
    match kind:
        case "tcp":
            return _tcp(text)
        case "serial":
            return _serial(text, rest)
        case "usb":
            return _usb(text, rest)
        case "cups" | "windows":
            return SystemQueue(kind, rest)
        case "file":
            return File(rest)
    raise AddressError(f"{text!r} begins with {kind!r}; write {FORMS}")


def parse_line(text: str) -> Tcp | SerialLine:
    """The address of something that answers byte by byte: a line or a stream. Raises AddressError."""
    address = parse(text)
    if isinstance(address, Tcp | SerialLine):
        return address
    raise AddressError(f"{text!r}: only tcp://HOST:PORT or serial:DEVICE@BAUD can be read from")


def _tcp(text: str) -> Tcp:
    try:
        parts = urlsplit(text)
        port = parts.port
        (parts.hostname or "").encode("idna")
    except ValueError as error:
        raise AddressError(f"{text!r}: {error}; write tcp://HOST:PORT") from error
    extra = parts.path or parts.query or parts.fragment or parts.username is not None
    if not parts.hostname or not port or extra:
        raise AddressError(f"{text!r} is not tcp://HOST:PORT, for instance tcp://192.168.1.50:9100")
    return Tcp(parts.hostname, port)


def _serial(text: str, rest: str) -> SerialLine:
    device, at, baud = rest.rpartition("@")
    if not at or not device:
        raise AddressError(
            f"{text!r} does not say how fast; write serial:DEVICE@BAUD, e.g. serial:{rest}@9600"
        )
    if not baud.isascii() or not baud.isdigit() or int(baud) not in BAUDS:
        possible = ", ".join(str(one) for one in BAUDS)
        raise AddressError(f"{text!r}: {baud!r} is no usual speed; possible: {possible}")
    return SerialLine(device, int(baud))


def _usb(text: str, rest: str) -> Usb:
    found = re.fullmatch(r"([0-9a-fA-F]{4}):([0-9a-fA-F]{4})", rest)
    if found is None:
        raise AddressError(f"{text!r} is not usb:VENDOR:PRODUCT in hexadecimal, for instance usb:04b8:0e15")
    return Usb(int(found[1], 16), int(found[2], 16))
