"""Addresses of devices: each form is read and written alike; a wrong one says what would be right."""

from __future__ import annotations

import pytest

from ports.address import AddressError, File, SerialLine, SystemQueue, Tcp, Usb, parse, parse_line

GOOD = {
    "tcp://192.168.1.50:9100": Tcp("192.168.1.50", 9100),
    "tcp://[::1]:9100": Tcp("::1", 9100),
    "serial:/dev/ttyUSB0@9600": SerialLine("/dev/ttyUSB0", 9600),
    "serial:COM3@115200": SerialLine("COM3", 115200),
    "usb:04b8:0e15": Usb(0x04B8, 0x0E15),
    "cups:Front door": SystemQueue("cups", "Front door"),
    "windows:EPSON TM-T88": SystemQueue("windows", "EPSON TM-T88"),
    "file:out/a file": File("out/a file"),
}
BAD = {
    "": "tcp://HOST:PORT, serial:DEVICE@BAUD",
    "tcp:": "write tcp://HOST:PORT",
    "192.168.1.50": "write tcp://HOST:PORT",
    "lpt:1": "begins with 'lpt'",
    "tcp://printer": "for instance tcp://192.168.1.50:9100",
    "tcp://printer:99999": "out of range",
    "tcp://user@printer:9100": "is not tcp://HOST:PORT",
    "tcp://printer:9100/path": "is not tcp://HOST:PORT",
    "serial:COM3": "serial:COM3@9600",
    "serial:@9600": "does not say how fast",
    "serial:COM3@9601": "possible: 1200, 2400",
    "serial:COM3@fast": "'fast' is no usual speed",
    "usb:04b8": "in hexadecimal",
    "usb:zzzz:0e15": "in hexadecimal",
}


@pytest.mark.parametrize("text", GOOD)
def test_a_good_address_is_read_and_written_alike(text: str) -> None:
    assert parse(text) == GOOD[text]
    assert str(parse(text)) == text


@pytest.mark.parametrize("text", BAD)
def test_a_wrong_address_says_what_would_be_right(text: str) -> None:
    with pytest.raises(AddressError) as error:
        parse(text)
    assert BAD[text] in str(error.value) or (text == "tcp:" and "HOST:PORT" in str(error.value))


@pytest.mark.parametrize("text", ["usb:04b8:0e15", "cups:x", "file:x"])
def test_what_answers_byte_by_byte_is_a_line_or_a_stream(text: str) -> None:
    with pytest.raises(AddressError, match="can be read from"):
        parse_line(text)
    assert parse_line("tcp://127.0.0.1:1") == Tcp("127.0.0.1", 1)
