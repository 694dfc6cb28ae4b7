"""The verbs of whoever looks after a hall, with a real server process: words and exit statuses."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from cli import main
from link import visit
from link.commands import CallNext, SignIn, TakeTicket
from link.identity import load
from server.access import Access
from tests.support.programs import CLERK, PIN, Hall, opened


@pytest.fixture(autouse=True)
def no_logging(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tests' own log stays."""
    monkeypatch.setattr(main, "set_up_logging", lambda *, verbose: None)


def tingxu(*arguments: object, stdin: str | None = None) -> Result:
    return CliRunner().invoke(main.app, [str(one) for one in arguments], input=stdin)


def says(result: Result, status: int, *words: str) -> None:
    """It ended with this status and said these words, and no stack trace."""
    text = " ".join(result.output.split())
    assert result.exit_code == status, text
    assert result.exception is None or isinstance(result.exception, SystemExit), repr(result.exception)
    for word in words:
        assert word in text, text


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hall]:
    with opened(tmp_path_factory.mktemp("hall")) as hall:
        yield hall


@pytest.fixture
def manager(hall: Hall, tmp_path: Path) -> Path:
    """The identity file of a manager's device."""
    return joined(hall, "manager", "office", tmp_path)


def joined(hall: Hall, role: str, name: str, folder: Path) -> Path:
    code = json.loads(tingxu("pair", "--data", hall.data, "--role", role, "--name", name, "--json").stdout)[
        "code"
    ]
    identity = folder / f"{role}.json"
    says(tingxu("join", "--server", hall.url, "--code", code, "--identity", identity), 0)
    return identity


# ---------------------------------------------------------------------- pair, join, devices, revoke


def test_a_code_for_people_and_for_scripts(tmp_path: Path) -> None:
    plain = tingxu("pair", "--data", tmp_path, "--role", "kiosk", "--name", "hall-1")
    code = plain.stdout.splitlines()[0]
    says(plain, 0, f"within 15 minutes: tingxu kiosk --code {code}")
    floor = tingxu("pair", "--data", tmp_path, "--role", "devices", "--name", "floor-1")
    says(floor, 0, "tingxu devices --code")
    office = tingxu("pair", "--data", tmp_path, "--role", "manager", "--name", "office")
    says(office, 0, "within 15 minutes: tingxu join --identity manager.json --code ")
    script = json.loads(
        tingxu("pair", "--data", tmp_path, "--role", "counter", "--name", "3", "--json").stdout
    )
    assert {**script, "code": ""} == {"role": "counter", "name": "3", "code": ""}


@pytest.mark.parametrize(
    ("role", "name", "words"),
    [
        ("king", "a", "role 'king' is unknown; it is one of kiosk, counter, display, devices, manager"),
        ("kiosk", "a b", "name 'a b' is not possible: up to 32 letters, digits"),
    ],
)
def test_a_code_that_cannot_be(tmp_path: Path, role: str, name: str, words: str) -> None:
    says(tingxu("pair", "--data", tmp_path, "--role", role, "--name", name), 2, words)


def test_data_that_is_something_else(tmp_path: Path) -> None:
    (tmp_path / "access.db").write_text("dear diary, " * 200)
    says(tingxu("paired", "--data", tmp_path), 2, "access.db: file is not a database")
    (tmp_path / "file").write_text("")
    says(tingxu("paired", "--data", tmp_path / "file"), 2, "file")
    says(tingxu("clerk", "--data", tmp_path / "file", "--id", "1001", stdin="2580\n"), 2, "file")


def test_a_mistyped_folder(tmp_path: Path) -> None:
    typo = tmp_path / "tinxgu"
    says(tingxu("paired", "--data", typo), 2, "tinxgu: there is no hall here")
    says(tingxu("revoke", "--data", typo, "--role", "kiosk", "--name", "k"), 2, "there is no hall here")
    assert not typo.exists()
    made = tingxu("pair", "--data", typo, "--role", "kiosk", "--name", "hall-1")
    says(made, 0, "there was no hall here; one begins now")
    assert "hall" not in made.stdout.splitlines()[0], "the code alone"


def test_a_device_joins_is_listed_and_revoked(hall: Hall, tmp_path: Path) -> None:
    identity = joined(hall, "display", "board-9", tmp_path)
    me = load(identity)
    assert (me.role, me.name) == ("display", "board-9")
    says(tingxu("paired", "--data", hall.data), 0, "display board-9 since 20")
    says(tingxu("revoke", "--data", hall.data, "--role", "display", "--name", "board-9"), 0)
    assert "board-9" not in tingxu("paired", "--data", hall.data).stdout
    says(
        tingxu("revoke", "--data", hall.data, "--role", "display", "--name", "board-9"),
        2, "no display is called 'board-9'; `tingxu paired` lists them",
    )  # fmt: skip
    says(tingxu("roll", "--server", hall.url, "--identity", identity), 2, "refused this device: bad_token")


def test_joining_with_a_wrong_code(hall: Hall, tmp_path: Path) -> None:
    identity = tmp_path / "kiosk.json"
    says(
        tingxu("join", "--server", hall.url, "--code", "ABCD-EFGH", "--identity", identity),
        2, "bad_code unknown, used or too old; make a new one",
    )  # fmt: skip
    assert not identity.exists()


NOWHERE = "ws://127.0.0.1:9"


@pytest.mark.parametrize(
    ("server", "words"),
    [
        (NOWHERE, "Connect call failed"),
        ("127.0.0.1:8710", "ws://HOST:PORT"),
        ("http://x:1", "ws://HOST:PORT"),
    ],
)
def test_joining_a_server_that_is_not_there(tmp_path: Path, server: str, words: str) -> None:
    arguments = ("--code", "ABCD-EFGH", "--identity", tmp_path / "kiosk.json")
    says(tingxu("join", "--server", server, *arguments), 2, words)


def test_joining_where_the_token_cannot_be_kept(hall: Hall, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    code = hall.access.make_code("kiosk", "nowhere")
    identity = tmp_path / "file" / "kiosk.json"
    says(tingxu("join", "--server", hall.url, "--code", code, "--identity", identity), 2, "file")
    assert hall.access.redeem(code) is not None, "the code is still good"


# ---------------------------------------------------------------------- roll


def test_a_token_is_rolled_and_kept(hall: Hall, manager: Path) -> None:
    before = load(manager)
    says(tingxu("roll", "--server", hall.url, "--identity", manager), 0)
    after = load(manager)
    assert (after.role, after.name) == (before.role, before.name)
    assert after.token != before.token
    says(tingxu("notice", "一", "One", "--server", hall.url, "--identity", manager), 0)
    old = manager.with_name("old.json")
    old.write_text(json.dumps({"role": before.role, "name": before.name, "token": before.token}))
    says(tingxu("notice", "二", "Two", "--server", hall.url, "--identity", old), 2, "bad_token")


def test_without_an_identity(hall: Hall, tmp_path: Path) -> None:
    identity = tmp_path / "none.json"
    for verb in (("roll",), ("close-day",), ("notice", "a", "b")):
        says(tingxu(*verb, "--server", hall.url, "--identity", identity), 2, "has not joined a hall yet")


def test_a_server_that_is_not_there(manager: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(visit, "ONCE_S", 0.5)
    says(
        tingxu("close-day", "--server", NOWHERE, "--identity", manager),
        2,
        f"{NOWHERE}: no answer within 0.5 s",
        "Connect call failed",
    )


def test_a_server_that_is_not_an_address(manager: Path) -> None:
    says(
        tingxu("close-day", "--server", "8710", "--identity", manager),
        2,
        "'8710' is not the address of a server",
    )


# ---------------------------------------------------------------------- clerk


def test_a_clerk_gets_a_pin(tmp_path: Path) -> None:
    says(tingxu("clerk", "--data", tmp_path, "--id", "1001", "--pin-stdin", stdin="2580\n"), 0)
    says(tingxu("clerk", "--data", tmp_path, "--id", "1002", stdin="1357\n"), 0)
    access = Access(tmp_path)
    assert access.pin_fits(access.begin_try("1001")[0], "2580")
    assert access.pin_fits(access.begin_try("1002")[0], "1357")
    access.close()


@pytest.mark.parametrize(
    ("clerk", "pin", "words"),
    [
        ("1001", "9z", "a PIN has 4 to 32 characters"),
        ("10-01", "2580", "staff number '10-01' is not possible"),
    ],
)
def test_a_clerk_that_cannot_be(tmp_path: Path, clerk: str, pin: str, words: str) -> None:
    result = tingxu("clerk", "--data", tmp_path, "--id", clerk, "--pin-stdin", stdin=f"{pin}\n")
    says(result, 2, words)
    assert pin not in result.output


# ---------------------------------------------------------------------- notice, close-day


def test_a_notice_and_the_end_of_the_day(hall: Hall, manager: Path, tmp_path: Path) -> None:
    here = ("--server", hall.url, "--identity", manager)
    says(tingxu("notice", "停", "Closing soon", *here), 0)
    says(tingxu("notice", "长" * 201, "x", *here), 1, "refused: bad_frame", "length <= 200")
    says(tingxu("notice", "长" * 20_000, "x", *here), 1, "refused: bad_frame", "at most 16384")
    says(tingxu("notice", "停", "", *here), 2, "both languages")
    says(tingxu("notice", "", "", *here), 0)
    says(tingxu("say", "请注意", "Please note", *here), 0)
    says(tingxu("say", "", "x", *here), 1, "refused: bad_frame", "length >= 1")
    kiosk, counter = hall.paired("kiosk", "k"), hall.paired("counter", "1")
    hall.do(kiosk, TakeTicket, queue="general")
    hall.do(counter, SignIn, clerk=CLERK, pin=PIN)
    called = hall.do(counter, CallNext)
    assert called.ticket is not None
    says(tingxu("close-day", *here), 1, "refused: somebody_at_window", called.ticket.number)
    wrong = tmp_path / "wrong.json"
    wrong.write_text(json.dumps({"role": "kiosk", "name": "k", "token": kiosk.token}))
    says(tingxu("close-day", "--server", hall.url, "--identity", wrong), 1, "refused: not_allowed")


def test_the_help_names_every_verb() -> None:
    result = tingxu("--help")
    says(result, 0, "serve", "kiosk", "counter", "display", "emulate", "demo", "bench", "audit", "pair",
         "paired", "revoke", "clerk", "join", "roll", "close-day", "notice", "pardon", "cancel-booking",
         "no-shows", "report")  # fmt: skip


# ---------------------------------------------------------------------- partner systems


def test_a_partner_gets_a_key_is_listed_and_dropped(hall: Hall) -> None:
    result = tingxu("partner", "district-portal", "--data", hall.data)
    says(result, 0, "shown only now")
    key = result.stdout.strip()
    assert hall.access.partner_of(key) == "district-portal"
    says(tingxu("partners", "--data", hall.data), 0, "district-portal", "since 20")
    says(tingxu("drop-partner", "district-portal", "--data", hall.data), 0)
    assert hall.access.partner_of(key) is None
    assert tingxu("partners", "--data", hall.data).output == ""


def test_what_is_wrong_about_a_partner_is_said(hall: Hall, tmp_path: Path) -> None:
    says(tingxu("partner", "no spaces", "--data", hall.data), 2, "is not possible")
    says(tingxu("drop-partner", "nobody", "--data", hall.data), 2, "`tingxu partners` lists them")
    says(tingxu("partners", "--data", tmp_path), 2, "there is no hall here")
