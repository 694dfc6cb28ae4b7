"""The command `tingxu emulate printer`: a virtual printer that obeys JSON lines and reports in JSON lines.

What it understands is in `device`, `paper` and `commands`. The lines are in docs/virtual-printer.md.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from emulators.hands import Lines, obey
from emulators.printer.device import Ticket, VirtualPrinter
from emulators.printer.picture import NoFont

DOTS = {"58": 384, "80": 576}


def run(
    listen: str, out: Path, fault: str | None = None, *, width: str = "80", line: str = "", baud: int = 9600
) -> int:
    """Run until SIGINT or SIGTERM, or {"quit": true}; returns the exit status (2: a wrong option).

    `listen` is HOST:PORT; with `line`, the path of a pseudo-terminal, it is on that. Standard output: first
    {"listening": URL}, then a line for each ticket, and one answer to each line of standard input. The end of
    standard input changes nothing.
    """
    host, _, port = listen.rpartition(":")
    if not host or not port.isdigit() or int(port) > 65535:
        return _refuse(f"{listen!r} is not HOST:PORT, for instance 127.0.0.1:9100")
    if width not in DOTS:
        return _refuse(f"paper {width!r} is not 58 or 80 mm wide")
    lines = Lines()
    try:
        printer = VirtualPrinter(
            out,
            host,
            int(port),
            fault,
            lambda ticket: lines.write(_told(ticket)),
            width=DOTS[width],
            line=line,
            baud=baud if line else None,
        )
        printer.start()
    except ValueError as error:
        return _refuse(str(error))
    except (OSError, NoFont) as error:
        return _refuse(f"printer on {listen}, tickets in {out}: {error}")
    obey(lambda line: answer(printer, line), lines, {"listening": printer.url})
    printer.stop()
    return 0


def answer(printer: VirtualPrinter, line: str) -> dict[str, Any]:
    """Do what one control line asks, and say so; a wrong line gets {"ok": false, "error": ...}."""
    try:
        request = json.loads(line)
    except ValueError as error:
        return {"ok": False, "error": f"not JSON: {error}"}
    match request:
        case {"fault": str() | None as fault, **rest} if not rest:
            try:
                printer.fault = fault
            except ValueError as error:
                return {"ok": False, "error": str(error)}
            return {"ok": True, "fault": printer.fault}
        case {"ask": "count", **rest} if not rest:
            return {"ok": True, "count": len(printer.tickets)}
        case {"ask": "oddities", **rest} if not rest:
            return {"ok": True, "oddities": printer.oddities}
        case {"quit": True, **rest} if not rest:
            return {"ok": True}
    return {
        "ok": False,
        "error": 'write {"fault": NAME or null}, {"ask": "count" or "oddities"}, {"quit": true}',
    }


def _told(ticket: Ticket) -> dict[str, object]:
    return {
        "ticket": ticket.number,
        "png": str(ticket.png) if ticket.png else None,
        "txt": str(ticket.txt) if ticket.txt else None,
        "first_byte_ms": ticket.first_byte_ms,
    }


def _refuse(why: str) -> int:
    sys.stderr.write(f"tingxu emulate printer: {why}\n")
    return 2


if __name__ == "__main__":
    raise SystemExit(run(sys.argv[1], Path(sys.argv[2])))
