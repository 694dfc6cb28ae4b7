"""How programs log: one line an event on standard error, with the time in UTC.

What is logged is each room's own matter.
"""

from __future__ import annotations

import logging
import sys
from contextlib import suppress

import structlog


class LineLogger(structlog.PrintLogger):
    """Prints lines. One that cannot be written (a full disk, a reader that has gone) is lost, and no more."""

    def msg(self, message: str) -> None:
        """Print a line, if that is possible: what the program does must not depend on its log."""
        with suppress(OSError):
            super().msg(message)

    log = debug = info = warn = warning = fatal = failure = err = error = critical = exception = msg


def set_up_logging(*, verbose: bool) -> None:
    """Log to standard error from info (or debug) upwards; never to standard output, which scripts read."""
    level = logging.DEBUG if verbose else logging.INFO
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.dev.ConsoleRenderer(
                colors=sys.stderr.isatty(),
                exception_formatter=structlog.dev.plain_traceback,  # the usual one shows variables
            ),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=lambda *_: LineLogger(sys.stderr),
    )
    logging.basicConfig(
        stream=sys.stderr, level=logging.WARNING, format="%(asctime)s [%(levelname)s] %(name)s %(message)s"
    )
