"""The verbs about ticket layouts: look at them, try them, print them.

What a layout is and how it becomes paper is in `printers/`.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, NamedTuple, NoReturn, TypeVar

import typer

from cli.halls import plan_in

if TYPE_CHECKING:
    from link.plan import LayoutName
    from printers.fields import Fields
    from printers.profile import Profile
    from printers.sheet import Sheet

LANGUAGES: tuple[Literal["zh", "en"], ...] = ("zh", "en")
WIDTHS: tuple[Literal["58", "80"], ...] = ("58", "80")
MODES: tuple[Literal["auto", "text", "raster"], ...] = ("auto", "text", "raster")
QR: tuple[Literal["command", "image"], ...] = ("command", "image")
CHARACTERS: tuple[Literal["gb18030", "none"], ...] = ("gb18030", "none")
Word = TypeVar("Word", bound=str)

ticket = typer.Typer(help="Ticket layouts: look at them, try them, print them.", no_args_is_help=True)

LayoutOption = Annotated[str, typer.Option(help="Which layout; `tingxu ticket layouts` lists them.")]
ModeOption = Annotated[
    str, typer.Option(help="text: the printer's own characters; raster: drawn; auto: by the printer.")
]
WidthOption = Annotated[str, typer.Option(help="Of the paper in mm: 58 or 80.")]
SampleOption = Annotated[
    Path | None, typer.Option(help="JSON file with fields; `tingxu ticket sample` prints one.")
]
HallOption = Annotated[Path | None, typer.Option(help="A hall file: its own layouts are used.")]
LanguageOption = Annotated[str, typer.Option(help="zh or en.")]
CopyOption = Annotated[bool, typer.Option("--copy", help="Mark it as a copy.")]


def add_to(app: typer.Typer) -> None:
    """Add these verbs to the command."""
    app.add_typer(ticket, name="ticket")


class Wanted(NamedTuple):
    """What a verb is to print, and for which printer."""

    sheet: Sheet
    profile: Profile


@ticket.command()
def layouts() -> None:
    """List the layouts."""
    from printers.making import ABOUT

    for name, about in ABOUT.items():
        typer.echo(f"{name:12} {about}")


@ticket.command()
def layout(name: Annotated[str, typer.Argument(help="For instance ordinary.")]) -> None:
    """Print the built-in text of a layout, to begin your own from."""
    from printers.making import builtin

    typer.echo(builtin(_layout_name(name)), nl=False)


@ticket.command()
def sample(language: LanguageOption = "zh") -> None:
    """Print a sample with every field, as JSON."""
    from printers.fields import sample as built_in

    fields = built_in(_one_of("--language", language, LANGUAGES))
    typer.echo(json.dumps(fields, ensure_ascii=False, indent=2))


@ticket.command()
def preview(
    out: Annotated[Path, typer.Option(help="Where the PNG goes.")],
    layout: LayoutOption = "ordinary",
    mode: ModeOption = "auto",
    width: WidthOption = "80",
    sample: SampleOption = None,
    hall: HallOption = None,
    language: LanguageOption = "zh",
    copy: CopyOption = False,
) -> None:
    """Draw the paper as it will look."""
    from printers.draw import preview as draw
    from printers.fonts import NoFont

    wanted = _wanted(layout, mode, width, sample, hall, language, copy=copy)
    try:
        draw(wanted.sheet, wanted.profile).save(out, "PNG")
    except (OSError, NoFont) as error:
        _refuse(f"{out}: {error}", status=1)


@ticket.command("print")
def print_(
    to: Annotated[
        str,
        typer.Option(help="tcp://HOST:PORT, serial:DEVICE@BAUD, usb:…, cups:QUEUE, windows:… or file:PATH."),
    ],
    layout: LayoutOption = "ordinary",
    mode: ModeOption = "auto",
    width: WidthOption = "80",
    sample: SampleOption = None,
    hall: HallOption = None,
    language: LanguageOption = "zh",
    copy: CopyOption = False,
    cutter: Annotated[bool, typer.Option(help="Whether the printer cuts.")] = True,
    qr: Annotated[
        str, typer.Option(help="command: the printer draws QR codes itself; image: we do.")
    ] = "command",
    characters: Annotated[str, typer.Option(help="gb18030, or none: everything is drawn.")] = "gb18030",
) -> None:
    """Print a paper, and say what became of it (exit status 1: it was not printed)."""
    from ports.address import AddressError, SerialLine, parse
    from printers.fonts import NoFont
    from printers.making import encode
    from printers.once import print_once

    try:
        address = parse(to)
    except AddressError as error:
        _refuse(f"--to: {error}")
    wanted = _wanted(layout, mode, width, sample, hall, language, copy=copy)
    profile = wanted.profile._replace(
        cutter=cutter,
        qr=_one_of("--qr", qr, QR),
        characters=_one_of("--characters", characters, CHARACTERS),
        baud=address.baud if isinstance(address, SerialLine) else None,
    )
    try:
        became = print_once(address, encode(wanted.sheet, profile))
    except NoFont as error:
        _refuse(str(error), status=1)
    typer.echo(became.says, err=not became.printed)
    raise typer.Exit(0 if became.printed else 1)


def _wanted(
    layout: str, mode: str, width: str, sample: Path | None, hall: Path | None, language: str, *, copy: bool
) -> Wanted:
    from printers.making import sheet_of
    from printers.profile import Profile
    from printers.sheet import as_copy

    name = _layout_name(layout)
    profile = Profile(width=_one_of("--width", width, WIDTHS), mode=_one_of("--mode", mode, MODES))
    language = _one_of("--language", language, LANGUAGES)
    sheet = sheet_of(plan_in(hall) if hall else None, name, _fields(sample, language), language)
    return Wanted(as_copy(sheet) if copy or name == "reprint" else sheet, profile)


def _fields(path: Path | None, language: str) -> Fields:
    from printers.fields import sample
    from printers.sample import SampleError, read_sample

    if path is None:
        return sample(language)
    try:
        return read_sample(path, language)
    except SampleError as error:
        _refuse(str(error))


def _layout_name(name: str) -> LayoutName:
    from printers.making import LAYOUTS
    from printers.markup import meant

    for known in LAYOUTS:
        if name == known:
            return known
    _refuse(f'there is no layout "{name}"; {meant(name, LAYOUTS)}')


def _one_of(option: str, value: str, possible: tuple[Word, ...]) -> Word:
    for word in possible:
        if word == value:
            return word
    _refuse(f"{option}: {value!r} is not one of {', '.join(possible)}")


def _refuse(why: str, status: int = 2) -> NoReturn:
    typer.echo(why, err=True)
    raise typer.Exit(status)
