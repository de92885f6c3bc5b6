"""One thread, one loop: sockets, ptys and timers of the desk.

Every model's state is touched on this loop alone, so that no model needs a lock. The only guests from other threads are
the HTTP handlers of the page scanner; they come in through :meth:`Loop.run_here`.
"""

import heapq
import itertools
import selectors
import socket
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import TypeVar

Answer = TypeVar("Answer")


class LoopEnded(RuntimeError):
    """The desk is shutting down; nothing can be asked of it any more."""


@dataclass(order=True)
class Timer:
    """A call that is due at ``due`` (seconds of the monotonic clock)."""

    due: float
    order: int
    call: Callable[[], None] | None = field(compare=False)

    def cancel(self) -> None:
        """The call will not happen. Harmless when it already has."""
        self.call = None


class Loop:
    """Waits for descriptors and timers; sleeps in the kernel while nothing is due."""

    def __init__(self) -> None:
        self._selector = selectors.DefaultSelector()
        self._timers: list[Timer] = []
        self._order = itertools.count()
        self._guests: deque[Callable[[], None]] = deque()
        self._bell, self._ear = socket.socketpair()
        self._bell.setblocking(False)
        self._ear.setblocking(False)
        self._running = True
        self.watch(self._ear.fileno(), self._admit_guests)

    def watch(self, descriptor: int, readable: Callable[[], None]) -> None:
        """Call ``readable`` whenever ``descriptor`` has something to read (or has hung up)."""
        self._selector.register(descriptor, selectors.EVENT_READ, [readable, None])

    def watch_writable(self, descriptor: int, writable: Callable[[], None] | None) -> None:
        """Also call ``writable`` when ``descriptor`` takes bytes again; ``None`` ends that."""
        calls = self._selector.get_key(descriptor).data
        events = selectors.EVENT_READ | (selectors.EVENT_WRITE if writable else 0)
        self._selector.modify(descriptor, events, [calls[0], writable])

    def forget(self, descriptor: int) -> None:
        """Stop watching ``descriptor``. Call it before closing."""
        self._selector.unregister(descriptor)

    def later(self, seconds: float, call: Callable[[], None]) -> Timer:
        """Call ``call`` after ``seconds``; zero means in the next turn of the loop."""
        timer = Timer(time.monotonic() + seconds, next(self._order), call)
        heapq.heappush(self._timers, timer)
        return timer

    def run_here(self, call: Callable[[], Answer]) -> Answer:
        """From another thread: run ``call`` on the loop, and wait for what it returns or raises.

        Raises :class:`LoopEnded` when the loop has ended or ends meanwhile.
        """
        future: Future[Answer] = Future()

        def guest() -> None:
            if not self._running:
                future.set_exception(LoopEnded("the desk is shutting down"))
                return
            try:
                future.set_result(call())
            except Exception as error:
                future.set_exception(error)

        self._guests.append(guest)
        self._ring()
        if not self._running:
            self._drain_guests()
        return future.result()

    def stop(self) -> None:
        """End :meth:`run` after the present turn."""
        self._running = False
        self._ring()

    def close(self) -> None:
        """Release the loop's own descriptors; nothing may be asked of it any more."""
        self._running = False
        self._selector.close()
        self._bell.close()
        self._ear.close()

    def run(self) -> None:
        """Serve until :meth:`stop`."""
        while self._running:
            for key, events in self._selector.select(self._patience()):
                readable, writable = key.data
                if events & selectors.EVENT_WRITE and writable is not None:
                    writable()
                if events & selectors.EVENT_READ and self._still_watched(key):
                    readable()
            self._fire_timers()
        self._drain_guests()

    def _still_watched(self, key: selectors.SelectorKey) -> bool:
        return self._selector.get_map().get(key.fileobj) is not None

    def _patience(self) -> float | None:
        while self._timers and self._timers[0].call is None:
            heapq.heappop(self._timers)
        return max(0.0, self._timers[0].due - time.monotonic()) if self._timers else None

    def _fire_timers(self) -> None:
        now = time.monotonic()
        due = []
        while self._timers and self._timers[0].due <= now:
            due.append(heapq.heappop(self._timers))
        for timer in due:
            if timer.call is not None:
                timer.call()

    def _ring(self) -> None:
        try:
            self._bell.send(b"!")
        except BlockingIOError:
            return

    def _admit_guests(self) -> None:
        self._ear.recv(4096)
        self._drain_guests()

    def _drain_guests(self) -> None:
        while self._guests:
            self._guests.popleft()()
