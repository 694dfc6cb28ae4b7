"""Identity numbers: form, check digit, day of birth and age. No number here is anybody's."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from link.resident import age, birth, check_sign, is_number

NUMBER = "11010519491231002X"
"""The example of the standard itself."""


def test_the_example_of_the_standard() -> None:
    assert is_number(NUMBER)
    assert birth(NUMBER) == date(1949, 12, 31)


@pytest.mark.parametrize("text", [
    "", NUMBER[:-1], NUMBER + "0", NUMBER.lower(), "110105194912310021", "010105194912310025",
    "11010519491331002X", "110105194902300021", "1101051949123１002X", " " + NUMBER,
])  # fmt: skip
def test_what_is_no_number(text: str) -> None:
    assert not is_number(text)


def test_a_wrong_number_is_not_repeated() -> None:
    with pytest.raises(ValueError, match=r"^not an identity number$"):
        birth("110105194913310026")


@settings(deadline=None)
@given(st.integers(0, 999), st.dates(date(1900, 1, 1), date(2099, 12, 31)), st.integers(1, 9))
def test_a_wrong_digit_is_always_found(order: int, born: date, by: int) -> None:
    first = f"440303{born:%Y%m%d}{order:03d}"
    number = first + check_sign(first)
    assert is_number(number)
    assert birth(number) == born
    wrong = str((int(number[16]) + by) % 10)
    assert not is_number(number[:16] + wrong + number[17])


@pytest.mark.parametrize(("born", "today", "years"), [
    (date(1956, 11, 26), date(2026, 11, 26), 70),
    (date(1956, 11, 27), date(2026, 11, 26), 69),
    (date(1956, 2, 29), date(2026, 2, 28), 69),
    (date(1956, 2, 29), date(2026, 3, 1), 70),
])  # fmt: skip
def test_age_is_in_full_years(born: date, today: date, years: int) -> None:
    assert age(born, today) == years
