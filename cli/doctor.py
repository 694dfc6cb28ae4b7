"""The verb `tingxu doctor`: options, the table or JSON, and the exit status.

What is looked at is in `doctor/`.
"""

from __future__ import annotations

import json as json_module
from pathlib import Path
from typing import Annotated, Literal

import typer


def add_to(app: typer.Typer) -> None:
    """Add this verb to the command."""
    app.command()(doctor)


def doctor(
    server: Annotated[str, typer.Option(help="ws://HOST:PORT; none looks for it on the network.")] = "",
    hall: Annotated[Path | None, typer.Option(help="A hall file to look at too.")] = None,
    data: Annotated[Path | None, typer.Option(help="The server's data directory, on its machine.")] = None,
    identity: Annotated[
        Path | None, typer.Option(help="Identity file; none means those in their usual places.")
    ] = None,
    printer: Annotated[
        list[str] | None,
        typer.Option(help="A printer to look at too, e.g. tcp://HOST:9100; may be repeated."),
    ] = None,
    language: Annotated[Literal["zh", "en"], typer.Option(help="zh or en.")] = "zh",
    json: Annotated[bool, typer.Option("--json", help="For scripts.")] = False,
) -> None:
    """Look at this machine and the whole hall, and say what is wrong and how to mend it (docs/doctor.md)."""
    from assets.texts import Texts
    from doctor.examination import examine
    from doctor.patient import Patient
    from doctor.table import as_json, table
    from link.client import BadAddress, check_address
    from ports.address import AddressError, parse

    try:
        if server:
            check_address(server)
        for one in printer or ():
            parse(one)
    except (BadAddress, AddressError) as error:
        raise typer.BadParameter(str(error)) from error
    found = examine(Patient(identity, hall, data, server, tuple(printer or ())))
    texts = Texts.load(language)
    if json:
        typer.echo(json_module.dumps(as_json(found, texts), ensure_ascii=False, indent=1))
    else:
        from rich.console import Console

        Console(highlight=False).print(table(found, texts))
    raise typer.Exit(1 if any(one.state == "bad" for one in found) else 0)
