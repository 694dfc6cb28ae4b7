"""Clerks' keypads and rating pads that are not there: a line of them, as docs/devices.md describes them.

Modbus is in `modbus.py`. A pad keeps its presses until the master says that it has them, shows what it is
told, and can be faulty alone; faults of the whole line are `wire.py`'s.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from threading import Lock, Timer
from typing import Any, Final, Literal, get_args

from emulators.hands import Lines
from emulators.hands import run as run_by_hand
from emulators.modbus import READ_INPUT, Slave
from emulators.wire import LATE_S, Wire

Kind = Literal["keypad", "rating"]
PadFault = Literal["silent", "late", "twice", "garbage", "half", "crc"]
PAD_FAULTS: Final = get_args(PadFault)
CODES: Final = {
    "call": 1, "recall": 2, "pass": 3, "pause": 4, "finish": 5, "transfer": 6, "sign": 7, "ok": 8, "clear": 9,
    **{str(digit): 16 + digit for digit in range(10)},
}  # fmt: skip
IDENTITY: Final = {"keypad": 0x4B01, "rating": 0x5201}
RING: Final = 16
LAMPS: Final = {1: "called", 2: "asking", 4: "paused", 8: "away"}
SOUNDS: Final = {1: "short", 2: "wrong"}
SAYS: Final = (
    '{"press": [ADDRESS, KEY]}, {"type": [ADDRESS, DIGITS]}, {"rate": [ADDRESS, LEVEL]}, {"see": ADDRESS}, '
    '{"pad": [ADDRESS, FAULT or null]}, {"off": ADDRESS}, {"on": ADDRESS}'
)


class Pad:
    """One pad: its keys, its display, its registers."""

    def __init__(self, kind: Kind, changed: Callable[[], None] = lambda: None) -> None:
        self.kind: Kind = kind
        self.fault: PadFault | None = None
        self.is_on = True
        self.beeps: list[str] = []
        """Every beep it was told, in order."""
        self._changed = changed
        self._lock = Lock()
        self._boot()

    def _boot(self) -> None:
        self._boot_number = secrets.randbelow(0xFFFF) + 1
        self._pressed, self._ring = 0, [0] * RING
        self._holding = [0, 0, 0, 0, 0xFFFF, 0, *[0x2020] * 4]

    def switch(self, *, on: bool) -> None:
        """Off and on again: nothing is remembered."""
        self.is_on = on
        if on:
            self._boot()

    # ------------------------------------------------------------------ what stands on it

    @property
    def text(self) -> str:
        """The display."""
        return b"".join(pair.to_bytes(2, "big") for pair in self._holding[6:10]).decode("ascii").rstrip()

    @property
    def waiting(self) -> int | None:
        """The count beside it; None while it is dark."""
        return None if self._holding[4] == 0xFFFF else self._holding[4]

    @property
    def lamps(self) -> set[str]:
        """Which lamps are lit."""
        return {name for bit, name in LAMPS.items() if self._holding[2] & bit}

    @property
    def asked(self) -> int:
        """What a rating is asked for; 0: nothing, and the five keys are dark."""
        return self._holding[5]

    def seen(self) -> dict[str, Any]:
        """All of it, for people."""
        return {
            "shows": self.text,
            "waiting": self.waiting,
            "lamps": sorted(self.lamps),
            "beeps": len(self.beeps),
        }

    # ------------------------------------------------------------------ keys

    def press(self, key: str) -> bool:
        """A key of a keypad; False when the pad cannot take it: its memory is full."""
        return self._event(CODES[key])

    def type(self, keys: str) -> None:
        """Digits, one after the other."""
        for key in keys:
            self.press(key)

    def rate(self, level: int) -> bool:
        """One of the five keys of a rating pad; False while they are dark."""
        if not 1 <= level <= 5:
            raise ValueError("levels are 1 to 5")
        return bool(self.asked) and self._event(self.asked << 8 | 0x20 + level)

    def _event(self, code: int) -> bool:
        with self._lock:
            if not self.is_on or (self._pressed - self._holding[1]) & 0xFFFF >= RING:
                return False
            self._ring[self._pressed % RING] = code
            self._pressed = (self._pressed + 1) & 0xFFFF
            return True

    # ------------------------------------------------------------------ registers

    def read(self, function: int) -> list[int]:
        """All registers of one table."""
        with self._lock:
            if function == READ_INPUT:
                head = [IDENTITY[self.kind], self._boot_number, self._pressed, self._holding[0]]
                return head + self._ring
            return list(self._holding)

    def write(self, start: int, values: list[int]) -> bool:
        """Take over holding registers."""
        if start + len(values) > len(self._holding):
            return False
        before, beep = self.seen(), self._holding[3]
        with self._lock:
            self._holding[start : start + len(values)] = values
        if self._holding[3] != beep and (sound := SOUNDS.get(self._holding[3] & 0xFF)):
            self.beeps.append(sound)
        if self.seen() != before:
            self._changed()
        return True


class PadLine:
    """A line with pads by address. `changed` gets the address of each pad that shows something else."""

    def __init__(
        self,
        at: str,
        kinds: Mapping[int, Kind],
        baud: int | None = None,
        changed: Callable[[int], None] = lambda _: None,
    ) -> None:
        self.pads = {address: Pad(kind, lambda a=address: changed(a)) for address, kind in kinds.items()}  # type: ignore[misc]
        self._slave = Slave(dict(self.pads), self._answer)
        self.wire = Wire(at, self._slave.hear, baud)

    def plug(self) -> None:
        """Be there."""
        self._slave.forget()
        self.wire.plug()

    def _answer(self, address: int, frame: bytes) -> None:
        pad = self.pads[address]
        if not pad.is_on:
            return
        match pad.fault:
            case "silent":
                return
            case "late":
                Timer(LATE_S, self.wire.say, [frame]).start()
                return
            case "twice":
                frame += frame
            case "garbage":
                frame = secrets.token_bytes(7) + frame
            case "half":
                frame = frame[: len(frame) // 2]
            case "crc":
                frame = frame[:-1] + bytes([frame[-1] ^ 0x55])
        self.wire.say(frame)

    def act(self, request: dict[str, Any]) -> dict[str, Any]:
        """What is written by hand."""
        match request:
            case {"see": int() as address}:
                return self._pad(address).seen()
            case {"press": [int() as address, str() as key]} if key in CODES:
                return {"taken": self._pad(address).press(key)}
            case {"type": [int() as address, str() as keys]} if keys.isascii() and keys.isdigit():
                self._pad(address).type(keys)
            case {"rate": [int() as address, int() as level]}:
                return {"taken": self._pad(address).rate(level)}
            case {"pad": [int() as address, None | str() as fault]} if fault in {None, *PAD_FAULTS}:
                self._pad(address).fault = fault  # type: ignore[assignment]
            case {"off": int() as address}:
                self._pad(address).switch(on=False)
            case {"on": int() as address}:
                self._pad(address).switch(on=True)
            case _:
                raise ValueError(
                    f"not known; keys are {', '.join(CODES)}; a pad's faults {', '.join(PAD_FAULTS)}"
                )
        return {}

    def _pad(self, address: int) -> Pad:
        if address not in self.pads:
            raise ValueError(f"addresses are {', '.join(map(str, self.pads))}")
        return self.pads[address]


def kinds_of(text: str) -> dict[int, Kind]:
    """Pads as they are typed: "1,2,3r" are two keypads and a rating pad. Raises ValueError."""
    kinds: dict[int, Kind] = {}
    for one in text.split(","):
        number = one.strip().removesuffix("r")
        if (
            not number.isascii()
            or not number.isdigit()
            or not 1 <= int(number) <= 247
            or int(number) in kinds
        ):
            raise ValueError(
                f"{text!r}: addresses from 1 to 247, each once, r after those of rating pads: 1,2,3r"
            )
        kinds[int(number)] = "rating" if one.strip().endswith("r") else "keypad"
    return kinds


def run(at: str, pads: str, baud: int | None) -> int:
    """The program; the exit status."""
    lines = Lines()

    def changed(address: int) -> None:
        lines.write({"pad": address, **line.pads[address].seen()})

    line = PadLine(at, kinds_of(pads), baud, changed)
    return run_by_hand(line.wire, line.act, SAYS, lines)
