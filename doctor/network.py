"""The server: whether it is found and takes this machine in, whether the clocks agree, what /health says.

What it says of the whole hall is looked at in `whole_hall.py`.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import msgspec

from assets.texts import N_
from doctor.finding import NOTHING, Finding, State, words
from doctor.patient import Patient
from link.client import BadAddress, Client, LinkState, check_address
from link.discovery import find
from link.frames import ServerFrame, Welcome
from link.identity import Identity
from link.version import VERSION
from server.gateway.facts import HealthFacts

FIND_S, ANSWER_S = 3.0, 2.0
OFF_S, FAR_OFF_S = 2.0, 30.0
"""Clocks that differ by more: a warning, and a fault."""


@dataclass
class Heard:
    """What was heard of the server."""

    url: str = ""
    facts: HealthFacts | None = None
    ours_ms: float = 0.0
    """This machine's clock in the middle of the question."""


def server(patient: Patient, heard: Heard) -> Iterator[Finding]:
    """Found, readable, and taking this machine in. Fills in what was heard, and the hall's plan."""
    hall = next((one.hall for one in patient.identities.values() if one.hall), None)
    heard.url = patient.server or asyncio.run(find(hall, timeout_s=FIND_S)) or ""
    if not heard.url:
        wanted: State = "warn" if not patient.identities else "bad"
        says = words(N_("No server was found on this network"))
        yield Finding(
            "server",
            "",
            wanted,
            says,
            words(N_("Is the server started? Name it with --server ws://HOST:PORT")),
        )
        return
    try:
        check_address(heard.url)
        heard.ours_ms, heard.facts = ask(heard.url)
    except (OSError, HTTPException, msgspec.DecodeError, BadAddress) as error:
        says = words(N_("It does not answer: {why}"), why=str(error) or repr(error))
        yield Finding(
            "server",
            heard.url,
            "bad",
            says,
            words(N_("Is the server started, and the network up? Name it with --server ws://HOST:PORT")),
        )
        return
    yield _answered(heard.url, heard.facts)
    for identity in patient.identities.values():
        if identity.hall in (None, heard.facts.hall):
            yield asyncio.run(_join(heard.url, identity, patient))


def ask(url: str) -> tuple[float, HealthFacts]:
    """What /health says, and this machine's clock then. Raises OSError, HTTPException, DecodeError."""
    parts = urlsplit(url)
    connection = HTTPConnection(parts.hostname or "", parts.port or 0, timeout=ANSWER_S)
    try:
        before = time.time()
        connection.request("GET", "/health")
        body = connection.getresponse().read()
        return (before + time.time()) * 500, msgspec.json.decode(body, type=HealthFacts)
    finally:
        connection.close()


def _answered(url: str, facts: HealthFacts) -> Finding:
    if facts.status == "failed":
        return Finding(
            "server",
            url,
            "bad",
            words(N_("It cannot write its journal")),
            words(N_("Is the disk full or broken? Make room; it goes on by itself")),
        )
    if facts.version != VERSION:
        says = words(N_("It has version {theirs}, this machine {ours}"), theirs=facts.version, ours=VERSION)
        return Finding(
            "server", url, "warn", says, words(N_("Bring both to the same version; the server first"))
        )
    says = words(N_("Hall {hall}, version {version}"), hall=facts.hall, version=facts.version)
    return Finding("server", url, "ok", says)


async def _join(url: str, identity: Identity, patient: Patient) -> Finding:
    """Whether it takes this machine in; the plan comes with that."""
    settled = asyncio.Event()

    def on_frame(frame: ServerFrame) -> None:
        if isinstance(frame, Welcome) and frame.snapshot is not None and patient.plan is None:
            patient.plan = frame.snapshot.plan

    def on_state(state: LinkState) -> None:
        if state in ("joined", "not_paired"):
            settled.set()

    async def where() -> str:
        return url

    client = Client(where, identity, on_frame, on_state)
    running = asyncio.create_task(client.run())
    try:
        async with asyncio.timeout(ANSWER_S):
            await settled.wait()
    except TimeoutError:
        settled.clear()
    state = client.state
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    who = f"{identity.role}/{identity.name}"
    if state == "joined":
        return Finding("server", who, "ok", words(N_("It takes this machine in")))
    if state == "not_paired":
        return Finding(
            "server",
            who,
            "bad",
            words(N_("It does not know this machine")),
            words(N_("Pair this machine anew: tingxu pair, then --code")),
        )
    return Finding("server", who, "bad", words(N_("It does not answer: {why}"), why=client.broken or "–"))


def clock(heard: Heard) -> Iterator[Finding]:
    """This machine's clock and time zone beside the server's."""
    if heard.facts is None:
        return
    off = (heard.ours_ms - heard.facts.now) / 1000
    state: State = "bad" if abs(off) > FAR_OFF_S else "warn" if abs(off) > OFF_S else "ok"
    mend = NOTHING if state == "ok" else words(N_("Let both machines set their clocks by themselves (NTP)"))
    says = words(N_("{seconds} s beside the server's clock"), seconds=f"{off:+.1f}")
    yield Finding("clock", "", state, says, mend)
    here = datetime.now().astimezone().utcoffset()
    there = datetime.now(ZoneInfo(heard.facts.timezone or "UTC")).utcoffset()
    if here != there:
        says = words(N_("Another time zone than the hall's, which is {zone}"), zone=heard.facts.timezone)
        yield Finding(
            "clock", "", "warn", says, words(N_("Screens show the hall's time all the same; logs do not"))
        )
