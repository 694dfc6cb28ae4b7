"""One open port: a serial line or a TCP stream that bytes are written to and read from, with deadlines.

What the bytes mean is the drivers'; opening it again after a break is `keeper.py`'s.
"""

from __future__ import annotations

import errno
import time
from typing import Self

import serial

from ports.address import SerialLine, Tcp

try:
    from termios import error as TerminalError
except ImportError:  # Windows has none
    TerminalError = OSError  # type: ignore[misc,assignment]

WRITE_S = 5.0
"""So long a device may take nothing before writing to it fails."""
AT_ONCE = 4096


class PortError(OSError):
    """A port cannot be opened, or broke; the text says which one, why, and what would help."""


class Port:
    """A port, held by this program alone. To open it, and every method, raises PortError."""

    def __init__(self, address: Tcp | SerialLine) -> None:
        self.address = address
        try:
            self._line = _open(address)
        except (OSError, ValueError, TerminalError) as error:  # pyserial's own error is an OSError
            raise PortError(_why_not(address, error)) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def write(self, data: bytes) -> None:
        """Send it all."""
        try:
            self._line.write(data)
            self._line.flush()
        except (OSError, AttributeError, TerminalError) as error:  # AttributeError: closed by another thread
            raise PortError(f"{self.address}: writing failed: {error}") from error

    def read(self, wait_s: float) -> bytes:
        """What has come, waiting up to `wait_s` for the first byte; b"" when nothing came."""
        try:
            self._line.timeout = wait_s
            data = bytes(self._line.read(1))
            if data and (more := self._line.in_waiting):
                data += self._line.read(min(more, AT_ONCE))
        except (OSError, TypeError, AttributeError, TerminalError) as error:  # TypeError: likewise
            raise PortError(f"{self.address}: the device is gone: {error}") from error
        return data

    def read_exactly(self, size: int, wait_s: float) -> bytes:
        """So many bytes, or those that came until `wait_s` were over."""
        deadline, data = time.monotonic() + wait_s, b""
        try:
            while len(data) < size and (left := deadline - time.monotonic()) > 0:
                self._line.timeout = left
                data += self._line.read(size - len(data))
        except (OSError, TypeError, AttributeError, TerminalError) as error:
            raise PortError(f"{self.address}: the device is gone: {error}") from error
        return data

    def forget(self) -> None:
        """Throw away what came and was not read: the end of an answer that is too late."""
        while self.read(0):
            continue

    def close(self) -> None:
        """Let go of it; reading in another thread ends with PortError."""
        self._line.close()


def _open(address: Tcp | SerialLine) -> serial.SerialBase:
    if isinstance(address, Tcp):
        host = f"[{address.host}]" if ":" in address.host else address.host
        return serial.serial_for_url(f"socket://{host}:{address.port}", timeout=0, write_timeout=WRITE_S)
    return serial.Serial(address.device, address.baud, timeout=0, write_timeout=WRITE_S, exclusive=True)


def _why_not(address: Tcp | SerialLine, error: Exception) -> str:
    """Why it was not opened, and what to do."""
    number = getattr(error, "errno", None)
    said = str(error)
    if isinstance(address, Tcp):
        return f"{address} does not answer ({said}): is the device on, and is the address right?"
    if number == errno.ENOENT or "FileNotFoundError" in said:
        return f"{address}: there is no port {address.device}: is the device plugged in?"
    if number in {errno.EACCES, errno.EPERM} and "lock" not in said:
        return f"{address}: no right to use {address.device}: add the user to the group dialout"
    if number in {errno.EBUSY, errno.EAGAIN} or "lock" in said or "PermissionError" in said:
        return f"{address} is held by another program: end that one, or give it another port"
    return f"{address} cannot be opened: {said}"
