"""ID-card readers. `MODELS` is the table of what can be configured; a model's libraries are loaded when it is built."""

from __future__ import annotations

from drivers.base import Model, Surroundings, UsbId
from drivers.idcard.contract import CardData, CardReader
from rules.settings import Device

__all__ = ["MODELS", "CardData", "CardReader"]

_SAM_V_IDS = (
    UsbId(0x0400, 0xC35A), UsbId(0x0483, 0x5750), UsbId(0x28E9, 0x028A), UsbId(0x0483, 0x5652), UsbId(0x10C4, 0x8A1B),
    UsbId(0x2015, 0x0008), UsbId(0x9573, 0x4836),
)
"""The first is an identity that many makes share; each of the others was seen with one make."""


def _sam_v_usb(device: Device, surroundings: Surroundings) -> CardReader:
    from drivers.idcard.sam_reader import BLAME, SamReader
    from drivers.usb_bulk import open_usb

    ids = (UsbId.parse(device.address),) if device.address else _SAM_V_IDS
    return SamReader("sam-v-usb", lambda: open_usb(ids, BLAME, surroundings.usb_backend))


MODELS = {model.name: model for model in (Model("sam-v-usb", _sam_v_usb, _SAM_V_IDS),)}
