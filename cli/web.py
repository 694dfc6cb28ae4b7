"""The verb that opens the public plane: pages for phones, and the API for partner systems.

What it serves is in `server/web/`.
"""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from cli.addresses import host_and_port
from cli.screens import CodeOption, IdentityOption, LoopbackOption, ServerOption


def add_to(app: typer.Typer) -> None:
    """Add this verb to the command."""
    app.command()(web)


def web(
    server: ServerOption = "",
    identity: IdentityOption = None,
    code: CodeOption = "",
    loopback: LoopbackOption = False,
    listen: Annotated[
        str, typer.Option(help="HOST:PORT; 0.0.0.0:8720 opens it to the network.")
    ] = "127.0.0.1:8720",
    behind_proxy: Annotated[
        bool, typer.Option("--behind-proxy", help="Believe X-Forwarded-For: a proxy of yours sets it.")
    ] = False,
    data: Annotated[
        Path | None, typer.Option(help="Directory of the webhooks (`tingxu webhook`); none: there are none.")
    ] = None,
) -> None:
    """Run the public plane, beside the server, until it is told to stop (Ctrl-C, SIGTERM)."""
    from link.joining import JoinError, who_and_where
    from server.web.app import WebOptions, serve_until_signal

    host, port = host_and_port(listen)

    async def run() -> int:
        me, find = await who_and_where("web", server=server, identity=identity, code=code, loopback=loopback)
        return await serve_until_signal(WebOptions(me, find, host, port, behind_proxy, data=data))

    try:
        status = asyncio.run(run())
    except JoinError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from error
    raise typer.Exit(status)
