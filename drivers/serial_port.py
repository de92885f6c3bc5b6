"""A serial port through pyserial. The only file that imports it."""

from __future__ import annotations

import errno
import os
import select
import termios
import time
from enum import StrEnum

import serial

from drivers.errors import DriverError
from drivers.transport import Blame

HUNG_UP = (serial.SerialException, OSError, termios.error)
"""What an unplugged port raises: reads the first, `in_waiting` the second bare, closing sometimes the third."""


CHUNK = 512
"""Bytes a write: the kernel's buffer takes four thousand, and an unplugged device is to be noticed soon."""


RESET_S = 0.5


class Flow(StrEnum):
    """How the far end says that it can take no more: not at all, by a wire (RTS/CTS), or by the bytes XOFF and XON."""

    NONE = "none"
    RTS = "rts"
    XON = "xon"


class SerialPort:
    """One opened port. See `drivers.transport.Transport`."""

    def __init__(self, port: serial.Serial, blame: Blame) -> None:
        self._port, self._blame = port, blame

    def write(self, data: bytes, timeout_s: float) -> int:
        """See `Transport.write`. Past pyserial, which does not count what a timed-out write sent."""
        deadline = time.monotonic() + timeout_s
        done = 0
        try:
            while done < len(data):
                poll = select.poll()
                poll.register(self._port.fileno(), select.POLLOUT)
                if not poll.poll(max(0.0, deadline - time.monotonic()) * 1000):
                    break
                done += self._put(data[done:done + CHUNK])
        except HUNG_UP as error:
            raise _mapped(error, self._blame) from None
        return done

    def read(self, size: int, timeout_s: float) -> bytes:
        """See `Transport.read`."""
        try:
            self._port.timeout = timeout_s
            first: bytes = self._port.read(1)
            waiting = min(self._port.in_waiting, size - 1) if first else 0
            return first + (self._port.read(waiting) if waiting > 0 else b"")
        except HUNG_UP as error:
            raise _mapped(error, self._blame) from None

    def flush(self) -> None:
        """See `Transport.flush`."""
        try:
            self._port.reset_input_buffer()
        except HUNG_UP as error:
            raise _mapped(error, self._blame) from None

    def reset(self, command: bytes) -> None:
        """See `ResettableTransport.reset`. The command goes past flow control: a device that says it is full has some
        bytes of room left for this.
        """
        flow = self._port.rtscts, self._port.xonxoff
        try:
            self._port.reset_output_buffer()
            self._port.rtscts = self._port.xonxoff = False
            self.write(command, RESET_S)
            self._port.rtscts, self._port.xonxoff = flow
        except HUNG_UP as error:
            raise _mapped(error, self._blame) from None

    def wake(self) -> None:
        """See `Transport.wake`."""
        try:
            self._port.cancel_read()
        except (*HUNG_UP, AttributeError, TypeError):
            pass  # closed meanwhile: nobody waits

    def close(self) -> None:
        """See `Transport.close`."""
        try:
            self._port.close()
        except HUNG_UP:
            pass  # it was unplugged; there is nothing to give back

    def _put(self, piece: bytes) -> int:
        try:
            return os.write(self._port.fileno(), piece)
        except BlockingIOError:
            return 0


def open_serial(path: str, baud: int, blame: Blame, flow: Flow = Flow.NONE) -> SerialPort:
    """Open a port for this process alone, 8N1. Raises `DriverError`."""
    try:
        return SerialPort(serial.Serial(
            path, baud, rtscts=flow is Flow.RTS, xonxoff=flow is Flow.XON, exclusive=True), blame)
    except HUNG_UP as error:
        raise _mapped(error, blame) from None
    except ValueError:
        raise blame.is_broken(f"{path} cannot run at {baud} baud") from None


def _mapped(error: Exception, blame: Blame) -> DriverError:
    number = getattr(error, "errno", None)
    if number in (errno.EACCES, errno.EPERM):
        return blame.is_denied("no right to open the serial port; install the udev rules")
    if number in (errno.EBUSY, errno.EAGAIN):
        return blame.is_taken("another program holds the serial port")
    return blame.is_gone("the serial port is not there")
