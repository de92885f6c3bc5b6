"""Readers of USB's vendor class. The first identity is shared by many makes; each of the others was seen with one."""

from __future__ import annotations

from drivers.base import UsbId
from drivers.idcard.table import Profile, Reader

READER = Reader("sam-v-usb", Profile.USB, ids=(
    UsbId(0x0400, 0xC35A), UsbId(0x0483, 0x5750), UsbId(0x28E9, 0x028A), UsbId(0x0483, 0x5652), UsbId(0x10C4, 0x8A1B),
    UsbId(0x2015, 0x0008), UsbId(0x9573, 0x4836),
))
