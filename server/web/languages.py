"""Which language somebody is answered in: what the browser prefers, of those that the catalogue has.

The texts are in the catalogue (`assets/texts.py`).
"""

from __future__ import annotations

from starlette.requests import Request

from assets.texts import LANGUAGES


def language_of(request: Request) -> str:
    """The language of an answer: "zh" or "en"; the hall's first where the client prefers neither."""
    return preferred(request.headers.get("accept-language", ""), request.app.state.public.language)


def preferred(header: str, otherwise: str) -> str:
    """The best of our languages by an Accept-Language header; one that is not readable prefers none."""
    best, best_weight = otherwise, 0.0
    for part in header.split(","):
        tag, _, parameters = part.partition(";")
        language = tag.strip().lower().partition("-")[0]
        weight = _weight(parameters)
        if language in LANGUAGES and weight > best_weight:
            best, best_weight = language, weight
    return best


def _weight(parameters: str) -> float:
    name, _, value = parameters.strip().partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        return min(1.0, max(0.0, float(value)))
    except ValueError:
        return 0.0
