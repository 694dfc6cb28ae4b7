"""The part of a plan about what hangs in the hall: loudspeakers, printers, readers, keypads, strips, paper.

Queues, windows and rules are in `plan.py`; driving the devices is `devices/`, `printers/` and `voice/`.
"""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta

from link.plan_base import (
    HourMinute,
    Id,
    LayoutName,
    PlanStruct,
    Program,
    Spoken,
    Text,
)


class Zone(PlanStruct, frozen=True):
    """A part of the hall with loudspeakers of its own, and the windows whose calls are said there."""

    id: Id
    at: Program
    """The program whose machine has the loudspeakers."""
    windows: tuple[Id, ...] = ()
    """None named: all windows."""
    languages: tuple[Spoken, ...] = ()
    """None named: those of the hall."""


class Announcement(PlanStruct, frozen=True):
    """Something that the loudspeakers say by themselves."""

    text: Text
    """Cantonese speaks the Chinese text."""
    at: tuple[HourMinute, ...] = ()
    """At these local times, on days with opening hours."""
    when: Literal["opening", "closing_soon", "closed"] | None = None
    """Or by the hall's own hours. closing_soon: `before_min` before the last closing of the day."""
    before_min: Annotated[int, Meta(ge=1, le=240)] = 15


class Quiet(PlanStruct, frozen=True):
    """From `start` until `end`, local time, nothing is said: boards and phones alone call."""

    start: HourMinute
    end: HourMinute


class Voice(PlanStruct, frozen=True):
    """What the loudspeakers say, and how."""

    languages: Annotated[tuple[Spoken, ...], Meta(min_length=1)] = ("zh",)
    times: Annotated[int, Meta(ge=1, le=3)] = 2
    silent: bool = False
    """Nothing is ever said: boards and phones alone call."""
    chime: bool = True
    speed: Annotated[int, Meta(ge=50, le=200)] = 100
    """In percent of the usual speed."""
    volume: Annotated[int, Meta(ge=0, le=100)] = 100
    """In percent."""
    quiet: tuple[Quiet, ...] = ()
    merge_over: Annotated[int, Meta(ge=1, le=50)] = 3
    """When more calls than this wait to be said they are said together, each once."""
    stale_s: Annotated[int, Meta(ge=5, le=300)] = 30
    """A call that waited so long is not said any more."""
    engines: Annotated[tuple[Literal["speech", "clips", "none"], ...], Meta(min_length=1)] = ("speech",)
    """The first is used; when it fails, the next. speech: pyttsx3; clips: recorded words; none: the chime."""
    clips: str = "clips"
    """Folder of the recorded words on the machine that speaks."""
    zones: tuple[Zone, ...] = ()
    """None: one zone for all windows, wherever a program was started with a voice."""
    announcements: tuple[Announcement, ...] = ()

    def is_quiet_at(self, time: str) -> bool:
        """Whether nothing is said at a local time, "12:30": boards and phones alone call."""
        return self.silent or any(
            span.start <= time < span.end
            if span.start <= span.end
            else time >= span.start or time < span.end  # over midnight
            for span in self.quiet
        )


class Printer(PlanStruct, frozen=True):
    """A ticket printer: where it is, what it can, and who prints on it."""

    id: Id
    port: str
    """tcp://HOST:9100, serial:DEVICE@BAUD, usb:VENDOR:PRODUCT, cups:QUEUE, windows:PRINTER or file:PATH."""
    at: tuple[Program, ...] = ()
    """Programs that print on it first; of several printers the first in the file."""
    spare_for: tuple[Program, ...] = ()
    """Programs that print on it when theirs cannot."""
    windows: tuple[Id, ...] = ()
    """A transfer note comes out here when one of these windows sends somebody on."""
    width: Literal["58", "80"] = "80"
    """Of the paper, in mm: 384 or 576 dots."""
    cutter: bool = True
    characters: Literal["gb18030", "none"] = "gb18030"
    """gb18030: it has Chinese characters of its own, selected by FS &. none: everything is drawn."""
    qr: Literal["command", "image"] = "command"
    mode: Literal["auto", "text", "raster"] = "auto"


class Reader(PlanStruct, frozen=True):
    """A scanner or a card reader beside a kiosk."""

    id: Id
    at: Program
    port: str
    kind: Literal["scanner", "card"] = "scanner"
    """scanner: lines of QR and bar codes. card: identity cards, by the SDT protocol."""


class Keypad(PlanStruct, frozen=True):
    """A clerk's keypad, or a pad on which people rate, on a line."""

    window: Id
    address: Annotated[int, Meta(ge=1, le=247)]
    kind: Literal["keypad", "rating"] = "keypad"


class KeypadLine(PlanStruct, frozen=True):
    """One RS-485 line (or converter) with keypads and rating pads (Modbus RTU, docs/devices.md)."""

    id: Id
    at: Program
    port: str
    pads: Annotated[tuple[Keypad, ...], Meta(min_length=1)]


class Strip(PlanStruct, frozen=True):
    """The LED board over one window."""

    window: Id
    address: Annotated[int, Meta(ge=1, le=254)] = 1
    width: Annotated[int, Meta(ge=32, le=2048)] = 128
    """In dots; a Chinese character has 16."""
    height: Annotated[int, Meta(ge=16, le=512)] = 16


class StripLine(PlanStruct, frozen=True):
    """One RS-485 line (or converter, or network controller) with the LED boards over windows."""

    id: Id
    at: Program
    port: str
    strips: Annotated[tuple[Strip, ...], Meta(min_length=1)]
    protocol: Literal["onbon", "ascii"] = "onbon"


class Devices(PlanStruct, frozen=True):
    """The device plan: what hangs where. Each program finds its own part by its role and name."""

    printers: tuple[Printer, ...] = ()
    readers: tuple[Reader, ...] = ()
    keypads: tuple[KeypadLine, ...] = ()
    strips: tuple[StripLine, ...] = ()


class RatingRules(PlanStruct, frozen=True):
    """How people rate the service (好差评); a hall without this part asks nobody."""

    ask_s: Annotated[int, Meta(ge=5, le=300)] = 30
    """So long a pad or second screen asks after the service, unless the next person is at the window."""
    bad: Annotated[int, Meta(ge=1, le=4)] = 2
    """A rating of so many stars of five, or fewer, has to be answered …"""
    answer_days: Annotated[int, Meta(ge=1, le=60)] = 15
    """… within so many days on which the hall opens."""


class Layout(PlanStruct, frozen=True):
    """A ticket layout of the hall's own in place of the built-in one (docs/ticket-layouts.md)."""

    name: LayoutName
    file: str
    """Beside the hall file, for instance "tickets/ordinary.ticket"."""
    text: str = ""
    """What is in the file; the server fills it in."""
