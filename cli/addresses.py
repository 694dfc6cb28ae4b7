"""Addresses as people type them.

What listens there is each verb's own.
"""

from __future__ import annotations

import typer


def host_and_port(text: str) -> tuple[str, int]:
    """HOST:PORT in its two parts. Raises typer.BadParameter."""
    host, colon, port = text.rpartition(":")
    if not (host and colon and port.isascii() and port.isdigit() and int(port) <= 65535):
        raise typer.BadParameter(f"{text!r} is not HOST:PORT, for instance 127.0.0.1:8710")
    return host.strip("[]"), int(port)
