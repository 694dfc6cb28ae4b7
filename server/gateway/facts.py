"""What /health says: whether the server works, and how the hall's programs and devices fare, as JSON.

Every field is in docs/health.md. Nothing in it is secret, and nothing is about people.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Literal

import msgspec
from msgspec import Struct

from assets.troubles import troubles
from link.version import VERSION
from link.words import ProgramState
from server.engine import Engine
from server.gateway.health import Register

STUCK_MS = 10_000
"""A batch that is being written for so long: the disk does not answer."""

Sound = Literal["ok", "degraded", "failed"]


class JournalFacts(Struct, frozen=True):
    """How it stands with what is kept."""

    position: int
    """Number of the last event that is durable."""
    saved: int
    """When something was written last; 0: nothing since the start."""
    writing_since: int
    """When the write began that is under way; 0: none is."""
    free_bytes: int
    """On the disk with the data directory; -1: it cannot be read."""


class HealthFacts(Struct, frozen=True):
    """The whole of /health."""

    status: Sound
    """ok: all is well. degraded: the server works; a program is away or a device is not well. failed: it
    cannot write."""
    hall: str
    version: str
    now: int
    """The server's clock."""
    timezone: str
    day: str
    up_since: int
    troubles: int
    """How many programs and devices are not well."""
    journal: JournalFacts
    programs: list[ProgramState]


def facts(engine: Engine, register: Register, data: Path) -> HealthFacts:
    """All of it, now."""
    plan = engine.hall.plan
    now = engine.clock()
    programs = register.programs(plan)
    wrong = len(troubles(programs, now))
    status: Sound = "failed" if not works(engine) else "degraded" if wrong else "ok"
    return HealthFacts(
        status,
        plan.id if plan else "",
        VERSION,
        now,
        plan.timezone if plan else "",
        engine.hall.day,
        engine.counts.up_since,
        wrong,
        JournalFacts(engine.durable, engine.counts.saved_at, engine.counts.writing_since, free_bytes(data)),
        programs,
    )


def works(engine: Engine) -> bool:
    """Whether numbers can be given and calls made: memory is sound, and the disk answers."""
    since = engine.counts.writing_since
    return not engine.broken and not (since and engine.clock() - since > STUCK_MS)


def free_bytes(data: Path) -> int:
    """Free on the disk with this directory; -1 when that cannot be read."""
    try:
        return shutil.disk_usage(data).free
    except OSError:
        return -1


encode = msgspec.json.encode
