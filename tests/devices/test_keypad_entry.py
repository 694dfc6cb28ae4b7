"""What a clerk types on a keypad: every key in every entry, what is shown meanwhile, and what it means."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from devices.keypads.entry import FORGOTTEN_S, Entry, Meant, Pressed, SignedIn, Wrong
from devices.keypads.pads import waiting_for
from link.mirror import Mirror
from link.plan import Counter, Plan
from link.words import Ticket, TicketState
from tests.support.halls import plan

HALL = plan()


def typed(*keys: str, signed_in: bool = True, hall: Plan = HALL) -> tuple[Meant, str]:
    """What the last of these keys means, and what is shown then. Digits may stand together."""
    entry, meant = Entry(), None
    singles = [single for key in keys for single in (key if key.isdigit() else [key])]
    for at, key in enumerate(singles):
        meant = entry.key(key, hall, float(at), signed_in=signed_in)
    return meant, entry.shows(hall)


@pytest.mark.parametrize("key", ["call", "recall", "pass", "pause", "finish"])
def test_keys_that_stand_for_themselves_also_end_an_entry(key: str) -> None:
    assert typed(key) == (Pressed(key), "")  # type: ignore[arg-type]
    assert typed("transfer", "2", key) == (Pressed(key), "")  # type: ignore[arg-type]


def test_signing_in_shows_the_number_and_hides_the_pin() -> None:
    assert typed("sign", "1001", signed_in=False) == (None, "ID 1001")
    assert typed("sign", "123456", signed_in=False) == (None, "ID 23456")  # the end of it, where it is long
    assert typed("sign", "1001", "ok", signed_in=False) == (None, "PIN ")
    assert typed("sign", "1001", "ok", "2580", signed_in=False) == (None, "PIN ****")
    done = typed("sign", "1001", "ok", "2580", "ok", signed_in=False)
    assert done == (SignedIn("1001", "2580"), "")
    assert typed("sign") == (Pressed("sign_out"), "")


def test_nothing_of_a_sign_in_is_left_when_it_is_over() -> None:
    for last in ("ok", "clear", "call"):
        entry = Entry()
        for key in ["sign", "1", "ok", *"2580", last, *(["clear"] if last == "clear" else [])]:
            entry.key(key, HALL, 0.0, signed_in=False)
        assert (entry.typed, entry.staff, entry.mode) == ("", "", "")


@pytest.mark.parametrize(
    "keys",
    [
        ("7",),
        ("ok",),
        ("sign", "ok"),
        ("sign", "1001", "ok", "258", "ok"),
        ("sign", "12345678901234567"),
        ("transfer", "ok"),
        ("transfer", "9", "ok"),
        ("transfer", "00", "ok"),
        ("transfer", "transfer", "0", "ok"),
        ("transfer", "transfer", "4", "ok"),
        ("transfer", "123"),
        ("",),
    ],
)
def test_what_means_nothing_is_wrong(keys: tuple[str, ...]) -> None:
    assert isinstance(typed(*keys, signed_in=False)[0], Wrong)


def test_sending_on_to_a_window_by_its_number_and_to_a_queue_by_its_place() -> None:
    assert typed("transfer") == (None, "TO ")
    assert typed("transfer", "2", "ok") == (Pressed("transfer", counter="2"), "")
    assert typed("transfer", "02", "ok")[0] == Pressed("transfer", counter="2")
    assert typed("transfer", "transfer", "2") == (None, "QU 2 B")
    assert typed("transfer", "transfer", "2", "ok")[0] == Pressed("transfer", queue="homes")
    assert typed("transfer", "transfer", "transfer", "3") == (None, "TO 3")
    named = replace(HALL, counters=(Counter("007", ("tax",)),))
    assert typed("transfer", "7", "ok", hall=named)[0] == Pressed("transfer", counter="007")


def test_clear_takes_the_digits_and_then_the_entry() -> None:
    assert typed("transfer", "12", "clear") == (None, "TO ")
    assert typed("transfer", "12", "clear", "clear") == (None, "")
    assert typed("sign", "1001", "ok", "25", "clear", "2580", "ok", signed_in=False)[0] == SignedIn(
        "1001", "2580"
    )


def test_an_entry_that_stands_still_is_given_up() -> None:
    entry = Entry()
    for key in ("sign", "1", "ok", "2"):
        entry.key(key, HALL, 0.0, signed_in=False)
    entry.tick(FORGOTTEN_S)
    assert entry.mode == "pin"
    assert isinstance(entry.key("5", HALL, FORGOTTEN_S + 1, signed_in=False), Wrong)
    assert (entry.mode, entry.typed, entry.staff) == ("", "", "")


CROWD: list[tuple[str, str | None, TicketState]] = [
    ("tax", None, "waiting"), ("homes", None, "waiting"), ("cars", None, "waiting"),
    ("tax", "2", "waiting"), ("cars", "1", "waiting"), ("tax", None, "passed"), ("tax", "1", "called"),
]  # fmt: skip


def test_who_waits_for_a_window() -> None:
    mirror = Mirror()
    assert waiting_for(mirror, "1") == 0
    mirror.plan = HALL
    for queue, counter, state in CROWD:
        id_ = str(len(mirror.tickets))
        mirror.tickets[id_] = Ticket(id_, "A001", queue, "ordinary", 0, 0, 0, state, counter=counter)
    assert [waiting_for(mirror, window) for window in ("1", "2", "9")] == [3, 2, 0]
