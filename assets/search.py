"""Finding a matter by what people type: its name, its pinyin, the initials of its pinyin, or English words.

Every matter is read once into units (a Chinese sign with its syllable, or an English word); where results
are shown is decided by whoever asks.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

from pypinyin import lazy_pinyin

from link.plan import Matter, Plan, Text

LIMIT = 30
"""More results than this help nobody; typing one more letter does."""
WORD = re.compile(r"[A-Za-z0-9]+")
OTHER_NAMES = 100
"""Rank of a match in the department's or the queue's name: behind every match in the matter's own name."""
NO_MATCH = 1000
DOUBLE_INITIALS = frozenset({"zh", "ch", "sh"})


@dataclass(frozen=True)
class Entry:
    """One matter as it is searched. A unit is a syllable of pinyin or an English word, in small letters."""

    matter: Matter
    names: tuple[str, ...]
    """Its names with nothing but signs and letters, small."""
    units: tuple[tuple[str, ...], ...]
    """Its names as units."""
    others: tuple[str, ...]
    other_units: tuple[tuple[str, ...], ...]
    """The same of department and queue."""


class Search:
    """All matters of a plan, ready to be found."""

    def __init__(self, plan: Plan) -> None:
        departments = {one.id: one.name for one in plan.departments}
        queues = {one.id: one.name for one in plan.queues}
        self._entries = [
            _entry(matter, (departments[matter.department], queues[matter.queue])) for matter in plan.matters
        ]

    def find(self, query: str, limit: int = LIMIT) -> list[Matter]:
        """The matters that fit, best first; of those that fit alike the shorter name."""
        wanted = letters(query)
        if not wanted:
            return []
        ranked = ((_rank(entry, wanted), len(entry.names[0]), at) for at, entry in enumerate(self._entries))
        best = sorted(one for one in ranked if one[0] < NO_MATCH)
        return [self._entries[at].matter for _, _, at in best[:limit]]


def letters(text: str) -> str:
    """What counts of a text: signs, letters and digits, small, in their usual width."""
    return "".join(c for c in unicodedata.normalize("NFKC", text).lower() if c.isalnum())


@cache
def units(text: str) -> tuple[str, ...]:
    """A text as units: "A证办理" → ("a", "zheng", "ban", "li"), "A passport" → ("a", "passport").

    A sign with several readings gets the one it has in its word.
    """
    runs = lazy_pinyin(unicodedata.normalize("NFKC", text), errors=_words)
    return tuple(unit.lower() for run in runs for unit in run.split())


def _words(run: str) -> str:
    """What is not Chinese, as words."""
    return " ".join(WORD.findall(run))


def _entry(matter: Matter, others: tuple[Text, ...]) -> Entry:
    name = matter.name
    more = [text for other in others for text in (other.zh, other.en)]
    return Entry(
        matter,
        (letters(name.zh), letters(name.en)),
        (units(name.zh), units(name.en)),
        tuple(map(letters, more)),
        tuple(map(units, more)),
    )


def _rank(entry: Entry, wanted: str) -> int:
    """How well an entry fits, 0 best."""
    own = _rank_in(entry.names, entry.units, wanted)
    return own if own < NO_MATCH else OTHER_NAMES + _rank_in(entry.others, entry.other_units, wanted)


def _rank_in(names: tuple[str, ...], name_units: tuple[tuple[str, ...], ...], wanted: str) -> int:
    if not wanted.isascii():  # Chinese signs: only the written name can fit
        return min((_written(name, wanted) for name in names), default=NO_MATCH)
    return min((_typed(row, wanted) for row in name_units), default=NO_MATCH)


def _written(name: str, wanted: str) -> int:
    at = name.find(wanted)
    return NO_MATCH if at < 0 else 0 if name == wanted else 1 if at == 0 else 2


def _typed(row: tuple[str, ...], wanted: str) -> int:
    """Whole syllables or words before initials, initials before a mixture; at the start before later."""
    initials = "".join(unit[0] for unit in row)
    best = NO_MATCH
    for at, unit in enumerate(row):
        if unit[0] != wanted[0]:
            continue
        later = 0 if at == 0 else 1
        if "".join(row[at:]).startswith(wanted):
            kind = 1
        elif initials.startswith(wanted, at):
            kind = 3
        elif _mixed(row, at, wanted):
            kind = 5
        else:
            continue
        best = min(best, kind + later)
    return best


def _mixed(row: tuple[str, ...], at: int, wanted: str) -> bool:
    """Whether `wanted` takes the units in turn, each whole or by its initial: "shfz" of shen fen zheng.

    The last one may be unfinished.
    """
    if at == len(row):
        return False
    unit = row[at]
    if unit.startswith(wanted):
        return True
    parts = {unit, unit[0], unit[:2] if unit[:2] in DOUBLE_INITIALS else unit[0]}
    return any(wanted.startswith(part) and _mixed(row, at + 1, wanted[len(part) :]) for part in parts)
