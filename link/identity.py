"""Who this device is: role, name and token, kept in a file that only its owner can read.

Making and checking tokens belongs to the server.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import msgspec
from platformdirs import user_config_path

from link.commands import Role


class IdentityError(Exception):
    """The identity file is missing, unreadable or not an identity; the text says what to do."""


class Identity(msgspec.Struct, frozen=True):
    """What a device got when it was paired."""

    role: Role
    name: str
    token: str
    hall: str | None = None
    """The hall's id: of several servers on the network only this hall's is ours."""


def default_path(role: Role) -> Path:
    """Where a device of this role keeps its identity when no file is named."""
    return user_config_path("tingxu") / f"{role}.json"


def load(path: Path) -> Identity:
    """Read an identity. Raises IdentityError."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=Identity)
    except FileNotFoundError:
        raise IdentityError(
            f"{path}: this device has not joined a hall yet; "
            "make a code with `tingxu pair` on the server and start once with --code CODE"
        ) from None
    except (OSError, msgspec.DecodeError) as error:
        raise IdentityError(f"{path}: not a readable identity ({error}); join again with --code") from error


def prepare(path: Path) -> None:
    """Make sure that an identity can be kept there, before a code is used up for it. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=path.name):
        pass


def save(path: Path, identity: Identity) -> None:
    """Write an identity so that it is there whole or not at all, readable by its owner alone.

    Raises OSError.
    """
    prepare(path)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=path.name)  # made with mode 0600
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(msgspec.json.encode(identity))
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(path)
    except OSError:
        Path(temporary).unlink(missing_ok=True)
        raise
