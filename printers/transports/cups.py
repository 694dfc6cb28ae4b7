"""A print queue of CUPS, by its programs `lp`, `lpstat` and `cancel`: bytes go through it as they are.

A queue takes any job. So it is asked whether it is stopped, and afterwards whether the job has left it.
"""

from __future__ import annotations

import os
import re
import subprocess
import time

from ports.address import SystemQueue
from printers.status import PrinterState

PATIENCE_S = 10.0
"""For one of the programs: a spooler that hangs must not hold the kiosk's for ever."""
LOOK_S = 0.2
ALERTS = (
    (PrinterState.COVER, re.compile(r"cover-open|door-open|interlock-open")),
    (PrinterState.OUT, re.compile(r"media-empty|media-needed|media-jam")),
    (PrinterState.OFFLINE, re.compile(r"\boffline|\bpaused|shutdown|timed-out|connecting-to-device")),
    (PrinterState.LOW, re.compile(r"media-low")),
)
"""The words of `printer-state-reasons` (RFC 8011, 5.4.12) as lpstat shows them, the most hindering first."""


class CupsQueue:
    """A `Connection` to a raw queue. Raises OSError when there is no such queue, or no CUPS."""

    answers = False

    def __init__(self, address: SystemQueue) -> None:
        self._address = address
        self._job: str | None = None
        self.status()

    def send(self, data: bytes) -> None:
        """Hand it to the queue, as one job."""
        said = self._run("lp", "-d", self._address.name, "-o", "raw", "-t", "ticket", data=data)
        found = re.search(r"request id is (\S+)", said)
        if found is None:
            raise OSError(f"{self._address}: lp said {said.strip()!r} and no request id")
        self._job = found[1]

    def status(self) -> PrinterState:
        """What the queue knows. Of paper it mostly knows nothing: UNKNOWN."""
        said = self._run("lpstat", "-l", "-p", self._address.name)
        if re.search(rf"^printer {re.escape(self._address.name)} disabled", said, re.MULTILINE):
            return PrinterState.OFFLINE
        alerts = "".join(re.findall(r"^\s+Alerts: (.*)$", said, re.MULTILINE))
        return next((state for state, words in ALERTS if words.search(alerts)), PrinterState.UNKNOWN)

    def ask_in_order(self) -> None:
        """Nothing to ask: the queue is looked at."""

    def processed(self, wait_s: float) -> bool:
        """Whether the job has left the queue for the printer."""
        deadline = time.monotonic() + wait_s
        while self._job is not None:
            if self._job not in self._run("lpstat", "-W", "not-completed", "-o", self._address.name).split():
                self._job = None
            elif time.monotonic() > deadline:
                return False
            else:
                time.sleep(LOOK_S)
        return True

    def clear(self) -> None:
        """Take the job back, if it is still there."""
        if self._job is not None:
            self._run("cancel", self._job)

    def close(self) -> None:
        """Nothing is held."""

    def _run(self, *command: str, data: bytes | None = None) -> str:
        environment = {**os.environ, "LC_ALL": "C"}
        try:
            done = subprocess.run(
                command, input=data, capture_output=True, timeout=PATIENCE_S, env=environment, check=False,
                stdin=subprocess.DEVNULL if data is None else None,
            )  # fmt: skip
        except FileNotFoundError as error:
            raise OSError(
                f"{self._address}: there is no {command[0]} on this machine: install cups"
            ) from error
        except subprocess.TimeoutExpired as error:
            raise TimeoutError(f"{self._address}: {command[0]} does not come back") from error
        if done.returncode:
            why = " ".join(done.stderr.decode(errors="replace").split())
            raise OSError(f"{self._address}: {why or command[0]}; lpstat -e lists the queues")
        return done.stdout.decode(errors="replace")
