"""A USB printer by its vendor and product number, without a driver of the operating system.

What is said over it is `escpos_line`'s.
"""

from __future__ import annotations

from typing import Any

import usb.core
import usb.util

from ports.address import Usb

PRINTER_CLASS = 7
"""Of an interface, by the USB device class definition for printing devices."""
AT_ONCE = 16 * 1024


class UsbStream:
    """A stream to a USB printer. To open it raises OSError that says what would help."""

    def __init__(self, address: Usb, timeout_s: float) -> None:
        self._address, self._timeout_ms = address, int(timeout_s * 1000)
        self._device = _find(address)
        try:
            self._interface = self._claim()
        except usb.core.USBError as error:
            usb.util.dispose_resources(self._device)
            raise OSError(f"{address} cannot be used ({error}): another program has it, or the right to use "
                          "it is missing (a udev rule gives it)") from error  # fmt: skip
        self._out, self._in = self._endpoint(usb.util.ENDPOINT_OUT), self._endpoint(usb.util.ENDPOINT_IN)
        if self._out is None:
            self.close()
            raise OSError(f"{address} takes no data: is it a printer?")

    @property
    def answers(self) -> bool:
        """Whether the printer can say anything at all; some have no way to."""
        return bool(self._in is not None)

    def send(self, data: bytes) -> None:
        """Send it all."""
        try:
            for start in range(0, len(data), AT_ONCE):
                piece = data[start : start + AT_ONCE]
                if self._out.write(piece, self._timeout_ms) != len(piece):
                    raise OSError(f"{self._address} took only a part")
        except usb.core.USBTimeoutError as error:
            raise TimeoutError(f"{self._address} takes nothing") from error
        except usb.core.USBError as error:
            raise ConnectionError(f"{self._address}: the printer is gone: {error}") from error

    def receive(self, wait_s: float) -> bytes:
        """What has come."""
        if self._in is None:
            return b""
        try:
            return bytes(self._in.read(self._in.wMaxPacketSize, max(1, int(wait_s * 1000))))
        except usb.core.USBTimeoutError:
            return b""
        except usb.core.USBError as error:
            raise ConnectionError(f"{self._address}: the printer is gone: {error}") from error

    def close(self) -> None:
        """Let go."""
        usb.util.dispose_resources(self._device)

    def _claim(self) -> Any:
        try:
            configuration = self._device.get_active_configuration()
        except usb.core.USBError:  # it has none yet
            self._device.set_configuration()
            configuration = self._device.get_active_configuration()
        found = usb.util.find_descriptor(configuration, bInterfaceClass=PRINTER_CLASS)
        interface = found if found is not None else configuration[(0, 0)]
        number = interface.bInterfaceNumber
        try:
            if self._device.is_kernel_driver_active(number):
                self._device.detach_kernel_driver(number)
        except NotImplementedError:  # not on this operating system
            pass
        usb.util.claim_interface(self._device, number)
        return interface

    def _endpoint(self, direction: int) -> Any:
        def fits(endpoint: Any) -> bool:
            bulk: bool = usb.util.endpoint_type(endpoint.bmAttributes) == usb.util.ENDPOINT_TYPE_BULK
            return bulk and bool(usb.util.endpoint_direction(endpoint.bEndpointAddress) == direction)

        return usb.util.find_descriptor(self._interface, custom_match=fits)


def _find(address: Usb) -> Any:
    try:
        device = usb.core.find(idVendor=address.vendor, idProduct=address.product)
    except usb.core.NoBackendError as error:
        raise OSError(f"{address}: this machine has no libusb: install libusb-1.0") from error
    if device is None:
        raise OSError(f"{address}: no such device is plugged in; lsusb lists those that are")
    return device
