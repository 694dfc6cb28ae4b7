"""An emulated device worked by hand: JSON lines on standard input, one answer to each on standard output.

What a device does is its own module's; here is what all on a `Wire` obey: a fault, unplugging and plugging.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from threading import Event, Lock, Thread
from typing import Any

from emulators.wire import FAULTS, Wire

Act = Callable[[dict[str, Any]], dict[str, Any]]
"""What a device makes of one line; raises ValueError for one that it does not know, saying what it knows."""


class Lines:
    """JSON lines on standard output, from any thread."""

    def __init__(self) -> None:
        self._lock = Lock()

    def write(self, fact: dict[str, Any]) -> None:
        """Write one line; when nobody reads any more, the device goes on."""
        with self._lock:
            try:
                sys.stdout.write(json.dumps(fact, ensure_ascii=False) + "\n")
                sys.stdout.flush()
            except OSError:
                sys.stdout = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - until the end


def run(wire: Wire, act: Act, says: str, lines: Lines | None = None) -> int:
    """Be there until SIGINT, SIGTERM or {"quit": true}; the exit status (2: the address is taken).

    Says {"address": …} first. `says`: what this device knows, for whoever wrote something else.
    """
    lines = lines or Lines()
    try:
        wire.plug()
    except (OSError, ValueError) as error:
        sys.stderr.write(f"tingxu emulate: {error}\n")
        return 2
    obey(lambda line: answer(wire, act, says, line), lines, {"address": wire.address})
    wire.unplug()
    return 0


def obey(answer: Callable[[str], dict[str, Any]], lines: Lines, first: dict[str, Any]) -> None:
    """Say `first`, then answer each line of standard input, until SIGINT, SIGTERM or {"quit": true}."""
    stop = Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    lines.write(first)
    Thread(target=_read, args=(answer, lines, stop), daemon=True).start()
    while not stop.wait(0.5):  # a wait without end would not see signals on Windows
        pass


def answer(wire: Wire, act: Act, says: str, line: str) -> dict[str, Any]:
    """Do what one line asks, and say so; a wrong line gets {"ok": false, "error": …}."""
    try:
        return {"ok": True, **_do(wire, act, json.loads(line))}
    except (ValueError, OSError) as error:
        known = f'{says}, {{"fault": NAME or null}}, {{"unplug": true}}, {{"plug": true}} or {{"quit": true}}'
        return {"ok": False, "error": f"{error}; write {known}"}


def _do(wire: Wire, act: Act, request: Any) -> dict[str, Any]:
    if not isinstance(request, dict) or len(request) != 1:
        raise ValueError("not one JSON object with one field")
    match request:
        case {"fault": fault}:
            if fault is not None and fault not in FAULTS:
                raise ValueError(f"faults are {', '.join(FAULTS)} and null")
            wire.fault = fault
            return {"fault": fault}
        case {"unplug": True}:
            wire.unplug()
        case {"plug": True}:
            wire.plug()
            return {"address": wire.address}
        case {"quit": True}:
            pass
        case _:
            return act(request)
    return {}


def _read(answer: Callable[[str], dict[str, Any]], lines: Lines, stop: Event) -> None:
    """Read standard input without its lock: a thread waiting in sys.stdin breaks the end of the program."""
    rest = b""
    while chunk := os.read(0, 4096):
        *whole, rest = (rest + chunk).split(b"\n")
        for line in filter(bytes.strip, whole):
            reply = answer(line.decode("utf-8", "replace"))
            lines.write(reply)
            if b'"quit"' in line and reply["ok"]:
                stop.set()
