"""One line of pads at work: each is asked in turn, what it has to show is written, its events are handed on.

Frames and checksums are pymodbus's, the port is `ports/`'s. What an event means is known in `part.py`.
"""

from __future__ import annotations

import logging
import secrets
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import structlog
from msgspec.structs import replace
from pymodbus.client.base import ModbusBaseSyncClient
from pymodbus.exceptions import ModbusException
from pymodbus.framer import FramerRTU, FramerType
from pymodbus.pdu import ModbusPDU
from pymodbus.transport import CommParams, CommType

from devices.keypads.registers import DARK, HEAD, RING, Head, Page, events, head, missed
from link.plan import Keypad
from link.words import DeviceCondition, DeviceState
from ports.keeper import Site
from ports.port import Port

log = structlog.get_logger()

ANSWER_S = 0.25
"""So long a pad may take to answer: 50 ms on the line at 9600 baud, and a slow converter."""
PAUSES_S = (0.0, 0.0, 0.5, 1.0, 2.0, 4.0, 8.0)
"""After so many failures in a row a pad is left alone for so long, so that the others stay quick."""
BROKEN_AFTER = 3
"""Failures in a row before a pad is said to be off."""
READ, WRITE = 4, 16
"""The two functions that are used."""
SHORTEST = 5
"""Bytes of an answer without data: address, function, length or fault, checksum."""
AT_MOST = 1024
"""Bytes thrown away between two questions: a line that never falls silent is asked all the same."""
BREATH_S = 0.005
"""Between two questions: at least 3.5 characters of silence mark the end of a frame (4 ms at 9600 baud)."""
TICK_S = 0.5
"""So often pages are looked at again also when nothing happens: an entry is given up, an asking ends."""
DEAF_S = 20.0
"""When nobody has answered for so long the port is opened anew: a converter may have forgotten us."""
STALE_S = 10.0
"""Keys pressed while a pad was not heard of for longer than this do nothing: nobody waits for them."""

logging.getLogger("pymodbus").setLevel(logging.CRITICAL + 1)  # what fails is said by the pad's state


class NoAnswer(Exception):
    """A pad did not answer as it should; the text says what came instead. `speaks`: something did."""

    def __init__(self, says: str, *, speaks: bool = False) -> None:
        super().__init__(says)
        self.speaks = speaks


class Master(ModbusBaseSyncClient):
    """pymodbus over a port of ours: it speaks RTU frames, over a serial line and over a converter alike."""

    def __init__(self, port: Port, answer_s: float = ANSWER_S) -> None:
        params = CommParams(comm_type=CommType.SERIAL, comm_name="pads", timeout_connect=answer_s)
        super().__init__(FramerType.RTU, 0, params, None, None, None)
        self._port, self._answer_s, self._until = port, answer_s, 0.0
        self._asked, self._heard = 0, b""
        """Whom, and what came since then that is not another one's."""
        self.late: set[int] = set()
        """Addresses whose answers came when nobody waited for them any more."""

    def connect(self) -> bool:
        """It is open as long as it exists."""
        return True

    def send(self, request: bytes, addr: object = None) -> int:  # noqa: ARG002 - as pymodbus calls it
        """Ask; what came too late for the question before is noted and thrown away."""
        left = b""
        while len(left) < AT_MOST and (more := self._port.read(0)):
            left += more
        self._asked = 0
        self._without_late(left)
        self._asked, self._heard = request[0], b""
        self._port.write(request)
        self._until = time.monotonic() + self._answer_s
        return len(request)

    def recv(self, size: int | None) -> bytes:  # noqa: ARG002 - likewise
        """What has come; b"" when the time is over."""
        while data := self._port.read(max(0.0, self._until - time.monotonic())):
            if data := self._without_late(data):
                self._heard += data
                return data
        return b""

    def _without_late(self, data: bytes) -> bytes:
        """Take away whole answers of others, which come for earlier questions."""
        while (size := frame_size(data)) and data[0] != self._asked:
            self.late.add(data[0])
            data = data[size:]
        return data

    def close(self) -> None:
        """The port is whoever's opened it."""

    def read(self, address: int, count: int) -> list[int]:
        """The first input registers of a pad. Raises NoAnswer, PortError."""
        answer = self._ask(lambda: self.read_input_registers(0, count=count, device_id=address), address)
        registers = list(answer.registers)
        if len(registers) != count:  # an answer to another question, which came too late
            raise NoAnswer(f"answers with {len(registers)} registers instead of {count}", speaks=True)
        return registers

    def show(self, address: int, registers: list[int]) -> None:
        """Write a page. That it was taken over is seen at the next poll. Raises NoAnswer, PortError."""
        self._ask(lambda: self.write_registers(0, registers, device_id=address), address)

    def _ask(self, question: Callable[[], ModbusPDU], address: int) -> ModbusPDU:
        time.sleep(BREATH_S)
        try:
            answer = question()
        except ModbusException as error:
            raise self._why_not(address) from error
        if answer.isError():
            raise NoAnswer(
                f"refuses the question ({answer}): it does not speak as docs/devices.md says", speaks=True
            )
        return answer

    def _why_not(self, address: int) -> NoAnswer:
        if self._heard:
            return NoAnswer("what comes is no Modbus answer: wrong speed, or noise on the line", speaks=True)
        if address in self.late:
            return NoAnswer(f"answers later than {self._answer_s * 1000:.0f} ms", speaks=True)
        return NoAnswer(f"does not answer: is it on, is it connected, and is its address {address}?")


def frame_size(data: bytes) -> int:
    """The length of the whole answer with which these bytes begin; 0 where they begin with none."""
    if len(data) < SHORTEST:
        return 0
    size = {READ: SHORTEST + data[2], WRITE: 8}.get(data[1], SHORTEST)
    frame = data[:size]
    good = len(frame) == size and FramerRTU.check_CRC(frame[:-2], int.from_bytes(frame[-2:], "big"))
    return size if good else 0


@dataclass(slots=True)
class Slot:
    """One pad of the line, as the line's thread sees it."""

    pad: Keypad
    state: DeviceState
    heard: Callable[[int, int, int], None]
    """Gets each event once: boot number, number, code. On the line's thread."""
    page: Page = DARK
    """What it is to show: set by whoever knows, from any thread."""
    boot: int | None = None
    count: int = 0
    counts: dict[int, int] = field(default_factory=dict)
    """By boot number: events that were read. An answer from before the last switching on may come late."""
    written: Page | None = None
    number: int = field(default_factory=lambda: secrets.randbelow(0xFFFF) + 1)
    taken: int = 0
    failures: int = 0
    next_at: float = 0.0
    answered_at: float = field(default_factory=lambda: -STALE_S)


class Line:
    """The pads of one line. `says` gets each change of a pad's state, and `tick` is called now and then, both
    on the line's thread."""

    def __init__(
        self, slots: Sequence[Slot], says: Callable[[DeviceState], None], tick: Callable[[], None]
    ) -> None:
        self.slots, self._says, self._tick = list(slots), says, tick

    def work(self, site: Site) -> None:
        """Ask one pad after the other, as long as the site goes on and any answers. Raises PortError."""
        master = Master(site.port)
        for slot in self.slots:
            slot.failures, slot.next_at = 0, 0.0
        alive = ticked = time.monotonic()
        while site.goes_on and time.monotonic() - alive < DEAF_S:
            if self._round(master, site):
                site.says("ok")
                alive = time.monotonic()
            if time.monotonic() - ticked > TICK_S:
                ticked = time.monotonic()
                self._tick()

    def _round(self, master: Master, site: Site) -> bool:
        """Ask everybody whose turn it is; whether anybody answered."""
        due = [slot for slot in self.slots if slot.next_at <= time.monotonic()]
        for slot in due:
            if site.goes_on:
                self._poll(master, slot)
        if not due:
            time.sleep(0.02)
        return any(slot.failures == 0 for slot in due)

    def all_say(self, state: DeviceCondition, detail: str) -> None:
        """The line as a whole is broken: so is every pad on it."""
        for slot in self.slots:
            self._say(slot, state, detail)

    def _poll(self, master: Master, slot: Slot) -> None:
        try:
            self._talk(master, slot)
        except NoAnswer as error:
            slot.failures += 1
            slot.next_at = time.monotonic() + PAUSES_S[min(slot.failures, len(PAUSES_S)) - 1]
            if slot.failures >= BROKEN_AFTER:
                self._say(slot, "fault" if error.speaks else "offline", str(error))
        else:
            slot.failures, slot.answered_at = 0, time.monotonic()
            master.late.discard(slot.pad.address)

    def _talk(self, master: Master, slot: Slot) -> None:
        found = head(master.read(slot.pad.address, HEAD))
        if found.kind != slot.pad.kind:
            what = f"a {found.kind} pad" if found.kind else "no pad that docs/devices.md describes"
            self._say(slot, "fault", f"is {what}, but the hall file says {slot.pad.kind}")
            return
        self._take(master, slot, found)
        page = slot.page
        if found.page != slot.number or slot.written != page or slot.taken != slot.count:
            slot.number = slot.number % 0xFFFF + 1
            slot.written, slot.taken = page, slot.count
            master.show(slot.pad.address, page.registers(slot.number, slot.count))
        self._say(slot, "ok", "")

    def _take(self, master: Master, slot: Slot, found: Head) -> None:
        """Read what is new, each event once, whatever was asked or answered twice."""
        if slot.boot != found.boot:
            first = found.pressed if slot.boot is None else 0  # what was pressed before us is nobody's wish
            slot.boot, slot.written = found.boot, None
            slot.count = slot.counts.get(found.boot, first)
        if not missed(slot.count, found.pressed):
            return
        registers = master.read(slot.pad.address, HEAD + RING)
        if registers[1] != slot.boot:  # switched off and on between the two questions
            return
        fresh = time.monotonic() - slot.answered_at < STALE_S
        for number, code in events(registers, slot.count):
            if fresh:
                slot.heard(found.boot, number, code)
        if missed(slot.count, registers[2]):
            slot.count = slot.counts[slot.boot] = registers[2]

    def _say(self, slot: Slot, state: DeviceCondition, detail: str) -> None:
        if (state, detail) != (slot.state.state, slot.state.detail):
            log.info("device", id=slot.state.id, kind=slot.state.kind, state=state, detail=detail)
            since = slot.state.since if state == slot.state.state else time.time_ns() // 1_000_000
            slot.state = replace(slot.state, state=state, detail=detail, since=since)
            self._says(slot.state)
