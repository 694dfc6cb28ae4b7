"""The program `tingxu devices`: its options, and running until it is told to stop.

What it drives is in `host.py` and `parts.py`.
"""

from __future__ import annotations

import asyncio
import signal
import sys
from contextlib import suppress
from pathlib import Path

from devices.host import Host
from link.joining import JoinError, who_and_where


def main(*, server: str = "", identity: Path | None = None, code: str = "", loopback: bool = False) -> int:
    """Drive the devices that hang on this machine; the exit status. See docs/screens.md."""
    try:
        return asyncio.run(
            _until_signal(server=server, identity=identity, code=code, loopback=loopback),
        )
    except KeyboardInterrupt:  # Windows: Ctrl-C comes so
        return 0


async def _until_signal(*, server: str, identity: Path | None, code: str, loopback: bool) -> int:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        with suppress(NotImplementedError):
            loop.add_signal_handler(number, stop.set)
    try:
        me, find = await who_and_where(
            "devices", server=server, identity=identity, code=code, loopback=loopback
        )
    except JoinError as error:
        print(error, file=sys.stderr)  # noqa: T201 - the answer to whoever typed the command
        return 2
    running = asyncio.create_task(Host(me, find).run())
    stopped = asyncio.create_task(stop.wait())
    await asyncio.wait([running, stopped], return_when=asyncio.FIRST_COMPLETED)
    for task in (running, stopped):
        task.cancel()
    faults = await asyncio.gather(running, stopped, return_exceptions=True)
    if isinstance(faults[0], Exception):
        raise faults[0]
    return 0
