"""Receipt printers. `MODELS` is the table of what can be configured; libraries are loaded when a model is built."""

from __future__ import annotations

from drivers.base import Model, Surroundings, UsbId
from drivers.printer.contract import ReceiptPrinter
from rules.settings import Device

__all__ = ["MODELS", "ReceiptPrinter"]

FONT = "fonts/NotoSansSC-Regular.otf"
"""Under the assets: for what the printer has no characters of."""

_PRINTER_CLASS = 7

_ESCPOS_80_IDS = (UsbId(0x04B8, 0x0202), UsbId(0x04B8, 0x0E15))
"""Makes whose status bytes have other meanings (Masung's head temperature and black mark) are models of their own."""


def _escpos_80_usb(device: Device, surroundings: Surroundings) -> ReceiptPrinter:
    from drivers.printer.thermal import BLAME, Make, ThermalPrinter
    from drivers.usb_bulk import open_usb

    ids = (UsbId.parse(device.address),) if device.address else _ESCPOS_80_IDS
    # 576 dots at 203 dpi, 48 columns, Chinese in 24 x 24
    make = Make("escpos-80-usb", profile="TM-T20II", width=576)
    return ThermalPrinter(
        make, lambda: open_usb(ids, BLAME, surroundings.usb_backend, interface_class=_PRINTER_CLASS),
        surroundings.assets / FONT)


MODELS = {model.name: model for model in (Model("escpos-80-usb", _escpos_80_usb, _ESCPOS_80_IDS),)}
