"""What the doctor found, as a table for people and as JSON for scripts.

What is found is in `examination.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Final

from rich.box import ROUNDED
from rich.console import Group
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from assets.texts import N_, Texts
from doctor.finding import Finding, State, Subject

SIGNS: Final[dict[State, tuple[str, str]]] = {
    "ok": ("✓", "green"),
    "warn": ("!", "yellow"),
    "bad": ("✗", "red"),
}
NAMES: Final[dict[Subject, str]] = {
    "versions": N_("Versions"),
    "disk": N_("Disk"),
    "fonts": N_("Fonts"),
    "ports": N_("Serial ports"),
    "printers": N_("Printers"),
    "speech": N_("Speech"),
    "sound": N_("Loudspeaker"),
    "identity": N_("Who this machine is"),
    "hall file": N_("Hall file"),
    "server": N_("Server"),
    "clock": N_("Clock"),
    "hall": N_("The whole hall"),
}


def as_json(found: Sequence[Finding], texts: Texts) -> list[dict[str, str]]:
    """One object for each finding, with the fields of docs/doctor.md."""
    return [
        {
            "subject": one.subject,
            "what": one.what,
            "state": one.state,
            "says": one.says(texts),
            "mend": one.mend(texts),
        }
        for one in found
    ]


def table(found: Sequence[Finding], texts: Texts) -> Group:
    """For people: what was looked at, how it is, and below each trouble what to do."""
    rows = Table(box=ROUNDED, show_header=False, padding=(0, 1), border_style="dim", expand=False)
    rows.add_column(no_wrap=True)
    rows.add_column(no_wrap=True, style="bold")
    rows.add_column(overflow="fold", ratio=1)
    for subject, group in groupby(found, key=lambda one: one.subject):
        name = texts.t(NAMES[subject])
        for one in group:
            sign, colour = SIGNS[one.state]
            rows.add_row(Text(sign, colour), name, _said(one, texts))
            name = ""
        rows.add_section()
    return Group(rows, _sum(found, texts))


def _said(one: Finding, texts: Texts) -> Text:
    text = Text()
    if one.what:
        text.append(f"{one.what}  ", "cyan")
    text.append(one.says(texts), "" if one.state == "ok" else SIGNS[one.state][1])
    if mend := one.mend(texts):
        text.append(f"\n→ {mend}")
    return text


def _sum(found: Sequence[Finding], texts: Texts) -> Panel:
    bad, warn = (sum(one.state == state for one in found) for state in ("bad", "warn"))
    if not bad and not warn:
        return Panel(Text(texts.t("All is well."), "bold green"), border_style="green", expand=False)
    says = texts.t("{bad} to mend, {warn} to look at", bad=bad, warn=warn)
    colour = "red" if bad else "yellow"
    return Panel(Text(says, f"bold {colour}"), border_style=colour, expand=False)
