"""What a worker does for its device class: the seam between bus and drivers. One file a class in `daemon/trades/`."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Protocol, runtime_checkable

from drivers.base import Driver, Factory, Progress
from wire.messages import Answer, Ask
from wire.values import Role, Slug


class BadAsk(Exception):
    """What was asked cannot be done, whatever the device: its arguments contradict each other or what they name."""


class Trade(Protocol):
    """A class's verbs, done with its driver, on the worker's verb thread."""

    def begin(self, driver: Driver, key_pressed: Callable[[Slug], None]) -> None:
        """The driver was opened. `key_pressed` may be called from any thread."""

    def perform(self, device: Callable[[], Driver], ask: Ask, timeout_s: float, progress: Progress) -> Answer:
        """Do one verb. `device` gives the driver, opened, or raises `DriverError`; a verb may do without.

        Raises `DeviceFailure`, `Canceled`, `BadAsk`.
        """


@runtime_checkable
class TradeModule(Protocol):
    """A file in `daemon/trades/`. Each is loaded by its own worker only: pages bring Pillow, lamps do not need it."""

    MODELS: Mapping[str, Factory]
    """The product's models of this class."""

    def trade(self, visit: Path, state: Path, driver: Driver) -> Trade:
        """The class's verbs; `visit` is the visit's folder in the spool, `state` the kiosk's on disk. `driver` is not
        open: it is for what needs no device.
        """


def load(device: Role) -> TradeModule:
    """The module of one device class."""
    module = importlib.import_module(f"daemon.trades.{device.value}")
    assert isinstance(module, TradeModule)
    return module
