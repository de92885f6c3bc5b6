"""What tells one make of receipt printer from another: the one table. Pure.

| profile      | paper | confirmed by      | status   | cut             | Chinese      |
|--------------|-------|-------------------|----------|-----------------|--------------|
| escpos-80    | 80 mm | GS ( H process id | Epson    | GS V 66         | GBK          |
| escpos-58    | 58 mm | GS r, in its turn | Epson    | GS V 66         | GBK          |
| masung-80    | 80 mm | GS r, in its turn | Masung   | feed, ESC m     | GBK          |
| custom-vkp80 | 80 mm | its presenter     | Custom   | FS P, presented | drawn as dots|
| plain-58     | 58 mm | nothing           | if any   | GS V 66         | GBK          |
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from drivers.base import UsbId


class Confirm(Enum):
    """What proves that paper came out. `NOTHING`: such a printer's prints stay unknown for ever."""

    PROCESS_ID = "GS ( H"
    STATUS = "GS r"
    PRESENTER = "presenter"
    NOTHING = "nothing"


class Status(Enum):
    """Whose meaning the status bytes have, and which questions are asked."""

    EPSON = "epson"
    MASUNG = "masung"
    CUSTOM = "custom"


FEED_AND_CUT = b"\x1dVB\x00"
"""GS V 66 0: the printer itself feeds to its cutter."""
CUT_BY_ESC = b"\x1bJ\x70\x1bm"
"""ESC m cuts where the paper stands: 14 mm of feeding first, the way from head to cutter and a little."""

RETRACT_S = 30
"""After which a receipt that nobody takes goes back into the machine: the next citizen is not to find it."""
CUT_AND_PRESENT = bytes((0x1C, 0x50, 20, 1, 0x52, RETRACT_S))
"""FS P: 20 x 5 mm stand out of the mouth, which blinks; retracted after the time."""


@dataclass(frozen=True)
class Profile:
    """One row. `commands` is python-escpos's name of the printer whose commands fit, `width` in dots."""

    name: str
    commands: str
    width: int
    confirm: Confirm
    status: Status = Status.EPSON
    cut: bytes = FEED_AND_CUT
    chinese: bool = True
    """Whether it has GBK characters of its own; otherwise all writing is drawn."""
    codes: bool = True
    """Whether it draws CODE 128 and QR itself."""
    cuts_within: bool = True
    """Whether it can cut and go on; otherwise a broken line stands there."""
    ids: tuple[UsbId, ...] = ()


PROFILES = {profile.name: profile for profile in (
    Profile("escpos-80", "TM-T20II", 576, Confirm.PROCESS_ID, ids=(UsbId(0x04B8, 0x0202), UsbId(0x04B8, 0x0E15))),
    # python-escpos knows 58 mm printers only without barcodes of function B and QR: those are drawn
    Profile("escpos-58", "POS-5890", 384, Confirm.STATUS, codes=False, ids=(UsbId(0x0416, 0x5011),)),
    Profile("masung-80", "TM-T20II", 576, Confirm.STATUS, Status.MASUNG, cut=CUT_BY_ESC, codes=False,
            ids=(UsbId(0x0519, 0x2013), UsbId(0x0519, 0x2015))),
    Profile("custom-vkp80", "TM-T20II", 576, Confirm.PRESENTER, Status.CUSTOM, cut=CUT_AND_PRESENT, chinese=False,
            codes=False, cuts_within=False, ids=(UsbId(0x0DD4, 0x0205),)),
    Profile("plain-58", "POS-5890", 384, Confirm.NOTHING, codes=False),
)}
