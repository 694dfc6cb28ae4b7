"""The API does what its OpenAPI description says: requests drawn from it, good and bad, by schemathesis.

Bounded: a few examples of each endpoint; always the same ones, so that a failure can be looked at.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode

from emulators.card import number_of
from server.web.asking import PREFIX
from server.web.limits import Limit, Limits
from tests.support.web import Site, site

EXAMPLES = 12
NO_LIMITS = Limits(*(Limit(limit.name, 100_000, 100_000.0) for limit in Limits()))
ENDPOINTS = (
    "GET /hall", "GET /matters", "GET /queues/status", "GET /slots", "POST /bookings",
    "GET /bookings/{code}", "PUT /bookings/{code}", "DELETE /bookings/{code}",
    "GET /tickets/{key}", "DELETE /tickets/{key}", "GET /tickets/{key}/rating", "POST /tickets/{key}/rating",
)  # fmt: skip

schemathesis.openapi.format(
    "identity-number", st.dates(date(1900, 1, 1)).map(lambda day: number_of(f"{day:%Y%m%d}"))
)


@pytest.fixture(scope="module")
def there(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with site(tmp_path_factory.mktemp("hall"), limits=NO_LIMITS) as there:
        yield there


@pytest.fixture(scope="module")
def session() -> Iterator[requests.Session]:
    with requests.Session() as session:
        session.trust_env = False
        yield session


@pytest.fixture(scope="module")
def schema(there: Site, session: requests.Session) -> Any:
    described = session.get(f"{there.url}{PREFIX}/openapi.json").json()
    return schemathesis.openapi.from_dict(described)


def test_every_endpoint_is_described(schema: Any) -> None:
    found = {one.ok().label.replace(PREFIX, "") for one in schema.get_all_operations()}
    assert found == set(ENDPOINTS)


CAN_BE_WRONG = ("GET /matters", "GET /slots", "POST /bookings", "PUT /bookings/{code}")
"""What the others take is only a code or a key: any text is one that nobody has."""
REQUESTS = [(one, GenerationMode.POSITIVE) for one in ENDPOINTS] + [
    (one, GenerationMode.NEGATIVE) for one in CAN_BE_WRONG
]


@pytest.mark.parametrize(("endpoint", "mode"), REQUESTS)
def test_answers_are_as_described(
    there: Site, session: requests.Session, schema: Any, endpoint: str, mode: GenerationMode
) -> None:
    method, _, path = endpoint.partition(" ")
    cases = schema[f"{PREFIX}{path}"][method].as_strategy(generation_mode=mode)

    @settings(
        max_examples=EXAMPLES, deadline=None, database=None, derandomize=True,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=cases)
    def holds(case: Any) -> None:
        if endpoint == "GET /slots":  # one of the two must be given, which OpenAPI has no words for
            assume(case.query.keys() & {"queue", "matter"})
        case.call_and_validate(base_url=there.url, session=session, timeout=20)

    holds()
