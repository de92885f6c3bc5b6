"""Barcode readers and page scanners: two classes of devices, two tables."""

from __future__ import annotations

from collections.abc import Callable

from drivers.base import Model, Surroundings, UsbId
from drivers.scanner.contract import CodeReader, PageScanner, Sheet
from drivers.scanner.sane_options import DUPLEX, FEEDER, FLATBED, parse_address
from drivers.scanner.triggers import HONEYWELL, NEWLAND, Trigger
from rules.settings import Device

__all__ = ["CODE_MODELS", "PAGE_MODELS", "CodeReader", "PageScanner", "Sheet"]

BAUD = 115200
"""USB readers that show themselves as a serial port ignore it."""


def _serial(model: str, trigger: Trigger | None) -> Callable[[Device, Surroundings], CodeReader]:
    def build(device: Device, surroundings: Surroundings) -> CodeReader:
        from drivers.scanner.barcode import BLAME, StreamCodeReader
        from drivers.serial_port import open_serial

        if not device.address.startswith("/"):
            raise ValueError(
                f"a serial barcode reader's address is its port, such as /dev/ttyACM0, not {device.address!r}")
        return StreamCodeReader(model, lambda: open_serial(device.address, BAUD, BLAME), trigger)

    return build


def _hid_pos(device: Device, surroundings: Surroundings) -> CodeReader:
    from drivers.scanner.barcode import BLAME, StreamCodeReader
    from drivers.scanner.hid_pos import open_hid_pos

    # every product has a number of its own: the configuration names it, the maker alone would fit keyboards, too
    identity = UsbId.parse(device.address)
    return StreamCodeReader("hid-pos", lambda: open_hid_pos(identity, BLAME, surroundings.usb_backend))


def _keyboard(device: Device, surroundings: Surroundings) -> CodeReader:
    from drivers.scanner.barcode import BLAME, StreamCodeReader
    from drivers.scanner.keyboard import open_keyboard
    from drivers.scanner.keyboard_protocol import GAP_S

    if not device.address.startswith("/dev/input/"):
        UsbId.parse(device.address)
    return StreamCodeReader("hid-keyboard", lambda: open_keyboard(device.address, BLAME), gap_s=GAP_S)


def _sane(model: str, sources: tuple[str, ...]) -> Callable[[Device, Surroundings], PageScanner]:
    def build(device: Device, surroundings: Surroundings) -> PageScanner:
        from drivers.scanner.page import SaneScanner

        return SaneScanner(model, parse_address(device.address), sources)

    return build


CODE_MODELS = {model.name: model for model in (
    Model("serial", _serial("serial", None)),
    Model("serial-honeywell", _serial("serial-honeywell", HONEYWELL)),
    Model("serial-newland", _serial("serial-newland", NEWLAND)),
    Model("hid-pos", _hid_pos),
    Model("hid-keyboard", _keyboard),
)}
PAGE_MODELS = {model.name: model for model in (
    Model("sane", _sane("sane", FLATBED)),
    Model("sane-feeder", _sane("sane-feeder", FEEDER)),
    Model("sane-feeder-duplex", _sane("sane-feeder-duplex", DUPLEX)),
)}
