"""The public plane as a program: it starts, joins, says where it is, survives the server, and ends."""

from __future__ import annotations

import json
import os
from pathlib import Path

import httpx
import pytest

from link.identity import load
from tests.support.programs import Hall, Process, opened
from tests.support.web import Web, site


def started(hall: Hall, *options: str) -> tuple[Process, str]:
    where = ["--server", hall.url, "--identity", str(hall.data / "web.json"), "--listen", "127.0.0.1:0"]
    process = hall.start("web", *where, *options)
    return process, str(process.line()["listening"])


def test_it_pairs_serves_and_ends(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    with opened(tmp_path, "riverside") as hall:
        web, url = started(hall, "--code", hall.access.make_code("web", "portal"))
        assert url.startswith("http://127.0.0.1:")
        assert load(tmp_path / "web.json").role == "web"
        answer = httpx.get(f"{url}/api/nothing", trust_env=False)
        assert answer.status_code == 404
        assert answer.json()["code"] == "unknown_path"
        assert "server" not in answer.headers
        if hasattr(os, "getpriority"):
            assert os.getpriority(os.PRIO_PROCESS, web.process.pid) > os.getpriority(os.PRIO_PROCESS, 0)

        where = ["--server", hall.url, "--identity", str(tmp_path / "web.json")]  # needs no code any more
        second = hall.start("web", *where, "--listen", url.removeprefix("http://"))
        assert second.process.wait(20) == 1
        assert "web.not_started" in capfd.readouterr().err
        assert web.ends() == 0


def test_without_a_code_or_an_identity_it_says_what_to_do(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    process = Process(
        "web", "--server", "ws://127.0.0.1:1", "--identity", str(tmp_path / "no"), cache=tmp_path
    )
    assert process.process.wait(20) == 2
    process.kill()
    assert "tingxu pair" in capfd.readouterr().err


def test_a_site_in_a_thread(tmp_path: Path) -> None:
    with site(tmp_path) as there:
        assert there.call(_known)
        assert json.loads(httpx.get(f"{there.url}/api/x", trust_env=False).text)["status"] == 404


async def _known(there: Web) -> bool:
    return there.replica.known
