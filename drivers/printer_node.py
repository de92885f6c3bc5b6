"""/dev/usb/lp0: the kernel's usblp, where a program may not take the USB device itself."""

from __future__ import annotations

import errno
import fcntl
import os

from drivers.errors import DriverError
from drivers.fd_stream import FdStream
from drivers.transport import Blame

_SOFT_RESET = 0x5007
"""usblp's IOCNR_SOFT_RESET (7) without data, type "P" (linux/drivers/usb/class/usblp.c)."""


class PrinterNode(FdStream):
    """See `drivers.transport.ResettableTransport`."""

    def reset(self, command: bytes) -> None:
        """SOFT_RESET of the USB printer class, by the kernel; `command` where it is no usblp."""
        try:
            fcntl.ioctl(self._fd, _SOFT_RESET)
        except OSError as error:
            if error.errno not in (errno.ENOTTY, errno.EINVAL):
                raise self._mapped(error) from None
            super().reset(command)


def open_node(path: str, blame: Blame) -> PrinterNode:
    """Open it for this process alone: usblp lets nobody else in. Raises `DriverError`."""
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC)
    except OSError as error:
        raise _mapped(error, blame) from None
    return PrinterNode(descriptor, blame, "the printer's device file")


def _mapped(error: OSError, blame: Blame) -> DriverError:
    if error.errno in (errno.EACCES, errno.EPERM):
        return blame.is_denied("no right to open the printer's device file; install the udev rules")
    if error.errno == errno.EBUSY:
        return blame.is_taken("another program holds the printer's device file")
    return blame.is_gone("the printer's device file is not there")
