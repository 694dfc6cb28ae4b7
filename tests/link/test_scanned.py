"""What a scanned or typed line means: a booking's code, a ticket's key, or nothing."""

from __future__ import annotations

import pytest

from link.scanned import OfBooking, OfTicket, booking_code, meaning

CODE = "K7QM2XWP"
ADDRESS = f"https://hall.example/b/{CODE}"
KEY = "9c1185a5c5e9fc54"


@pytest.mark.parametrize("line", [
    CODE, CODE.lower(), " K7QM 2XWP ", "K7QM-2XWP", ADDRESS, ADDRESS.upper(), ADDRESS + "/",
    ADDRESS + "?lang=en", f"http://127.0.0.1:8711/b/{CODE}", f"https://hall.exa{ADDRESS}",
])  # fmt: skip
def test_the_code_of_a_booking(line: str) -> None:
    assert booking_code(line) == CODE


@pytest.mark.parametrize("line", [
    "", "x", CODE[:-1], CODE + "A", "K7QM2XW0", "K7QM2XWI", f"K7QM{CODE}", f"https://hall.example/t/{CODE}",
    ADDRESS[:-1], ADDRESS + "Z", "TINGXU:20261124-A001:9c1185a5c5e9fc54", "\x00\x1b[31m", "６９０１２３４５",
    "6901234567892", "https://b/",
])  # fmt: skip
def test_noise_is_no_code(line: str) -> None:
    assert booking_code(line) is None


@pytest.mark.parametrize("line", [
    f"TINGXU:20261124-A001:{KEY}", f"tingxu:20261124-a001:{KEY.upper()}", f"https://hall.example/t/{KEY}",
    f"https://hall.example/t/{KEY}?lang=en", f"https://hall.exaTINGXU:20261124-A001:{KEY}", f" /t/{KEY} ",
])  # fmt: skip
def test_the_key_of_a_ticket(line: str) -> None:
    assert meaning(line) == OfTicket(KEY)


@pytest.mark.parametrize(
    "line", [f"/t/{KEY}0", f"/t/{KEY[1:]}", KEY, f"TINGXU::{KEY}", "TINGXU:20261124-A001"]
)
def test_noise_is_no_key(line: str) -> None:
    assert meaning(line) is None


def test_a_booking_and_a_ticket_are_told_apart() -> None:
    assert meaning(ADDRESS) == OfBooking(CODE)
