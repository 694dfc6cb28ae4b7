"""The verb about recorded words: which a hall needs, and what is wrong with those it has.

How they become calls is `voice/clips.py`'s.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, get_args

import typer

from cli.halls import plan_in
from link.plan import Spoken

if TYPE_CHECKING:
    from link.plan import Plan


def add_to(app: typer.Typer) -> None:
    """Add the verb to the command."""
    app.command()(clips)


def clips(
    folder: Annotated[Path, typer.Argument(help="The folder of the recordings: FOLDER/zh/请.wav …")],
    hall: Annotated[Path, typer.Option(help="The hall file: which words are needed.")],
    language: Annotated[str, typer.Option(help="zh, yue or en; none means those of the hall.")] = "",
    make: Annotated[
        bool, typer.Option("--make", help="Speak those that are missing, to have something to begin with.")
    ] = False,
) -> None:
    """List the recordings that are missing or wrong; exit status 1 when there are any."""
    from voice.clips import problems

    plan = plan_in(hall)
    languages = _languages(plan, language)
    if make:
        _make(folder, plan, languages)
    found = [line for one in languages for line in problems(folder, plan, one)]
    for line in found:
        typer.echo(line)
    if found:
        typer.echo(f"{len(found)} recordings are missing or wrong", err=True)
        raise typer.Exit(1)
    typer.echo(f"all recordings are there for {', '.join(languages)}")


def _languages(plan: Plan, wanted: str) -> tuple[Spoken, ...]:
    if not wanted:
        return plan.voice.languages
    found = tuple(language for language in get_args(Spoken) if language == wanted)
    if not found:
        raise typer.BadParameter(f"{wanted!r} is not zh, yue or en")
    return found


def _make(folder: Path, plan: Plan, languages: tuple[Spoken, ...]) -> None:
    from voice.clips import make
    from voice.engine import EngineError

    try:
        for language in languages:
            make(folder, plan, language)
    except (EngineError, OSError) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from error
