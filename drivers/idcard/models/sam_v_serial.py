"""Readers on a serial port. They are shipped at 115200; the maker's tool can set the others."""

from __future__ import annotations

from drivers.idcard.table import Profile, Reader

READER = Reader("sam-v-serial", Profile.SERIAL, rates=(115200, 57600, 38400, 19200, 9600))
