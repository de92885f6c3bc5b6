"""The contract of every driver, and what a driver is given to work with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from drivers.errors import Act, Code


class State(StrEnum):
    """A device's state, in XFS4IoT's words (Common.Status, `device`)."""

    STARTING = "starting"
    ONLINE = "online"
    BUSY = "busy"
    USER_ERROR = "user_error"
    HARDWARE_ERROR = "hardware_error"
    OFFLINE = "offline"
    NO_DEVICE = "no_device"


class Paper(StrEnum):
    """A printer's paper. A mute printer's paper is unknown, not ok."""

    OK = "ok"
    LOW = "low"
    OUT = "out"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class DeviceInfo:
    """What an opened device says of itself."""

    model: str
    serial: str = ""
    firmware: str = ""


@dataclass(frozen=True)
class DeviceStatus:
    """State, and apart from it the media: a printer without paper is well."""

    state: State
    code: Code | None = None
    act: Act = Act.NOBODY
    paper: Paper = Paper.UNKNOWN


class Driver(Protocol):
    """What every device class has; its own verbs come on top, each with a time-out in seconds."""

    def open(self) -> DeviceInfo:
        """Find and open the device. Raises `DriverError` (`NO_DEVICE`-like codes where it is not there)."""

    def status(self) -> DeviceStatus:
        """Ask the device how it is. Never raises for a device that answers; unknown is said as unknown."""

    def cancel(self) -> None:
        """End the running verb with `Canceled` as soon as the hardware allows. From any thread, at any time."""

    def close(self) -> None:
        """Let the device go. Idempotent; never raises."""


Progress = Callable[[int, int], None]
"""Called with (done, total); total 0 where nobody knows."""
