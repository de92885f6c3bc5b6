"""The worker's hold on its warm process (`daemon.pages.warm`) and on the children that it has it fork."""

from __future__ import annotations

import os
import select
import signal
import socket
import subprocess
import sys
import weakref
from collections.abc import Callable
from contextlib import suppress

from daemon.pages.words import Channel, Gone, Report, reports
from drivers.errors import Act, Code, DriverError

STARTS_S = 60.0
"""From the warm process's start to its first child: imports from a cold disk, on a small machine."""
_GOES_S = 2.0
"""How long a child may take to let go of the scanner; sane-airscan was seen to take for ever."""
_THREADS = {"OPENBLAS_NUM_THREADS": "1"}
"""numpy's library would start a thread for each further core, and a fork would leave them behind."""


class Born:
    """A child: what it says, and its end."""

    def __init__(self, channel: Channel[Report], pidfd: int) -> None:
        self.channel = channel
        self._pidfd = pidfd
        self._free = weakref.finalize(self, os.close, pidfd)

    def end(self) -> None:
        """Let it put away what it has, and wait; kill it where it does not go."""
        self.channel.close()
        if not self._gone(_GOES_S):
            self.kill()

    def kill(self) -> None:
        """End it now, and wait."""
        self.channel.close()
        if self._free.alive:
            with suppress(ProcessLookupError):
                signal.pidfd_send_signal(self._pidfd, signal.SIGKILL)
            self._gone(_GOES_S)

    def _gone(self, within_s: float) -> bool:
        if not self._free.alive:
            return True
        poll = select.poll()
        poll.register(self._pidfd, select.POLLIN)
        if not poll.poll(within_s * 1000):
            return False
        self._free()
        return True


class Nursery:
    """Starts the warm process when it is first needed, and again where it has gone."""

    def __init__(self) -> None:
        self.pid: int | None = None
        """Of the warm process, once there was one."""
        self._control: socket.socket | None = None
        self._end: Callable[[], object] = _nothing

    def child(self) -> Born:
        """A fresh child. Raises `DriverError` (PAGE_SCANNER_BROKEN)."""
        for _ in range(2):
            try:
                return self._born(self._control or self._start())
            except (OSError, Gone):
                self.close()
        raise DriverError(Code.PAGE_SCANNER_BROKEN, Act.NOBODY, "no process can be started that scans")

    def close(self) -> None:
        """End the warm process, and with it whatever it has forked."""
        self._end()
        self._control = None

    def _start(self) -> socket.socket:
        ours, theirs = socket.socketpair()
        ours.settimeout(STARTS_S)
        isolated = ["-I"] if sys.flags.isolated else []
        with theirs:
            process = subprocess.Popen(
                [sys.executable, *isolated, "-m", "daemon.pages.warm"], stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL, env={**os.environ, **_THREADS})
        self._control, self.pid = ours, process.pid
        self._end = weakref.finalize(self, _end, ours, process)
        return ours

    def _born(self, control: socket.socket) -> Born:
        ours, theirs = socket.socketpair()
        try:
            with theirs:
                socket.send_fds(control, [b"+"], [theirs.fileno()])
            _, passed, _, _ = socket.recv_fds(control, 1, 1)
            if len(passed) != 1:
                raise Gone
        except (OSError, Gone):
            ours.close()
            raise
        return Born(reports(ours), passed[0])


def _nothing() -> None:
    """There is no process yet."""


def _end(control: socket.socket, process: subprocess.Popen[bytes]) -> None:
    control.close()
    try:
        process.wait(_GOES_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
