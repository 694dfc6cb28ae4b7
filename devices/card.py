"""An identity-card reader kept at work: find, select, read; a card that lies there is read once.

The bytes are `sdt.py`'s; what a card leads to is decided where it is laid down.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final, Literal

from devices import sdt
from devices.sdt import Answer, Card, NotReadable, OtherKind, Request
from link.words import DeviceState
from ports.address import SerialLine, Tcp
from ports.keeper import PAUSES_S, DeviceFault, Keeper, Site

Seen = Card | Literal["unreadable", "other_kind"]
"""What lies on the reader. other_kind: a card that this protocol lays out otherwise."""

LOOK_S: Final = 0.3
"""From one look whether a card is there to the next."""
ANSWER_S: Final = 2.0
READ_S: Final = 4.0
SILENT: Final = 3
"""So many questions without an answer are a fault."""
TRIES: Final = 3
"""To read one card: it may still be on its way."""
GONE: Final = 2
"""So many looks find nothing before the card is taken to be gone: one alone may be a slip."""
POSSIBLE: Final[dict[Request, frozenset[int]]] = {
    sdt.FIND: frozenset({sdt.FOUND, sdt.NO_CARD}),
    sdt.SELECT: frozenset({sdt.DONE, sdt.NOT_SELECTED}),
    sdt.READ: frozenset({sdt.DONE, sdt.NOT_READ, sdt.UNKNOWN_KIND}),
}
"""An answer that is late, or comes twice, is not taken for the answer to something else."""


class CardReader:
    """One reader. `on_card` and `on_state` are called on its own thread and must not block."""

    def __init__(
        self,
        id_: str,
        address: Tcp | SerialLine,
        on_card: Callable[[Seen], None],
        on_state: Callable[[DeviceState], None],
        *,
        pauses_s: tuple[float, ...] = PAUSES_S,
        answer_s: float = ANSWER_S,
        read_s: float = READ_S,
    ) -> None:
        self._on_card, self._answer_s, self._read_s = on_card, answer_s, read_s
        self._keeper = Keeper(id_, "card", address, self._work, on_state, pauses_s=pauses_s)

    def start(self) -> None:
        """Begin."""
        self._keeper.start()

    def close(self) -> None:
        """End, and let go of the port."""
        self._keeper.close()

    def _work(self, site: Site) -> None:
        talk, looks = _Talk(site, self._answer_s, self._read_s), GONE
        while site.goes_on:
            answer = talk.ask(sdt.FIND)
            if answer is None:
                continue
            site.says("ok")
            if answer.status == sdt.NO_CARD:
                looks += 1
            elif looks >= GONE:
                looks = 0
                self._take_in(talk)
            else:
                looks = 0  # it still lies there
            self._keeper.stopping.wait(LOOK_S)

    def _take_in(self, talk: _Talk) -> None:
        """Read a card that has just been laid down, and say so once."""
        seen: Seen = "unreadable"
        for _ in range(TRIES):
            if not talk.site.goes_on:
                return
            seen = _read(talk)
            if seen != "unreadable":
                break
            if (answer := talk.ask(sdt.FIND)) is not None and answer.status == sdt.NO_CARD:
                break  # taken away in the middle
        self._on_card(seen)


def _read(talk: _Talk) -> Seen:
    selected = talk.ask(sdt.SELECT)
    if selected is None or selected.status != sdt.DONE:
        return "unreadable"
    answer = talk.ask(sdt.READ)
    if answer is None or answer.status == sdt.NOT_READ:
        return "unreadable"
    if answer.status == sdt.UNKNOWN_KIND:
        return "other_kind"
    try:
        return sdt.card(answer.data)
    except OtherKind:
        return "other_kind"
    except NotReadable:
        return "unreadable"


class _Talk:
    """Questions and answers over one open port. Raises DeviceFault when there are none."""

    def __init__(self, site: Site, answer_s: float, read_s: float) -> None:
        self.site = site
        self._waits = {sdt.READ: read_s}
        self._answer_s = answer_s
        self._stream = sdt.Stream()
        self._silent = self._misheard = 0
        """Questions without an answer, and those that the reader could not read, since the last good one."""

    def ask(self, request: Request) -> Answer | None:
        """The answer; None when none came, or none that could be understood."""
        self.site.port.forget()
        self._stream.forget()
        self.site.port.write(sdt.frame(request))
        deadline = time.monotonic() + self._waits.get(request, self._answer_s)
        while self.site.goes_on and (left := deadline - time.monotonic()) > 0:
            for answer in self._stream.feed(self.site.port.read(min(left, 0.2))):
                if self._fits(answer, request):
                    self._silent = self._misheard = self._stream.noise = 0
                    return answer
        if self.site.goes_on:
            self._none_came()
        return None

    def _fits(self, answer: Answer, request: Request) -> bool:
        if answer.status in sdt.BROKEN:
            raise DeviceFault(f"{sdt.BROKEN[answer.status]}: its supplier has to mend it")
        self._misheard += answer.status in sdt.MISHEARD
        if request == sdt.READ and answer.status == sdt.DONE and len(answer.data) < sdt.SIZES + sdt.TEXT:
            return False  # the answer to "select", once more
        return answer.status in POSSIBLE[request]

    def _none_came(self) -> None:
        self._silent += 1
        self._stream.forget()
        if self._silent < SILENT:
            return
        address = self.site.port.address
        if self._misheard:
            raise DeviceFault(
                f"{address}: the reader does not understand us: noise on the line, a bad cable?"
            )
        if self._stream.noise:
            raise DeviceFault(
                f"{address}: what comes makes no sense: is the speed right? Card readers mostly have 115200."
            )
        raise DeviceFault(
            f"{address}: open, but nothing answers: is this the card reader's port, is the reader on, "
            "is the speed 115200?"
        )
