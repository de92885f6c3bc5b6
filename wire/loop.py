"""One thread that waits: sockets, file descriptors and timers, in a single poll. It never wakes for nothing."""

from __future__ import annotations

import heapq
import itertools
import math
import os
import time
from collections import deque
from collections.abc import Callable

import zmq

Callback = Callable[[], object]
Source = zmq.Socket[bytes] | int


class Timer:
    """A call to come."""

    def __init__(self, when: float, callback: Callback) -> None:
        self.when = when
        self._callback: Callback | None = callback

    def cancel(self) -> None:
        """It will not be called any more. Idempotent."""
        self._callback = None

    @property
    def canceled(self) -> bool:
        """Whether it was canceled or has been called."""
        return self._callback is None

    def fire(self) -> None:
        """Call it, once."""
        callback, self._callback = self._callback, None
        if callback is not None:
            callback()


class Loop:
    """Polls what is watched and calls back. All methods but `call_from_thread` belong to the loop's own thread."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """`clock` gives seconds and never runs backwards."""
        self.now = clock
        self._poller = zmq.Poller()
        self._callbacks: dict[Source, Callback] = {}
        self._timers: list[tuple[float, int, Timer]] = []
        self._order = itertools.count()
        self._running = False
        self._handed_in: deque[Callback] = deque()
        self._wake = os.eventfd(0, os.EFD_CLOEXEC | os.EFD_NONBLOCK)
        self.watch(self._wake, self._run_handed_in)

    def watch(self, source: Source, callback: Callback) -> None:
        """Call back whenever `source` is readable (or hung up)."""
        self._callbacks[source] = callback
        self._poller.register(source, zmq.POLLIN)

    def unwatch(self, source: Source) -> None:
        """Stop watching. Idempotent."""
        if self._callbacks.pop(source, None) is not None:
            self._poller.unregister(source)

    def call_at(self, when: float, callback: Callback) -> Timer:
        """Call back at `when`, seconds on this loop's clock."""
        timer = Timer(when, callback)
        heapq.heappush(self._timers, (when, next(self._order), timer))
        return timer

    def call_later(self, delay_s: float, callback: Callback) -> Timer:
        """Call back in `delay_s` seconds."""
        return self.call_at(self.now() + delay_s, callback)

    def call_from_thread(self, callback: Callback) -> None:
        """Have the loop's thread call back soon. Any thread may."""
        self._handed_in.append(callback)
        os.eventfd_write(self._wake, 1)

    def run(self) -> None:
        """Run until `stop`."""
        self._running = True
        while self._running:
            self.run_once(None)

    def stop(self) -> None:
        """Let `run` return after the present callback."""
        self._running = False

    def run_once(self, max_wait_s: float | None) -> None:
        """Wait once, at most `max_wait_s` seconds (None: for ever), and call back what is due."""
        wait = self._until_next_timer()
        if max_wait_s is not None:
            wait = max_wait_s if wait is None else min(wait, max_wait_s)
        # poll() counts whole milliseconds: rounding down would spin through the last one
        ready = self._poller.poll(None if wait is None else math.ceil(wait * 1000))
        for source, _ in ready:
            callback = self._callbacks.get(source)
            if callback is not None:
                callback()
        self._fire_due()

    def close(self) -> None:
        """Give the descriptor back; nothing may be called afterwards."""
        self.unwatch(self._wake)
        os.close(self._wake)

    def _until_next_timer(self) -> float | None:
        while self._timers and self._timers[0][2].canceled:
            heapq.heappop(self._timers)
        return max(0.0, self._timers[0][0] - self.now()) if self._timers else None

    def _fire_due(self) -> None:
        now = self.now()
        while self._timers and self._timers[0][0] <= now:
            heapq.heappop(self._timers)[2].fire()

    def _run_handed_in(self) -> None:
        os.eventfd_read(self._wake)
        for _ in range(len(self._handed_in)):
            self._handed_in.popleft()()
