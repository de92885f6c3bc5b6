"""The kernel's door: one device of the desk at a usbredir socket of QEMU, where a real kernel finds it on its xHCI.

Connecting plugs the device in, closing pulls it. The device's own cable (the desk's plug and unplug) does the same.
"""

import itertools
import socket
import struct
from collections.abc import Callable
from pathlib import Path

from emulated.doors.usbredir_wire import (
    STATUS, Assembler, BadPacket, Kind, Packet, check_hello, connect, endpoints, hello, interfaces,
)
from emulated.loop import Loop
from emulated.stream import Stream
from emulated.usb_descriptors import BULK, INTERRUPT
from emulated.usb_device import Setup, Transfer, UsbDevice

CONTROL, BULK_HEAD, INTERRUPT_HEAD = struct.Struct("<BBBBHHH"), struct.Struct("<BBHIH"), struct.Struct("<BBH")
_DONE, _INVALID = 0, 2


class UsbredirDoor:
    """One device at one socket. Raises `OSError` where nobody listens there."""

    def __init__(self, loop: Loop, device: UsbDevice, path: Path, closed: Callable[[], None]) -> None:
        """`closed` is called when the other side has gone."""
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            connection.connect(str(path))
        except OSError:
            connection.close()
            raise
        self._device = device
        self._closed = closed
        self._frames = Assembler()
        self._numbers = itertools.count(1)
        self._asked: dict[int, Transfer] = {}
        """By the other side's id: what may be canceled."""
        self._heard: dict[int, Transfer] = {}
        """By endpoint: the transfer that waits for the next report."""
        self._stream = Stream(loop, connection)
        self._stream.on_bytes = self._bytes
        self._stream.on_closed = self._gone
        self._send(hello())

    def close(self) -> None:
        """Pull the device out. Idempotent."""
        self._stream.close()

    def _send(self, packet: Packet) -> None:
        self._stream.send(packet.pack())

    def _bytes(self, data: bytes) -> None:
        try:
            for packet in self._frames.feed(data):
                self._take(packet)
        except (BadPacket, struct.error, IndexError):
            self._stream.close()

    def _gone(self) -> None:
        for transfer in (*self._asked.values(), *self._heard.values()):
            self._device.cancel(transfer)
        self._asked.clear()
        self._heard.clear()
        self._closed()

    def _take(self, packet: Packet) -> None:
        kind, number, body = packet.kind, packet.number, packet.body
        if kind == Kind.HELLO:
            check_hello(body)
            described = self._device.description
            for word in (interfaces(described), endpoints(described), connect(described)):
                self._send(word)
        elif kind == Kind.RESET:
            self._reset()
        elif kind in (Kind.SET_CONFIGURATION, Kind.GET_CONFIGURATION):
            self._configure(packet)
        elif kind in (Kind.SET_ALT_SETTING, Kind.GET_ALT_SETTING):
            alternate = body[1] if kind == Kind.SET_ALT_SETTING else 0
            self._send(Packet(Kind.ALT_SETTING_STATUS, number, bytes((_INVALID if alternate else _DONE, body[0], 0))))
        elif kind in (Kind.START_INTERRUPT_RECEIVING, Kind.STOP_INTERRUPT_RECEIVING):
            self._listen(number, body[0], kind == Kind.START_INTERRUPT_RECEIVING)
        elif kind == Kind.CANCEL_DATA_PACKET:
            if number in self._asked:
                self._device.cancel(self._asked[number])
        elif kind == Kind.CONTROL_PACKET:
            self._control(number, body)
        elif kind == Kind.BULK_PACKET:
            self._bulk(number, body)
        elif kind == Kind.INTERRUPT_PACKET:
            self._interrupt_out(number, body)
        elif kind not in (Kind.FILTER_REJECT, Kind.FILTER_FILTER, Kind.DEVICE_DISCONNECT_ACK):
            raise BadPacket(f"kind {kind}")

    def _reset(self) -> None:
        self._device.drop_unread()
        for row in self._device.description.interfaces:
            for endpoint in row.endpoints:
                self._device.clear_halt(endpoint.address)

    def _configure(self, packet: Packet) -> None:
        wrong = packet.kind == Kind.SET_CONFIGURATION and packet.body[0] not in (0, 1)
        if packet.kind == Kind.SET_CONFIGURATION and not wrong:
            self._device.configuration = packet.body[0]
        self._send(Packet(Kind.CONFIGURATION_STATUS, packet.number,
                          bytes((_INVALID if wrong else _DONE, self._device.configuration))))

    def _control(self, number: int, body: bytes) -> None:
        endpoint, request, request_type, _, value, index, length = CONTROL.unpack_from(body)

        def done(transfer: Transfer) -> None:
            del self._asked[number]
            assert transfer.status is not None
            head = CONTROL.pack(endpoint, request, request_type, STATUS[transfer.status], value, index, transfer.count)
            self._send(Packet(Kind.CONTROL_PACKET, number, head + bytes(transfer.data)))

        self._submit(number, Transfer(0, done, payload=body[CONTROL.size:], length=length,
                                      setup=Setup(request_type, request, value, index, length)))

    def _bulk(self, number: int, body: bytes) -> None:
        endpoint, _, low, stream, high = BULK_HEAD.unpack_from(body)
        self._known(endpoint, BULK)

        def done(transfer: Transfer) -> None:
            del self._asked[number]
            assert transfer.status is not None
            head = BULK_HEAD.pack(endpoint, STATUS[transfer.status], transfer.count & 0xFFFF, stream,
                                  transfer.count >> 16)
            self._send(Packet(Kind.BULK_PACKET, number, head + bytes(transfer.data)))

        self._submit(number, Transfer(endpoint, done, payload=body[BULK_HEAD.size:], length=low | high << 16))

    def _interrupt_out(self, number: int, body: bytes) -> None:
        endpoint, _, _ = INTERRUPT_HEAD.unpack_from(body)
        self._known(endpoint, INTERRUPT)

        def done(transfer: Transfer) -> None:
            del self._asked[number]
            assert transfer.status is not None
            self._send(Packet(Kind.INTERRUPT_PACKET, number, INTERRUPT_HEAD.pack(
                endpoint, STATUS[transfer.status], transfer.count)))

        self._submit(number, Transfer(endpoint, done, payload=body[INTERRUPT_HEAD.size:]))

    def _submit(self, number: int, transfer: Transfer) -> None:
        if number in self._asked:
            raise BadPacket(f"id {number} again")
        self._asked[number] = transfer
        self._device.submit(transfer)

    def _known(self, endpoint: int, attributes: int) -> None:
        described = self._device.description.endpoint(endpoint)
        if described is None or described.attributes != attributes:
            raise BadPacket(f"no such endpoint {endpoint:#x}")

    def _listen(self, number: int, endpoint: int, on: bool) -> None:
        """Reports go out as they come, without being asked for one by one, until the other side has heard enough."""
        self._known(endpoint, INTERRUPT)
        waiting = self._heard.pop(endpoint, None)
        if waiting is not None:
            self._device.cancel(waiting)
        self._send(Packet(Kind.INTERRUPT_RECEIVING_STATUS, number, bytes((_DONE, endpoint))))
        if on:
            self._await_report(endpoint)

    def _await_report(self, endpoint: int) -> None:
        described = self._device.description.endpoint(endpoint)
        assert described is not None

        def done(transfer: Transfer) -> None:
            if self._heard.get(endpoint) is not transfer:
                return
            del self._heard[endpoint]
            assert transfer.status is not None
            self._send(Packet(Kind.INTERRUPT_PACKET, next(self._numbers), INTERRUPT_HEAD.pack(
                endpoint, STATUS[transfer.status], transfer.count) + bytes(transfer.data)))
            if STATUS[transfer.status] == _DONE:
                self._await_report(endpoint)

        transfer = Transfer(endpoint, done, length=described.max_packet)
        self._heard[endpoint] = transfer
        self._device.submit(transfer)
