"""Barcode readers and page scanners: two classes of devices, two tables."""

from __future__ import annotations

from drivers.base import Model, Surroundings
from drivers.scanner.contract import CodeReader, PageScanner, Sheet
from rules.settings import Device

__all__ = ["CODE_MODELS", "PAGE_MODELS", "CodeReader", "PageScanner", "Sheet"]

BAUD = 115200
"""USB readers that show themselves as a serial port ignore it."""


def _serial(device: Device, surroundings: Surroundings) -> CodeReader:
    from drivers.scanner.barcode import BLAME, StreamCodeReader
    from drivers.serial_port import open_serial

    if not device.address.startswith("/"):
        raise ValueError(f"a serial barcode reader's address is its port, such as /dev/ttyACM0, not {device.address!r}")
    return StreamCodeReader("serial", lambda: open_serial(device.address, BAUD, BLAME))


def _sane(device: Device, surroundings: Surroundings) -> PageScanner:
    from drivers.scanner.page import FLATBED, SaneScanner

    return SaneScanner("sane", device.address, FLATBED)


def _sane_feeder(device: Device, surroundings: Surroundings) -> PageScanner:
    from drivers.scanner.page import FEEDER, SaneScanner

    return SaneScanner("sane-feeder", device.address, FEEDER)


CODE_MODELS = {model.name: model for model in (Model("serial", _serial),)}
PAGE_MODELS = {model.name: model for model in (Model("sane", _sane), Model("sane-feeder", _sane_feeder))}
