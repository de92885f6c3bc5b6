"""The usbredir protocol (spice usbredir, docs/usb-redirection-protocol.md, 0.7), as a host of devices speaks it.

Heads have ids of 64 bits once both sides offer CAPABILITIES; QEMU's xHCI refuses a peer without bits 4 and 5.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

from emulated.usb_descriptors import Description, Interface
from emulated.usb_device import Status

VERSION = b"citizen-window desk"
CAPABILITIES = sum(1 << bit for bit in (1, 3, 4, 5, 6))
"""connect_device_version, device_disconnect_ack, ep_info_max_packet_size, 64bits_ids, 32bits_bulk_length."""
WANTED = 1 << 4 | 1 << 5
LARGEST = 1024 * 1024 + 64
SLOTS = 32
UNUSED = 255


class Kind(IntEnum):
    """Packets that a device without isochronous endpoints and streams meets."""

    HELLO = 0
    DEVICE_CONNECT = 1
    DEVICE_DISCONNECT = 2
    RESET = 3
    INTERFACE_INFO = 4
    EP_INFO = 5
    SET_CONFIGURATION = 6
    GET_CONFIGURATION = 7
    CONFIGURATION_STATUS = 8
    SET_ALT_SETTING = 9
    GET_ALT_SETTING = 10
    ALT_SETTING_STATUS = 11
    START_INTERRUPT_RECEIVING = 15
    STOP_INTERRUPT_RECEIVING = 16
    INTERRUPT_RECEIVING_STATUS = 17
    CANCEL_DATA_PACKET = 21
    FILTER_REJECT = 22
    FILTER_FILTER = 23
    DEVICE_DISCONNECT_ACK = 24
    CONTROL_PACKET = 100
    BULK_PACKET = 101
    INTERRUPT_PACKET = 103


STATUS = {Status.DONE: 0, Status.CANCELED: 1, Status.GONE: 3, Status.STALL: 4, Status.OVERFLOW: 6}


class BadPacket(Exception):
    """The other side does not speak usbredir as we know it."""


@dataclass(frozen=True)
class Packet:
    """One packet: its kind, the id that answers carry again, its body."""

    kind: int
    number: int
    body: bytes

    def pack(self) -> bytes:
        """With a head of 64-bit ids; hello alone has a shorter one."""
        form = "<III" if self.kind == Kind.HELLO else "<IIQ"
        return struct.pack(form, self.kind, len(self.body), self.number) + self.body


class Assembler:
    """Packets out of a stream cut anywhere."""

    def __init__(self) -> None:
        self._bytes = bytearray()
        self._greeted = False

    def feed(self, data: bytes) -> Iterator[Packet]:
        """The packets that are complete now. Raises :class:`BadPacket`."""
        self._bytes += data
        while True:
            form = struct.Struct("<IIQ" if self._greeted else "<III")
            if len(self._bytes) < form.size:
                return
            kind, length, number = form.unpack_from(self._bytes)
            if length > LARGEST or (kind == Kind.HELLO) is self._greeted:
                raise BadPacket(f"kind {kind} with {length} bytes")
            if len(self._bytes) < form.size + length:
                return
            body = bytes(self._bytes[form.size:form.size + length])
            del self._bytes[:form.size + length]
            self._greeted = True
            yield Packet(kind, number, body)


def hello() -> Packet:
    """What both sides begin with."""
    return Packet(Kind.HELLO, 0, VERSION.ljust(64, b"\0") + struct.pack("<I", CAPABILITIES))


def check_hello(body: bytes) -> None:
    """Raises :class:`BadPacket` where the other side lacks what heads of 64-bit ids need."""
    if len(body) < 68 or struct.unpack_from("<I", body, 64)[0] & WANTED != WANTED:
        raise BadPacket("the other side knows no ids of 64 bits or no packet sizes; QEMU 4 or newer does")


def interfaces(description: Description) -> Packet:
    """interface_info."""
    rows = description.interfaces
    columns = [[read(row) for row in rows] for read in (_number, _class, _subclass, _protocol)]
    return Packet(Kind.INTERFACE_INFO, 0, struct.pack("<I", len(rows)) + b"".join(
        bytes(column).ljust(SLOTS, b"\0") for column in columns))


def endpoints(description: Description) -> Packet:
    """ep_info: 32 places, OUT endpoints in the first sixteen. Endpoint 0 is there always."""
    kinds, intervals, owners = bytearray([UNUSED] * SLOTS), bytearray(SLOTS), bytearray(SLOTS)
    sizes = [0] * SLOTS
    for place in (0, 16):
        kinds[place], sizes[place] = 0, 64
    for row in description.interfaces:
        for endpoint in row.endpoints:
            place = (endpoint.address & 0x0F) | (16 if endpoint.address & 0x80 else 0)
            kinds[place], intervals[place], owners[place] = endpoint.attributes, endpoint.interval, row.number
            sizes[place] = endpoint.max_packet
    return Packet(Kind.EP_INFO, 0, bytes(kinds + intervals + owners) + struct.pack(f"<{SLOTS}H", *sizes))


def connect(description: Description) -> Packet:
    """device_connect, at full speed."""
    return Packet(Kind.DEVICE_CONNECT, 0, struct.pack("<BBBBHHH", 1, 0, 0, 0, description.vendor, description.product,
                                                      description.release))


def _number(row: Interface) -> int:
    return row.number


def _class(row: Interface) -> int:
    return row.class_code


def _subclass(row: Interface) -> int:
    return row.subclass


def _protocol(row: Interface) -> int:
    return row.protocol
