"""What staff note when they grant a class: the papers to choose from, what may be written, the hall's list.

Whether a class may be granted is decided by the hall; how it is asked for is each screen's business.
"""

from __future__ import annotations

import re
from typing import Final

from assets.search import letters
from assets.texts import Texts
from link.plan import Listed, Plan, PriorityClass

MOST: Final = 60
"""Characters of what is noted."""
DIGITS: Final = re.compile(r"[0-9]{5}")
"""A paper's own number has more than four digits in a row, and is no business of the journal."""
PARTS: Final = re.compile(r"[、，,;；。]|或(?=[^者])|\.\s|\.$")
ASKS: Final = re.compile(
    r"^(请?(带|出示|提供)|(please )?(bring|show)( (the|a|an|your))?\s)\s*", re.IGNORECASE
)
FOUND: Final = 12
"""So many of a long list are shown."""


def papers(evidence: str) -> list[str]:
    """The papers that a class's own text names after its last colon, each short enough to be noted."""
    text = ASKS.sub("", re.split(r"[:：]", evidence)[-1].strip())
    *parts, last = (part.strip().strip("。.") for part in PARTS.split(text.rstrip("。. ")))
    parts += last.split(" or ")
    return list(
        dict.fromkeys(part for part in parts if part and len(part) <= MOST and not DIGITS.search(part))
    )


def not_evidence(texts: Texts, text: str) -> str:
    """Why this cannot be noted as what was seen; "" when it can."""
    if not text.strip():
        return texts.t("Say which paper was seen")
    if len(text) > MOST:
        return texts.t("At most {n} characters, please", n=MOST)
    if DIGITS.search(text):
        return texts.t(
            "Leave the number of the paper out: it tells who somebody is. Say only which paper it is."
        )
    return ""


def granted_by(plan: Plan, who: str) -> list[PriorityClass]:
    """The classes that a "clerk" or a "guide" may grant, best first."""
    return [cls for cls in plan.classes[:-1] if who in cls.granted_by]


def listed(plan: Plan, cls: str, query: str) -> list[Listed]:
    """Those of the hall's list with this class whose number or name holds the words; without words all."""
    own = [one for one in plan.listed if one.cls == cls]
    wanted = letters(query)
    fits = [one for one in own if any(wanted in letters(text) for text in (one.id, one.name.zh, one.name.en))]
    return fits[:FOUND]
