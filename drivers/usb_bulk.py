"""Bulk transfers through pyusb. The only file that imports it.

The device is found by its ids, its endpoints by its descriptors: one identity is shared by many makes with different
endpoints. The backend is pyusb's own choice (libusb) or one that was passed in.
"""

from __future__ import annotations

import errno
import threading
import time
from collections.abc import Sequence
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

CLASS_TO_INTERFACE, SOFT_RESET = 0x21, 2
CONTROL_S = 1.0

FLUSH_S = 0.005
FLUSH_MOST = 64
"""A device that never stops sending is not waited for longer than this many reads."""


class UsbBulk:
    """One opened interface with a bulk endpoint in each direction. See `drivers.transport.Transport`."""

    def __init__(self, device: Any, interface: int, out: Any, into: Any, blame: Blame) -> None:
        self._device, self._interface, self._out, self._in, self._blame = device, interface, out, into, blame
        self._rest = b""
        self._woken = threading.Event()
        self._closed = False

    def write(self, data: bytes, timeout_s: float) -> int:
        """See `Transport.write`."""
        deadline = time.monotonic() + timeout_s
        done = 0
        while done < len(data):
            left = deadline - time.monotonic()
            try:
                done += self._out.write(data[done:done + WRITE_CHUNK], _milliseconds(left))
            except usb.core.USBTimeoutError:
                break
            except (usb.core.USBError, NotImplementedError) as error:
                raise self._mapped(error, self._out) from None
            if left <= 0:
                break
        return done

    def read(self, size: int, timeout_s: float) -> bytes:
        """See `Transport.read`."""
        deadline = time.monotonic() + timeout_s
        while not self._rest and not self._woken.is_set():
            left = deadline - time.monotonic()
            self._rest = self._transfer(size, min(left, READ_SLICE_S))
            if left <= READ_SLICE_S:
                break
        self._woken.clear()
        taken, self._rest = self._rest[:size], self._rest[size:]
        return taken

    def flush(self) -> None:
        """See `Transport.flush`."""
        self._rest = b""
        for _ in range(FLUSH_MOST):
            if not self._transfer(self._in.wMaxPacketSize, FLUSH_S):
                return

    def reset(self) -> None:
        """See `ResettableTransport.reset`: SOFT_RESET of the USB printer class (1.1, 4.2.3)."""
        try:
            self._device.ctrl_transfer(
                CLASS_TO_INTERFACE, SOFT_RESET, 0, self._interface, timeout=_milliseconds(CONTROL_S))
        except (usb.core.USBError, NotImplementedError) as error:
            raise _mapped(error, self._blame) from None

    def wake(self) -> None:
        """See `Transport.wake`."""
        self._woken.set()

    def close(self) -> None:
        """See `Transport.close`."""
        if self._closed:
            return
        self._closed = True
        try:
            usb.util.release_interface(self._device, self._interface)
        except (usb.core.USBError, NotImplementedError):
            pass  # it was unplugged; there is nothing to give back
        usb.util.dispose_resources(self._device)

    def _transfer(self, size: int, timeout_s: float) -> bytes:
        packet = max(self._in.wMaxPacketSize, 1)
        whole = -(-size // packet) * packet  # a packet larger than the room asked for is an overflow in libusb
        try:
            return bytes(self._in.read(whole, _milliseconds(timeout_s)))
        except usb.core.USBTimeoutError:
            return b""
        except (usb.core.USBError, NotImplementedError) as error:
            raise self._mapped(error, self._in) from None

    def _mapped(self, error: Exception, endpoint: Any) -> DriverError:
        if getattr(error, "errno", None) == errno.EPIPE:
            try:
                endpoint.clear_halt()
            except (usb.core.USBError, NotImplementedError) as second:
                return _mapped(second, self._blame)
        return _mapped(error, self._blame)


def open_usb(
    ids: Sequence[UsbId], blame: Blame, backend: object | None, *, interface_class: int | None = None,
) -> UsbBulk:
    """Find the first device with one of `ids`, claim an interface with bulk endpoints both ways.

    `interface_class` (7: printers) chooses within a composite device. Raises `DriverError`.
    """
    try:
        found = list(usb.core.find(
            find_all=True, backend=backend, custom_match=lambda it: UsbId(it.idVendor, it.idProduct) in ids))
        if not found:
            raise blame.is_gone(f"no USB device {' or '.join(map(str, ids))}")
        return _claim(found[0], blame, interface_class)
    except usb.core.NoBackendError:
        raise blame.is_broken("libusb-1.0 is not installed") from None
    except (usb.core.USBError, NotImplementedError) as error:
        raise _mapped(error, blame) from None


def _claim(device: Any, blame: Blame, interface_class: int | None) -> UsbBulk:
    try:
        configuration = device.get_active_configuration()
    except usb.core.USBError:
        device.set_configuration()  # a device that was just plugged may have none
        configuration = device.get_active_configuration()
    for interface in configuration:
        if interface_class is not None and interface.bInterfaceClass != interface_class:
            continue
        out = _bulk(interface, usb.util.ENDPOINT_OUT)
        into = _bulk(interface, usb.util.ENDPOINT_IN)
        if out is None or into is None:
            continue
        number = interface.bInterfaceNumber
        if device.is_kernel_driver_active(number):
            device.detach_kernel_driver(number)  # usblp holds printers
        usb.util.claim_interface(device, number)
        return UsbBulk(device, number, out, into, blame)
    raise blame.is_broken("the USB device has no interface with bulk endpoints in both directions")


def _bulk(interface: Any, direction: int) -> Any:
    return usb.util.find_descriptor(interface, custom_match=lambda endpoint: (
        usb.util.endpoint_direction(endpoint.bEndpointAddress) == direction
        and usb.util.endpoint_type(endpoint.bmAttributes) == usb.util.ENDPOINT_TYPE_BULK))


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
