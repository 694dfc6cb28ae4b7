"""The verb that drives the devices of one machine.

What it drives is in `devices/`.
"""

from __future__ import annotations

import typer

from cli.screens import CodeOption, IdentityOption, LoopbackOption, ServerOption


def add_to(app: typer.Typer) -> None:
    """Add this verb to the command."""
    app.command()(devices)


def devices(
    server: ServerOption = "",
    identity: IdentityOption = None,
    code: CodeOption = "",
    loopback: LoopbackOption = False,
) -> None:
    """Drive the keypads, strips, voices and printers that hang on this machine."""
    from devices.__main__ import main

    raise typer.Exit(main(server=server, identity=identity, code=code, loopback=loopback))
