"""Any reader that pcscd drives. Its udev rules come with pcscd."""

from __future__ import annotations

from drivers.idcard.table import Profile, Reader

READER = Reader("pcsc", Profile.PCSC)
