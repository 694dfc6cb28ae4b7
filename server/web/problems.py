"""What is said when something cannot be done: one table of codes, and the answer as RFC 9457 wants it.

Where a problem arises is everybody's own matter. What a refusal of the server means is in docs/protocol.md.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final, NamedTuple

import structlog
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from assets.texts import N_, REFUSALS, STATES, Texts
from link.frames import Refused
from server.web.languages import language_of

if TYPE_CHECKING:
    from server.web.limits import Credit

log = structlog.get_logger()

JSON = "application/problem+json"

TITLES: Final[dict[int, str]] = {
    400: N_("The request cannot be read"),
    401: N_("The key is not known"),
    403: N_("Not allowed"),
    404: N_("There is no such thing here"),
    405: N_("This cannot be done with it"),
    408: N_("The request came too slowly"),
    409: N_("Not possible as things stand"),
    413: N_("The request is too long"),
    415: N_("The request is in the wrong form"),
    422: N_("The request is not right"),
    429: N_("Too many requests"),
    500: N_("A fault of the server"),
    503: N_("Not possible at the moment"),
}

REFUSED: Final[dict[str, int]] = {
    "unknown_queue": 404, "unknown_matter": 404, "unknown_class": 404, "unknown_booking": 404,
    "unknown_number": 404, "unknown_counter": 404, "no_bookings": 404,
    "unknown_key": 401, "wrong_pin": 401, "not_signed_in": 401,
    "booking_closed": 403, "class_not_at_kiosk": 403, "class_not_granted_here": 403, "not_listed": 403,
    "name_one_target": 422, "evidence_needed": 422,
    "not_bookable": 409, "day_not_bookable": 409, "no_such_slot": 409, "slot_full": 409,
    "already_booked": 409, "too_many_bookings": 409, "too_late_to_change": 409, "booking_over": 409,
    "same_place": 409, "other_day": 409, "too_early": 409, "too_late": 409, "already_here": 409,
    "queue_not_open": 409, "queue_closed": 409, "queue_full": 409, "day_closed": 409, "no_time": 409,
    "one_ticket": 409, "not_waiting": 409, "has_class": 409, "somebody_at_window": 409,
    "take_new_ticket": 409, "not_passed": 409, "not_served_here": 409,
    "not_rated_here": 409, "not_finished": 409, "already_rated": 409, "no_bad_rating": 404,
    "already_answered": 409, "own_rating": 403, "digits_in_answer": 422,
    "slow_down": 429,
    "not_saved": 503, "too_many_unanswered": 503, "shutting_down": 503,
}  # fmt: skip
"""The status for each refusal of the server that the role web can meet; for any other it is 409."""


class Kind(NamedTuple):
    """A problem of the public plane itself."""

    status: int
    says: str


OWN: Final[dict[str, Kind]] = {
    "not_json": Kind(400, N_("The body is not JSON")),
    "bad_request": Kind(400, N_("The request cannot be understood")),
    "bad_repeat_key": Kind(
        400, N_("Idempotency-Key must be 16 to 64 letters, digits, '-' or '_', in quotes or without")
    ),
    "only_partners": Kind(403, N_("Only partner systems give a reference")),
    "unknown_path": Kind(404, N_("There is nothing at this address")),
    "unknown_ticket": Kind(404, N_("There is no ticket with this key today")),
    "not_rated": Kind(404, N_("This visit is not rated")),
    "unknown_department": Kind(404, N_("There is no department with this id here")),
    "wrong_method": Kind(405, N_("This address takes {allowed}")),
    "too_slow": Kind(408, N_("The body did not come within {within_s} s")),
    "ticket_over": Kind(409, N_("{number} is over: {state}")),
    "too_large": Kind(413, N_("At most {most} bytes can be sent")),
    "wrong_type": Kind(415, N_("The body must be application/json")),
    "not_valid": Kind(422, N_("Some of what was sent is not right: see errors")),
    "key_reused": Kind(422, N_("This Idempotency-Key belongs to another request")),
    "too_many_requests": Kind(429, N_("Too many requests. Please wait {wait_s} s")),
    "too_many_wrong": Kind(429, N_("Too many wrong codes. Please wait {wait_s} s")),
    "internal": Kind(500, N_("Something went wrong here. It was noted; please try again later")),
    "starting": Kind(503, N_("The page has just started. Please try again in {wait_s} s")),
    "server_lost": Kind(
        503, N_("There is no connection to the hall at the moment. Please try again in {wait_s} s")
    ),
    "no_answer": Kind(
        503, N_("The hall did not answer. Whether it was done is not known: repeat with the same key")
    ),
    "crowded": Kind(503, N_("The hall is busy. Please try again in {wait_s} s")),
}
"""What the public plane says by itself."""

Fact = str | int


class Wrong(NamedTuple):
    """One thing that is not right about a request, as it is shown under `errors`."""

    where: dict[str, str]
    """`pointer` into the body ("#/day"), or the name of a `parameter` or a `header`."""
    says: str
    """A text of the catalogue."""
    right: str = ""
    """An example of what would be right."""


class Problem(HTTPException):
    """Something that cannot be done; `code` is for programs, the facts fill the sentence for people."""

    def __init__(
        self,
        code: str,
        facts: Mapping[str, Fact] | None = None,
        *,
        wrong: tuple[Wrong, ...] = (),
        credit: Credit | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(status_of(code), code, dict(headers or {}))
        self.code, self.facts, self.wrong, self.credit = code, dict(facts or {}), wrong, credit

    @staticmethod
    def of(refused: Refused) -> Problem:
        """The problem that a refusal of the server is. One that has no sentence is our own fault."""
        if refused.code not in REFUSALS:
            log.error("web.not_understood", code=refused.code)
            return Problem("internal")
        return Problem(refused.code, refused.facts)

    def sentence(self, language: str) -> str:
        """What is said to people."""
        texts = Texts.load(language)
        if self.code in OWN:
            facts = dict(self.facts)
            if "state" in facts:
                facts["state"] = texts.t(STATES[str(facts["state"])])
            return texts.t(OWN[self.code].says, **facts)
        return texts.refusal(self.code, dict(self.facts))


def status_of(code: str) -> int:
    """The HTTP status of a problem."""
    return OWN[code].status if code in OWN else REFUSED.get(code, 409)


def codes() -> dict[str, int]:
    """Every problem that has a name here, with its status."""
    return {code: kind.status for code, kind in OWN.items()} | REFUSED


def meaning(code: str, language: str) -> str:
    """The sentence of a problem, with the names of its facts in place of them."""
    says = OWN[code].says if code in OWN else REFUSALS[code]
    return Texts.load(language).t(says)


def answer(request: Request, problem: Problem) -> Response:
    """The problem as application/problem+json, in the language that the client prefers."""
    language = language_of(request)
    texts = Texts.load(language)
    body: dict[str, object] = {
        "type": f"/problems/{problem.code}",
        "title": texts.t(TITLES[problem.status_code]),
        "status": problem.status_code,
        "detail": problem.sentence(language),
        "code": problem.code,
    }
    if problem.facts:
        body["facts"] = problem.facts
    if problem.wrong:
        body["errors"] = [
            {**one.where, "detail": texts.t(one.says), **({"expected": one.right} if one.right else {})}
            for one in problem.wrong
        ]
    data = json.dumps(body, ensure_ascii=False).encode()
    return Response(data, problem.status_code, headers_of(problem, language), media_type=JSON)


def headers_of(problem: Problem, language: str) -> dict[str, str]:
    """Headers that go with a problem, however it is shown."""
    headers = dict(problem.headers or {})
    headers |= {"Content-Language": language, "Vary": "Accept-Language"}
    if "wait_s" in problem.facts:
        headers["Retry-After"] = str(problem.facts["wait_s"])
    if problem.status_code == 401:
        headers["WWW-Authenticate"] = 'Bearer realm="tingxu"'
    if problem.credit is not None:
        headers |= problem.credit.headers()
    return headers
