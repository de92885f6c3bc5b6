"""The desk's ID-card reader: one SAM_V module, and the make of reader that it sits in now."""

from collections.abc import Callable
from pathlib import Path

from emulated.chip_slot import ChipSlot
from emulated.faults import Faults, Refused
from emulated.idcard_module import SamModule
from emulated.idcard_serial import RATE, SerialCardReader
from emulated.idcard_text import Card
from emulated.idcard_usb import PROFILES, UsbCardReader
from emulated.loop import Loop
from emulated.pace import Pace
from emulated.pty_line import RATES
from emulated.usb_bus import UsbBus

SERIAL, PCSC = "serial", "pcsc"
MAKES = (*PROFILES, SERIAL, PCSC)


class IdCardReader:
    """One of `MAKES` at a time is plugged, the others are not there."""

    def __init__(self, loop: Loop, pace: Callable[[], Pace], count: Callable[[str], None], bus: UsbBus, port: int,
                 link: Path, permissions: Callable[[Path], None], make: str) -> None:
        self._module = SamModule(loop, pace, count)
        self._bus = bus
        self._make, self._first = next(iter(PROFILES)), make
        self._usb = UsbCardReader(self._module, PROFILES[self._make])
        self._serial = SerialCardReader(loop, link, permissions, self._module)
        self._slot = ChipSlot(loop, link.with_name("pcsc"), self._module.faults)
        bus.add(port, self._usb)
        self.become(make)

    @property
    def faults(self) -> Faults:
        """The module's and the cable's."""
        return self._module.faults

    @property
    def plugged(self) -> bool:
        """Whether the present make's cable is in."""
        if self._make == PCSC:
            return self._slot.plugged
        return self._serial.plugged if self._make == SERIAL else self._usb.plugged

    def become(self, make: str, rate: int = RATE) -> None:
        """Sit in another make of reader, plugged. Raises :class:`Refused` for one that there is not."""
        if make not in MAKES:
            raise Refused(f"no make of card reader {make!r}; there are: {', '.join(MAKES)}")
        if rate not in RATES.values():
            raise Refused(f"a serial reader has one of the rates {', '.join(map(str, sorted(RATES.values())))}")
        self.unplug()
        self._make, self._serial.rate = make, rate
        if make in PROFILES:
            self._usb.become(PROFILES[make])
        self.plug()

    def restore(self) -> None:
        """Be the make that the desk was started with."""
        if self._make != self._first or self._serial.rate != RATE:
            self.become(self._first)

    def plug(self) -> None:
        """Plug the present make."""
        if self._make == SERIAL:
            self._serial.plug()
        elif self._make == PCSC:
            self._slot.plug()
        else:
            self._bus.plug(self._usb)

    def unplug(self) -> None:
        """Pull the cable."""
        self._serial.unplug()
        self._slot.unplug()
        self._bus.unplug(self._usb)

    def lay(self, card: Card | None) -> None:
        """Lay a card, or lift the one that lies there (``None``)."""
        self._module.lay(card)
        self._slot.lay(card)

    def state(self) -> dict[str, object]:
        """For people and tests. ``progress``: none, laid, found, selected, spent."""
        return {**self._module.state(), "profile": self._make}
