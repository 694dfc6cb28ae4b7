"""Papers for tests: a ticket by a built-in layout, as bytes for a printer. What it says is in the tests."""

from __future__ import annotations

from link.plan import LayoutName
from printers.fields import Fields, Value, sample
from printers.making import encode, sheet_of
from printers.profile import Profile
from printers.sheet import Sheet

PLAIN: Fields = {"late": "", "note": "", "early": ""}
"""A ticket without warnings."""


def sheet(layout: LayoutName = "ordinary", language: str = "zh", **fields: Value) -> Sheet:
    """A paper with the built-in sample, and these fields instead."""
    return sheet_of(None, layout, sample(language) | PLAIN | fields, language)


def ticket(**fields: Value) -> bytes:
    """The bytes of an ordinary ticket."""
    return encode(sheet("ordinary", "zh", **fields), Profile())
