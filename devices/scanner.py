"""A serial scanner of QR and bar codes kept at work: its bytes become lines.

What a line means is known in `link/scanned.py`. A scanner says nothing until somebody scans: as long as its
port is open it is well.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import Final

from link.words import DeviceState
from ports.address import SerialLine, Tcp
from ports.keeper import PAUSES_S, Keeper, Site

SILENCE_S: Final = 0.3
"""A line that goes on no further for so long has ended: some scanners send nothing after a code."""
LONGEST: Final = 512
"""Bytes; no code of ours is half as long."""
SAME_S: Final = 1.0
"""The same code within this time is one scan: a scanner fires as long as the code is before it."""
NONSENSE: Final = 3
"""So many lines in a row that no encoding has: the speed is wrong."""
ENDS: Final = re.compile(rb"[\r\n]")
CONTROLS: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\ufeff]")
SYMBOLOGY: Final = re.compile(r"^\][A-Za-z][0-9A-Za-z]")
"""What kind of code it was, as many scanners say before it (ISO/IEC 15424)."""


class Lines:
    """Lines from a stream of bytes, with whatever a scanner may do to them."""

    def __init__(self) -> None:
        self._half = bytearray()
        self._came = 0.0
        self._too_long = False
        self._last, self._last_at = "", float("-inf")
        self.nonsense = 0
        """Lines in a row that were none."""

    def feed(self, data: bytes, now: float) -> list[str]:
        """The lines that end in these bytes, or ended before because nothing came; `now` in seconds."""
        lines = [] if not self._half or now - self._came < SILENCE_S else self._end(now)
        if data:
            self._came = now
        *ended, rest = ENDS.split(data)
        for part in ended:
            self._add(part)
            lines += self._end(now)
        self._add(rest)
        return lines

    def _add(self, part: bytes) -> None:
        self._half += part
        if len(self._half) > LONGEST:
            self._too_long = True
            del self._half[1:]  # so that the line still ends

    def _end(self, now: float) -> list[str]:
        raw, dropped = bytes(self._half), self._too_long
        self._half.clear()
        self._too_long = False
        if dropped:
            self.nonsense += 1
        if dropped or not raw:
            return []
        line = _text(raw)
        if line is None:
            self.nonsense += 1
            return []
        self.nonsense = 0 if line else self.nonsense
        again = line == self._last and now - self._last_at < SAME_S
        self._last, self._last_at = line, now
        return [line] if line and not again else []


def _text(raw: bytes) -> str | None:
    """UTF-8, or else GBK; without control characters and without the kind of code. None: neither."""
    for encoding in ("utf-8", "gb18030"):
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        return SYMBOLOGY.sub("", CONTROLS.sub("", text).strip()).strip()
    return None


class SerialScanner:
    """One scanner. `on_line` and `on_state` are called on its own thread and must not block."""

    def __init__(
        self,
        id_: str,
        address: Tcp | SerialLine,
        on_line: Callable[[str], None],
        on_state: Callable[[DeviceState], None],
        *,
        pauses_s: tuple[float, ...] = PAUSES_S,
    ) -> None:
        self._on_line = on_line
        self._keeper = Keeper(id_, "scanner", address, self._work, on_state, pauses_s=pauses_s)

    def start(self) -> None:
        """Begin."""
        self._keeper.start()

    def close(self) -> None:
        """End, and let go of the port."""
        self._keeper.close()

    def _work(self, site: Site) -> None:
        lines = Lines()
        site.says("ok")
        while site.goes_on:
            for line in lines.feed(site.port.read(SILENCE_S), time.monotonic()):
                site.says("ok")
                self._on_line(line)
            if lines.nonsense >= NONSENSE:
                site.says("fault", f"{site.port.address}: what comes is no text: is the speed right?")
