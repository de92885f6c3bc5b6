"""The warm parent: has everything loaded that is not personal, and forks a renderer for every visit.

It opens no display, no ZeroMQ context and no thread, so that a fork is safe and cheap (a first frame 60-80 ms later),
and it never sees anything of a citizen. When a renderer goes, the next one stands at once; when renderers crash again
and again, it waits a little longer each time. A renderer that gives no sign of life hangs, and is killed.
"""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import sys
import time
import traceback
from collections.abc import Callable, Collection
from contextlib import suppress
from typing import NoReturn

_PR_SET_PDEATHSIG = 1
_STEADY_S = 5.0
"""A renderer that lived so long did not crash at its start."""
_GOING_S = 1.0
"""How long a renderer may take to leave when the parent is told to."""
_STOPS = {signal.SIGTERM, signal.SIGINT}
_WAITED = {*_STOPS, signal.SIGCHLD}
FIRST_WAIT_S = 0.1
LONGEST_WAIT_S = 5.0
LOOK_S = 2.0
HANGS_LOOKS = 5
"""A renderer says once a second that it lives; one that has said nothing for so many looks hangs. They are counted, not
the seconds: where this process stood still itself, the renderer may have, too."""
STARTS_S = 60.0
"""Before its first sign of life it opens the display, which takes long without a GPU on a busy machine."""
_DESCRIPTORS = 256
"""What a renderer may have open. libzmq aborts a process that has none left for a new connection: who serves a renderer
has more, so that one which was taken over cannot end it."""


class Backoff:
    """How long to wait before the next renderer. Pure."""

    def __init__(self) -> None:
        self._wait = 0.0

    def after(self, status: int, lived_s: float) -> float:
        """Seconds to wait after a renderer ended with exit `status` (0: as it should) having lived so long."""
        if status == 0 or lived_s >= _STEADY_S:
            self._wait = 0.0
        else:
            self._wait = min(LONGEST_WAIT_S, self._wait * 2 or FIRST_WAIT_S)
        return self._wait


class Nursery:
    """Forks renderers, one at a time, until it is told to stop."""

    def __init__(self, render: Callable[[Callable[[], None]], NoReturn], hopeless: Collection[int] = ()) -> None:
        """`render` runs in the child and ends it; it calls what it is given once a second, as a sign of life.

        A child that ends with a status of `hopeless` is not followed by another.
        """
        self._render = render
        self._hopeless = hopeless
        self._signs, self._sign = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        self._child = 0
        self._stopping = False
        self._backoff = Backoff()

    def run(self) -> int:
        """Returns 0 after SIGTERM or SIGINT, its renderer ended; a hopeless status where a renderer ended so. Its
        signals are waited for, never handled.
        """
        signal.pthread_sigmask(signal.SIG_BLOCK, _WAITED)
        while not self._stopping:
            born = time.monotonic()
            self._fork()
            status = self._wait()
            if status in self._hopeless:
                return status
            pause = self._backoff.after(status, time.monotonic() - born)
            if pause and not self._stopping:
                print(f"ui: the renderer ended with status {status}; the next one in {pause:.1f} s", file=sys.stderr)
                self._stopping = signal.sigtimedwait(_STOPS, pause) is not None
        return 0

    def _fork(self) -> None:
        parent = os.getpid()
        self._child = os.fork()
        if self._child:
            return
        try:
            die_with(parent)
            # a core would hold what a citizen typed; 1, not 0: with 0 the kernel still feeds a program that
            # kernel.core_pattern names
            resource.setrlimit(resource.RLIMIT_CORE, (1, 1))
            resource.setrlimit(resource.RLIMIT_NOFILE, (_DESCRIPTORS, _DESCRIPTORS))
            signal.pthread_sigmask(signal.SIG_UNBLOCK, _WAITED)
            self._render(self._live)
        except BaseException as error:
            print(f"ui: {describe(error)}", file=sys.stderr)
            os._exit(1)

    def _live(self) -> None:
        with suppress(BlockingIOError):
            os.write(self._sign, b".")

    def _silent(self) -> bool:
        """Whether no sign of life has come since the last look."""
        try:
            return not os.read(self._signs, 4096)
        except BlockingIOError:
            return True

    def _wait(self) -> int:
        born, alive, silent = time.monotonic(), False, 0
        while True:
            came = signal.sigtimedwait(_WAITED, LOOK_S)
            if came is None:
                silent = silent + 1 if self._silent() else 0
                alive = alive or not silent
            if silent >= HANGS_LOOKS and (alive or time.monotonic() - born >= STARTS_S):
                print(f"ui: the renderer has hung for {LOOK_S * silent:.0f} s and is killed", file=sys.stderr)
                os.kill(self._child, signal.SIGKILL)
            elif came is not None and came.si_signo in _STOPS:
                self._stopping = True
                os.kill(self._child, signal.SIGTERM)
                if signal.sigtimedwait({signal.SIGCHLD}, _GOING_S) is None:
                    os.kill(self._child, signal.SIGKILL)
            pid, status = os.waitpid(self._child, 0 if self._stopping else os.WNOHANG)
            if pid:
                return os.waitstatus_to_exitcode(status)


def die_with(parent: int) -> None:
    """Have the kernel end this process when its parent does (Linux prctl(2), PR_SET_PDEATHSIG)."""
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(0)


def describe(error: BaseException) -> str:
    """Where a program failed, without the error's own words: they could name a citizen."""
    frames = traceback.extract_tb(error.__traceback__)
    places = " < ".join(f"{os.path.basename(f.filename)}:{f.lineno} {f.name}" for f in reversed(frames[-6:]))
    return f"{type(error).__name__} at {places}"
