"""What moves bytes. Every foreign exception of an I/O library is mapped here and nowhere else, by `Blame`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from drivers.errors import Act, Code, DriverError


class Transport(Protocol):
    """A byte stream to a device. All methods but `wake` belong to one thread; times are seconds.

    Each raises `DriverError` with the codes of its `Blame` when the device is gone, denied, taken or broken; a time-out
    is no error.
    """

    def write(self, data: bytes, timeout_s: float) -> int:
        """Hand over bytes. Returns how many the device took within the time, which may be none."""

    def read(self, size: int, timeout_s: float) -> bytes:
        """At most `size` bytes, as soon as there are any; empty when none came in time or `wake` was called."""

    def flush(self) -> None:
        """Drop what has arrived and was not read."""

    def wake(self) -> None:
        """End a waiting `read` early, or the next one. From any thread."""

    def close(self) -> None:
        """Let the device go. Idempotent; never raises."""


class ResettableTransport(Transport, Protocol):
    """A transport with a second way to the device, for when the stream is full and stands still."""

    def reset(self, command: bytes) -> None:
        """Have the device drop all that it was sent and has not done, and drop what still waits on our side.

        `command` says so in the device's own language, for ways that have no other. Raises `DriverError`.
        """


@dataclass(frozen=True)
class Blame:
    """Which codes of its device class a transport raises."""

    gone: Code
    broken: Code

    def is_gone(self, detail: str) -> DriverError:
        """The device is not there: unplugged, or never was."""
        return DriverError(self.gone, Act.STAFF, detail)

    def is_broken(self, detail: str) -> DriverError:
        """The device is there and does not do its work."""
        return DriverError(self.broken, Act.ENGINEER, detail)

    def is_denied(self, detail: str) -> DriverError:
        """This process has no right to the device: a udev rule or a group is missing."""
        return DriverError(Code.DEVICE_DENIED, Act.ENGINEER, detail)

    def is_taken(self, detail: str) -> DriverError:
        """Another process has the device."""
        return DriverError(Code.DEVICE_BUSY, Act.ENGINEER, detail)
