"""Plays a WAV file on the machine's loudspeaker, one at a time and with a deadline.

What is in the file is not known here. Without a sound device there is no player.
"""

from __future__ import annotations

import ctypes
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from threading import Lock

WINDOWS = "import sys, winsound; winsound.PlaySound(sys.argv[1], winsound.SND_FILENAME)"
"""As a program of its own, so that it can be ended like the others."""
SLACK_S = 4.0
"""A playback may take so much longer than its sound."""


class PlayError(Exception):
    """A file was not played to its end; the text says why."""


class Player:
    """Plays by a program that takes a file's name and ends when it was heard.

    `stop` may be called from any thread.
    """

    def __init__(self, command: Sequence[str]) -> None:
        self.command = tuple(command)
        self._one = Lock()
        self._starting = Lock()
        self._program: subprocess.Popen[bytes] | None = None
        self._stopped = False

    def play(self, wav: Path, length_s: float) -> None:
        """Play a file that lasts `length_s`; comes back when it was heard. Raises PlayError."""
        with self._one:
            program = self._start(wav)
            try:
                _, said = program.communicate(timeout=length_s + SLACK_S)
            except subprocess.TimeoutExpired:
                program.kill()
                program.communicate()
                raise PlayError(f"{self.command[0]} did not end within {length_s + SLACK_S:.0f} s") from None
        if program.returncode:
            raise PlayError(_failure(self.command[0], program.returncode, said))

    def stop(self) -> None:
        """End what is being played, and play nothing more."""
        with self._starting:
            self._stopped = True
            if self._program is not None:
                self._program.kill()

    def _start(self, wav: Path) -> subprocess.Popen[bytes]:
        with self._starting:
            if self._stopped:
                raise PlayError("the voice is closed")
            try:
                self._program = subprocess.Popen(
                    [*self.command, str(wav)],
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.PIPE,
                )
            except OSError as error:
                raise PlayError(f"{self.command[0]} cannot be started: {error}") from error
            return self._program


def find() -> Player | None:
    """The machine's player, or None where there is no sound device or nothing that plays."""
    if sys.platform == "win32":
        heard = ctypes.windll.winmm.waveOutGetNumDevs() > 0
        return Player((sys.executable, "-c", WINDOWS)) if heard else None
    if sys.platform == "darwin":
        return Player(("afplay",)) if shutil.which("afplay") else None
    return Player(("aplay", "-q")) if shutil.which("aplay") and _alsa_devices() else None


def _alsa_devices() -> bool:
    """`aplay -l` ends with status 0 even when it found nothing: only its list tells."""
    try:
        listed = subprocess.run(["aplay", "-l"], capture_output=True, check=False, timeout=3)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return listed.returncode == 0 and b"card " in listed.stdout


def _failure(program: str, status: int, said: bytes) -> str:
    words = said.decode(errors="replace").strip().splitlines()
    return f"{program} ended with status {status}" + (f": {words[-1]}" if words else "")
