"""DLE EOT bytes to one state."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from printers.status import PrinterState, decode

GOOD = b"\x12\x12\x12\x12"


@pytest.mark.parametrize(
    ("answers", "state"),
    [
        (GOOD, PrinterState.OK),
        (b"\x16\x12\x12\x12", PrinterState.OK),  # drawer pin high
        (b"\x12\x12\x12\x1e", PrinterState.LOW),
        (b"\x1a\x32\x12\x7e", PrinterState.OUT),
        (b"\x12\x12\x12\x72", PrinterState.OUT),
        (b"\x1a\x16\x12\x12", PrinterState.COVER),
        (b"\x1a\x36\x12\x7e", PrinterState.COVER),  # an open cover also hides the paper sensor
        (b"\x1a\x12\x12\x12", PrinterState.OFFLINE),
        (b"\x12\x52\x12\x12", PrinterState.OFFLINE),  # error
        (b"\x12\x12\x1a\x12", PrinterState.OFFLINE),  # cutter
        (b"\x12\x12\x32\x12", PrinterState.OFFLINE),  # cannot recover
        (b"", PrinterState.UNKNOWN),
        (GOOD[:3], PrinterState.UNKNOWN),
        (b"\x00\x00\x00\x00", PrinterState.UNKNOWN),
        (b"\xff\xff\xff\xff", PrinterState.UNKNOWN),
    ],
)
def test_decode(answers: bytes, state: PrinterState) -> None:
    assert decode(answers) is state


@given(st.binary(max_size=8))
def test_anything_else_is_decoded_without_an_error(answers: bytes) -> None:
    assert isinstance(decode(answers), PrinterState)


def test_only_ok_and_low_print() -> None:
    assert [state for state in PrinterState if state.prints] == [PrinterState.LOW, PrinterState.OK]
