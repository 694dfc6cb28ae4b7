"""Frames that cannot be taken: each gets its named error or a closed connection, and all others go on."""

from __future__ import annotations

import asyncio
import json
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from link.commands import COMMANDS, FRAMES, MAX_FRAME, ROLES, UNANSWERED, Role
from server.gateway import session
from server.gateway.guard import BAD_FRAMES
from tests.server.engines import HeldJournal
from tests.support.serving import Served, Wire, serving

TAGS = [str(kind.__struct_config__.tag) for kind in COMMANDS]
FIELDS: dict[str, dict[str, Any]] = {
    "report_print": {"ticket": "20261124-A001", "state": "printed"},
    "sign_in": {"clerk": "1001", "pin": "2580"},
    "call_ticket": {"number": "A001"},
    "bring_back": {"number": "A001"},
    "unpark": {"number": "A001"},
    "cancel": {"number": "A001"},
    "set_notice": {"zh": "通知", "en": "Notice"},
    "take_ticket": {"queue": "tax"},
    "transfer": {"queue": "tax"},
    "grant": {"number": "A001", "cls": "green", "evidence": "优待证"},
    "book": {"day": "2026-11-24", "time": "10:00", "phone": "13800138000", "queue": "tax"},
    "rebook": {"code": "K7QM2XWP", "day": "2026-11-24", "time": "10:00"},
    "cancel_booking": {"code": "K7QM2XWP"},
    "find_bookings": {"tail": "8000"},
    "check_in": {"code": "K7QM2XWP"},
    "pardon": {"code": "K7QM2XWP"},
    "check_pin": {"clerk": "1001", "pin": "2580"},
    "contact": {"code": "K7QM2XWP"},
    "check_partner": {"key": "q8Wb3vJ0nYt5LkR2"},
    "announce": {"zh": "通知", "en": "Notice"},
    "reprint": {"number": "A001"},
    "find_ticket": {"key": "00112233445566aa"},
    "press": {"window": "1", "key": "call"},
    "rate": {"ticket": "20261124-A001", "level": 5, "on": "pad"},
    "answer_rating": {"ticket": "20261124-A001", "answer": "We are sorry"},
}


@asynccontextmanager
async def hall(data: Path) -> AsyncIterator[tuple[Served, Wire]]:
    """A server and a good device, which still gets answers when everything bad is over."""
    async with serving(data) as served:
        good = await served.join("kiosk", "good")
        yield served, good
        answer = await good.ask("take_ticket", queue="tax")
        assert answer["ticket"]["number"] == "A001", "a good device is served as ever"


DEEP = "[" * 7000 + "]" * 7000
NOT_FRAMES = {
    "empty": "",
    "no JSON": "hello?",
    "cut short": '{"do":"peek","id":"abcdefgh"',
    "a list": "[]",
    "null": "null",
    "nothing named": "{}",
    "unknown": '{"do":"open_the_safe","id":"abcdefgh"}',
    "do is a number": '{"do":7}',
    "an unknown field": '{"do":"peek","id":"abcdefgh","why":"me"}',
    "no id": '{"do":"peek"}',
    "a short id": '{"do":"peek","id":"short"}',
    "a long id": '{"do":"peek","id":"%s"}' % ("x" * 65),
    "id of another type": '{"do":"peek","id":12345678}',
    "a wrong type": '{"do":"take_ticket","id":"abcdefgh","queue":5}',
    "a bad pattern": '{"do":"take_ticket","id":"abcdefgh","queue":"no such thing!"}',
    "half a surrogate": '{"do":"peek","id":"abcdefgh\\ud800"}',
    "deep brackets": '{"do":"peek","id":"abcdefgh","x":' + DEEP + "}",
    "deep brackets first": '{"x":' + DEEP + ',"do":"peek","id":"abcdefgh"}',
    "a paper with its number": '{"do":"grant","id":"abcdefgh","number":"A001","cls":"v","evidence":"44030"}',
    "a phone number with letters": '{"do":"pardon","id":"abcdefgh","phone":"1380013800O"}',
    "two people to pardon": '{"do":"pardon","id":"abcdefgh","code":"K7QM2XWP","phone":"13800138000"}',
    "nobody to pardon": '{"do":"pardon","id":"abcdefgh"}',
    "a code with a zero": '{"do":"check_in","id":"abcdefgh","code":"K0QM2XWP"}',
    "a 13th month": '{"do":"rebook","id":"abcdefgh","code":"K7QM2XWP","day":"2026-13-01","time":"10:00"}',
    "a huge number": '{"do":"delivered","how":"shown","calls":[1e999]}',
    "no calls": '{"do":"delivered","how":"shown","calls":[]}',
    "too many calls": '{"do":"delivered","how":"shown","calls":[' + "1," * 100 + "1]}",
    "two objects": '{"do":"peek","id":"abcdefgh"}{"do":"peek","id":"abcdefgi"}',
}


@pytest.mark.parametrize("text", NOT_FRAMES.values(), ids=NOT_FRAMES)
async def test_a_bad_frame_is_named_and_the_next_good_one_is_taken(tmp_path: Path, text: str) -> None:
    async with hall(tmp_path) as (served, _):
        wire = await served.join("display", "board")
        await wire.raw(text)
        error = await wire.until(lambda frame: frame["is"] == "error")
        assert (error["code"], error.get("fatal", False)) == ("bad_frame", False)
        assert error["detail"]
        assert (await wire.ask("roll_token"))["is"] == "reply"


async def test_the_error_says_where_and_for_which_command(tmp_path: Path) -> None:
    async with hall(tmp_path) as (served, _):
        wire = await served.join("kiosk", "k")
        error = await wire.ask("take_ticket", queue=5)
        assert error["detail"] == "Expected `str | null`, got `int` - at `$.queue`"


async def test_a_binary_message_is_refused(tmp_path: Path) -> None:
    async with hall(tmp_path) as (served, _):
        wire = await served.join("kiosk", "k")
        await wire.raw(b'{"do":"roll_token","id":"abcdefgh"}')
        error = await wire.until(lambda frame: frame["is"] == "error")
        assert (error["code"], "got binary" in error["detail"]) == ("bad_frame", True)


@pytest.mark.parametrize("joined", [False, True])
async def test_a_message_over_the_limit_ends_the_connection(tmp_path: Path, *, joined: bool) -> None:
    async with hall(tmp_path) as (served, _):
        wire = await (served.join("kiosk", "k") if joined else served.connect())
        await wire.raw('{"do":"peek","id":"%s"}' % ("x" * MAX_FRAME))
        assert (await wire.closed())[0] == 1009


async def test_the_longest_message_is_taken(tmp_path: Path) -> None:
    async with hall(tmp_path) as (served, _):
        wire = await served.join("kiosk", "k")
        frame = '{"do":"roll_token","id":"abcdefgh"}'
        await wire.raw(frame + " " * (MAX_FRAME - len(frame)))
        assert (await wire.until(lambda frame: "id" in frame))["is"] == "reply"


@pytest.mark.parametrize("joined", [False, True])
async def test_text_that_is_no_utf_8_ends_the_connection(tmp_path: Path, *, joined: bool) -> None:
    async with hall(tmp_path) as (served, _):
        wire = await (served.join("kiosk", "k") if joined else served.connect())
        await wire.socket.send(b'{"do":"peek","id":"\xff\xfe\xfd"}', text=True)
        assert (await wire.closed())[0] == 1007


@pytest.mark.parametrize("tag", TAGS)
@pytest.mark.parametrize("role", ROLES)
async def test_each_role_has_its_own_commands(tmp_path: Path, role: Role, tag: str) -> None:
    kind = COMMANDS[TAGS.index(tag)]
    async with hall(tmp_path) as (served, _):
        wire = await served.join(role, "nobody")
        answer = await wire.ask(tag, **(FIELDS.get(tag, {}) if tag != "take_ticket" else {"queue": "gone"}))
        if role in kind.roles:
            assert answer["is"] in ("reply", "refused")
        else:
            assert (answer["is"], answer["code"]) == ("error", "not_allowed")
        if tag != "roll_token" or role not in kind.roles:
            assert answer["is"] != "reply" or tag in ("close_day", "set_notice", "announce")
        if answer["is"] == "reply" and tag == "close_day":
            served.ms += 24 * 3600 * 1000  # a good device can take numbers again


@pytest.mark.parametrize(("zh", "en"), [("停", ""), ("", "Stop")])
async def test_half_a_notice_keeps_nobody_out(tmp_path: Path, zh: str, en: str) -> None:
    async with hall(tmp_path) as (served, _):
        manager = await served.join("manager", "m")
        answer = await manager.ask("set_notice", zh=zh, en=en)
        assert (answer["code"], "both languages" in answer["detail"]) == ("bad_frame", True)
        await served.join("display", "b")


@pytest.mark.parametrize("role", sorted(set(ROLES) - {"display", "devices"}))
async def test_only_displays_and_devices_deliver(tmp_path: Path, role: Role) -> None:
    async with hall(tmp_path) as (served, _):
        wire = await served.join(role, "1")
        await wire.say(do="delivered", how="shown", calls=[1])
        assert (await wire.until(lambda frame: frame["is"] == "error"))["code"] == "already_joined"


# ---------------------------------------------------------------------- out of order

HELLO = {"do": "hello", "protocol": 1, "role": "kiosk", "name": "k", "token": "x" * 43}


@pytest.mark.parametrize(
    ("first", "code"),
    [
        ({"do": "take_ticket", "id": "abcdefgh", "queue": "tax"}, "say_hello_first"),
        ({"do": "delivered", "how": "shown", "calls": [1]}, "say_hello_first"),
        ({"do": "sing"}, "bad_frame"),
        (HELLO, "bad_token"),
        (HELLO | {"protocol": 2}, "wrong_protocol"),
        (HELLO | {"protocol": 10**400}, "wrong_protocol"),
        (HELLO | {"role": "server"}, "bad_frame"),
        (HELLO | {"since": -1}, "bad_frame"),
        ({"do": "pair", "protocol": 1, "code": "ABCD-EFGH"}, "bad_code"),
        ({"do": "pair", "protocol": 0, "code": "ABCD-EFGH"}, "wrong_protocol"),
    ],
)
async def test_a_wrong_first_frame_is_fatal(tmp_path: Path, first: dict[str, Any], code: str) -> None:
    async with hall(tmp_path) as (served, _):
        wire = await served.connect()
        await wire.say(**first)
        assert await wire.closed() == (1008, code)
        assert [(f["is"], f["code"], f["fatal"]) for f in wire.frames] == [("error", code, True)]


async def test_silence_is_fatal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "HELLO_TIMEOUT_S", 0.05)
    async with hall(tmp_path) as (served, _):
        wire = await served.connect()
        assert await wire.closed() == (1008, "say_hello_first")


async def test_who_leaves_without_a_word_is_no_trouble(tmp_path: Path) -> None:
    async with hall(tmp_path) as (served, _):
        for _ in range(5):
            await (await served.connect()).socket.close()
            (await served.join("kiosk", "k")).socket.transport.abort()


@pytest.mark.parametrize("again", [HELLO, {"do": "pair", "protocol": 1, "code": "ABCD-EFGH"}])
async def test_a_second_hello(tmp_path: Path, again: dict[str, Any]) -> None:
    async with hall(tmp_path) as (served, _):
        wire = await served.join("kiosk", "k")
        await wire.say(**again)
        assert (await wire.until(lambda frame: frame["is"] == "error"))["code"] == "already_joined"
        assert (await wire.ask("roll_token"))["is"] == "reply"


# ---------------------------------------------------------------------- too much


async def test_too_many_bad_frames_end_the_connection(tmp_path: Path) -> None:
    async with hall(tmp_path) as (served, _):
        wire = await served.join("kiosk", "k")
        for _ in range(BAD_FRAMES):
            await wire.raw("{}")
        assert await wire.closed() == (1008, "bad_frame")
        errors = [frame for frame in wire.frames if frame["is"] == "error"]
        assert [error.get("fatal", False) for error in errors] == [False] * (BAD_FRAMES - 1) + [True]


async def test_a_flood_ends_the_connection(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("server.gateway.guard.BURST", 100)
    monkeypatch.setattr("server.gateway.guard.FRAMES_PER_S", 1)
    async with hall(tmp_path) as (served, good):
        wire = await served.join("display", "board")
        for _ in range(120):
            await wire.say(do="delivered", how="shown", calls=[1])
        assert await wire.closed() == (1008, "slow_down")
        assert (await good.ask("roll_token"))["is"] == "reply"


async def test_a_device_in_order_never_meets_the_limit(tmp_path: Path) -> None:
    async with hall(tmp_path) as (served, _):
        wire = await served.join("display", "board")
        for _ in range(300):
            await wire.say(do="delivered", how="shown", calls=[1])
        assert (await wire.ask("roll_token"))["is"] == "reply"


async def test_too_many_unanswered_commands_end_the_connection(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.app.SqliteJournal", HeldJournal)
    async with serving(tmp_path) as served:
        journal = served.engine.journal
        assert isinstance(journal, HeldJournal)
        good, wire = await served.join("kiosk", "good"), await served.join("kiosk", "mad")
        journal.hold()
        for n in range(UNANSWERED + 1):
            await wire.say(do="take_ticket", id=f"mad-{n:06d}", queue="tax")
        assert await wire.closed() == (1008, "too_many_unanswered")
        journal.release()
        answer = await good.ask("take_ticket", queue="tax")
        assert answer["ticket"]["number"] == f"A{UNANSWERED + 1:03d}", "what was decided stays decided"


async def test_one_sign_in_at_a_time(tmp_path: Path) -> None:
    async with hall(tmp_path) as (served, _):
        wire = await served.join("counter", "1")
        for n in range(2):
            await wire.say(do="sign_in", id=f"sign-in-{n}", clerk="1001", pin="2580")
        error = await wire.until(lambda frame: frame["is"] == "error")
        assert (error["code"], error.get("fatal", False)) == ("slow_down", False)
        assert (await wire.until(lambda frame: frame.get("id") == "sign-in-0"))["code"] == "wrong_pin"


# ---------------------------------------------------------------------- anything at all

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4),
    max_leaves=8,
)
NAMES = sorted({name for kind in FRAMES for name in kind.__struct_fields__})
ALMOST = st.fixed_dictionaries(
    {"do": st.sampled_from([str(kind.__struct_config__.tag) for kind in FRAMES])},
    optional={name: JSON for name in NAMES},
).map(json.dumps)
MESSAGES = st.one_of(ALMOST, JSON.map(json.dumps), st.text(max_size=200), st.binary(max_size=200))


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(st.sampled_from(ROLES), st.lists(MESSAGES, min_size=5, max_size=15))
def test_whatever_is_said_the_server_goes_on(role: Role, messages: list[str | bytes]) -> None:
    async def run(data: Path) -> None:
        async with serving(data) as served:
            good = await served.join("manager", "good")
            wire = await served.join(role, "1")
            stranger = await served.connect()
            for message in messages:
                await wire.raw(message)
            await stranger.raw(messages[0])
            assert (await stranger.closed())[0] in (1007, 1008)
            assert (await good.ask("roll_token"))["is"] == "reply"
            assert (await wire.ask("roll_token"))["is"] == "reply"

    with tempfile.TemporaryDirectory() as directory:
        asyncio.run(run(Path(directory)))
