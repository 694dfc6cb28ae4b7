"""Programs under test, each in a process of its own: started, spoken with in JSON lines, weighed, ended.

What they are asked is in the measures.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import assets

ROOT = Path(assets.__file__).parent.parent
TINGXU = ("-m", "cli.main")
BARE = ("-m", "benchmarks.bare")
END_S = 15
FILES = 4_096
NOT_TOLD = "this system does not tell how much memory a process holds"
OFFSCREEN = {"QT_QPA_PLATFORM": "offscreen", "QT_QUICK_BACKEND": "software"}


class ProgramEnded(Exception):
    """A program ended instead of answering; the text has the end of what it logged."""


class Cannot(Exception):
    """The hands could not do what was asked."""


class Program:
    """A Python program of ours that prints JSON lines. Its log goes to a file, shown when it fails."""

    def __init__(self, *arguments: str) -> None:
        self.name = " ".join(arguments[:3])
        self._log = tempfile.TemporaryFile()  # noqa: SIM115 - closed in `end`
        self.process = subprocess.Popen(
            [sys.executable, *arguments],
            cwd=ROOT,
            env=os.environ | OFFSCREEN,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
        )

    def line(self) -> dict[str, Any]:
        """Its next line. Raises ProgramEnded."""
        assert self.process.stdout is not None  # noqa: S101 - a pipe was asked for
        line = self.process.stdout.readline()
        if not line:
            self._log.seek(0)
            said = self._log.read().decode(errors="replace").strip()
            raise ProgramEnded(f"{self.name} ended: {said[-2000:] or 'it said nothing'}")
        return dict(json.loads(line))

    def ask(self, **what: object) -> dict[str, Any]:
        """Let the hands do something (docs/screens.md). Raises ProgramEnded, Cannot."""
        self.tell(**what)
        return self.heard()

    def heard(self) -> dict[str, Any]:
        """The hands' answer. Raises ProgramEnded, Cannot."""
        answer = self.line()
        if not answer["ok"]:
            raise Cannot(f"{self.name}: {answer.get('why')}")
        return answer

    def tell(self, **what: object) -> float:
        """Write a line without waiting for the answer; returns when, in seconds since the epoch."""
        assert self.process.stdin is not None  # noqa: S101 - a pipe was asked for
        line = json.dumps(what).encode() + b"\n"
        now = time.time()
        self.process.stdin.write(line)
        self.process.stdin.flush()
        return now

    def end(self) -> None:
        """Ask it to end, and insist."""
        self.process.terminate()
        try:
            self.process.communicate(timeout=END_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.communicate()
        self._log.close()


@contextmanager
def program(*arguments: str) -> Iterator[Program]:
    """A program that runs while the block does."""
    running = Program(*arguments)
    try:
        yield running
    finally:
        running.end()


def resident_mb(pid: int) -> float | None:
    """Memory that a process holds in RAM, in MB of 1,000,000 bytes; None where the system does not tell."""
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="replace")
    except OSError:
        return None
    for line in status.splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024 / 1_000_000
    return None


def cpu_s(pid: int) -> float:
    """Seconds of a processor that a process has used; 0 where the system does not tell."""
    try:
        fields = (
            Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()
        )
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def many_files() -> None:
    """Let this process, and those it starts, have a file for each of a thousand boards, where it may."""
    if sys.platform != "win32":
        import resource

        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        wanted = FILES if hard == resource.RLIM_INFINITY else min(FILES, hard)
        if soft != resource.RLIM_INFINITY and soft < wanted:
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
