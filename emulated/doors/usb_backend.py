"""The product's end of the USB door: a pyusb backend whose devices are those of the desk.

>>> usb.core.find(idVendor=0x0400, idProduct=0xC35A, backend=DeskBackend("…/usb.sock"))     # doctest: +SKIP

Errors are those of pyusb's libusb1 backend on Linux: ``USBTimeoutError`` 110; ``USBError`` 19 gone, 32 stalled,
16 busy, 13 access, 75 overflow; bytes moved before a time-out are a count and no error.
"""

import errno
import os
import socket
import struct
import threading
import uuid
from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from types import SimpleNamespace

import usb.backend
from usb.core import USBError, USBTimeoutError

from emulated.doors.usb_wire import LENGTHS, BadFrame, Head, lengths, number, pack, parse_head

LIBUSB_CODES = {errno.EIO: -1, errno.EINVAL: -2, errno.EACCES: -3, errno.ENODEV: -4, errno.ENOENT: -5,
                errno.EBUSY: -6, errno.ETIMEDOUT: -7, errno.EOVERFLOW: -8, errno.EPIPE: -9, errno.EINTR: -10,
                errno.ENOMEM: -11}
DEVICE_FIELDS = ("bLength bDescriptorType bcdUSB bDeviceClass bDeviceSubClass bDeviceProtocol bMaxPacketSize0 idVendor "
                 "idProduct bcdDevice iManufacturer iProduct iSerialNumber bNumConfigurations").split()
CONFIGURATION_FIELDS = ("bLength bDescriptorType wTotalLength bNumInterfaces bConfigurationValue iConfiguration "
                        "bmAttributes bMaxPower").split()
INTERFACE_FIELDS = ("bLength bDescriptorType bInterfaceNumber bAlternateSetting bNumEndpoints bInterfaceClass "
                    "bInterfaceSubClass bInterfaceProtocol iInterface").split()
ENDPOINT_FIELDS = "bLength bDescriptorType bEndpointAddress bmAttributes wMaxPacketSize bInterval".split()


def _fields(names: list[str], layout: str, data: bytes) -> SimpleNamespace:
    values = struct.unpack(layout, data[:struct.calcsize(layout)])
    return SimpleNamespace(**dict(zip(names, values, strict=True)), extra_descriptors=[])


@dataclass
class DeskDevice:
    """A device as it was when the bus was listed; it may be gone by now."""

    bus: int
    address: int
    port: int
    speed: int
    device: bytes
    configuration: bytes
    interfaces: list[tuple[SimpleNamespace, list[SimpleNamespace]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        position = self.configuration[0]
        while position < len(self.configuration):
            length, kind = self.configuration[position:position + 2]
            piece = self.configuration[position:position + length]
            if kind == 4:
                self.interfaces.append((_fields(INTERFACE_FIELDS, "<9B", piece), []))
            elif kind == 5:
                endpoint = _fields(ENDPOINT_FIELDS, "<BBBBHB", piece)
                endpoint.bRefresh = endpoint.bSynchAddress = 0
                self.interfaces[-1][1].append(endpoint)
            position += length


@dataclass
class _Handle:
    number: int
    address: int


class _Line:
    """One thread's connection to the desk."""

    def __init__(self, path: str, client: str) -> None:
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            self._socket.connect(path)
            self.ask({"op": "hello", "client": client}, b"")
        except BaseException:
            self._socket.close()
            raise

    def ask(self, head: Head, body: bytes) -> tuple[Head, bytes]:
        """One call and its answer. Raises OSError when the desk is gone."""
        self._socket.sendall(pack(head, body))
        head_length, body_length = lengths(self._take(LENGTHS.size))
        answer = parse_head(self._take(head_length))
        return answer, self._take(body_length)

    def close(self) -> None:
        """Idempotent."""
        self._socket.close()

    __del__ = close

    def _take(self, count: int) -> bytes:
        taken = bytearray()
        while len(taken) < count:
            piece = self._socket.recv(count - len(taken))
            if not piece:
                raise ConnectionResetError("the desk closed the connection")
            taken += piece
        return bytes(taken)


class DeskBackend(usb.backend.IBackend):  # type: ignore[misc]
    """Forwards every call to the desk at ``path``. Safe from several threads, each with a line of its own."""

    def __init__(self, path: str | os.PathLike[str]) -> None:
        super().__init__()
        self._path = os.fspath(path)
        self._client = f"{os.getpid()}-{uuid.uuid4()}"
        self._lines = threading.local()
        self._anchor: _Line | None = None

    def enumerate_devices(self) -> Iterator[DeskDevice]:
        """The devices plugged now."""
        answer, _ = self._ask({"op": "enumerate"})
        devices = answer.get("devices")
        assert isinstance(devices, list)
        for entry in devices:
            yield DeskDevice(entry["bus"], entry["address"], entry["port"], entry["speed"],
                             bytes.fromhex(entry["device"]), bytes.fromhex(entry["configuration"]))

    def get_parent(self, dev: DeskDevice) -> None:
        """No hubs on the desk."""
        return None

    def get_device_descriptor(self, dev: DeskDevice) -> SimpleNamespace:
        """The device descriptor, with bus, address, port and speed as libusb adds them."""
        described = _fields(DEVICE_FIELDS, "<BBHBBBBHHHBBBB", dev.device)
        described.bus, described.address, described.speed = dev.bus, dev.address, dev.speed
        described.port_number, described.port_numbers = dev.port, (dev.port,)
        return described

    def get_configuration_descriptor(self, dev: DeskDevice, config: int) -> SimpleNamespace:
        """Raises IndexError past the only configuration."""
        if config != 0:
            raise IndexError(f"Invalid configuration index {config}")
        return _fields(CONFIGURATION_FIELDS, "<BBHBBBBB", dev.configuration)

    def get_interface_descriptor(self, dev: DeskDevice, intf: int, alt: int, config: int) -> SimpleNamespace:
        """Raises IndexError past the last interface or alternate setting."""
        self.get_configuration_descriptor(dev, config)
        if intf >= len(dev.interfaces):
            raise IndexError(f"Invalid interface index {intf}")
        if alt != 0:
            raise IndexError(f"Invalid alternate setting index {alt}")
        return dev.interfaces[intf][0]

    def get_endpoint_descriptor(self, dev: DeskDevice, ep: int, intf: int, alt: int, config: int) -> SimpleNamespace:
        """Raises IndexError past the last endpoint."""
        self.get_interface_descriptor(dev, intf, alt, config)
        endpoints = dev.interfaces[intf][1]
        if ep >= len(endpoints):
            raise IndexError(f"Invalid endpoint index {ep}")
        return endpoints[ep]

    def open_device(self, dev: DeskDevice) -> _Handle:
        """Raises USBError 19 when the device has been unplugged since it was listed."""
        answer, _ = self._ask({"op": "open", "address": dev.address})
        return _Handle(number(answer, "handle"), dev.address)

    def close_device(self, dev_handle: _Handle) -> None:
        """Never fails, as libusb_close."""
        try:
            self._ask({"op": "close", "handle": dev_handle.number})
        except USBError:
            return

    def set_configuration(self, dev_handle: _Handle, config_value: int) -> None:
        """Raises USBError 16 while an interface is claimed or has a kernel driver."""
        self._ask({"op": "set_configuration", "handle": dev_handle.number, "value": config_value})

    def get_configuration(self, dev_handle: _Handle) -> int:
        """The present configuration's number; 0 when there is none."""
        answer, _ = self._ask({"op": "get_configuration", "handle": dev_handle.number})
        return number(answer, "value")

    def set_interface_altsetting(self, dev_handle: _Handle, intf: int, altsetting: int) -> None:
        """Only setting 0 exists."""
        self._ask({"op": "set_alternate", "handle": dev_handle.number, "interface": intf, "alternate": altsetting})

    def claim_interface(self, dev_handle: _Handle, intf: int) -> None:
        """Raises USBError 16 while another handle or a kernel driver has it."""
        self._ask({"op": "claim", "handle": dev_handle.number, "interface": intf})

    def release_interface(self, dev_handle: _Handle, intf: int) -> None:
        """Raises USBError 2 when it was not claimed by this handle."""
        self._ask({"op": "release", "handle": dev_handle.number, "interface": intf})

    def bulk_write(self, dev_handle: _Handle, ep: int, intf: int, data: "array[int]", timeout: int) -> int:
        """Bytes taken; fewer than given when the time ran out after some."""
        answer, _ = self._transfer(dev_handle, ep, 0, data.tobytes(), timeout)
        return number(answer, "count")

    def bulk_read(self, dev_handle: _Handle, ep: int, intf: int, buff: "array[int]", timeout: int) -> int:
        """Bytes put into ``buff``."""
        answer, body = self._transfer(dev_handle, ep, len(buff) * buff.itemsize, b"", timeout)
        self._fill(buff, body)
        return number(answer, "count")

    intr_write = bulk_write
    intr_read = bulk_read

    def ctrl_transfer(self, dev_handle: _Handle, bmRequestType: int, bRequest: int, wValue: int, wIndex: int,
                      data: "array[int]", timeout: int) -> int:
        """A control transfer; an unknown request stalls (USBError 32)."""
        to_host = bool(bmRequestType & 0x80)
        answer, body = self._ask(
            {"op": "control", "handle": dev_handle.number, "request_type": bmRequestType, "request": bRequest,
             "value": wValue, "index": wIndex, "length": len(data) * data.itemsize, "timeout": timeout or 0},
            b"" if to_host else data.tobytes())
        if to_host:
            self._fill(data, body)
        return number(answer, "count")

    def clear_halt(self, dev_handle: _Handle, ep: int) -> None:
        """End a stall."""
        self._ask({"op": "clear_halt", "handle": dev_handle.number, "endpoint": ep})

    def reset_device(self, dev_handle: _Handle) -> None:
        """Ends stalls and drops what was not read."""
        self._ask({"op": "reset", "handle": dev_handle.number})

    def is_kernel_driver_active(self, dev_handle: _Handle, intf: int) -> bool:
        """Whether Linux has bound a driver (usblp on a printer)."""
        answer, _ = self._ask({"op": "kernel_driver", "handle": dev_handle.number, "interface": intf})
        return bool(answer.get("value"))

    def detach_kernel_driver(self, dev_handle: _Handle, intf: int) -> None:
        """Raises USBError 2 when there is none."""
        self._ask({"op": "detach_kernel_driver", "handle": dev_handle.number, "interface": intf})

    def attach_kernel_driver(self, dev_handle: _Handle, intf: int) -> None:
        """Raises USBError 16 while claimed, 2 when Linux has no driver for it."""
        self._ask({"op": "attach_kernel_driver", "handle": dev_handle.number, "interface": intf})

    def _transfer(self, handle: _Handle, endpoint: int, length: int, data: bytes, timeout: int) -> tuple[Head, bytes]:
        return self._ask({"op": "transfer", "handle": handle.number, "endpoint": endpoint, "length": length,
                          "timeout": timeout or 0}, data)

    @staticmethod
    def _fill(buffer: "array[int]", data: bytes) -> None:
        memoryview(buffer).cast("B")[:len(data)] = data

    def _ask(self, head: Head, body: bytes = b"") -> tuple[Head, bytes]:
        try:
            answer, data = self._line().ask(head, body)
        except (OSError, BadFrame) as error:
            self._hang_up()
            text = f"the desk does not answer at {self._path} ({error}); is it running?"
            raise USBError(text, LIBUSB_CODES[errno.ENODEV], errno.ENODEV) from error
        code = answer.get("errno")
        if isinstance(code, int):
            kind = USBTimeoutError if code == errno.ETIMEDOUT else USBError
            raise kind(str(answer.get("error") or os.strerror(code)), LIBUSB_CODES.get(code, -99), code)
        return answer, data

    def _line(self) -> _Line:
        if self._anchor is None:
            # Keeps this process's handles open at the desk while threads, and their lines, come and go.
            self._anchor = _Line(self._path, self._client)
        line = getattr(self._lines, "line", None)
        if line is None or self._lines.process != os.getpid():
            line = self._lines.line = _Line(self._path, self._client)
            self._lines.process = os.getpid()
        return line

    def _hang_up(self) -> None:
        line = getattr(self._lines, "line", None)
        if line is not None:
            line.close()
            self._lines.line = None
        if self._anchor is not None:
            self._anchor.close()
            self._anchor = None
