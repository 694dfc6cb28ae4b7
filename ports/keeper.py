"""A device kept at work: its port is opened, its driver runs, and after a break all begins again.

What the driver says to the device is its own; who hears of the state is whoever made the keeper.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Event, Thread

import structlog

from link.words import DeviceCondition, DeviceKind, DeviceState
from ports.address import SerialLine, Tcp
from ports.port import Port, PortError

log = structlog.get_logger()

PAUSES_S = (0.5, 1.0, 2.0, 4.0, 8.0)
"""From break to break; the last one stays. After the device has worked the first one comes again."""


class DeviceFault(Exception):
    """The device is there and cannot be worked with; the text says what is wrong, in English."""


class Site:
    """What a driver works with: its port, whether to go on, and where to say how it fares."""

    def __init__(self, keeper: Keeper, port: Port) -> None:
        self.port = port
        self._keeper = keeper

    @property
    def goes_on(self) -> bool:
        """False once the program ends: the driver returns soon."""
        return not self._keeper.stopping.is_set()

    def says(self, state: DeviceCondition, detail: str = "") -> None:
        """How the device fares now; only what is new is passed on."""
        self._keeper.says(state, detail)


class Keeper:
    """Keeps one device (or one line of several) at work, on a thread of its own.

    `work(site)` runs as long as `site.goes_on`, and raises PortError or DeviceFault when it cannot; it says
    `ok` itself once the device has answered. `on_state` gets each change, ON THE KEEPER'S THREAD; it must
    not block and must not call `close`.
    """

    def __init__(
        self,
        id_: str,
        kind: DeviceKind,
        address: Tcp | SerialLine,
        work: Callable[[Site], None],
        on_state: Callable[[DeviceState], None],
        *,
        pauses_s: tuple[float, ...] = PAUSES_S,
    ) -> None:
        self.state = DeviceState(id_, kind, "unknown", "", _now())
        self.address = address
        self.stopping = Event()
        self._work, self._on_state, self._pauses_s = work, on_state, pauses_s
        self._breaks = 0
        self._port: Port | None = None
        self._thread = Thread(target=self._run, name=f"{kind} {id_}", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def close(self) -> None:
        """End the driver and let go of the port."""
        self.stopping.set()
        if self._thread.ident is not None:
            self._thread.join(5)

    def says(self, state: DeviceCondition, detail: str = "") -> None:
        """Note how the device fares, and pass it on when it is new. On the keeper's thread."""
        if state == "ok":
            self._breaks = 0
        if (state, detail) == (self.state.state, self.state.detail):
            return
        log.info("device", id=self.state.id, kind=self.state.kind, state=state, detail=detail)
        since = self.state.since if state == self.state.state else _now()
        self.state = DeviceState(self.state.id, self.state.kind, state, detail, since)
        self._on_state(self.state)

    def _run(self) -> None:
        while not self.stopping.is_set():
            try:
                with Port(self.address) as port:
                    self._work(Site(self, port))
            except PortError as error:
                self.says("offline", str(error))
            except DeviceFault as fault:
                self.says("fault", str(fault))
            except Exception as fault:  # a fault of ours in one driver must not silence the device for good
                log.exception("device.fault", id=self.state.id)
                self.says("fault", f"the driver failed: {fault!r}")
            self.stopping.wait(self._pauses_s[min(self._breaks, len(self._pauses_s) - 1)])
            self._breaks += 1


def _now() -> int:
    return time.time_ns() // 1_000_000
