"""The verbs `tingxu emulate …`: devices that are not there, one function for each kind.

What each of them does is in `emulators/`, with the owner of its protocol.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

emulate = typer.Typer(help="Run a device that is not there, for trying things.", no_args_is_help=True)


def add_to(app: typer.Typer) -> None:
    """Add these verbs to the command."""
    app.add_typer(emulate, name="emulate")


@emulate.command()
def printer(
    listen: Annotated[
        str, typer.Option(help="HOST:PORT to listen on; port 0 takes a free one.")
    ] = "127.0.0.1:9100",
    out: Annotated[Path, typer.Option(help="Directory for the tickets as PNG and text.")] = Path("tickets"),
    fault: Annotated[str, typer.Option(help="One of those in docs/virtual-printer.md.")] = "",
    width: Annotated[str, typer.Option(help="Of the paper in mm: 58 or 80.")] = "80",
    line: Annotated[str, typer.Option(help="On a pseudo-terminal at this path in place of a port.")] = "",
    baud: Annotated[int, typer.Option(help="With --line: how fast that line is.", min=1200)] = 9600,
) -> None:
    """Run a virtual printer; it obeys JSON lines on standard input (docs/virtual-printer.md)."""
    from emulators.printer.__main__ import run

    raise typer.Exit(run(listen, out, fault or None, width=width, line=line, baud=baud))


@emulate.command()
def scanner(
    at: Annotated[str, typer.Argument(help="tcp://127.0.0.1:PORT, or the path of a pseudo-terminal.")],
    end: Annotated[str, typer.Option(help="What follows a code: cr, lf, crlf or none.")] = "cr",
    encoding: Annotated[str, typer.Option(help="utf-8 or gbk.")] = "utf-8",
) -> None:
    """Run a scanner; {"scan": TEXT} on standard input scans something (docs/devices.md)."""
    from emulators.scanner import ENDS, run

    if end not in ENDS or encoding not in {"utf-8", "gbk"}:
        raise typer.BadParameter("--end is cr, lf, crlf or none; --encoding is utf-8 or gbk")
    raise typer.Exit(run(at, end, encoding))


@emulate.command()
def card(
    at: Annotated[str, typer.Argument(help="tcp://127.0.0.1:PORT, or the path of a pseudo-terminal.")],
) -> None:
    """Run an identity-card reader; {"put": {}} on standard input lays a card on it (docs/devices.md)."""
    from emulators.card import run

    raise typer.Exit(run(at))


@emulate.command()
def keypad(
    at: Annotated[str, typer.Argument(help="tcp://127.0.0.1:PORT, or the path of a pseudo-terminal.")],
    pads: Annotated[str, typer.Option(help="Addresses; r marks a rating pad: 1,2,3r.")] = "1,2r",
    baud: Annotated[int | None, typer.Option(help="Answer as slowly as at this speed.", min=1200)] = None,
) -> None:
    """Run a line of keypads; {"press": [1, "call"]} on standard input presses a key (docs/devices.md)."""
    from emulators.keypad import kinds_of, run

    try:
        kinds_of(pads)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error
    raise typer.Exit(run(at, pads, baud))


@emulate.command()
def strip(
    at: Annotated[str, typer.Argument(help="tcp://127.0.0.1:PORT, or the path of a pseudo-terminal.")],
    protocol: Annotated[str, typer.Option(help="onbon or ascii.")] = "onbon",
    boards: Annotated[str, typer.Option(help="Addresses, and sizes in dots: 1,2:64,3:256x32.")] = "1",
    out: Annotated[Path, typer.Option(help="Directory for pictures of the boards.")] = Path("strips"),
    baud: Annotated[int | None, typer.Option(help="Answer as slowly as at this speed.", min=1200)] = None,
) -> None:
    """Run a line of LED strips; {"off": 1} on standard input takes a board's power (docs/devices.md)."""
    from emulators import strip_line

    try:
        found = strip_line.line(protocol, at, strip_line.boards(boards), baud)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error
    raise typer.Exit(strip_line.run(found, out))
