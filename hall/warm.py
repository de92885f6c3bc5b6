"""The sealers' warm parent, `python -m hall.warm`: it has loaded what a sealer needs, and forks one a submission.

It opens no ZeroMQ context, no thread and no database, so that a fork is safe, and takes milliseconds where a start
takes a quarter of a second (a second on a small machine). It sees nothing of a citizen. When its sealer has left, the
next one stands at once; one that crashes takes it along, and both are started anew.
"""

from __future__ import annotations

import ctypes
import gc
import os
import signal
import sys
from collections.abc import Callable, Sequence
from functools import partial

from PIL import Image

from hall.process import arguments, guarded, read_settings
from hall.sealer import serve_one

_PR_SET_PDEATHSIG = 1
_STOPS = {signal.SIGTERM, signal.SIGINT}
_WAITED = {*_STOPS, signal.SIGCHLD}
_GOES_S = 2.0
"""How long a sealer may take to leave when its parent is told to."""
_CRASHED = 1
_KILLED = (-signal.SIGKILL, -signal.SIGTERM)
"""Who has not left after a visit is killed, and all are told at once when the machine goes down: that is no crash."""


class Nursery:
    """Forks one child after the other until it is told to stop."""

    def __init__(self, live: Callable[[], int]) -> None:
        """`live` is a child's whole life, and gives its exit status."""
        self._live = live

    def run(self) -> int:
        """Returns 0 after SIGTERM or SIGINT, the child ended; a child's own status where it could not start or crashed.

        Signals are waited for, never handled.
        """
        signal.pthread_sigmask(signal.SIG_BLOCK, _WAITED)
        while True:
            child = self._fork()
            status = _end_of(child)
            if status is None:
                _stop(child)
                return 0
            if status != 0 and status not in _KILLED:
                return status if status > 0 else _CRASHED

    def _fork(self) -> int:
        parent, child = os.getpid(), os.fork()
        if child:
            return child
        status = _CRASHED
        try:
            ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
            if os.getppid() == parent:
                signal.pthread_sigmask(signal.SIG_UNBLOCK, _WAITED)
                status = self._live()
        except BaseException:
            # says where, and withholds the message
            sys.excepthook(*sys.exc_info())
        finally:
            os._exit(status)


def _end_of(child: int) -> int | None:
    """Wait for it: its exit status (of a signal: negative), None when this process must stop."""
    while signal.sigwait(_WAITED) not in _STOPS:
        pid, status = os.waitpid(child, os.WNOHANG)
        if pid:
            return os.waitstatus_to_exitcode(status)
    return None


def _stop(child: int) -> None:
    os.kill(child, signal.SIGTERM)
    signal.sigtimedwait({signal.SIGCHLD}, _GOES_S)
    if not os.waitpid(child, os.WNOHANG)[0]:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


def main(arguments_given: Sequence[str]) -> int:
    """Run the parent. Exit status 0 after SIGTERM, or that of a sealer that could not start."""
    file = arguments("hall.warm", "forks a sealer for each submission").parse_args(arguments_given).config

    def body() -> int:
        settings = read_settings(file)
        # what a child would load at its first page
        Image.preinit()
        # what is loaded stays: a collection in the child would write to, and so copy, the parent's pages
        gc.collect()
        gc.freeze()
        return Nursery(partial(serve_one, settings, leads=False)).run()

    return guarded(body)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
