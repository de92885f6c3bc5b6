"""One verb at a time on one device, and its cancellation from any thread."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from drivers.errors import Act, Canceled, Code, DriverError


class Busy(DriverError):
    """Another verb of the same driver is running."""

    def __init__(self) -> None:
        super().__init__(Code.DEVICE_BUSY, Act.NOBODY, "another verb is running")


class Turn:
    """Held by the thread that talks to the device."""

    def __init__(self) -> None:
        self._held = threading.Lock()
        self._canceled = threading.Event()
        self._ending = False

    @contextmanager
    def take(self) -> Iterator[None]:
        """The device is the caller's until the block ends. Raises `Busy` where another has it."""
        if not self._held.acquire(blocking=False):
            raise Busy
        self._canceled.clear()
        if self._ending:
            self._canceled.set()  # the cancel may have come just before this verb began
        try:
            yield
        finally:
            self._held.release()

    @contextmanager
    def take_last(self, cancel: Callable[[], None]) -> Iterator[None]:
        """As `take`, but ends what runs, and what begins meanwhile, by the driver's own `cancel`, and waits for it."""
        self._ending = True
        cancel()
        with self._held:
            self._ending = False
            yield

    def cancel(self) -> None:
        """Have the running verb raise `Canceled`; without one, nothing."""
        self._canceled.set()

    @property
    def canceled(self) -> bool:
        """Whether the running verb was canceled."""
        return self._canceled.is_set()

    def check(self) -> None:
        """Raise `Canceled` when canceled."""
        if self._canceled.is_set():
            raise Canceled

    def rest(self, seconds: float) -> None:
        """Wait; raise `Canceled` as soon as canceled."""
        if self._canceled.wait(seconds):
            raise Canceled
