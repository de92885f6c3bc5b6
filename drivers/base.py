"""The contract of every driver, and what a driver is given to work with."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Generic, Protocol, TypeVar

from drivers.errors import Act, Code
from rules.settings import Device


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


@dataclass(frozen=True)
class Surroundings:
    """What a driver may be given besides its settings. `usb_backend` is a pyusb backend; None is pyusb's own choice.

    `portrait_library` decodes cards' photos; None: cards have no portrait. `record_to` keeps what a card reader says,
    see `drivers.recording`; nothing in the product sets it.
    """

    assets: Path
    usb_backend: object | None = None
    portrait_library: Path | None = None
    record_to: Path | None = None


@dataclass(frozen=True)
class UsbId:
    """One USB identity; udev rules are made from these."""

    vendor: int
    product: int

    @classmethod
    def parse(cls, text: str) -> UsbId:
        """ "0400:c35a", as in the configuration. Raises `ValueError` that says how it is written."""
        found = re.fullmatch(r"([0-9A-Fa-f]{4}):([0-9A-Fa-f]{4})", text)
        if found is None:
            raise ValueError(f"a USB device's address is VENDOR:PRODUCT in hexadecimal, as 0400:c35a, not {text!r}")
        return cls(int(found[1], 16), int(found[2], 16))

    def __str__(self) -> str:
        return f"{self.vendor:04x}:{self.product:04x}"


AnyDriver = TypeVar("AnyDriver", bound=Driver, covariant=True)


@dataclass(frozen=True)
class Model(Generic[AnyDriver]):
    """One row of a class's MODELS. `build` loads the model's I/O library, opens nothing and touches no device.

    It raises `ValueError` for an address that the model cannot have.
    """

    name: str
    build: Callable[[Device, Surroundings], AnyDriver]
    ids: tuple[UsbId, ...] = ()


Factory = Callable[[Device, Surroundings], Driver]
"""How a worker makes its driver: `MODELS[settings.model].build`."""
