"""How a page is made: its template, the language and type size somebody chose, and what every page says.

What the pages say is in their own modules; the templates, styles and scripts are in `assets/web/`.
"""

from __future__ import annotations

import hashlib
from functools import cache
from typing import Any, Final, NamedTuple
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from starlette.datastructures import URL
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from assets import path
from assets.texts import N_, Texts
from link.plan import Plan
from server.web.languages import preferred
from server.web.problems import Problem, headers_of
from server.web.public import Public, public_of

YEAR_S = 365 * 24 * 3600
LANGUAGE, TYPE = "lang", "type"
"""Names of the parameters and cookies that remember the choice."""
TYPES: Final = ("standard", "large")
AGAIN_S = 10
"""A page that cannot be shown at the moment tries again after so many seconds."""


TO_PEOPLE: Final = {
    "unknown_ticket": N_("This number is not known today. A number holds for one day."),
    "unknown_path": N_("There is nothing at this address. Please check it, or begin anew."),
}
"""Where a problem's own sentence is for programs."""


class Look(NamedTuple):
    """How somebody wants to read."""

    texts: Texts
    large: bool

    @property
    def language(self) -> str:
        """ "zh" or "en"."""
        return self.texts.language


def plan_of(public: Public) -> Plan | None:
    """The hall's plan, once it is known."""
    return public.replica.hall.plan if public.replica.known else None


def look_of(request: Request) -> Look:
    """What somebody chose on this page, or before; otherwise what the browser prefers, or the hall."""
    plan = plan_of(public_of(request))
    languages = plan.languages if plan else ("zh", "en")
    chosen = _choice(request, LANGUAGE, languages)
    if chosen is None:
        chosen = preferred(request.headers.get("accept-language", ""), languages[0])
    language = chosen if chosen in languages else languages[0]
    return Look(Texts.load(language), _choice(request, TYPE, TYPES) == "large")


def _choice(request: Request, name: str, allowed: tuple[str, ...]) -> str | None:
    for value in (request.query_params.get(name), request.cookies.get(name)):
        if value in allowed:
            return value
    return None


def page(request: Request, template: str, status: int = 200, **more: Any) -> HTMLResponse:
    """A page. What somebody chose is remembered."""
    look = look_of(request)
    html = environment().get_template(template).render(**_common(request, look), **more)
    answer = HTMLResponse(html, status, {"Content-Language": look.language})
    for name in (LANGUAGE, TYPE):
        if name in request.query_params:
            value = look.language if name == LANGUAGE else TYPES[look.large]
            answer.set_cookie(
                name, value, max_age=YEAR_S, samesite="lax", httponly=True, secure=is_https(request)
            )
    return answer


def _common(request: Request, look: Look) -> dict[str, Any]:
    plan = plan_of(public_of(request))
    texts = look.texts
    languages = plan.languages if plan else ("zh", "en")
    other = "en" if look.language == "zh" else "zh"
    return {
        "t": texts.t,
        "n": texts.n,
        "icon": icon,
        "language": look.language,
        "large": look.large,
        "hall_name": plan.name.get(look.language) if plan else texts.t("Service hall"),
        "version": version(),
        "other_language": other if other in languages else "",
        "with_language": _with(request, LANGUAGE, other),
        "with_type": _with(request, TYPE, TYPES[not look.large]),
    }


def base_of(request: Request) -> str:
    """Where these pages are for everybody: as the hall's file says, or where this request came to."""
    plan = plan_of(public_of(request))
    if plan is not None and plan.follow_url:
        return plan.follow_url.rstrip("/")
    return f"{'https' if is_https(request) else 'http'}://{request.url.netloc}"


def is_https(request: Request) -> bool:
    """Whether the phone speaks https, be it with a proxy in front."""
    scheme = request.url.scheme
    if public_of(request).behind_proxy:
        scheme = request.headers.get("x-forwarded-proto", scheme)
    return scheme == "https"


def here(request: Request) -> str:
    """The path of this page as a link: always one of ours, whatever address somebody was lured to."""
    return "/" + quote(request.url.path.lstrip("/\\"))


def _with(request: Request, name: str, value: str) -> str:
    url: URL = request.url.include_query_params(**{name: value})
    return f"{here(request)}?{url.query}"


@cache
def environment() -> Environment:
    """The templates. A name that a page forgot is an error, and whatever is filled in is escaped."""
    return Environment(
        loader=FileSystemLoader(path("web", "templates")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )


@cache
def icon(name: str) -> Markup:
    """A picture of `assets/icons/`, for the eye only."""
    svg = path("icons", f"{name}.svg").read_text(encoding="utf-8").strip()
    return Markup(svg.replace("<svg ", '<svg aria-hidden="true" focusable="false" ', 1))  # noqa: S704 - our own


@cache
def version() -> str:
    """Another one whenever styles or scripts changed: phones keep them for a year."""
    files = sorted(path("web", "static").iterdir())
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:10]


class Static(StaticFiles):
    """Styles and scripts; their address names the version, so a phone need not ask for them again."""

    def __init__(self) -> None:
        super().__init__(directory=path("web", "static"))

    async def get_response(self, path: str, scope: Scope) -> Response:
        """The file."""
        answer = await super().get_response(path, scope)
        if scope.get("query_string") == version().encode():
            answer.headers["Cache-Control"] = f"public, max-age={YEAR_S}, immutable"
        return answer


def problem_page(request: Request, problem: Problem) -> Response:
    """A problem as a page; one that will pass is tried again by itself."""
    look = look_of(request)
    texts = look.texts
    heading = texts.t("This does not work at the moment")
    if problem.status_code == 404:
        heading = texts.t("This page is not here")
    again = AGAIN_S if problem.status_code == 503 and request.method == "GET" else 0
    query = f"?{request.url.query}" if request.url.query else ""
    answer = page(
        request,
        "problem.html",
        problem.status_code,
        heading=heading,
        sentence=texts.t(TO_PEOPLE[problem.code])
        if problem.code in TO_PEOPLE
        else problem.sentence(look.language),
        again=again,
        retry="" if problem.status_code == 404 else f"{here(request)}{query}",
    )
    for name, value in headers_of(problem, look.language).items():
        answer.headers[name] = value
    return answer
