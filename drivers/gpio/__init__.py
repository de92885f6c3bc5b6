"""Lamps and keys on digital lines. `MODELS` is the table of what can be configured."""

from __future__ import annotations

from drivers.base import Model, Surroundings
from drivers.gpio.contract import Lines
from rules.settings import Device

__all__ = ["CARD_LAMP", "MODELS", "PRINTER_LAMP", "SERVICE_KEY", "Lines"]

CARD_LAMP = "card"
PRINTER_LAMP = "printer"
SERVICE_KEY = "service"


def _rpi(device: Device, surroundings: Surroundings) -> Lines:
    from drivers.gpio.pins import PiLines, Wiring

    return PiLines("rpi", Wiring(lamps={CARD_LAMP: 17, PRINTER_LAMP: 27}, keys={SERVICE_KEY: 22}))


MODELS = {model.name: model for model in (Model("rpi", _rpi),)}
