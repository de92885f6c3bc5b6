"""What a USB device says about itself, as the bytes of the USB 2.0 specification, chapter 9.6."""

import struct
from dataclasses import dataclass

BULK, INTERRUPT = 2, 3
FULL_SPEED = 2
"""libusb's number for 12 Mbit/s."""


@dataclass(frozen=True)
class Endpoint:
    """One endpoint. ``address`` has bit 7 set for IN; ``attributes`` is BULK or INTERRUPT."""

    address: int
    attributes: int = BULK
    max_packet: int = 64
    interval: int = 0

    def pack(self) -> bytes:
        """The 7 bytes of the endpoint descriptor."""
        return struct.pack("<BBBBHB", 7, 5, self.address, self.attributes, self.max_packet, self.interval)


@dataclass(frozen=True)
class Interface:
    """One interface with a single alternate setting. ``kernel_driver`` is bound by Linux on plugging. ``functional``:
    descriptors of its class. ``report``: a HID interface's report descriptor, which a host asks for by itself.
    """

    endpoints: tuple[Endpoint, ...]
    number: int = 0
    class_code: int = 0xFF
    subclass: int = 0
    protocol: int = 0
    kernel_driver: str | None = None
    functional: bytes = b""
    report: bytes = b""

    def pack(self) -> bytes:
        """The interface descriptor, those of its class and its endpoints behind it."""
        head = struct.pack("<9B", 9, 4, self.number, 0, len(self.endpoints),
                           self.class_code, self.subclass, self.protocol, 0)
        hid = struct.pack("<BBHBBBH", 9, 0x21, 0x0111, 0, 1, 0x22, len(self.report)) if self.report else b""
        return head + self.functional + hid + b"".join(endpoint.pack() for endpoint in self.endpoints)


@dataclass(frozen=True)
class Description:
    """A device with one configuration, number 1."""

    vendor: int
    product: int
    release: int
    manufacturer: str
    product_name: str
    serial: str
    interfaces: tuple[Interface, ...]

    def device(self) -> bytes:
        """The 18 bytes of the device descriptor."""
        return struct.pack("<BBHBBBBHHHBBBB", 18, 1, 0x0200, 0, 0, 0, 64, self.vendor, self.product, self.release,
                           1 if self.manufacturer else 0, 2 if self.product_name else 0, 3 if self.serial else 0, 1)

    def configuration(self) -> bytes:
        """The configuration descriptor with all that belongs to it; self-powered, 100 mA."""
        body = b"".join(interface.pack() for interface in self.interfaces)
        return struct.pack("<BBHBBBBB", 9, 2, 9 + len(body), len(self.interfaces), 1, 0, 0xC0, 50) + body

    def string(self, index: int) -> bytes | None:
        """A string descriptor, 0 being the list of languages (English, United States); ``None`` past the end."""
        if index == 0:
            return bytes((4, 3, 0x09, 0x04))
        texts = (self.manufacturer, self.product_name, self.serial)
        if index > len(texts) or not texts[index - 1]:
            return None
        coded = texts[index - 1].encode("utf-16-le")[:252]
        return bytes((len(coded) + 2, 3)) + coded

    def report(self, number: int) -> bytes | None:
        """The report descriptor of the interface of that number, where it is a HID one."""
        return next((interface.report for interface in self.interfaces
                     if interface.number == number and interface.report), None)

    def endpoint(self, address: int) -> Endpoint | None:
        """The endpoint with that address."""
        return next((endpoint for interface in self.interfaces for endpoint in interface.endpoints
                     if endpoint.address == address), None)

    def interface_of(self, address: int) -> Interface | None:
        """The interface that the endpoint ``address`` belongs to."""
        return next((interface for interface in self.interfaces
                     if any(endpoint.address == address for endpoint in interface.endpoints)), None)
