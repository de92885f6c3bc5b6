"""A serial port through pyserial. The only file that imports it."""

from __future__ import annotations

import errno
import termios
import time

import serial

from drivers.errors import DriverError
from drivers.transport import Blame

HUNG_UP = (serial.SerialException, OSError, termios.error)
"""What an unplugged port raises: reads the first, `in_waiting` the second bare, closing sometimes the third."""


class SerialPort:
    """One opened port. See `drivers.transport.Transport`."""

    def __init__(self, port: serial.Serial, blame: Blame) -> None:
        self._port, self._blame = port, blame

    def write(self, data: bytes, timeout_s: float) -> int:
        """See `Transport.write`. pyserial does not count what a timed-out write sent: it goes in small pieces."""
        deadline = time.monotonic() + timeout_s
        done = 0
        while done < len(data):
            piece = data[done:done + 64]
            try:
                # setting it speaks to the port, which may be gone
                self._port.write_timeout = max(deadline - time.monotonic(), 0.001)
                self._port.write(piece)
            except serial.SerialTimeoutException:
                break
            except HUNG_UP as error:
                raise _mapped(error, self._blame) from None
            done += len(piece)
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


def open_serial(path: str, baud: int, blame: Blame) -> SerialPort:
    """Open a port for this process alone, 8N1, no flow control. Raises `DriverError`."""
    try:
        return SerialPort(serial.Serial(path, baud, exclusive=True), blame)
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
