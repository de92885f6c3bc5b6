"""Readers that show themselves as USB HID and carry frames in reports."""

from __future__ import annotations

from drivers.base import UsbId
from drivers.idcard.table import Profile, Reader

READER = Reader("sam-v-hid", Profile.USB, ids=(UsbId(0x10C4, 0x0007),))
