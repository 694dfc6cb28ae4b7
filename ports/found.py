"""The serial ports that this machine has, who has them open, and whether this user may.

Opening one is `port.py`'s.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from serial.tools import list_ports


class Found(NamedTuple):
    """A serial port of this machine."""

    device: str
    says: str
    """What the system knows of it: "USB Serial"."""


class Holder(NamedTuple):
    """A process that has a port open."""

    pid: int
    name: str


def ports() -> list[Found]:
    """The ports that have something behind them, by name."""
    known = (Found(port.device, port.description or "") for port in list_ports.comports())
    return sorted(port for port in known if port.says != "n/a" or not port.device.startswith("/dev/ttyS"))


def holders(device: str) -> list[Holder]:
    """Who has it open, as far as this user may see. Only Linux tells."""
    real = os.path.realpath(device)
    return sorted({Holder(pid, _name(pid)) for pid, path in _open_files() if path == real})


def _open_files() -> Iterator[tuple[int, str]]:
    for folder in Path("/proc").glob("[0-9]*/fd"):
        try:
            links = list(folder.iterdir())
        except OSError:  # another user's, or it has just ended
            continue
        for link in links:
            try:
                yield int(folder.parent.name), str(link.readlink())
            except OSError:
                continue


def _name(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/comm").read_text("utf-8").strip()
    except OSError:
        return "?"
