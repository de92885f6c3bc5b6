"""What the table of card readers consists of. Loads no I/O library."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

from drivers.base import UsbId
from drivers.idcard.transaction import Delays


class Profile(Enum):
    """How a model is reached."""

    USB = auto()
    """The descriptors tell which of the ways in `usb_ways`."""
    SERIAL = auto()
    """A port, 8N1, at the first rate that is answered."""
    PCSC = auto()
    """A slot for chip cards that pcscd drives; no SAM_V module."""

    @property
    def has_module(self) -> bool:
        """Whether a SAM_V module is spoken to."""
        return self is not Profile.PCSC


@dataclass(frozen=True)
class Reader:
    """One model. `ids` are for USB, `rates` (baud) for serial; `delays` are a make's quirks."""

    name: str
    profile: Profile
    ids: tuple[UsbId, ...] = ()
    rates: tuple[int, ...] = ()
    delays: Delays = Delays()
