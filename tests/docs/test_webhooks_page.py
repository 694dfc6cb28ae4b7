"""docs/webhooks.md and the code say the same: types and their times, fields, headers, the example."""

from __future__ import annotations

import json
import re

from msgspec.structs import fields

from server.web.hooks import telling
from server.web.hooks.signing import headers, new_secret
from server.web.hooks.subscription import DAY, MINUTE, STALE_MS, TEST
from tests.docs import pages

PAGE = pages.page("docs/webhooks.md")


def names(*columns: str) -> list[str]:
    return [name for row in pages.table(PAGE, *columns) for name in pages.words(row[columns[0]])]


def test_every_type_is_on_the_page_with_its_time() -> None:
    rows = pages.table(PAGE, "type", "when", "not told any more after")
    said = {pages.words(row["type"])[0]: row["not told any more after"] for row in rows}
    assert said.pop(TEST) == "–"
    assert {name: _ms(text) for name, text in said.items()} == STALE_MS


def _ms(text: str) -> int:
    [(count, unit)] = re.findall(r"^(\d+) (min|days?)$", text)
    return int(count) * (MINUTE if unit == "min" else DAY)


def test_every_field_is_on_the_page() -> None:
    assert names("field of `data`", "meaning") == [f.name for f in fields(telling._Data)] + ["phone"]
    assert sorted(names("field of `ticket`", "meaning")) == sorted(f.name for f in fields(telling._Ticket))
    assert sorted(names("field of `booking`", "meaning")) == sorted(f.name for f in fields(telling._Booking))


def test_every_header_is_on_the_page() -> None:
    assert names("header", "meaning") == list(headers([new_secret()], "msg_1", 1, b""))


def test_the_example_has_the_fields_of_a_message() -> None:
    [example] = [json.loads(block[3]) for block in pages.FENCE.finditer(PAGE) if block[1] == "json"]
    data = example["data"]
    assert list(example) == ["type", "timestamp", "data"]
    assert set(data) <= {f.name for f in fields(telling._Data)} | {"phone"}
    assert set(data["ticket"]) <= {f.name for f in fields(telling._Ticket)}
    assert set(data["booking"]) <= {f.name for f in fields(telling._Booking)}


def test_the_code_on_the_page_checks_a_real_signature() -> None:
    import base64
    import hmac
    import time

    [code] = [block[3] for block in pages.FENCE.finditer(PAGE) if block[1] == "python"]
    known: dict[str, object] = {"base64": base64, "hmac": hmac, "time": time}
    exec(code, known)  # noqa: S102 - our own page
    genuine, secret = known["genuine"], new_secret()
    assert callable(genuine)
    sent = headers([new_secret(), secret], "msg_1", int(time.time()), b"{}")
    assert genuine(secret, sent, b"{}")
    assert not genuine(secret, sent, b"{ }")
    assert not genuine(new_secret(), sent, b"{}")
    assert not genuine(secret, headers([secret], "msg_1", int(time.time()) - 400, b"{}"), b"{}")
