"""``python -m daemon.pages.warm``, a worker's socket as stdin: has all loaded that a page needs, and forks children.

It has begun none of it (no SANE, no thread, no ZeroMQ), so that a fork is safe and takes milliseconds, and it never
sees a page. For every socket that it is sent it answers with the pidfd of a child that serves it. When the worker goes,
it goes; what it forked goes with it.
"""

from __future__ import annotations

import gc
import os
import signal
import socket
import sys

import numpy.ma
from PIL import Image

from daemon import crash
from daemon.lifeline import die_with
from daemon.pages.child import Child
from daemon.pages.words import orders
from drivers.scanner.page import SaneScanner

LOADED = (SaneScanner, numpy.ma)
"""What each child would load at its page otherwise: SANE's library, and what a median brings in."""
_CRASHED = 70


def main() -> int:
    """Serve until the worker goes."""
    crash.withhold()
    for number in (signal.SIGTERM, signal.SIGINT):
        # the worker is told; a child that went before it would look like a crash
        signal.signal(number, signal.SIG_IGN)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody here asks how a child ended
    Image.preinit()
    gc.collect()
    gc.freeze()
    with socket.socket(fileno=os.dup(0)) as control:
        while True:
            said, passed, _, _ = socket.recv_fds(control, 1, 1)
            if not said or len(passed) != 1:
                return 0
            parent, child = os.getpid(), os.fork()
            if not child:
                _live(parent, control, socket.socket(fileno=passed[0]))
            os.close(passed[0])
            _answer(control, child)


def _answer(control: socket.socket, child: int) -> None:
    """The child waits to be spoken to, so it is still there, unless somebody killed it."""
    try:
        pidfd = os.pidfd_open(child)
    except ProcessLookupError:
        control.send(b"-")
        return
    socket.send_fds(control, [b"+"], [pidfd])
    os.close(pidfd)


def _live(parent: int, control: socket.socket, worker: socket.socket) -> None:
    """Be a child; does not return."""
    try:
        die_with(parent)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)  # backends of SANE wait for processes of their own
        control.close()
        nothing = os.open(os.devnull, os.O_RDWR)
        os.dup2(nothing, 0)
        Child(orders(worker)).run()
        os._exit(0)
    except BaseException as error:
        crash.describe(type(error), error.__traceback__, sys.stderr)
        os._exit(_CRASHED)


if __name__ == "__main__":
    sys.exit(main())
