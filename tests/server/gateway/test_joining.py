"""Who may join, over real sockets: codes, tokens, PINs, revoked devices; and no secret leaves a trace."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from server.access import Access
from server.gateway.guard import CODE_PAUSE_S, FREE_CODES, CodeGuard
from server.hall.events import EVENTS
from tests.conftest import Log
from tests.support.serving import Served, Wire, serving


@pytest.fixture(autouse=True)
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("server.access.PasswordHasher", partial(PasswordHasher, 1, 8, 1))


async def pair(served: Served, code: str) -> Wire:
    wire = await served.connect()
    await wire.say(do="pair", protocol=1, code=code)
    return wire


async def hello(served: Served, role: str, name: str, token: str) -> Wire:
    wire = await served.connect(name)
    await wire.say(do="hello", protocol=1, role=role, name=name, token=token)
    return wire


# ---------------------------------------------------------------------- codes and tokens


async def test_a_code_becomes_a_token_once(tmp_path: Path) -> None:
    async with serving(tmp_path) as served:
        code = served.access.make_code("kiosk", "hall-1")
        wire = await pair(served, code)
        paired = await wire.hear()
        assert (paired["is"], paired["role"], paired["name"]) == ("paired", "kiosk", "hall-1")
        assert (await wire.closed())[0] == 1000
        joined = await hello(served, "kiosk", "hall-1", paired["token"])
        assert (await joined.hear())["is"] == "welcome"
        assert await (await pair(served, code)).closed() == (1008, "bad_code")


async def test_a_token_is_good_for_its_role_and_name_alone(tmp_path: Path) -> None:
    async with serving(tmp_path) as served:
        token = served.token("kiosk", "hall-1")
        for role, name in (("manager", "hall-1"), ("kiosk", "hall-2"), ("counter", "1")):
            assert await (await hello(served, role, name, token)).closed() == (1008, "bad_token")


async def test_too_many_wrong_codes_from_one_address(tmp_path: Path) -> None:
    async with serving(tmp_path) as served:
        board = await served.join("display", "board")
        for _ in range(FREE_CODES):
            assert await (await pair(served, "WRNG-CDES")).closed() == (1008, "bad_code")
        slowed = await pair(served, served.access.make_code("kiosk", "hall-1"))
        assert await slowed.closed() == (1008, "slow_down")
        assert 0 < slowed.frames[0]["wait_s"] <= CODE_PAUSE_S
        assert (await board.ask("roll_token"))["is"] == "reply", "who has joined already is not slowed"


def test_wrong_codes_are_counted_by_address_and_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 1000.0
    monkeypatch.setattr("server.gateway.guard.time.monotonic", lambda: now)
    guard = CodeGuard()
    for _ in range(FREE_CODES):
        assert guard.wait_s("10.0.0.5") == 0
        guard.failed("10.0.0.5")
        now += 1
    assert (guard.wait_s("10.0.0.5"), guard.wait_s("10.0.0.6")) == (CODE_PAUSE_S - FREE_CODES + 1, 0)
    now += CODE_PAUSE_S - FREE_CODES
    assert guard.wait_s("10.0.0.5") == 0
    now += CODE_PAUSE_S
    assert guard.wait_s("10.0.0.5") == 0
    assert guard._failures == {}


async def test_a_token_is_rolled(tmp_path: Path) -> None:
    async with serving(tmp_path) as served:
        old = served.token("kiosk", "k")
        kiosk = await served.join("kiosk", "k")
        new = (await kiosk.ask("roll_token"))["token"]
        assert (await (await hello(served, "kiosk", "k", old)).hear())["is"] == "welcome"
        assert (await (await hello(served, "kiosk", "k", new)).hear())["is"] == "welcome"
        assert await (await hello(served, "kiosk", "k", old)).closed() == (1008, "bad_token")
        assert (await kiosk.ask("take_ticket", queue="tax"))["is"] == "reply", "connections go on"


@pytest.fixture
def often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("server.app.LOOK_AT_ACCESS_EVERY_S", 0.05)


async def test_a_revoked_device_is_put_out(tmp_path: Path, often: None) -> None:
    async with serving(tmp_path) as served:
        kiosk, twice, other = [await served.join("kiosk", name) for name in ("k", "k", "other")]
        shell = Access(tmp_path)
        shell.revoke("kiosk", "k")
        shell.close()
        for wire in (kiosk, twice):
            assert await wire.closed() == (1008, "revoked")
            assert wire.frames[-1] == {"is": "error", "code": "revoked", "fatal": True}
        again = await hello(served, "kiosk", "k", served.token("kiosk", "k"))
        assert await again.closed() == (1008, "bad_token")
        assert (await other.ask("take_ticket", queue="tax"))["ticket"]["number"] == "A001"


@pytest.mark.parametrize("revoked", [True, False])
async def test_pairing_anew_puts_out_who_has_the_old_token(
    tmp_path: Path, often: None, *, revoked: bool
) -> None:
    """Also when it was revoked and paired again between two looks."""
    async with serving(tmp_path) as served:
        thief = await served.join("kiosk", "k")
        served.ms += 1
        if revoked:
            served.access.revoke("kiosk", "k")
        paired = await (await pair(served, served.access.make_code("kiosk", "k"))).hear()
        new = await hello(served, "kiosk", "k", paired["token"])
        assert await thief.closed() == (1008, "revoked")
        assert (await new.ask("roll_token"))["is"] == "reply"


async def test_what_a_revoked_device_says_afterwards_does_not_count(tmp_path: Path, often: None) -> None:
    async with serving(tmp_path) as served:
        kiosk = await served.join("kiosk", "k")
        [client] = served.hub.clients
        served.hub.leave(client)
        await kiosk.say(do="take_ticket", id="too-late", queue="tax")
        assert (await kiosk.closed())[0] == 1000
        assert served.engine.hall.tickets == {}


async def test_rolling_after_being_revoked(tmp_path: Path) -> None:
    async with serving(tmp_path) as served:
        kiosk = await served.join("kiosk", "k")
        served.access.revoke("kiosk", "k")
        await kiosk.say(do="roll_token", id="roll-0000")
        assert await kiosk.closed() == (1008, "revoked")


# ---------------------------------------------------------------------- clerks


async def test_a_clerk_signs_in_with_the_right_pin(tmp_path: Path) -> None:
    async with serving(tmp_path) as served:
        served.access.set_clerk("1001", "2580")
        window = await served.join("counter", "1")
        wrong = await window.ask("sign_in", clerk="1001", pin="2581")
        assert (wrong["is"], wrong["code"], wrong["facts"]) == ("refused", "wrong_pin", {"wait_s": 0})
        right = await window.ask("sign_in", id="sign-in-1", clerk="1001", pin="2580")
        assert right["window"] == {"id": "1", "clerk": "1001", "since": served.ms}
        assert await window.ask("sign_in", id="sign-in-1", clerk="1001", pin="2580") == right
        assert (await window.ask("sign_in", id="sign-in-1", clerk="1001", pin="0000"))["code"] == "wrong_pin"


async def test_nobody_and_somebody_are_answered_alike(tmp_path: Path) -> None:
    async with serving(tmp_path) as served:
        served.access.set_clerk("1001", "2580")
        answers = []
        for n, clerk in enumerate(("1001", "9999")):
            window = await served.join("counter", str(n + 1))
            tries = [await window.ask("sign_in", clerk=clerk, pin="0000") for _ in range(4)]
            answers.append([(answer["code"], answer["facts"]) for answer in tries])
        assert answers[0] == answers[1]
        wrong = ("wrong_pin", {"wait_s": 0})
        assert answers[0] == [wrong, wrong, ("wrong_pin", {"wait_s": 2}), ("slow_down", {"wait_s": 2})]


async def test_guessing_on_many_connections_at_once_gains_nothing(tmp_path: Path) -> None:
    async with serving(tmp_path) as served:
        served.access.set_clerk("1001", "2580")
        wires = [await served.join("counter", "1") for _ in range(12)]
        for n, wire in enumerate(wires):
            await wire.say(do="sign_in", id=f"guess-{n:04d}", clerk="1001", pin=f"{n:04d}")
        codes = [(await wire.until(lambda frame: "id" in frame))["code"] for wire in wires]
        assert sorted(codes) == ["slow_down"] * 9 + ["wrong_pin"] * 3


async def test_who_leaves_while_the_pin_is_checked_opens_no_window(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with serving(tmp_path) as served:
        served.access.set_clerk("1001", "2580")
        window = await served.join("counter", "1")
        [client] = served.hub.clients
        fits = served.access.pin_fits

        def slowly(hash_: str, pin: str) -> bool:
            client.gone = True
            return fits(hash_, pin)

        monkeypatch.setattr(served.access, "pin_fits", slowly)
        await window.say(do="sign_in", id="sign-in-1", clerk="1001", pin="2580")
        other = await served.join("counter", "2")
        monkeypatch.setattr(served.access, "pin_fits", fits)
        assert (await other.ask("sign_in", clerk="1001", pin="2580"))["is"] == "reply"
        assert served.engine.hall.windows["1"].clerk is None


async def test_an_access_file_that_refuses_stops_nobody(tmp_path: Path, log: Log, often: None) -> None:
    log.expect("access.not_kept")
    async with serving(tmp_path) as served:
        served.access._connection.execute("PRAGMA busy_timeout=1")
        served.access.set_clerk("1001", "2580")
        kiosk, window = await served.join("kiosk", "k"), await served.join("counter", "1")
        other = sqlite3.connect(tmp_path / "access.db", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        assert (await window.ask("sign_in", clerk="1001", pin="2580"))["code"] == "not_saved"
        assert (await window.ask("roll_token"))["code"] == "not_saved"
        assert (await (await pair(served, "ABCD-EFGH")).closed())[0] == 1011
        assert (await kiosk.ask("take_ticket", queue="tax"))["is"] == "reply"
        other.execute("ROLLBACK")
        other.close()
        assert (await window.ask("sign_in", clerk="1001", pin="2580"))["is"] == "reply"


# ---------------------------------------------------------------------- secrets and persons


@pytest.fixture
def everything_logged(log: Log) -> Iterator[list[str]]:
    """Every line of every library too, at debug level; but websockets would write down every frame then."""
    lines: list[str] = []

    class Take(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(record.getMessage())

    take = Take()
    levels = {"": logging.DEBUG, "websockets.client": logging.WARNING, "websockets.server": logging.INFO}
    loggers = {logging.getLogger(name): level for name, level in levels.items()}
    before = {logger: logger.level for logger in loggers}
    for logger, level in loggers.items():
        logger.setLevel(level)
    logging.getLogger().addHandler(take)
    yield lines
    logging.getLogger().removeHandler(take)
    for logger, level in before.items():
        logger.setLevel(level)


def on_disk(directory: Path) -> str:
    return b"".join(path.read_bytes() for path in directory.iterdir()).decode("latin-1")


async def test_no_secret_is_logged_or_journaled(
    tmp_path: Path, log: Log, everything_logged: list[str]
) -> None:
    async with serving(tmp_path) as served:
        served.access.set_clerk("1001", "97531864")
        code = served.access.make_code("counter", "1")
        token = (await (await pair(served, code)).hear())["token"]
        window = await hello(served, "counter", "1", token)
        rolled = (await window.ask("roll_token"))["token"]
        await window.ask("sign_in", clerk="1001", pin="13579753")
        await window.ask("sign_in", clerk="1001", pin="97531864")
        await window.raw('{"do":"sign_in","id":"sign-in-9","clerk":"1001","pin":97531864}')
        await window.ask("sign_in", clerk="10 01", pin="97531864")
        wrong = "x" * 20 + "secretish"
        await (await hello(served, "counter", "1", wrong)).closed()
        await (await pair(served, "SECR-ETCD")).closed()
    stored = on_disk(tmp_path)
    logged = "\n".join(log.lines + everything_logged)
    assert "device.paired" in logged
    for secret in (code, code.replace("-", ""), token, rolled, "97531864", "13579753", wrong, "SECR-ETCD"):
        assert secret not in logged
        assert secret not in stored


PERSONAL = (
    "name",
    "phone",
    "mobile",
    "identity",
    "card",
    "address",
    "birth",
    "email",
    "person",
    "pin",
    "token",
)


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: str(event.__struct_config__.tag))
def test_no_event_has_a_place_for_what_identifies_a_person(event: type) -> None:
    fields = set(event.__struct_fields__) - {"person"}  # type: ignore[attr-defined]  # an opaque key
    assert not {field for field in fields if any(word in field for word in PERSONAL)}
