"""What the programs' log must not hold."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

FAILS = """
import structlog
from cli.log import set_up_logging

set_up_logging(verbose=True)
try:
    token = "sec" + "ret-of-a-device"
    raise ValueError("no such thing")
except ValueError:
    structlog.get_logger().exception("it.failed")
"""


def test_an_error_in_the_log_shows_no_variables() -> None:
    root = Path(__file__).parent.parent.parent
    ran = subprocess.run(
        [sys.executable, "-c", FAILS], cwd=root, capture_output=True, text=True, check=True, timeout=60
    )
    assert "ValueError: no such thing" in ran.stderr
    assert "secret-of-a-device" not in ran.stderr
