"""The verbs about ratings: the report from a journal, and the manager's verbs at a real server."""

from __future__ import annotations

import asyncio
import csv
import json
from io import StringIO
from pathlib import Path

import pytest
from msgspec.structs import replace
from typer.testing import CliRunner, Result

from cli import main
from link import commands as c
from link.identity import Identity, save
from link.plan import RatingRules
from server.hall.internal import Actor, OpenWindow
from server.journal import SqliteJournal
from server.web.tablets import fits
from tests.server.engines import KIOSK, MANAGER, Heard, counter
from tests.support.halls import DAY_MS, TUESDAY, plan
from tests.support.programs import CLERK, PIN, opened

SCREEN = Actor("display", "front-1")
ONE, TWO = counter("1"), counter("2")


@pytest.fixture(autouse=True)
def no_logging(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(main, "set_up_logging", lambda *, verbose: None)


def tingxu(*arguments: object) -> Result:
    result = CliRunner().invoke(main.app, [str(one) for one in arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), repr(result.exception)
    return result


class Days:
    """A hall that asks for ratings, through the real engine into a real journal."""

    def __init__(self, directory: Path) -> None:
        self.heard = Heard(SqliteJournal(directory), TUESDAY)
        hall = replace(plan(call_gap_s=0, start="auto"), rating=RatingRules(answer_days=1))
        self.heard.engine.configure(hall)
        self._ids = 0

    async def do(self, by: Actor, kind: type, **fields: object) -> None:
        self._ids += 1
        answer = await self.heard.ask(by, kind(id=f"ratings-{self._ids:04}", **fields))
        assert answer["is"] == "reply", answer

    async def serve(self, window: Actor, level: int = 0) -> str:
        """Somebody is served, and rates or does not; the ticket."""
        await self.do(KIOSK, c.TakeTicket, queue="tax")
        await self.do(window, c.CallNext)
        ticket = self.heard.engine.hall.windows[window.name].ticket or ""
        await self.do(window, c.Finish)
        if level:
            await self.do(SCREEN, c.Rate, ticket=ticket, level=level, on="screen")
        return ticket

    async def live(self) -> None:
        for window, clerk in ((ONE, "1001"), (TWO, "1002")):
            await self.do(window, OpenWindow, clerk=clerk)
        bad = [await self.serve(ONE, level) for level in (1, 2, 1)]
        await self.serve(ONE, 5)
        await self.serve(ONE)
        await self.serve(TWO, 4)
        await self.do(MANAGER, c.AnswerRating, ticket=bad[0], answer="Sorry")
        self.heard.ms += 2 * DAY_MS
        await self.do(MANAGER, c.AnswerRating, ticket=bad[1], answer="Sorry, late")
        await self.do(TWO, OpenWindow, clerk="1001")
        await self.serve(TWO, 5)
        await self.heard.engine.close()


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("ratings")

    async def run() -> None:
        await Days(directory).live()

    asyncio.run(run())
    return directory


def test_by_window_and_by_clerk(data: Path) -> None:
    result = tingxu("report", "ratings", "--data", data, "--json")
    rows = {(row["by"], row["who"]): row for row in json.loads(result.stdout)["ratings"]}
    one = rows["window", "1"]
    assert (one["visits"], one["rated"], one["mean"]) == (5, 4, 2.25)
    assert [one[f"stars_{level}"] for level in range(1, 6)] == [2, 1, 0, 0, 1]
    assert (one["bad"], one["bad_share"], one["answered"], one["late"]) == (3, 0.75, 2, 2)
    assert rows["window", "2"]["visits"] == rows["window", "2"]["rated"] == 2
    assert (rows["clerk", "1001"]["visits"], rows["clerk", "1001"]["rated"]) == (6, 5)
    assert (rows["clerk", "1002"]["mean"], rows["clerk", "1002"]["bad_share"]) == (4.0, 0.0)
    assert rows["all", ""]["visits"] == 7


def test_some_days_and_a_spreadsheet(data: Path) -> None:
    result = tingxu("report", "ratings", "--data", data, "--from", "2026-11-25", "--csv")
    rows = list(csv.DictReader(StringIO(result.stdout)))
    assert [(row["by"], row["who"], row["visits"], row["mean"]) for row in rows] == [
        ("window", "2", "1", "5.0"),
        ("clerk", "1001", "1", "5.0"),
        ("all", "", "1", "5.0"),
    ]
    none = tingxu("report", "ratings", "--data", data, "--from", "2026-12-25")
    assert "nobody was asked" in none.stdout
    table = tingxu("report", "ratings", "--data", data).stdout
    assert "Ratings of 7 visits from 2026-11-24 to 2026-11-26" in table
    assert "75%" in table


def test_the_manager_watches_the_deadlines_and_answers(tmp_path: Path) -> None:
    with opened(tmp_path) as hall:
        manager = tmp_path / "manager.json"
        save(manager, hall.paired("manager", "m"))
        at_server = ("--identity", manager, "--server", hall.url)
        assert tingxu("ratings", *at_server).stdout == "no bad rating waits for an answer\n"
        kiosk, window, screen = (
            hall.paired("kiosk", "k"),
            hall.paired("counter", "3"),
            hall.paired("display", "s"),
        )
        hall.do(window, c.SignIn, clerk=CLERK, pin=PIN)
        taken = hall.do(kiosk, c.TakeTicket, queue="general").ticket
        assert taken is not None
        for kind in (c.CallNext, c.Start, c.Finish):
            hall.do(window, kind)
        hall.do(screen, c.Rate, ticket=taken.id, level=1, on="screen", reasons=["attitude"])  # type: ignore[arg-type]
        listed = tingxu("ratings", *at_server)
        assert listed.exit_code == 0, "it is not overdue yet"
        for word in (taken.id, "2026-12-15", "attitude", CLERK):
            assert word in listed.stdout
        wrong = tingxu("answer-rating", taken.id, "Call 13800138000", *at_server)
        assert (wrong.exit_code, "digits_in_answer" in wrong.stderr) == (1, True)
        assert tingxu("answer-rating", taken.id, " ", *at_server).exit_code == 2
        assert tingxu("answer-rating", taken.id, "对不起 Sorry", *at_server).exit_code == 0
        assert json.loads(tingxu("ratings", *at_server, "--json").stdout)["ratings"] == []


def test_an_overdue_one_is_an_exit_status(monkeypatch: pytest.MonkeyPatch) -> None:
    from cli import ratings
    from link.frames import Snapshot
    from link.words import Rating

    late = Rating("20261124-A001", "A001", "3", 0, 1, "screen", due="2026-11-25")
    snapshot = Snapshot("2026-11-26", plan(), [], [], [], ratings=[late])
    monkeypatch.setattr(ratings, "_snapshot", lambda *_: snapshot)
    result = tingxu("ratings", "--identity", "x")
    assert result.exit_code == 1
    assert "2026-11-25 OVERDUE" in result.stdout


def test_the_address_of_a_tablet(tmp_path: Path) -> None:
    file = tmp_path / "web.json"
    save(file, Identity("web", "portal", "t" * 40, "luohu"))
    result = tingxu("rating-page", "--window", "3", "--url", "http://10.0.0.5:8720/", "--identity", file)
    base, _, key = result.stdout.strip().rpartition("/")
    assert base == "http://10.0.0.5:8720/rate/3"
    assert fits("t" * 40, "3", key)
    assert not fits("t" * 40, "4", key)
    assert "tttt" not in result.stdout
    save(file, Identity("kiosk", "k", "t" * 40, "luohu"))
    wrong = tingxu("rating-page", "--window", "3", "--identity", file)
    assert (wrong.exit_code, "identity of a kiosk" in wrong.stderr) == (2, True)
