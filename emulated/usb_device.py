"""A USB device as its bus sees it: transfers come in, and each is finished once, some time.

A :class:`Transfer` is what Linux calls an URB. Any door that can hand in transfers and take their results serves these
models: pyusb's backend, umockdev (usbfs), usbredir (a real kernel in QEMU).
"""

import enum
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from emulated.usb_descriptors import Description

LARGEST_QUEUE = 64 * 1024
"""Bytes a device keeps for a host that does not read; what comes later is lost, as in a full FIFO."""


class Status(enum.Enum):
    """How a transfer ended."""

    DONE = "done"
    STALL = "stall"
    GONE = "gone"
    CANCELED = "canceled"
    OVERFLOW = "overflow"


@dataclass(frozen=True)
class Setup:
    """The eight bytes of a control request."""

    request_type: int
    request: int
    value: int
    index: int
    length: int


@dataclass(eq=False)
class Transfer:
    """One transfer. OUT: ``payload`` is to be taken; IN: up to ``length`` bytes go to ``data``.

    ``count`` is the bytes moved so far; ``on_done`` is called once, with ``status`` set.
    """

    endpoint: int
    on_done: Callable[["Transfer"], None]
    payload: bytes = b""
    length: int = 0
    setup: Setup | None = None
    data: bytearray = field(default_factory=bytearray)
    count: int = 0
    status: Status | None = None

    def finish(self, status: Status) -> None:
        """End the transfer. A second end is ignored."""
        if self.status is None:
            self.status = status
            self.on_done(self)


class Stall(Exception):
    """The device does not know this control request."""


class UsbDevice(ABC):
    """Queues, halts and standard requests, common to all models. A model adds what its bytes mean."""

    def __init__(self, description: Description) -> None:
        self.description = description
        self.plugged = False
        self.configuration = 0
        self.unplug: Callable[[], None] = lambda: None
        self._waiting: dict[int, deque[Transfer]] = {}
        self._packets: dict[int, deque[bytes]] = {}
        self._halted: set[int] = set()

    @abstractmethod
    def room(self, endpoint: int) -> int:
        """Bytes that the OUT endpoint takes now; 0 answers the host with NAK."""

    @abstractmethod
    def received(self, endpoint: int, data: bytes) -> None:
        """The host sent ``data``, never more than :meth:`room` allowed."""

    @abstractmethod
    def powered(self, on: bool) -> None:
        """The cable was plugged or pulled; pulling loses what a device keeps in memory."""

    def control(self, setup: Setup, payload: bytes) -> bytes:
        """A class or vendor request. Raises :class:`Stall` for one the device does not know."""
        raise Stall

    def attach(self) -> None:
        """The cable is plugged; Linux sets configuration 1 by itself."""
        self.plugged = True
        self.configuration = 1
        self._packets.clear()
        self._halted.clear()
        self.powered(True)

    def detach(self) -> None:
        """The cable is pulled: every transfer under way ends as gone."""
        self.plugged = False
        waiting, self._waiting = self._waiting, {}
        self._packets.clear()
        self.powered(False)
        for queue in waiting.values():
            for transfer in queue:
                transfer.finish(Status.GONE)

    def submit(self, transfer: Transfer) -> None:
        """Take a transfer; it is finished now or later."""
        if not self.plugged:
            transfer.finish(Status.GONE)
        elif transfer.setup is not None:
            self._answer_control(transfer, transfer.setup)
        elif transfer.endpoint in self._halted:
            transfer.finish(Status.STALL)
        else:
            self._waiting.setdefault(transfer.endpoint, deque()).append(transfer)
            self.pump(transfer.endpoint)

    def cancel(self, transfer: Transfer) -> None:
        """The host gave up; bytes already moved stay counted."""
        queue = self._waiting.get(transfer.endpoint)
        if queue and transfer in queue:
            queue.remove(transfer)
        transfer.finish(Status.CANCELED)

    def halt(self, endpoint: int) -> None:
        """Stall an endpoint until the host clears it."""
        self._halted.add(endpoint)
        for transfer in self._waiting.pop(endpoint, deque()):
            transfer.finish(Status.STALL)

    def clear_halt(self, endpoint: int) -> None:
        """The host cleared the stall."""
        self._halted.discard(endpoint)

    def send(self, endpoint: int, data: bytes) -> None:
        """Queue ``data`` for the host, cut into packets. A device without power sends nothing."""
        described = self.description.endpoint(endpoint)
        if not self.plugged or described is None:
            return
        packets = self._packets.setdefault(endpoint, deque())
        if sum(map(len, packets)) + len(data) > LARGEST_QUEUE:
            return
        size = described.max_packet
        packets.extend(data[start:start + size] for start in range(0, len(data), size))
        self.pump(endpoint)

    def drop_unread(self) -> None:
        """Forget what the host has not fetched."""
        self._packets.clear()

    def pump(self, endpoint: int) -> None:
        """Move what can be moved on ``endpoint``; models call it when room has come back."""
        move = self._move_in if endpoint & 0x80 else self._move_out
        while self.plugged and self._waiting.get(endpoint):
            transfer = self._waiting[endpoint][0]
            status = move(endpoint, transfer)
            if status is None:
                return
            queue = self._waiting.get(endpoint)
            if queue and queue[0] is transfer:
                queue.popleft()
            transfer.finish(status)

    def _move_in(self, endpoint: int, transfer: Transfer) -> Status | None:
        packets = self._packets.get(endpoint, deque())
        described = self.description.endpoint(endpoint)
        size = described.max_packet if described else 64
        while transfer.count < transfer.length:
            if not packets:
                return None
            packet = packets.popleft()
            if len(packet) > transfer.length - transfer.count:
                return Status.OVERFLOW
            transfer.data += packet
            transfer.count += len(packet)
            if len(packet) < size:
                break
        return Status.DONE

    def _move_out(self, endpoint: int, transfer: Transfer) -> Status | None:
        while transfer.count < len(transfer.payload):
            room = self.room(endpoint)
            if room <= 0:
                return None
            piece = transfer.payload[transfer.count:transfer.count + room]
            transfer.count += len(piece)
            self.received(endpoint, piece)
            if transfer.status is not None:
                return transfer.status
        return Status.DONE

    def _answer_control(self, transfer: Transfer, setup: Setup) -> None:
        try:
            answer = self._standard(setup) if setup.request_type & 0x60 == 0 else \
                self.control(setup, transfer.payload)
        except Stall:
            transfer.finish(Status.STALL)
            return
        if setup.request_type & 0x80:
            transfer.data += answer[:setup.length]
            transfer.count = len(transfer.data)
        else:
            transfer.count = len(transfer.payload)
        transfer.finish(Status.DONE)

    def _standard(self, setup: Setup) -> bytes:
        """Chapter 9.4 of the USB 2.0 specification, as far as hosts use it."""
        if setup.request == 6 and setup.request_type == 0x80:
            return self._descriptor(setup.value >> 8, setup.value & 0xFF)
        if setup.request == 6 and setup.request_type == 0x81 and setup.value == 0x2200:
            report = self.description.report(setup.index)
            if report is None:
                raise Stall
            return report
        if setup.request == 0 and setup.request_type & 0x80:
            return bytes((1 if setup.request_type == 0x80 else int(setup.index in self._halted), 0))
        if setup.request == 8 and setup.request_type == 0x80:
            return bytes((self.configuration,))
        if setup.request == 9 and setup.request_type == 0 and setup.value in (0, 1):
            self.configuration = setup.value
            return b""
        if setup.request == 1 and setup.request_type == 2 and setup.value == 0:
            self.clear_halt(setup.index)
            return b""
        raise Stall

    def _descriptor(self, kind: int, index: int) -> bytes:
        found = None
        if kind == 1:
            found = self.description.device()
        elif kind == 2 and index == 0:
            found = self.description.configuration()
        elif kind == 3:
            found = self.description.string(index)
        if found is None:
            raise Stall
        return found
