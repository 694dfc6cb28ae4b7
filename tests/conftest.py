"""What every test gets: an offscreen Qt, `async def` tests, and a log in which a surprise is a failure.

Helpers that some tests share are in `tests/support/`.
"""

from __future__ import annotations

import asyncio
import logging
import os
import re
from collections.abc import Iterator
from inspect import iscoroutinefunction
from typing import NoReturn

import pytest
import structlog
from structlog.typing import EventDict, WrappedLogger

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_QUICK_BACKEND", "software")

ASYNC_TEST_S = 100
LOUD = frozenset({"warning", "error", "critical", "exception"})


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    """Run `async def` tests in a fresh event loop; a task that dies unseen fails the test by its warning."""
    if not iscoroutinefunction(pyfuncitem.obj):
        return None
    arguments = {name: pyfuncitem.funcargs[name] for name in pyfuncitem._fixtureinfo.argnames}

    async def run() -> None:
        async with asyncio.timeout(ASYNC_TEST_S):
            await pyfuncitem.obj(**arguments)

    asyncio.run(run())
    return True


class Log:
    """The log of one test. Lines of level warning and above must be declared with `expect`."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.loud: list[str] = []
        self._expected: list[str] = []

    def expect(self, *patterns: str) -> None:
        """A loud line that each pattern is found in must come, as often as it likes."""
        self._expected += patterns

    def problems(self) -> list[str]:
        """Loud lines that nobody declared, and declared ones that never came."""
        found = [f"unexpected: {line}" for line in self.loud if not self._declared(line)]
        for pattern in self._expected:
            if not any(re.search(pattern, line) for line in self.loud):
                found.append(f"expected, but never logged: {pattern}")
        return found

    def _declared(self, line: str) -> bool:
        return any(re.search(pattern, line) for pattern in self._expected)

    def add(self, level: str, line: str) -> None:
        """Take a line, from any thread."""
        self.lines.append(f"{level}: {line}")
        if level in LOUD:
            self.loud.append(line)


class _Handler(logging.Handler):
    def __init__(self, log: Log) -> None:
        super().__init__(logging.WARNING)
        self._log = log

    def emit(self, record: logging.LogRecord) -> None:
        error = f" {record.exc_info[1]!r}" if record.exc_info else ""
        self._log.add(record.levelname.lower(), f"{record.name}: {record.getMessage()}{error}")


@pytest.fixture(autouse=True)
def log() -> Iterator[Log]:
    """The test's log; at the end of the test a surprise in it fails the test."""
    seen = Log()

    def take(_: WrappedLogger, method: str, event: EventDict) -> NoReturn:
        seen.add(method, " ".join([str(event.pop("event", "")), *(f"{k}={v}" for k, v in event.items())]))
        raise structlog.DropEvent

    before = structlog.get_config()
    structlog.configure(processors=[take], wrapper_class=structlog.BoundLogger)
    handler = _Handler(seen)
    logging.getLogger().addHandler(handler)
    yield seen
    logging.getLogger().removeHandler(handler)
    structlog.configure(**before)
    if problems := seen.problems():
        pytest.fail("in the log:\n" + "\n".join(problems), pytrace=False)
