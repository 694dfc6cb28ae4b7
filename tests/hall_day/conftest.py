"""`--soak N` for the tests of this folder: the crash day with N kills instead of the usual number."""

from __future__ import annotations

import pytest

from tests.support.crash import KILLS, SECONDS_A_KILL


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--soak", type=int, default=KILLS, help="kills of the server in the crash day")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The more kills, the longer it may take; on two free cores it needs a third of this."""
    kills = config.getoption("soak", KILLS)
    for item in items:
        if "kills" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.timeout(kills * SECONDS_A_KILL + 30))


@pytest.fixture
def kills(request: pytest.FixtureRequest) -> int:
    """How often the server is killed in the crash day."""
    return int(request.config.getoption("soak", KILLS))
