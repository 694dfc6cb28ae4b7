"""Reports from a journal of three days, and the manager's verbs about bookings at a real server."""

from __future__ import annotations

import asyncio
import hashlib
import json
from pathlib import Path
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace
from typer.testing import CliRunner, Result

from cli import main
from link import commands as c
from link.plan import Listed, PriorityClass
from server.hall.internal import Actor, AnyCommand, OpenWindow
from server.journal import FILE_NAME, SqliteJournal
from server.report import Bookings, Tally, bookings, grants
from tests.server.engines import MANAGER, Heard, counter
from tests.server.hall.booking_kit import WEB, booking_plan
from tests.support.halls import at, text
from tests.support.programs import Hall, opened

KIOSK = Actor("kiosk", "hall-1")
ONE = counter("1")
ANNA, BERT, CLEO = (letter * 32 for letter in "abc")
FIRM = PriorityClass("firm", text("企业"), 5.0, at_kiosk=False, listed=True)


@pytest.fixture(autouse=True)
def no_logging(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tests' own log stays."""
    monkeypatch.setattr(main, "set_up_logging", lambda *, verbose: None)


def tingxu(*arguments: object) -> Result:
    return CliRunner().invoke(main.app, [str(one) for one in arguments])


def says(result: Result, status: int, *words: str) -> None:
    flat = " ".join(result.output.replace("│", " ").split())
    assert result.exit_code == status, flat
    assert result.exception is None or isinstance(result.exception, SystemExit), repr(result.exception)
    for word in words:
        assert word in flat, flat


def told(*arguments: object) -> Any:
    result = tingxu(*arguments, "--json")
    says(result, 0)
    return json.loads(result.stdout)


# ---------------------------------------------------------------------- three days


class Days:
    """Three days of a hall that takes bookings, through the real engine into a real journal."""

    def __init__(self, directory: Path) -> None:
        base = booking_plan(no_shows=2, closed_days=10)
        plan = replace(base, classes=(FIRM, *base.classes), listed=(Listed("firm-1", text("企业"), "firm"),))
        self.heard = Heard(SqliteJournal(directory), at("2026-11-24 09:00"))
        self.heard.engine.configure(replace(plan, rules=replace(plan.rules, calls=1, call_gap_s=0)))
        self._ids = 0

    async def do(self, by: Actor, kind: type[Any], person: str | None = None, **fields: Any) -> Any:
        self._ids += 1
        future: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()
        command: AnyCommand = kind(id=f"report-{self._ids:04}", **fields)
        self.heard.engine.submit(command, by, future.set_result, person)
        answer = msgspec.json.decode(await future)
        assert answer["is"] == "reply", answer
        return answer

    async def book(self, person: str, day: str, time: str, **fields: Any) -> str:
        fields = fields or {"queue": "tax"}
        answer = await self.do(WEB, c.Book, person, day=day, time=time, phone="13800138000", **fields)
        return str(answer["appointment"]["code"])

    async def clock(self, text: str) -> None:
        self.heard.ms = at(text)
        self.heard.engine.begin_day()
        await self.heard.engine.settled()

    async def live(self) -> None:
        await self._tuesday()
        await self._wednesday()
        await self.heard.engine.close()

    async def _tuesday(self) -> None:
        await self.do(KIOSK, c.TakeTicket, queue="tax", cls="green")
        await self.do(KIOSK, c.TakeTicket, queue="tax", cls="green")
        await self.do(WEB, c.TakeTicket, queue="tax", cls="green", clerk="2001", evidence="优待证")
        await self.do(
            WEB, c.TakeTicket, queue="tax", cls="firm", clerk="2001", evidence="licence", listed="firm-1"
        )
        await self.do(KIOSK, c.TakeTicket, queue="homes")
        await self.do(ONE, OpenWindow, clerk="1001")
        await self.do(ONE, c.Grant, number="B001", cls="case", evidence="letter")
        await self.do(KIOSK, c.TakeTicket, queue="homes")
        await self.do(MANAGER, c.Grant, number="B002", cls="green", evidence="disability card")
        away = await self.book(ANNA, "2026-11-24", "09:30")
        late = await self.book(BERT, "2026-11-24", "09:30")
        await self.book(CLEO, "2026-11-24", "10:00", queue="homes")
        given_back = await self.book(CLEO, "2026-11-24", "10:30", matter="refund")
        await self.do(WEB, c.CancelBooking, code=given_back)
        await self.do(KIOSK, c.CheckIn, code=away)
        await self.clock("2026-11-24 10:00")
        await self.do(ONE, c.CallTicket, number="Y001")
        await self.do(ONE, c.PassTicket)
        await self.do(KIOSK, c.CheckIn, code=late)
        await self.clock("2026-11-24 11:00")
        moved = await self.book(CLEO, "2026-11-24", "12:00", matter="invoice")
        await self.do(WEB, c.Rebook, code=moved, day="2026-11-25", time="09:00")

    async def _wednesday(self) -> None:
        await self.clock("2026-11-25 08:00")
        await self.do(KIOSK, c.TakeTicket, queue="tax", cls="green")
        await self.clock("2026-11-25 09:30")
        await self.book(BERT, "2026-11-26", "09:00", queue="homes")


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("days")

    async def run() -> None:
        await Days(directory).live()

    asyncio.run(run())
    return directory


def test_grants_are_counted_by_who_gave_them(data: Path) -> None:
    found = told("report", "grants", "--data", data)
    rows = {
        (row["how"], row["who"], row["cls"], row["evidence"], row["listed"]): row["times"]
        for row in found["grants"]
    }
    assert rows == {
        ("declared", "hall-1", "green", None, None): 3,
        ("guide", "2001", "green", "优待证", None): 1,
        ("guide", "2001", "firm", "licence", "firm-1"): 1,
        ("clerk", "1001", "case", "letter", None): 1,
        ("manager", "m", "green", "disability card", None): 1,
    }, "and a class by booking is no grant"
    assert found["grants"][0]["days"] == {"2026-11-24": 2, "2026-11-25": 1}
    assert found["by_class"] == {"green": 5, "firm": 1, "case": 1}
    assert found["by_person"]["guide 2001"] == 2
    assert found["by_day"] == {"2026-11-24": 6, "2026-11-25": 1}


def test_grants_of_some_days(data: Path) -> None:
    since = ("--from", "2026-11-25")
    assert told("report", "grants", "--data", data, *since)["times"] == 1
    assert told("report", "grants", "--data", data, "--to", "2026-11-24")["times"] == 6
    assert told("report", "grants", "--data", data, "--from", "2026-12-01")["times"] == 0
    says(tingxu("report", "grants", "--data", data, "--from", "2026-12-01"), 0, "nobody got a priority class")
    for wrong in ("24.11.2026", "2026-02-30"):
        says(tingxu("report", "grants", "--data", data, "--from", wrong), 2, f"'{wrong}' is not a day like")
    turned = tingxu("report", "grants", "--data", data, "--from", "2026-11-25", "--to", "2026-11-24")
    says(turned, 2, "--from 2026-11-25 is later than --to 2026-11-24")


def test_grants_in_a_table(data: Path) -> None:
    table = tingxu("report", "grants", "--data", data)
    says(
        table, 0, "7 grants from 2026-11-24 to 2026-11-25",
        "declared at kiosk hall-1 green – 3 2 2026-11-25",
        "guide 2001 firm licence · firm-1 1 1 2026-11-24",
        "day case firm green all", "2026-11-24 1 1 4 6",
    )  # fmt: skip


def test_bookings_by_the_day_they_were_for(data: Path) -> None:
    found = told("report", "bookings", "--data", data)
    none = {"here": 0, "missed": 0, "walked_away": 0, "cancelled": 0, "open": 0}
    all_three = {"here": 1, "walked_away": 1, "cancelled": 1}
    assert found["bookings"] == [
        {"day": "2026-11-24", "queue": "homes", "booked": 1, **none, "missed": 1},
        {"day": "2026-11-24", "queue": "tax", "booked": 3, **none, **all_three},
        {"day": "2026-11-25", "queue": "tax", "booked": 1, **none, "missed": 1},
        {"day": "2026-11-26", "queue": "homes", "booked": 1, **none, "open": 1},
    ]  # fmt: skip
    assert found["all"] == {
        "booked": 6,
        **none,
        "here": 1,
        "missed": 2,
        "walked_away": 1,
        "cancelled": 1,
        "open": 1,
    }
    says(tingxu("report", "bookings", "--data", data), 0, "2026-11-24 tax 3 1 0 1 1 0", "all 6 1 2 1 1 1")
    assert told("report", "bookings", "--data", data, "--to", "2026-11-23") == {"bookings": [], "all": {}}
    says(tingxu("report", "bookings", "--data", data, "--from", "2027-01-01"), 0, "nobody booked")


def test_who_may_not_book_now(data: Path) -> None:
    found = told("no-shows", "--data", data)
    assert found["day"] == "2026-11-25"
    cleo, anna = found["people"]
    assert (cleo["person"], cleo["missed"]) == (CLEO, ["2026-11-24", "2026-11-25"])
    assert cleo["closed_until"] == "2026-12-05"
    assert (anna["person"], anna["missed"], anna["walked_away"]) == (ANNA, [], ["2026-11-24"])
    assert anna["closed_until"] is None
    says(
        tingxu("no-shows", "--data", data), 0,
        "As of 2026-11-25", f"{CLEO[:12]} 2 0 2026-11-25 2026-12-05", f"{ANNA[:12]} 0 1 2026-11-24 –",
    )  # fmt: skip


def test_reports_only_read(data: Path) -> None:
    before = hashlib.sha256((data / FILE_NAME).read_bytes()).hexdigest()
    for verb in (("report", "grants"), ("report", "bookings"), ("no-shows",)):
        says(tingxu(*verb, "--data", data), 0)
    assert hashlib.sha256((data / FILE_NAME).read_bytes()).hexdigest() == before


@pytest.mark.parametrize("verb", [("report", "grants"), ("report", "bookings"), ("no-shows",)])
def test_where_there_is_no_journal(tmp_path: Path, verb: tuple[str, ...]) -> None:
    says(tingxu(*verb, "--data", tmp_path), 2, "there is no journal here")
    assert not list(tmp_path.iterdir())
    (tmp_path / FILE_NAME).write_text("dear diary, " * 200)
    says(tingxu(*verb, "--data", tmp_path), 2, "it cannot be read as a journal")


def test_a_hall_in_which_nothing_happened(tmp_path: Path) -> None:
    SqliteJournal(tmp_path).close()
    says(tingxu("report", "grants", "--data", tmp_path), 0, "nobody got a priority class")
    says(tingxu("report", "bookings", "--data", tmp_path), 0, "nobody booked")
    says(tingxu("no-shows", "--data", tmp_path), 0, "nobody, as of now")


def test_what_became_of_bookings_adds_up(data: Path) -> None:
    """Whatever happened, each booking has one fate; and a code that is drawn again is another booking."""
    journal = SqliteJournal(data)
    records = list(journal.read(0))
    journal.close()
    for end in range(len(records) + 1):
        for tally in bookings(records[:end]).values():
            fates = tally.here + tally.missed + tally.walked_away + tally.cancelled + tally.open
            assert tally.booked == fates > 0
    assert len(list(grants(records))) == 7
    assert Bookings().tallies() == {}
    assert Tally().booked == 0


# ---------------------------------------------------------------------- with a server


def joined(hall: Hall, folder: Path) -> tuple[str, ...]:
    """How the manager's verbs reach the hall's server."""
    identity = folder / "manager.json"
    code = hall.access.make_code("manager", f"office-{folder.name[-8:]}")
    says(tingxu("join", "--server", hall.url, "--code", code, "--identity", identity), 0)
    return ("--server", hall.url, "--identity", str(identity))


PHONE = "13800138123"


def test_a_booking_is_given_back_and_somebody_pardoned(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with opened(tmp_path / "hall") as hall:
        office, web = joined(hall, tmp_path), hall.paired("web", "public")
        booked = hall.do(web, c.Book, queue="tax", day="2026-11-24", time="11:00", phone=PHONE).appointment
        assert booked is not None
        code = f"{booked.code[:4]}-{booked.code[4:]}".lower()
        says(
            tingxu("pardon", "--code", code, *office),
            1,
            "refused: nothing_to_pardon",
            "There are no missed bookings",
        )
        says(tingxu("pardon", "--phone", PHONE, *office), 1, "refused: nothing_to_pardon")
        says(tingxu("cancel-booking", code, *office), 0)
        says(tingxu("cancel-booking", code, *office), 1, "refused: booking_over")
        says(tingxu("cancel-booking", "23456789", *office), 1, "refused: unknown_booking")
        says(
            told_bookings := tingxu("report", "bookings", "--data", hall.data),
            0,
            "2026-11-24 tax 1 0 0 0 1 0",
        )
        assert PHONE not in told_bookings.output
    heard = capfd.readouterr()
    assert PHONE not in heard.out + heard.err
    for file in (hall.data / name for name in ("journal.db", "journal.db-wal", "access.db")):
        assert not file.exists() or PHONE.encode() not in file.read_bytes()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("pardon",), "name one of the two"),
        (("pardon", "--code", "23456789", "--phone", PHONE), "name one of the two"),
        (("pardon", "--phone", "call me 138"), "that is not a phone number"),
        (("pardon", "--code", "1234"), "'1234' is not the code of a booking"),
        (("cancel-booking", "IO000000"), "is not the code of a booking"),
        (("cancel-booking", "23456789"), "has not joined a hall yet"),
    ],
)
def test_what_cannot_be(tmp_path: Path, arguments: tuple[str, ...], words: str) -> None:
    result = tingxu(*arguments, "--identity", tmp_path / "none.json", "--server", "ws://127.0.0.1:9")
    says(result, 2, words)
    assert "138" not in result.output
