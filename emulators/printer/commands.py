"""ESC/POS as a printer reads it: a stream of bytes becomes text, control characters and commands.

Lengths of commands are from the Epson ESC/POS command reference. What a command does is `paper`'s.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

DLE, ESC, FS, GS = 0x10, 0x1B, 0x1C, 0x1D
MAX_IMAGE_BYTES = 4 * 1024 * 1024
"""A raster image that claims to be longer is garbage: only its header is skipped."""


class Token(NamedTuple):
    """One thing in the stream. `kind` is "text", a command ("ESC a"), a control ("LF"), or "odd"."""

    kind: str
    data: bytes


_PREFIXES = {DLE: "DLE", ESC: "ESC", FS: "FS", GS: "GS"}
_CONTROLS = {0x09: "HT", 0x0A: "LF", 0x0C: "FF", 0x0D: "CR", 0x18: "CAN"}
_ARGUMENTS = {
    "DLE": {"\x04": 1, "\x05": 1},
    "ESC": dict.fromkeys("!%-34=?EGJMRSTVadrt{ +A", 1)
    | dict.fromkeys("@2LS<", 0)
    | {"$": 2, "\\": 2, "c": 2, "p": 3, "i": 0, "m": 0, "W": 8},
    "FS": {"&": 0, ".": 0, "!": 1, "-": 1, "C": 1, "S": 2, "W": 1, "?": 2, "p": 2},
    "GS": dict.fromkeys("!BHabfhrwIT/", 1) | dict.fromkeys("$LPW\\", 2) | {":": 0, "^": 3},
}
_TEXT = re.compile(rb"[\x20-\xff]+")
Need = int | None
"""Bytes of a whole command, or None while too few have come to know."""


def _counted(b: bytearray) -> Need:
    """ESC ( x, FS ( x, GS ( x: pL pH, then that many bytes."""
    return 5 + int.from_bytes(b[3:5], "little") if len(b) >= 5 else None


def _cut(b: bytearray) -> Need:
    """GS V m, or GS V m n for the cuts that feed first."""
    return None if len(b) < 3 else 3 if b[2] in {0, 1, 48, 49} else 4


def _raster(b: bytearray) -> Need:
    """GS v 0 m xL xH yL yH, then x * y bytes."""
    if len(b) < 8:
        return None
    size = int.from_bytes(b[4:6], "little") * int.from_bytes(b[6:8], "little")
    return 8 + (size if size <= MAX_IMAGE_BYTES else 0)


def _columns(b: bytearray) -> Need:
    """ESC * m nL nH, then n columns of one byte, or of three for 24 dots."""
    return 5 + int.from_bytes(b[3:5], "little") * (3 if b[2] in {32, 33} else 1) if len(b) >= 5 else None


def _tabs(b: bytearray) -> Need:
    """ESC D n1 ... nk NUL, at most 32 of them."""
    end = b.find(0, 2, 35)
    return end + 1 if end >= 0 else 35 if len(b) >= 35 else None


def _barcode(b: bytearray) -> Need:
    """GS k m data NUL, or GS k m n and n bytes."""
    if len(b) < 4:
        return None
    if b[2] >= 65:
        return 4 + b[3]
    end = b.find(0, 3, 260)
    return end + 1 if end >= 0 else 260 if len(b) >= 260 else None


def _pulse(b: bytearray) -> Need:
    """DLE DC4 fn and its arguments: eight for fn 8 (clear the buffers), two for the others."""
    return None if len(b) < 3 else 10 if b[2] == 8 else 5


_VARIABLE: dict[tuple[int, str], Callable[[bytearray], Need]] = {
    (DLE, "\x14"): _pulse,
    (ESC, "("): _counted,
    (ESC, "*"): _columns,
    (ESC, "D"): _tabs,
    (FS, "("): _counted,
    (GS, "("): _counted,
    (GS, "V"): _cut,
    (GS, "k"): _barcode,
    (GS, "v"): _raster,
}


class Tokenizer:
    """Cuts a stream into tokens; bytes may come in pieces of any size."""

    def __init__(self) -> None:
        self._buffer = bytearray()

    def __len__(self) -> int:
        return len(self._buffer)

    def feed(self, data: bytes) -> None:
        """Add what has arrived."""
        self._buffer += data

    def clear(self) -> None:
        """Forget what has not been read."""
        self._buffer.clear()

    def next(self) -> Token | None:
        """The next whole token; None while it is not complete."""
        b = self._buffer
        if not b:
            return None
        if match := _TEXT.match(b):
            return self._take("text", 0, match.end())
        if b[0] not in _PREFIXES:
            return self._take(_CONTROLS.get(b[0], "odd"), 0 if b[0] not in _CONTROLS else 1, 1)
        if len(b) < 2:
            return None
        prefix, letter = _PREFIXES[b[0]], chr(b[1])
        if variable := _VARIABLE.get((b[0], letter)):
            need = variable(b)
        elif letter in _ARGUMENTS[prefix]:
            need = 2 + _ARGUMENTS[prefix][letter]
        else:
            return self._take("odd", 0, 2)
        if need is None or len(b) < need:
            return None
        return self._take(f"{prefix} {_NAMES.get((b[0], letter), letter)}", 2, need)

    def _take(self, kind: str, start: int, end: int) -> Token:
        data = bytes(self._buffer[start:end])
        del self._buffer[:end]
        return Token(kind, data)


_NAMES = {(DLE, "\x04"): "EOT", (DLE, "\x05"): "ENQ", (DLE, "\x14"): "DC4", (ESC, " "): "SP"}
