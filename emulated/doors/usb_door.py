"""The desk's end of the USB door: libusb's calls in, errno and bytes out.

A *client* is one process that uses the bus; it may have several connections (one a thread), which share its handles.
When the last of them closes, its handles are closed and its claims released, as a kernel does for a process that ended.
"""

import errno
import itertools
from collections.abc import Callable
from dataclasses import dataclass, field

from emulated.doors.usb_wire import Assembler, BadFrame, Head, number, pack
from emulated.loop import Loop, Timer
from emulated.stream import Stream
from emulated.usb_bus import BUS_NUMBER, Plugged, UsbBus
from emulated.usb_descriptors import FULL_SPEED
from emulated.usb_device import Setup, Status, Transfer

LARGEST_TRANSFER = 1024 * 1024
MOST_HANDLES = 64
ERRNO = {Status.STALL: errno.EPIPE, Status.GONE: errno.ENODEV, Status.CANCELED: errno.ETIMEDOUT,
         Status.OVERFLOW: errno.EOVERFLOW}

Reply = Callable[[Head, bytes], None]


class Failed(Exception):
    """The call ends with this errno."""

    def __init__(self, number: int) -> None:
        super().__init__(errno.errorcode[number])
        self.number = number


@dataclass(eq=False)
class Client:
    """One process at the door."""

    name: str
    handles: dict[int, Plugged] = field(default_factory=dict)
    connections: set["Connection"] = field(default_factory=set)


class UsbDoor:
    """Serves the bus to every process that connects."""

    def __init__(self, loop: Loop, bus: UsbBus) -> None:
        self.loop = loop
        self._bus = bus
        self._clients: dict[str, Client] = {}
        self._handle_numbers = itertools.count(1)
        self._calls: dict[str, Callable[[Client, Head], Head]] = {
            "enumerate": self._enumerate, "open": self._open, "close": self._close,
            "get_configuration": self._get_configuration, "set_configuration": self._set_configuration,
            "set_alternate": self._set_alternate, "claim": self._claim, "release": self._release,
            "clear_halt": self._clear_halt, "reset": self._reset,
            "kernel_driver": self._kernel_driver, "detach_kernel_driver": self._detach_kernel_driver,
            "attach_kernel_driver": self._attach_kernel_driver,
        }

    def admit(self, stream: Stream) -> None:
        """A process connected."""
        Connection(self, stream)

    def client(self, name: str, connection: "Connection") -> Client:
        """The client of that name, with one connection more."""
        client = self._clients.setdefault(name, Client(name))
        client.connections.add(connection)
        return client

    def left(self, client: Client, connection: "Connection") -> None:
        """A connection closed; with the last one the client is gone."""
        client.connections.discard(connection)
        if not client.connections and self._clients.pop(client.name, None) is not None:
            for handle in list(client.handles):
                self._close(client, {"handle": handle})

    def call(self, client: Client, head: Head) -> Head:
        """Every call that ends at once. Raises :class:`Failed`, :class:`BadFrame`."""
        operation = self._calls.get(str(head.get("op")))
        if operation is None:
            raise BadFrame(f"no operation {head.get('op')!r}")
        return operation(client, head)

    def transfer(self, client: Client, head: Head, body: bytes,
                 on_done: Callable[[Transfer], None]) -> tuple[Plugged, Transfer]:
        """The transfer that ``head`` asks for, not yet submitted. Raises :class:`Failed`, :class:`BadFrame`."""
        plugged = self._held(client, head)
        if head.get("op") == "control":
            setup = Setup(*(number(head, name, 0xFFFF) for name in
                            ("request_type", "request", "value", "index", "length")))
            return plugged, Transfer(0, on_done, payload=body, length=setup.length, setup=setup)
        endpoint = number(head, "endpoint", 0xFF)
        interface = plugged.device.description.interface_of(endpoint)
        if interface is None:
            raise Failed(errno.ENOENT)
        holder = plugged.holders.get(interface.number)
        busy = interface.number in plugged.kernel_drivers if holder is None else holder != self._key(client, head)
        if busy:
            raise Failed(errno.EBUSY)
        return plugged, Transfer(endpoint, on_done, payload=body, length=number(head, "length", LARGEST_TRANSFER))

    def _held(self, client: Client, head: Head) -> Plugged:
        plugged = client.handles.get(number(head, "handle"))
        if plugged is None:
            raise Failed(errno.EBADF)
        if self._bus.at(plugged.address) is not plugged:
            raise Failed(errno.ENODEV)
        return plugged

    def _key(self, client: Client, head: Head) -> tuple[str, int]:
        return client.name, number(head, "handle")

    def _enumerate(self, client: Client, head: Head) -> Head:
        return {"devices": [{
            "bus": BUS_NUMBER, "address": plugged.address, "port": plugged.port, "speed": FULL_SPEED,
            "device": plugged.device.description.device().hex(),
            "configuration": plugged.device.description.configuration().hex(),
        } for plugged in self._bus.all()]}

    def _open(self, client: Client, head: Head) -> Head:
        plugged = self._bus.at(number(head, "address", 127))
        if plugged is None:
            raise Failed(errno.ENODEV)
        if len(client.handles) >= MOST_HANDLES:
            raise Failed(errno.EMFILE)
        handle = next(self._handle_numbers)
        client.handles[handle] = plugged
        return {"handle": handle}

    def _close(self, client: Client, head: Head) -> Head:
        plugged = client.handles.pop(number(head, "handle"), None)
        if plugged is not None:
            key = self._key(client, head)
            plugged.holders = {interface: holder for interface, holder in plugged.holders.items() if holder != key}
        return {}

    def _get_configuration(self, client: Client, head: Head) -> Head:
        return {"value": self._held(client, head).device.configuration}

    def _set_configuration(self, client: Client, head: Head) -> Head:
        plugged = self._held(client, head)
        if plugged.holders or plugged.kernel_drivers:
            raise Failed(errno.EBUSY)
        value = number(head, "value", 255)
        if value not in (0, 1):
            raise Failed(errno.ENOENT)
        plugged.device.configuration = value
        return {}

    def _set_alternate(self, client: Client, head: Head) -> Head:
        plugged = self._held(client, head)
        if plugged.holders.get(number(head, "interface", 255)) != self._key(client, head):
            raise Failed(errno.ENOENT)
        if number(head, "alternate", 255) != 0:
            raise Failed(errno.ENOENT)
        return {}

    def _claim(self, client: Client, head: Head) -> Head:
        plugged, interface = self._interface(client, head)
        if plugged.holders.get(interface) == self._key(client, head):
            return {}
        if interface in plugged.holders or interface in plugged.kernel_drivers:
            raise Failed(errno.EBUSY)
        plugged.holders[interface] = self._key(client, head)
        return {}

    def _release(self, client: Client, head: Head) -> Head:
        plugged, interface = self._interface(client, head)
        if plugged.holders.get(interface) != self._key(client, head):
            raise Failed(errno.ENOENT)
        del plugged.holders[interface]
        return {}

    def _interface(self, client: Client, head: Head) -> tuple[Plugged, int]:
        plugged = self._held(client, head)
        interface = number(head, "interface", 255)
        if interface not in (described.number for described in plugged.device.description.interfaces):
            raise Failed(errno.ENOENT)
        return plugged, interface

    def _clear_halt(self, client: Client, head: Head) -> Head:
        self._held(client, head).device.clear_halt(number(head, "endpoint", 0xFF))
        return {}

    def _reset(self, client: Client, head: Head) -> Head:
        device = self._held(client, head).device
        for interface in device.description.interfaces:
            for endpoint in interface.endpoints:
                device.clear_halt(endpoint.address)
        device.drop_unread()
        return {}

    def _kernel_driver(self, client: Client, head: Head) -> Head:
        plugged, interface = self._interface(client, head)
        return {"value": interface in plugged.kernel_drivers}

    def _detach_kernel_driver(self, client: Client, head: Head) -> Head:
        plugged, interface = self._interface(client, head)
        if plugged.kernel_drivers.pop(interface, None) is None:
            raise Failed(errno.ENOENT)
        return {}

    def _attach_kernel_driver(self, client: Client, head: Head) -> Head:
        plugged, interface = self._interface(client, head)
        described = next(entry for entry in plugged.device.description.interfaces if entry.number == interface)
        if interface in plugged.holders or interface in plugged.kernel_drivers:
            raise Failed(errno.EBUSY)
        if described.kernel_driver is None:
            raise Failed(errno.ENOENT)
        plugged.kernel_drivers[interface] = described.kernel_driver
        return {}


class Connection:
    """One thread of one process: a call at a time."""

    def __init__(self, door: UsbDoor, stream: Stream) -> None:
        self._door = door
        self._stream = stream
        self._frames = Assembler()
        self._client: Client | None = None
        self._pending: tuple[Plugged, Transfer, Timer | None] | None = None
        stream.on_bytes = self._bytes
        stream.on_closed = self._closed

    def _bytes(self, data: bytes) -> None:
        try:
            for head, body in self._frames.feed(data):
                self._call(head, body)
        except BadFrame as error:
            self._stream.send(pack({"errno": errno.EPROTO, "error": str(error)}))
            self._stream.close()

    def _call(self, head: Head, body: bytes) -> None:
        if self._pending is not None:
            raise BadFrame("a second call before the first was answered")
        if self._client is None:
            if head.get("op") != "hello" or not isinstance(head.get("client"), str):
                raise BadFrame("the first call must be hello")
            self._client = self._door.client(str(head["client"])[:64], self)
            self._stream.send(pack({}))
            return
        try:
            if head.get("op") in ("transfer", "control"):
                self._submit(self._client, head, body)
            else:
                self._stream.send(pack(self._door.call(self._client, head)))
        except Failed as failed:
            self._stream.send(pack({"errno": failed.number}))

    def _submit(self, client: Client, head: Head, body: bytes) -> None:
        milliseconds = number(head, "timeout")
        plugged, transfer = self._door.transfer(client, head, body, self._done)
        timer = None
        if milliseconds:
            timer = self._door.loop.later(milliseconds / 1000, lambda: plugged.device.cancel(transfer))
        self._pending = plugged, transfer, timer
        plugged.device.submit(transfer)

    def _done(self, transfer: Transfer) -> None:
        if self._pending is not None and self._pending[2] is not None:
            self._pending[2].cancel()
        self._pending = None
        partial = transfer.status is Status.CANCELED and transfer.count > 0
        if transfer.status is Status.DONE or partial:
            self._stream.send(pack({"count": transfer.count}, bytes(transfer.data)))
        else:
            assert transfer.status is not None
            self._stream.send(pack({"errno": ERRNO[transfer.status]}))

    def _closed(self) -> None:
        if self._pending is not None:
            plugged, transfer, _ = self._pending
            plugged.device.cancel(transfer)
        if self._client is not None:
            self._door.left(self._client, self)
