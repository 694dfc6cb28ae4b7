"""The plan in a hall file named on the command line, or the end of the program with what is wrong in it.

Reading the file is `server/config.py`'s.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from link.plan import Plan


def plan_in(path: Path) -> Plan:
    """The plan; a file that cannot be used ends the program with status 2 and a line for each fault."""
    from server.config import HallFileError, load_plan

    try:
        return load_plan(path)
    except HallFileError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from error
