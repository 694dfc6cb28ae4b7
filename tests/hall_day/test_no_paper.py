"""A printer runs out of paper: kiosk, clerk's window and /health all know, and again when it is filled."""

from __future__ import annotations

import inspect
import json
import time
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from printers.spooler import Spooler
from server.gateway.hub import HEALTH_EVERY_S
from server.web import replica
from tests.support.programs import Hall, opened

PATIENCE_S = 30
"""It takes two or three seconds on a free machine; how often each program looks is tested beside it."""


def printer_states(hall: Hall) -> list[str]:
    """How the door's printers fare, as /health says."""
    parts = urlsplit(hall.url)
    connection = HTTPConnection(parts.hostname or "", parts.port or 0, timeout=PATIENCE_S)
    connection.request("GET", "/health")
    programs: list[dict[str, Any]] = json.loads(connection.getresponse().read())["programs"]
    connection.close()
    return [d["state"] for one in programs if one["name"] == "door" for d in one.get("devices", [])]


def until(hall: Hall, wanted: list[str]) -> None:
    until_s = time.monotonic() + PATIENCE_S
    while (now := printer_states(hall)) != wanted:
        assert time.monotonic() < until_s, f"{now}, not {wanted}"
        time.sleep(0.1)


@pytest.fixture
def hall(tmp_path: Path) -> Any:
    with opened(tmp_path / "hall") as hall:
        yield hall


def test_the_pauses_between_looking_and_telling_leave_time_within_five_seconds() -> None:
    looks_every_s = inspect.signature(Spooler).parameters["poll_s"].default
    assert looks_every_s + HEALTH_EVERY_S + replica.WAKE_EVERY_S < 5


def test_no_paper_is_known_everywhere(hall: Hall, tmp_path: Path) -> None:
    printer = hall.start("emulate", "printer", "--listen", "127.0.0.1:0", "--out", str(tmp_path / "paper"))
    counter = hall.screen("counter", "1")
    hall.screen("kiosk", "door", "--printer", str(printer.line()["listening"]))
    counter.ask(wait="clerk", s=PATIENCE_S)
    until(hall, ["ok"])
    printer.ask(fault="out")
    until(hall, ["out"])
    assert counter.sees("trouble-line").startswith("取号机 door：打印机 ")
    assert counter.sees("trouble-line").endswith("缺纸")
    printer.ask(fault=None)
    until(hall, ["ok"])
