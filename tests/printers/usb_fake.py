"""A USB printer below pyusb: its backend answers like libusb with one ESC/POS printer plugged in."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import usb.backend
import usb.core

OUT, IN, BULK, PACKET = 0x01, 0x82, 2, 64


class UsbPrinter(usb.backend.IBackend):  # type: ignore[misc,unused-ignore]
    """04b8:0e15 with a printer interface; `has_in` False: it cannot answer."""

    def __init__(self, *, has_in: bool = True) -> None:
        self.got = bytearray()
        self.answers = bytearray()
        self.has_in, self.there, self.driver, self.claimed = has_in, True, True, False
        self.statuses = {1: 0x12, 2: 0x12, 3: 0x12, 4: 0x12}

    def enumerate_devices(self) -> list[str]:
        return ["printer"] if self.there else []

    def get_device_descriptor(self, dev: Any) -> Any:
        return SimpleNamespace(
            bLength=18, bDescriptorType=1, bcdUSB=0x200, bDeviceClass=0, bDeviceSubClass=0, bDeviceProtocol=0,
            bMaxPacketSize0=64, idVendor=0x04B8, idProduct=0x0E15, bcdDevice=1, iManufacturer=0, iProduct=0,
            iSerialNumber=0, bNumConfigurations=1, address=1, bus=1, port_number=1, port_numbers=(1,),
            speed=3,
        )  # fmt: skip

    def get_configuration_descriptor(self, dev: Any, config: int) -> Any:
        return SimpleNamespace(
            bLength=9, bDescriptorType=2, wTotalLength=32, bNumInterfaces=1, bConfigurationValue=1,
            iConfiguration=0, bmAttributes=0xC0, bMaxPower=1, extra_descriptors=[],
        )  # fmt: skip

    def get_interface_descriptor(self, dev: Any, intf: int, alt: int, config: int) -> Any:
        if intf or alt:
            raise IndexError
        return SimpleNamespace(
            bLength=9, bDescriptorType=4, bInterfaceNumber=0, bAlternateSetting=0,
            bNumEndpoints=1 + self.has_in, bInterfaceClass=7, bInterfaceSubClass=1, bInterfaceProtocol=2,
            iInterface=0, extra_descriptors=[],
        )  # fmt: skip

    def get_endpoint_descriptor(self, dev: Any, ep: int, intf: int, alt: int, config: int) -> Any:
        if ep > self.has_in:
            raise IndexError
        return SimpleNamespace(
            bLength=7, bDescriptorType=5, bEndpointAddress=(OUT, IN)[ep], bmAttributes=BULK,
            wMaxPacketSize=PACKET, bInterval=0, bRefresh=0, bSynchAddress=0, extra_descriptors=[],
        )  # fmt: skip

    def open_device(self, dev: Any) -> str:
        return "handle"

    def close_device(self, handle: Any) -> None:
        self.claimed = False

    def get_configuration(self, handle: Any) -> int:
        return 1

    def set_configuration(self, handle: Any, value: int) -> None:
        return

    def claim_interface(self, handle: Any, intf: int) -> None:
        if self.driver:
            raise usb.core.USBError("Resource busy", errno=16)
        self.claimed = True

    def release_interface(self, handle: Any, intf: int) -> None:
        self.claimed = False

    def is_kernel_driver_active(self, handle: Any, intf: int) -> bool:
        return self.driver

    def detach_kernel_driver(self, handle: Any, intf: int) -> None:
        self.driver = False

    def bulk_write(self, handle: Any, ep: int, intf: int, data: Any, timeout: int) -> int:
        self._gone()
        written = bytes(data)
        self.got += written
        for n, byte in self.statuses.items():
            self.answers += bytes([byte]) * written.count(bytes([0x10, 0x04, n]))
        self.answers += b"\0" * written.count(b"\x1dr\x01")
        return len(written)

    def bulk_read(self, handle: Any, ep: int, intf: int, buffer: Any, timeout: int) -> int:
        self._gone()
        if not self.answers:
            raise usb.core.USBTimeoutError("Operation timed out", errno=110)
        data, self.answers[:] = bytes(self.answers[: len(buffer)]), self.answers[len(buffer) :]
        buffer[: len(data)] = type(buffer)("B", data)
        return len(data)

    def _gone(self) -> None:
        if not self.there:
            raise usb.core.USBError("No such device", errno=19)
