"""How programs log: one line an event on standard error, with the time in UTC.

What is logged is each room's own matter.
"""

from __future__ import annotations

import logging
import sys

import structlog


def set_up_logging(*, verbose: bool) -> None:
    """Log to standard error from info (or debug) upwards; never to standard output, which scripts read."""
    level = logging.DEBUG if verbose else logging.INFO
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty()),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    logging.basicConfig(
        stream=sys.stderr, level=logging.WARNING, format="%(asctime)s [%(levelname)s] %(name)s %(message)s"
    )
