"""One claimed USB interface and the pipes in it, through pyusb. The only file that imports it.

The device is found by its ids, its pipes by its descriptors: one identity is shared by many makes with different
endpoints. The backend is pyusb's own choice (libusb) or one that was passed in.
"""

from __future__ import annotations

import errno
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import usb.core
import usb.util

from drivers.base import UsbId
from drivers.errors import DriverError
from drivers.transport import Blame

READ_SLICE_S = 0.25
"""libusb's synchronous transfers cannot be interrupted, so that a long read looks for `wake` this often."""

WRITE_CHUNK = 4096
"""Bytes a transfer. Each is counted: a device that stops in the middle is noticed in the middle."""

CLASS_TO_INTERFACE = 0x21
CONTROL_S = 1.0

FLUSH_S = 0.002
"""What a device holds ready is there in the next frame, which begins every millisecond or more often."""
FLUSH_MOST = 64
"""A device that never stops sending is not waited for longer than this many reads."""


@dataclass(frozen=True)
class Pipe:
    """One endpoint. `packet` is the most that it carries at once, in bytes."""

    address: int
    interrupt: bool
    packet: int


@dataclass(frozen=True)
class Shape:
    """What the descriptors say of an interface: bulk and interrupt endpoints, each direction in order of address."""

    interface_class: int
    outs: tuple[Pipe, ...]
    ins: tuple[Pipe, ...]


class UsbPipes:
    """An opened device with one claimed interface. Pipes are counted from 0 in the order of `shape`.

    All methods but `wake` belong to one thread; times are seconds. Each raises the `DriverError` of its `Blame`.
    """

    def __init__(self, device: Any, interface: int, shape: Shape, blame: Blame) -> None:
        self._device, self._interface, self._blame = device, interface, blame
        self.shape = shape
        self._woken = threading.Event()
        self._closed = False

    def send(self, pipe: Pipe, data: bytes, timeout_s: float) -> int:
        """Hand over bytes. Returns how many the device took within the time."""
        deadline = time.monotonic() + timeout_s
        done = 0
        while done < len(data):
            left = deadline - time.monotonic()
            try:
                done += self._device.write(pipe.address, data[done:done + WRITE_CHUNK], _milliseconds(left))
            except usb.core.USBTimeoutError:
                break
            except (usb.core.USBError, NotImplementedError) as error:
                raise self._mapped(error, pipe) from None
            if left <= 0:
                break
        return done

    def receive(self, pipe: Pipe, size: int, timeout_s: float) -> bytes:
        """One transfer of some bytes more than `size` at most; empty when none came in time or `wake` was called."""
        deadline = time.monotonic() + timeout_s
        data = b""
        while not data and not self._woken.is_set():
            left = deadline - time.monotonic()
            data = self._transfer(pipe, size, min(left, READ_SLICE_S))
            if left <= READ_SLICE_S:
                break
        self._woken.clear()
        return data

    def drain(self, pipe: Pipe) -> None:
        """Drop what has arrived on one pipe."""
        for _ in range(FLUSH_MOST):
            if not self._transfer(pipe, pipe.packet, FLUSH_S):
                return

    def control(self, request: int, value: int, data: bytes = b"") -> None:
        """A class request to the interface."""
        try:
            self._device.ctrl_transfer(
                CLASS_TO_INTERFACE, request, value, self._interface, data, timeout=_milliseconds(CONTROL_S))
        except (usb.core.USBError, NotImplementedError) as error:
            raise _mapped(error, self._blame) from None

    def wake(self) -> None:
        """End a waiting `receive` early, or the next one. From any thread."""
        self._woken.set()

    def close(self) -> None:
        """Let the device go. Idempotent; never raises."""
        if self._closed:
            return
        self._closed = True
        try:
            usb.util.release_interface(self._device, self._interface)
        except (usb.core.USBError, NotImplementedError):
            pass  # it was unplugged; there is nothing to give back
        usb.util.dispose_resources(self._device)

    def _transfer(self, pipe: Pipe, size: int, timeout_s: float) -> bytes:
        packet = max(pipe.packet, 1)
        whole = -(-size // packet) * packet  # a packet larger than the room asked for is an overflow in libusb
        try:
            return bytes(self._device.read(pipe.address, whole, _milliseconds(timeout_s)))
        except usb.core.USBTimeoutError:
            return b""
        except (usb.core.USBError, NotImplementedError) as error:
            raise self._mapped(error, pipe) from None

    def _mapped(self, error: Exception, pipe: Pipe) -> DriverError:
        if getattr(error, "errno", None) == errno.EPIPE:
            try:
                self._device.clear_halt(pipe.address)
            except (usb.core.USBError, NotImplementedError) as second:
                return _mapped(second, self._blame)
        return _mapped(error, self._blame)


def open_pipes(ids: Sequence[UsbId], blame: Blame, backend: object | None, fits: Callable[[Shape], bool]) -> UsbPipes:
    """Find the first device with one of `ids`, claim its first interface that `fits`. Raises `DriverError`."""
    try:
        found = list(usb.core.find(
            find_all=True, backend=backend, custom_match=lambda it: UsbId(it.idVendor, it.idProduct) in ids))
        if not found:
            raise blame.is_gone(f"no USB device {' or '.join(map(str, ids))}")
        return _claim(found[0], blame, fits)
    except usb.core.NoBackendError:
        raise blame.is_broken("libusb-1.0 is not installed") from None
    except (usb.core.USBError, NotImplementedError) as error:
        raise _mapped(error, blame) from None


def _claim(device: Any, blame: Blame, fits: Callable[[Shape], bool]) -> UsbPipes:
    try:
        configuration = device.get_active_configuration()
    except usb.core.USBError:
        device.set_configuration()  # a device that was just plugged may have none
        configuration = device.get_active_configuration()
    for interface in configuration:
        shape = _shape(interface)
        if not fits(shape):
            continue
        number = interface.bInterfaceNumber
        if device.is_kernel_driver_active(number):
            device.detach_kernel_driver(number)  # usblp holds printers, usbhid what calls itself HID
        usb.util.claim_interface(device, number)
        return UsbPipes(device, number, shape, blame)
    raise blame.is_broken("no interface of the USB device has the endpoints that are needed")


def _shape(interface: Any) -> Shape:
    outs: list[Pipe] = []
    ins: list[Pipe] = []
    for endpoint in interface:
        kind = usb.util.endpoint_type(endpoint.bmAttributes)
        if kind not in (usb.util.ENDPOINT_TYPE_BULK, usb.util.ENDPOINT_TYPE_INTR):
            continue
        pipe = Pipe(endpoint.bEndpointAddress, kind == usb.util.ENDPOINT_TYPE_INTR, endpoint.wMaxPacketSize)
        outward = usb.util.endpoint_direction(pipe.address) == usb.util.ENDPOINT_OUT
        (outs if outward else ins).append(pipe)
    return Shape(interface.bInterfaceClass, *(tuple(sorted(some, key=lambda it: it.address)) for some in (outs, ins)))


def _mapped(error: Exception, blame: Blame) -> DriverError:
    number = getattr(error, "errno", None)
    if number in (errno.ENODEV, errno.ENOENT, errno.ESHUTDOWN):
        return blame.is_gone("the USB device was unplugged")
    if number == errno.EACCES:
        return blame.is_denied("no right to open the USB device; install the udev rules")
    if number == errno.EBUSY:
        return blame.is_taken("another program holds the USB device")
    if number == errno.EPIPE:
        return blame.is_broken("the USB endpoint stalled and was cleared")
    return blame.is_broken(f"USB error {number}")


def _milliseconds(timeout_s: float) -> int:
    """pyusb's time-outs; 0 would be for ever."""
    return max(1, round(timeout_s * 1000))
