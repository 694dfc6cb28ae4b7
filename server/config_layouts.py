"""The hall's own ticket layouts: read beside the hall file and tried before anybody prints by them.

What a layout may say is in `printers/`; what else a hall file must hold is checked in `config_sense.py`.
"""

from __future__ import annotations

from pathlib import Path

import msgspec

from link.plan import Layout, Plan
from printers import fields
from printers.compose import compose
from printers.faces import DEVICE
from printers.fonts import NoFont
from printers.markup import LayoutError
from printers.profile import DOTS
from printers.template import template
from server.config_shape import Problem

MAX_BYTES = 64 * 1024


def load_layouts(plan: Plan, hall_file: Path) -> tuple[Plan, list[Problem]]:
    """The plan with the layouts' texts in it, and everything that is wrong with them."""
    problems: list[Problem] = []
    layouts: list[Layout] = []
    seen: set[str] = set()
    for at, layout in enumerate(plan.layouts):
        path = ("layouts", at)
        if layout.text:
            problems.append(Problem((*path, "text"), "is filled in by the server; write only name and file"))
        if layout.name in seen:
            says = f'there is a layout "{layout.name}" already; each kind of paper has one'
            problems.append(Problem((*path, "name"), says))
        seen.add(layout.name)
        try:
            text = _read(hall_file.parent / layout.file)
            _try(text)
        except _Wrong as wrong:
            problems.append(Problem((*path, "file"), f"{layout.file}{wrong}"))
        else:
            layouts.append(msgspec.structs.replace(layout, text=text))
    return msgspec.structs.replace(plan, layouts=tuple(layouts)), problems


class _Wrong(Exception):
    """What is wrong with a file, as it goes on after its name."""


def _read(path: Path) -> str:
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except FileNotFoundError as error:
        near = ", ".join(sorted(one.name for one in path.parent.glob("*.ticket"))[:6])
        hint = f"; there are: {near}" if near else ""
        raise _Wrong(f": there is no such file (looked for {path}){hint}") from error
    except (OSError, ValueError) as error:
        raise _Wrong(f": cannot be read: {getattr(error, 'strerror', None) or error}") from error
    if len(raw) > MAX_BYTES:
        raise _Wrong(f": is larger than {MAX_BYTES >> 10} kB: not a layout")
    try:
        return raw.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise _Wrong(f":{line}: is not saved as UTF-8; save it as UTF-8 in the editor") from error


def _try(text: str) -> None:
    """Set it with a sample, in both languages on both widths."""
    try:
        for language in ("zh", "en"):
            sheet = template(text).sheet(fields.sample(language), language)
            for width in DOTS.values():
                compose(sheet, DEVICE, width)
    except NoFont:  # only rare characters need one, and it is the printing machine that has to have it
        return
    except LayoutError as error:
        raise _Wrong(f":{error.line}: {error.says}") from error
