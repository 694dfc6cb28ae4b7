"""Verbs for whoever looks after the hall: who may join, clerks, tokens, closing the day, the notice.

They speak with the access file, or with the server as a device of the role manager.
"""

from __future__ import annotations

import asyncio
import json as json_module
import sys
from collections.abc import Coroutine, Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from link.commands import Announce, CloseDay, Command, RollToken, SetNotice
from link.frames import Refused, Reply

if TYPE_CHECKING:
    from server.access import Access

T = TypeVar("T")
DataOption = Annotated[Path, typer.Option(help="The server's data directory.")]
ServerOption = Annotated[str, typer.Option(help="ws://HOST:PORT; none looks for it on the network.")]
IdentityOption = Annotated[Path, typer.Option(help="The device's identity file.")]


def add_to(app: typer.Typer) -> None:
    """Add these verbs to the command."""
    for verb in (
        pair,
        paired,
        revoke,
        partner,
        partners,
        drop_partner,
        clerk,
        join,
        roll,
        close_day,
        notice,
        say,
    ):
        app.command()(verb)


@contextmanager
def _access(data: Path, *, new: bool = False) -> Iterator[Access]:
    """Who may join the hall in a folder. With `new` one is made where there is none."""
    from server.access import FILE_NAME, Access, AccessError
    from server.store import StoreError

    if not (data / FILE_NAME).exists():
        if not new:
            typer.echo(f"{data}: there is no hall here; --data names the server's data directory", err=True)
            raise typer.Exit(2)
        typer.echo(f"{data}: there was no hall here; one begins now. Serve it with --data {data}", err=True)
    try:
        with closing(Access(data)) as access:
            yield access
    except (AccessError, StoreError) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from error


def pair(
    data: DataOption,
    role: Annotated[str, typer.Option(help="kiosk, counter, display, devices, manager or web.")],
    name: Annotated[str, typer.Option(help="The device's name; a counter's is its window's id.")],
    json: Annotated[bool, typer.Option("--json", help="For scripts.")] = False,
) -> None:
    """Make a one-time code with which one device may join within 15 minutes."""
    with _access(data, new=True) as access:
        code = access.make_code(role, name)
    if json:
        typer.echo(json_module.dumps({"role": role, "name": name, "code": code}))
    else:
        verb = "join --identity manager.json" if role == "manager" else role
        typer.echo(f"{code}\nEnter it on the device within 15 minutes: tingxu {verb} --code {code}")


def paired(data: DataOption) -> None:
    """List the devices that may join."""
    with _access(data) as access:
        for device in access.devices():
            since = datetime.fromtimestamp(device.since / 1000).astimezone()
            typer.echo(f"{device.role:8} {device.name:32} since {since:%Y-%m-%d %H:%M}")


def revoke(
    data: DataOption,
    role: Annotated[str, typer.Option(help="The device's role.")],
    name: Annotated[str, typer.Option(help="The device's name.")],
) -> None:
    """End a device's token; if it is connected, its connection ends within seconds."""
    with _access(data) as access:
        access.revoke(role, name)


def partner(
    data: DataOption,
    name: Annotated[str, typer.Argument(help="The partner system's name; a key that it had before ends.")],
) -> None:
    """Make a key with which a partner system may book for people; it is shown this once."""
    with _access(data) as access:
        key = access.add_partner(name)
    typer.echo(key)
    typer.echo("It is shown only now. The partner sends it as: Authorization: Bearer KEY", err=True)


def partners(data: DataOption) -> None:
    """List the partner systems that have a key."""
    with _access(data) as access:
        for name, since in access.partners():
            typer.echo(f"{name:32} since {datetime.fromtimestamp(since / 1000).astimezone():%Y-%m-%d %H:%M}")


def drop_partner(
    data: DataOption, name: Annotated[str, typer.Argument(help="The partner system's name.")]
) -> None:
    """End a partner system's key; within a minute nothing is done with it any more."""
    with _access(data) as access:
        access.remove_partner(name)


def clerk(
    data: DataOption,
    id: Annotated[str, typer.Option(help="Staff number.")],
    pin_stdin: Annotated[bool, typer.Option("--pin-stdin", help="Read the PIN from standard input.")] = False,
) -> None:
    """Add a clerk, or give a clerk a new PIN."""
    pin = sys.stdin.readline().rstrip("\n") if pin_stdin else typer.prompt("PIN", hide_input=True)
    with _access(data, new=True) as access:
        access.set_clerk(id, pin)


def join(
    code: Annotated[str, typer.Option(help="The one-time code.")],
    identity: IdentityOption,
    server: ServerOption = "",
) -> None:
    """Turn a one-time code into an identity file, for devices without a screen of their own."""
    from link.client import BREAKS
    from link.identity import prepare, save
    from link.visit import pair

    async def ask() -> None:
        prepare(identity)
        save(identity, await pair(await find_server(server), code))

    run_work(ask(), *BREAKS)


def roll(identity: IdentityOption, server: ServerOption = "") -> None:
    """Give a device a new token; the old one ends when the new one is first used."""
    from msgspec.structs import replace

    from link.identity import load, save

    reply = command(identity, server, RollToken)
    try:
        save(identity, replace(load(identity), token=reply.token or ""))
    except OSError as error:
        typer.echo(f"the new token could not be kept, the old one stays good: {error}", err=True)
        raise typer.Exit(2) from error


def close_day(identity: IdentityOption, server: ServerOption = "") -> None:
    """Close the day (role manager): no more numbers, whoever waits expires."""
    command(identity, server, CloseDay)


def notice(zh: str, en: str, identity: IdentityOption, server: ServerOption = "") -> None:
    """Set the boards' notice in both languages (role manager); two empty texts remove it."""
    if bool(zh) != bool(en):
        raise typer.BadParameter('a notice needs both languages: "中文" "English"; "" "" takes it away')
    command(identity, server, SetNotice, zh=zh, en=en)


def say(zh: str, en: str, identity: IdentityOption, server: ServerOption = "") -> None:
    """Let the loudspeakers say something now, in the languages of each zone (role manager)."""
    command(identity, server, Announce, zh=zh, en=en)


def command(identity: Path, server: str, kind: type[Command], **fields: str) -> Reply:
    """Send one command as the device of an identity file; end the program when it is refused."""
    from link.client import LinkError
    from link.identity import IdentityError, load
    from link.visit import once

    async def ask() -> Reply | Refused:
        me = load(identity)
        return await once(await find_server(server, me.hall), me, kind, **fields)

    answer = run_work(ask(), LinkError, IdentityError)
    if isinstance(answer, Refused):
        typer.echo(_refusal(answer), err=True)
        raise typer.Exit(1)
    return answer


def _refusal(answer: Refused) -> str:
    """Code and facts for scripts and logs, and below them the sentence that screens say."""
    from assets.texts import REFUSALS, Texts

    said = f"refused: {answer.code} {answer.facts or ''}".rstrip()
    if answer.code not in REFUSALS:
        return said
    return f"{said}\n{Texts.load('en').refusal(answer.code, answer.facts)}"


def run_work(work: Coroutine[None, None, T], *expected: type[Exception]) -> T:
    """Do something with the server; what may go wrong there ends the program with its sentence."""
    try:
        return asyncio.run(work)
    except expected as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from error


async def find_server(server: str, hall: str | None = None) -> str:
    """Where the server is: as named, or found on the network; the program ends where there is none."""
    from link.discovery import find

    url = server or await find(hall)
    if not url:
        typer.echo("no server was found on this network; name it with --server ws://HOST:PORT", err=True)
        raise typer.Exit(2)
    return url
