"""What a strip says: from how its window stands to pages that fit its width, in the hall's languages.

Pure functions. How a page becomes bytes is the protocols' (`onbon.py`, `plain.py`).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, Literal, NamedTuple

from assets.texts import Texts
from devices.strips.text import CHARACTER, width
from link.mirror import Mirror
from link.plan import Counter, Plan, Strip
from link.standing import Standing, WindowState, standing

Colour = Literal["red", "green", "yellow"]
"""As far as the strip has colours; one with red dots alone shows all of it in red."""
Effect = Literal["steady", "blink", "scroll"]
COLOURS: Final[dict[WindowState, Colour]] = {"calling": "red", "serving": "green", "idle": "green"}
LONGEST: Final = 60
"""Characters of a text at most: more than anybody reads, less than the smallest controller holds."""
GAP: Final = "    "


class Look(NamedTuple):
    """What a strip is to show. Of several pages it shows one after the other, again and again."""

    pages: tuple[str, ...]
    colour: Colour
    effect: Effect = "steady"


DARK: Final = Look((" ",), "red")
"""Nothing: what is left when nobody drives the strip any more."""


def look(mirror: Mirror, strip: Strip, *, lost: bool, fresh: bool) -> Look:
    """What this strip shows now.

    lost: the server has been away for a while, and an old number would send people wrong. fresh: the call is
    new, so it blinks.
    """
    plan = mirror.plan
    if plan is None:
        return DARK
    now = standing(mirror, strip.window)
    if lost:
        return _fit([_away(texts) for texts in _languages(plan)], strip, "yellow")
    found = [_variants(texts, plan, strip, now) for texts in _languages(plan)]
    return _fit(found, strip, COLOURS.get(now.state, "yellow"), blink=fresh and now.state == "calling")


def _languages(plan: Plan) -> list[Texts]:
    return [Texts.load(language) for language in plan.languages[:2]]


def _away(texts: Texts) -> list[str]:
    return [texts.t("Please wait")]


def _variants(texts: Texts, plan: Plan, strip: Strip, now: Standing) -> list[str]:
    """The same in one language, the longest first: the first that fits is taken."""
    number = now.number
    match now.state:
        case "calling":
            window = _counter(plan, strip).label(texts.language)
            return [
                texts.t("{number} to {window}", number=number, window=window),
                texts.t("{number}: {window}", number=number, window=window),
                texts.t("{number}, please", number=number),
                number,
            ]
        case "serving":
            return [texts.t("Serving {number}", number=number), number]
        case "idle":
            return [texts.t("Welcome")]
        case "paused":
            return [texts.t("Service is paused"), texts.t("Paused")]
        case "closed":
            return [texts.t("Not open yet"), texts.t("Closed")]
        case _:
            return [texts.t("This hall has no window {counter}", counter=strip.window)]


def _counter(plan: Plan, strip: Strip) -> Counter:
    return next((one for one in plan.counters if one.id == strip.window), Counter(strip.window, ("-",)))


def _fit(found: Iterable[list[str]], strip: Strip, colour: Colour, *, blink: bool = False) -> Look:
    """For each language the first variant that fits; where one has none, all of it runs through."""

    def fits(text: str) -> bool:
        return width(text) <= strip.width

    chosen = [next(filter(fits, variants), variants[-1])[:LONGEST] for variants in found]
    pages = tuple(dict.fromkeys(chosen))
    if blink:  # nobody reads pages that change while they blink
        pages = pages[: max(1, strip.height // CHARACTER)]
    if not all(map(fits, pages)):
        return Look((GAP.join(pages),), colour, "scroll")
    return Look(pages, colour, "blink" if blink else "steady")
