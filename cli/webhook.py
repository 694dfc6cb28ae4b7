"""Verbs for the webhooks: who is told of what happens in the hall (docs/webhooks.md).

They write the file that the running public plane looks at; how messages are sent is in `server/web/hooks/`.
"""

from __future__ import annotations

import asyncio
import json as json_module
import re
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from server.web.hooks.posting import Outcome
    from server.web.hooks.store import Store
    from server.web.hooks.subscription import Subscription

DataOption = Annotated[Path, typer.Option(help="The directory that `tingxu web` has as --data.")]
MOST_NEAR = 50
MARKS = {"on": "on", "paused": "PAUSED", "gone": "GONE"}


def add_to(app: typer.Typer) -> None:
    """Add these verbs to the command."""
    group = typer.Typer(help="Tell partner systems what happens in the hall (docs/webhooks.md).")
    for verb in (add, list_, drop, roll, test):
        group.command("list" if verb is list_ else None)(verb)
    app.add_typer(group, name="webhook", no_args_is_help=True)


@contextmanager
def _store(data: Path, *, new: bool = False) -> Iterator[Store]:
    """The webhooks in a directory. With `new` they begin where there are none."""
    from server.store import StoreError
    from server.web.hooks.store import FILE_NAME, NotKept, Store
    from server.web.hooks.subscription import HookError

    if not new and not (data / FILE_NAME).exists():
        typer.echo(
            f"{data}: there are no webhooks here; --data names the directory of `tingxu web`", err=True
        )
        raise typer.Exit(2)
    try:
        with closing(Store(data)) as store:
            yield store
    except (HookError, NotKept, StoreError) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from error


def add(
    url: Annotated[str, typer.Argument(help="Where the messages go: https://sms.example.org/tingxu")],
    data: DataOption,
    events: Annotated[
        str, typer.Option(help='"ticket.called,booking"; none means everything (docs/webhooks.md).')
    ] = "",
    partner: Annotated[str, typer.Option(help="Only what this partner system booked.")] = "",
    with_phone: Annotated[
        bool, typer.Option("--with-phone", help="Send the phone number of whoever booked along.")
    ] = False,
    near: Annotated[
        int, typer.Option(help="Nearly there: so many people before, at most.", min=0, max=MOST_NEAR)
    ] = 3,
) -> None:
    """Tell a system from now on; its secret is printed once."""
    from server.access import NAME, NAME_SAYS
    from server.web.hooks.address import check_url, leads_to
    from server.web.hooks.subscription import HookError, chosen

    with _store(data, new=True) as store:
        if partner and not re.fullmatch(NAME, partner):
            raise HookError(f"partner {partner!r} is not possible: {NAME_SAYS}")
        addresses = leads_to(*check_url(url))
        found = {"url": url, "events": chosen(events), "partner": partner or None}
        made = store.add(found | {"with_phone": with_phone, "near": near})
    typer.echo(f"{made.id}\nsecret: {made.secret}\nKeep it: it is not shown again. Messages go to {url},")
    typer.echo(f"at {', '.join(addresses)}. Try it: tingxu webhook test {made.id} --data {data}")


def list_(
    data: DataOption, json: Annotated[bool, typer.Option("--json", help="For scripts.")] = False
) -> None:
    """Show who is told of what, and how it goes."""
    with _store(data) as store:
        rows = [_row(one, store.count(one.id)) for one in store.subscriptions()]
    if json:
        typer.echo(json_module.dumps(rows))
        return
    for row in rows:
        typer.echo(_lines(row))


def _row(one: Subscription, waiting: int) -> dict[str, object]:
    """What may be shown of a subscription: everything but its secrets."""
    names = ("id", "url", "events", "partner", "with_phone", "near", "state", "why", "dropped")
    times = {"added": one.added, "delivered": one.delivered, "failing_since": one.failing_since}
    return {name: getattr(one, name) for name in names} | {"waiting": waiting} | times


def _lines(row: dict[str, object]) -> str:
    """One subscription for people."""
    of = f"partner {row['partner']}" if row["partner"] else "everybody"
    lines = [f"{row['id']}  {MARKS[str(row['state'])]:6} {row['url']}"]
    lines.append(f"  of {of}{', with phone numbers' if row['with_phone'] else ''}: {_events(row)}")
    how = f"  last delivered {_time(row['delivered'])}; {row['waiting']} waiting, {row['dropped']} dropped"
    lines.append(how)
    if row["why"]:
        lines.append(f"  failing since {_time(row['failing_since'])}: {row['why']}")
    return "\n".join(lines)


def _events(row: dict[str, object]) -> str:
    from server.web.hooks.subscription import TYPES

    events = row["events"]
    assert isinstance(events, tuple)  # noqa: S101 - of a subscription
    return f"{'everything' if events == TYPES else ', '.join(events)} (near: {row['near']})"


def _time(ms: object) -> str:
    return (
        f"{datetime.fromtimestamp(ms / 1000).astimezone():%Y-%m-%d %H:%M}" if isinstance(ms, int) else "never"
    )


def drop(id: str, data: DataOption) -> None:
    """Tell a system nothing more; what still waits for it is thrown away."""
    with _store(data) as store:
        store.drop(id)


def roll(id: str, data: DataOption) -> None:
    """Make a new secret, printed once; for a day the old one signs every message too."""
    with _store(data) as store:
        made = store.roll(id)
    until = datetime.fromtimestamp(made.old_until / 1000).astimezone()
    typer.echo(f"secret: {made.secret}\nThe old one is good until {until:%Y-%m-%d %H:%M}.")


def test(id: str, data: DataOption) -> None:
    """Send a test message now and say what comes back; one that is taken ends a pause."""
    with _store(data) as store:
        one = store.get(id)
        outcome = asyncio.run(_send_test(one))
        if outcome.taken and (one.state != "on" or one.why):
            store.stands(id, "on", "", None)
    typer.echo(f"{one.url}: {outcome.says}")
    if not outcome.taken:
        raise typer.Exit(1)
    if one.state != "on":
        typer.echo("It was stopped; it is on again.")


async def _send_test(one: Subscription) -> Outcome:
    from link.client import new_id
    from server.web.hooks.posting import new_client, post
    from server.web.hooks.telling import test_body

    async with new_client() as client:
        return await post(client, one, f"msg_test_{new_id()}", test_body(one.id))
