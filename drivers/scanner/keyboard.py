"""A barcode reader that types as a keyboard, as a byte stream. The only file that imports python-evdev.

Its evdev node is grabbed (EVIOCGRAB): what it types reaches this process and nobody else, neither the screen nor a
console.
"""

from __future__ import annotations

import errno
import os
import select
from collections.abc import Iterator
from pathlib import Path

import evdev

from drivers.base import UsbId
from drivers.errors import DriverError
from drivers.scanner.keyboard_protocol import Typist
from drivers.transport import Blame

INPUTS = Path("/sys/class/input")
_ENTER_BIT = 28


class KeyboardStream:
    """See `drivers.transport.Transport`. Nothing can be written to it."""

    def __init__(self, device: evdev.InputDevice[str], blame: Blame) -> None:
        self._device, self._blame = device, blame
        self._typist = Typist()
        self._alarm = os.eventfd(0, os.EFD_NONBLOCK | os.EFD_CLOEXEC)

    def write(self, data: bytes, timeout_s: float) -> int:
        """Takes nothing."""
        return 0

    def read(self, size: int, timeout_s: float) -> bytes:
        """See `Transport.read`. What the kernel holds, some 64 keys, whatever `size`; empty for keys that add nothing,
        too.
        """
        poll = select.poll()
        poll.register(self._alarm, select.POLLIN)
        poll.register(self._device.fd, select.POLLIN)
        found = dict(poll.poll(max(0.0, timeout_s) * 1000))
        if self._alarm in found:
            os.eventfd_read(self._alarm)
            return b""
        typed = self._typed() if found else b""
        if not typed and found.get(self._device.fd, 0) & (select.POLLHUP | select.POLLERR):
            raise self._blame.is_gone("the reader was unplugged")
        return typed

    def flush(self) -> None:
        """See `Transport.flush`."""
        self._typed()

    def wake(self) -> None:
        """See `Transport.wake`."""
        try:
            os.eventfd_write(self._alarm, 1)
        except OSError:
            return  # closed meanwhile: nobody waits

    def close(self) -> None:
        """See `Transport.close`. The kernel ends the grab with the descriptor."""
        if self._alarm < 0:
            return
        os.close(self._alarm)
        self._alarm = -1
        self._device.close()

    def _typed(self) -> bytes:
        try:
            return b"".join(self._typist.take(event.type, event.code, event.value) for event in self._device.read())
        except BlockingIOError:
            return b""
        except OSError as error:
            raise _mapped(error, self._blame) from None


def open_keyboard(address: str, blame: Blame) -> KeyboardStream:
    """The reader at `address`, a node under /dev/input or VENDOR:PRODUCT. Raises `DriverError`."""
    path = address if address.startswith("/") else _node_of(UsbId.parse(address), blame)
    try:
        device = evdev.InputDevice(path)
    except OSError as error:
        raise _mapped(error, blame) from None
    except SystemError:
        # python-evdev's own words for an ioctl that failed: it went while it was opened
        raise blame.is_gone("the reader's node does not answer") from None
    try:
        device.grab()
    except OSError as error:
        device.close()
        raise _mapped(error, blame) from None
    return KeyboardStream(device, blame)


def _node_of(identity: UsbId, blame: Blame) -> str:
    """The node of the first keyboard with that identity; a reader may show a second input beside it."""
    for folder in _inputs():
        try:
            found = UsbId(*(int((folder / "device" / "id" / name).read_text(), 16) for name in ("vendor", "product")))
            keys = int((folder / "device" / "capabilities" / "key").read_text().split()[-1], 16)
        except (OSError, ValueError, IndexError):
            continue  # it went while it was looked at, or is no keyboard
        if found == identity and keys >> _ENTER_BIT & 1:
            return f"/dev/input/{folder.name}"
    raise blame.is_gone(f"no keyboard {identity}")


def _inputs() -> Iterator[Path]:
    try:
        yield from sorted(INPUTS.glob("event*"))
    except OSError:
        return


def _mapped(error: OSError, blame: Blame) -> DriverError:
    if error.errno in (errno.EACCES, errno.EPERM):
        return blame.is_denied("no right to open the reader's node; print its udev rule and install it")
    if error.errno == errno.EBUSY:
        return blame.is_taken("another program has grabbed the reader")
    return blame.is_gone("the reader's node is not there")
