"""From a ticket or a day to what a printer can be given: a function of the printer's profile.

The layout is the hall's own where it has one. What stands on it is in `fields`, the bytes are the encoders'.
"""

from __future__ import annotations

import structlog

import assets
from assets.texts import Texts
from link.frames import PrintOrder
from link.plan import LayoutName, Plan
from printers import encode_raster, encode_text, fields
from printers.fields import Fields, Taken
from printers.markup import LayoutError
from printers.profile import Make, Profile
from printers.sheet import Sheet, as_copy
from printers.template import template

log = structlog.get_logger()

ABOUT: dict[LayoutName, str] = {
    "ordinary": "a number without a booking and without priority",
    "appointment": "a number by appointment",
    "green": "a number with a class better than the ordinary one",
    "transfer": "the note of a window that sends somebody on",
    "reprint": "a number printed once more; always marked as a copy",
    "closing": "the figures of the day",
}
LAYOUTS: tuple[LayoutName, ...] = tuple(ABOUT)


def of_ticket(plan: Plan, taken: Taken, language: str, layout: LayoutName | None = None) -> Make:
    """A ticket in "zh" or "en"; without a layout the one that suits it. `reprint` is always a copy."""
    name = layout or fields.layout_for(plan, taken.ticket)
    texts = Texts.load(language)
    return _make(plan, name, fields.of_ticket(plan, taken, texts, layout=name), language)


def of_order(plan: Plan, order: PrintOrder, language: str = "") -> Make:
    """What the server orders to print; in the hall's first language where none is given."""
    language = language or plan.languages[0]
    if order.layout == "closing":
        day = fields.of_closing(plan, order.closing, Texts.load(language))
        return _make(plan, "closing", day, language)
    return of_ticket(plan, Taken.of(order), language, order.layout)


def of_sheet(sheet: Sheet, *, always_copy: bool = False) -> Make:
    """A sheet that is there already."""

    def make(profile: Profile, copy: bool) -> bytes:
        return encode(as_copy(sheet) if copy or always_copy else sheet, profile)

    return make


def encode(sheet: Sheet, profile: Profile) -> bytes:
    """The bytes for this printer, as text or drawn."""
    if profile.chosen == "text":
        return encode_text.encode(sheet, profile)
    return encode_raster.encode(sheet, profile)


def builtin(name: LayoutName) -> str:
    """The text of the layout that is shipped."""
    return assets.path("tickets", f"{name}.ticket").read_text(encoding="utf-8")


def sheet_of(plan: Plan | None, name: LayoutName, values: Fields, language: str) -> Sheet:
    """The paper by the hall's own layout, or the one that is shipped. A paper comes out in any case."""
    for own in plan.layouts if plan is not None else ():
        if own.name == name and own.text:
            try:
                return template(own.text).sheet(values, language)
            except LayoutError as error:  # the server checked it; another version of it may be stricter
                log.error("layout cannot be used, the built-in one is", layout=name, error=str(error))
    return template(builtin(name)).sheet(values, language)


def _make(plan: Plan, name: LayoutName, values: Fields, language: str) -> Make:
    return of_sheet(sheet_of(plan, name, values, language), always_copy=name == "reprint")
