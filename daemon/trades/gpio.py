"""The gpio worker: sets lamps, and tells of the service key."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import cast

from daemon.trade import Trade
from drivers import gpio
from drivers.base import Driver, Progress
from drivers.gpio import Lines
from wire.messages import Answer, Ask, Done, SetLamp
from wire.values import Slug

MODELS = {name: model.build for name, model in gpio.MODELS.items()}


class GpioTrade:
    """SetLamp, and PressKey the other way."""

    def begin(self, driver: Driver, key_pressed: Callable[[Slug], None]) -> None:
        """Watch the keys."""
        cast(Lines, driver).watch(key_pressed)

    def perform(self, device: Callable[[], Driver], ask: Ask, timeout_s: float, progress: Progress) -> Answer:
        """Set a lamp. Raises what `Lines.set_lamp` raises."""
        assert isinstance(ask, SetLamp)
        cast(Lines, device()).set_lamp(ask.lamp, ask.on)
        return Done()


def trade(visit: Path, state: Path, driver: Driver) -> Trade:
    """The class's verbs."""
    return GpioTrade()
