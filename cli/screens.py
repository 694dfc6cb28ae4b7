"""The verbs that open a screen: kiosk, counter, display.

What the screens do is in their own rooms.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

ServerOption = Annotated[str, typer.Option(help="ws://HOST:PORT; none looks for it on the network.")]
IdentityOption = Annotated[Path | None, typer.Option(help="Identity file; none means the user's own.")]
CodeOption = Annotated[str, typer.Option(help="One-time code, on the first start.")]
LoopbackOption = Annotated[bool, typer.Option("--loopback", help="Look for the server on this machine only.")]
SizeOption = Annotated[str, typer.Option(help="Window size, e.g. 1080x1920.")]
FullOption = Annotated[bool, typer.Option("--fullscreen", help="Fill the screen.")]
LanguageOption = Annotated[str, typer.Option(help="zh or en; none means the hall's first.")]
HandsOption = Annotated[bool, typer.Option("--hands", help="Obey scripted people on standard input.")]


def screens(app: typer.Typer) -> None:
    """Add these verbs to the command."""
    for verb in (kiosk, counter, display):
        app.command()(verb)


def kiosk(
    server: ServerOption = "",
    identity: IdentityOption = None,
    code: CodeOption = "",
    loopback: LoopbackOption = False,
    printer: Annotated[
        str, typer.Option(help="An address (docs/devices.md); none: the hall file's printers.")
    ] = "",
    size: SizeOption = "1080x1920",
    fullscreen: FullOption = False,
    language: LanguageOption = "",
    hands: HandsOption = False,
) -> None:
    """Open a ticket kiosk."""
    from kiosk.__main__ import main

    raise typer.Exit(
        main(
            server=server,
            identity=identity,
            code=code,
            loopback=loopback,
            printer=printer,
            size=size,
            fullscreen=fullscreen,
            language=language,
            hands=hands,
        )
    )


def counter(
    server: ServerOption = "",
    identity: IdentityOption = None,
    code: CodeOption = "",
    loopback: LoopbackOption = False,
    size: SizeOption = "1100x720",
    language: LanguageOption = "",
    hands: HandsOption = False,
) -> None:
    """Open a clerk's window."""
    from counter.__main__ import main

    raise typer.Exit(
        main(
            server=server,
            identity=identity,
            code=code,
            loopback=loopback,
            size=size,
            language=language,
            hands=hands,
        )
    )


def display(
    server: ServerOption = "",
    identity: IdentityOption = None,
    code: CodeOption = "",
    loopback: LoopbackOption = False,
    strip: Annotated[str, typer.Option(help="Show the strip over this window instead of the board.")] = "",
    rating: Annotated[
        str, typer.Option(help="Be the second screen at this window, where people rate the service.")
    ] = "",
    voice: Annotated[bool, typer.Option("--voice", help="Also speak the calls.")] = False,
    voice_dir: Annotated[Path | None, typer.Option(help="Keep what is said as WAV files here.")] = None,
    size: SizeOption = "1920x1080",
    fullscreen: FullOption = False,
    hands: HandsOption = False,
) -> None:
    """Open a board, the strip over one window, or the second screen at one."""
    from display.__main__ import main

    raise typer.Exit(
        main(
            server=server,
            identity=identity,
            code=code,
            loopback=loopback,
            strip=strip,
            rating=rating,
            voice=voice,
            voice_dir=voice_dir,
            size=size,
            fullscreen=fullscreen,
            hands=hands,
        )
    )
