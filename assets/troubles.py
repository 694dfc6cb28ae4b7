"""Which programs and devices of the hall are not well, in words alike for the staff and the doctor.

How they fare is told by the server (`Health`). Pure functions; the texts are in the catalogue.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, Literal, NamedTuple

from assets.texts import N_, Texts
from link.plan import Plan
from link.words import DeviceCondition, DeviceKind, DeviceState, ProgramState

Level = Literal["bad", "warn"]
Fares = DeviceCondition | Literal["away", "not_paired"]

PATIENCE_MS: Final = 10_000
"""A program that was started anew is back within so long, and has said how its devices fare."""
LASTING: Final = frozenset({"kiosk", "display", "devices", "web"})
"""Programs that are to be there all day; a counter's program is there when its clerk is."""
WARN: Final[frozenset[Fares]] = frozenset({"low", "unknown", "not_paired"})

PROGRAMS: Final[dict[str, str]] = {
    "kiosk": N_("Kiosk {name}"),
    "counter": N_("Counter {name}"),
    "display": N_("Display {name}"),
    "devices": N_("Device computer {name}"),
    "manager": N_("Manager {name}"),
    "web": N_("Pages for phones ({name})"),
}
KINDS: Final[dict[DeviceKind, str]] = {
    "printer": N_("Printer {name}"),
    "voice": N_("Loudspeakers {name}"),
    "scanner": N_("Scanner {name}"),
    "card": N_("Card reader {name}"),
    "keypad": N_("Keypad {name}"),
    "rating": N_("Rating pad {name}"),
    "strip": N_("Window strip {name}"),
}
SAYS: Final[dict[Fares, str]] = {
    "low": N_("{it}: the paper is nearly used up"),
    "out": N_("{it} has no paper"),
    "cover": N_("{it}: the cover is open"),
    "offline": N_("{it} cannot be reached"),
    "fault": N_("{it} does not work"),
    "unknown": N_("{it}: how it fares is not known"),
    "away": N_("{it} is away"),
    "not_paired": N_("{it} stands in the hall file and was never started"),
}
MENDS: Final[dict[Fares, str]] = {
    "low": N_("Have a new roll of paper ready"),
    "out": N_("Put in a new roll of paper"),
    "cover": N_("Close the cover until it clicks"),
    "offline": N_("Is it switched on, and its cable plugged in at both ends?"),
    "fault": N_("Switch it off, wait ten seconds, and switch it on again"),
    "unknown": N_("Look at it: it cannot say how it fares"),
    "away": N_("Is the computer switched on, and its program open?"),
    "not_paired": N_("Pair it, start it, or take it out of the hall file"),
}
JAM: Final = N_("Open it, take out torn paper, close it, and switch it off and on")
SILENT: Final = N_("Are the loudspeakers switched on and turned up? Boards go on calling")
OF_KIND: Final[dict[tuple[DeviceKind, Fares], str]] = {
    ("printer", "fault"): JAM,
    ("voice", "fault"): SILENT,
    ("voice", "offline"): SILENT,
}


class Trouble(NamedTuple):
    """A program that is away, or with `device` one of its devices that is not well."""

    program: ProgramState
    device: DeviceState | None
    fares: Fares
    since: int

    @property
    def level(self) -> Level:
        """bad: something does not work now."""
        return "warn" if self.fares in WARN else "bad"


class Said(NamedTuple):
    """A trouble in words."""

    what: str
    where: str
    """The program that has the device; "" when the program itself is the trouble."""
    mend: str
    level: Level

    def line(self, texts: Texts) -> str:
        """What is wrong and where, in one line."""
        return texts.t("{where}: {what}", where=self.where, what=self.what) if self.where else self.what


def troubles(programs: Iterable[ProgramState], now: int) -> list[Trouble]:
    """What is not well: the worst first, then what lasts longest. A shared printer is named once."""
    found = [trouble for program in programs for trouble in _of(program, now)]
    once = {
        (t.device.kind, t.device.id, t.fares) if t.device else t.program.name + t.program.role: t
        for t in found
    }
    return sorted(once.values(), key=lambda t: (t.level == "warn", t.since))


def _of(program: ProgramState, now: int) -> Iterable[Trouble]:
    if not program.joined:
        if program.since == 0:
            yield Trouble(program, None, "not_paired", 0)
        elif program.role in LASTING and now - program.since >= PATIENCE_MS:
            yield Trouble(program, None, "away", program.since)
        return
    for device in program.devices:
        if device.state == "unknown" and now - device.since < PATIENCE_MS:
            continue
        if device.state != "ok":
            yield Trouble(program, device, device.state, device.since)


def say(trouble: Trouble, plan: Plan | None, texts: Texts) -> Said:
    """A trouble in words, in one language."""
    program, device = trouble.program, trouble.device
    where = texts.t(PROGRAMS[program.role], name=program.name)
    if device is None:
        return Said(texts.t(SAYS[trouble.fares], it=where), "", texts.t(MENDS[trouble.fares]), trouble.level)
    mend = OF_KIND.get((device.kind, trouble.fares), MENDS[trouble.fares])
    it = texts.t(KINDS[device.kind], name=_name(device, plan, texts))
    return Said(texts.t(SAYS[trouble.fares], it=it), where, texts.t(mend), trouble.level)


def _name(device: DeviceState, plan: Plan | None, texts: Texts) -> str:
    """Of the window it stands at, where it is known; else its own."""
    windows = windows_of(device, plan)
    if plan is None or len(windows) != 1 or device.kind not in ("keypad", "rating", "strip"):
        return device.id
    counter = next((one for one in plan.counters if one.id == windows[0]), None)
    if counter is None:
        return device.id
    label = counter.label(texts.language)
    return label if texts.language == "zh" else f"({label})"


def windows_of(device: DeviceState, plan: Plan | None) -> tuple[str, ...]:
    """The windows that a device of the plan is for; none: it is for all, or not known."""
    if plan is None:
        return ()
    line, _, address = device.id.partition("/")
    if device.kind in ("keypad", "rating"):
        pads = (pad for one in plan.devices.keypads if one.id == line for pad in one.pads)
        return tuple(pad.window for pad in pads if str(pad.address) == address)
    if device.kind == "strip":
        strips = (strip for one in plan.devices.strips if one.id == line for strip in one.strips)
        return tuple(strip.window for strip in strips if str(strip.address) == address)
    if device.kind == "printer":
        return tuple(window for one in plan.devices.printers if one.id == device.id for window in one.windows)
    if device.kind == "voice":
        return tuple(window for zone in plan.voice.zones if zone.id == device.id for window in zone.windows)
    return ()
