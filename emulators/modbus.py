"""The answering end of Modbus RTU, from the specification (Modbus over Serial Line V1.02, Modbus Application
Protocol V1.1b3): functions 3, 4, 6 and 16 over registers, exceptions, CRC-16.

What the registers of a pad mean is in `keypad.py`.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from typing import Final, Protocol

READ_HOLDING, READ_INPUT, WRITE_ONE, WRITE_MANY = 3, 4, 6, 16
NO_FUNCTION, NO_ADDRESS, NO_VALUE = 1, 2, 3
"""Exception codes."""
SHORTEST: Final = 8
"""Bytes of the shortest request that is known here."""


def crc(data: bytes) -> bytes:
    """The checksum of a frame, low byte first."""
    value = 0xFFFF
    for byte in data:
        value ^= byte
        for _ in range(8):
            value = value >> 1 ^ 0xA001 if value & 1 else value >> 1
    return struct.pack("<H", value)


def sealed(body: bytes) -> bytes:
    """A frame with its checksum."""
    return body + crc(body)


class Device(Protocol):
    """One address on the line."""

    def read(self, function: int) -> list[int]:
        """All holding or input registers."""

    def write(self, start: int, values: list[int]) -> bool:
        """Take over holding registers; False when there are none there."""


class Slave:
    """Several devices on one line. `answers` gets the address and the answer to each good request."""

    def __init__(self, devices: dict[int, Device], answers: Callable[[int, bytes], None]) -> None:
        self._devices, self._answers = devices, answers
        self._heard = b""
        self.errors = 0
        """Frames that were thrown away for their checksum."""

    def hear(self, data: bytes) -> None:
        """What comes from the master. What is no frame is thrown away, as after a silence on the line."""
        self._heard += data
        while len(self._heard) >= SHORTEST:
            size = self._size()
            if len(self._heard) < size:
                return
            frame, self._heard = self._heard[:size], self._heard[size:]
            if crc(frame[:-2]) != frame[-2:]:
                self._heard = b""
                self.errors += 1
                return
            if (device := self._devices.get(frame[0])) is not None:
                self._answers(frame[0], sealed(frame[:1] + _done(device, frame[1:-2])))

    def forget(self) -> None:
        """The line was silent: what came begins a new frame."""
        self._heard = b""

    def _size(self) -> int:
        return 9 + self._heard[6] if self._heard[1] == WRITE_MANY else SHORTEST


def _done(device: Device, asked: bytes) -> bytes:
    """The answer to a request, both without address and checksum."""
    function = asked[0]
    if function not in {READ_HOLDING, READ_INPUT, WRITE_ONE, WRITE_MANY}:
        return _exception(function, NO_FUNCTION)
    start, count = struct.unpack(">HH", asked[1:5])
    if function in {READ_HOLDING, READ_INPUT}:
        registers = device.read(function)
        if not 1 <= count <= 125:
            return _exception(function, NO_VALUE)
        if start + count > len(registers):
            return _exception(function, NO_ADDRESS)
        values = registers[start : start + count]
        return struct.pack(f">BB{count}H", function, 2 * count, *values)
    if function == WRITE_ONE:
        return asked if device.write(start, [count]) else _exception(function, NO_ADDRESS)
    if not 1 <= count <= 123 or asked[5] != 2 * count:
        return _exception(function, NO_VALUE)
    values = list(struct.unpack(f">{count}H", asked[6:]))
    return asked[:5] if device.write(start, values) else _exception(function, NO_ADDRESS)


def _exception(function: int, code: int) -> bytes:
    return bytes([function | 0x80, code])
