"""A byte stream over a descriptor that does not block: sockets and character devices. See `drivers.transport`."""

from __future__ import annotations

import errno
import os
import select
import time

from drivers.errors import DriverError
from drivers.transport import Blame

CHUNK = 4096
RESET_S = 0.5
_FLUSH_MOST = 64
"""A device that never stops sending is not listened to for longer than this many reads."""


class FdStream:
    """Owns `descriptor`. See `drivers.transport.Transport`."""

    def __init__(self, descriptor: int, blame: Blame, what: str) -> None:
        """`what`: the far end in the words of an error's detail, "the serial port"."""
        self._fd, self._blame, self._what = descriptor, blame, what
        self._alarm = os.eventfd(0, os.EFD_NONBLOCK | os.EFD_CLOEXEC)

    def write(self, data: bytes, timeout_s: float) -> int:
        """See `Transport.write`. Counted by the kernel: what it took of a chunk that did not fit is known."""
        deadline = time.monotonic() + timeout_s
        done = 0
        try:
            while done < len(data) and self._ready(select.POLLOUT, deadline):
                done += self._put(data[done:done + CHUNK])
        except OSError as error:
            raise self._mapped(error) from None
        return done

    def read(self, size: int, timeout_s: float) -> bytes:
        """See `Transport.read`."""
        deadline = time.monotonic() + timeout_s
        try:
            while self._ready(select.POLLIN, deadline):
                try:
                    data = os.read(self._fd, size)
                except BlockingIOError:
                    continue
                if not data:
                    raise self._blame.is_gone(f"{self._what} hung up")
                return data
        except OSError as error:
            raise self._mapped(error) from None
        return b""

    def flush(self) -> None:
        """See `Transport.flush`."""
        for _ in range(_FLUSH_MOST):
            if not self.read(CHUNK, 0):
                return

    def wake(self) -> None:
        """See `Transport.wake`."""
        try:
            os.eventfd_write(self._alarm, 1)
        except OSError:
            return  # closed meanwhile: nobody waits

    def close(self) -> None:
        """See `Transport.close`."""
        for descriptor in (self._fd, self._alarm):
            if descriptor >= 0:
                os.close(descriptor)
        self._fd = self._alarm = -1

    def reset(self, command: bytes) -> None:
        """See `ResettableTransport.reset`. It has no second way: a device that takes no more does not hear this."""
        self.write(command, RESET_S)

    def _put(self, piece: bytes) -> int:
        try:
            return os.write(self._fd, piece)
        except BlockingIOError:
            return 0

    def _ready(self, event: int, deadline: float) -> bool:
        """Wait for it; False at the deadline, or for a read that is woken."""
        if self._fd < 0:
            raise OSError(errno.EBADF, "closed")
        poll = select.poll()
        poll.register(self._fd, event)
        if event == select.POLLIN:
            poll.register(self._alarm, select.POLLIN)
        found = dict(poll.poll(max(0.0, deadline - time.monotonic()) * 1000))
        if self._alarm in found:
            os.eventfd_read(self._alarm)
            return False
        if found.get(self._fd, 0) & (select.POLLHUP | select.POLLERR | select.POLLNVAL) and event == select.POLLOUT:
            raise OSError(errno.EIO, "hung up")
        return bool(found)

    def _mapped(self, error: OSError) -> DriverError:
        if error.errno in (errno.EACCES, errno.EPERM):
            return self._blame.is_denied(f"no right to {self._what}; install the udev rules")
        if error.errno == errno.EBUSY:
            return self._blame.is_taken(f"another program holds {self._what}")
        return self._blame.is_gone(f"{self._what} is gone ({errno.errorcode.get(error.errno or 0, 'unknown')})")
